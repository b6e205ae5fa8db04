"""Clients that are slow, silent or too many take nothing from the others."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from guike.entry.front import connection, front, wsgi
from guike.entry.front.tests.serving import OK, PATIENCE, Served, Start, echo
from guike.entry.tests.served import until

GET = b"GET /%b HTTP/1.1\r\nHost: x\r\n\r\n"
LARGE = b"x" * 3_000_000
EACH = 75


def large(environ: dict[str, Any], start: Start) -> list[bytes]:
    """Three megabytes for /large, else as `echo`."""
    if environ["PATH_INFO"] != "/large":
        return echo(environ, start)
    start(OK, [])
    return [LARGE]


def test_three_hundred_slow_clients_hold_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "LOOK", 0.05)
    with Served(large, threads=2) as served:
        heads = [served.client(b"GET / HTTP/1.1\r\nHost: x\r\nX-") for _ in range(EACH)]
        bodies = [
            served.client(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\nabc")
            for _ in range(EACH)
        ]
        readers = [served.client(GET % b"large", small=True) for _ in range(EACH)]
        silent = [served.client() for _ in range(EACH)]
        for _ in range(40):
            assert served.get("/ordinary") == (200, b"GET /ordinary? 0")
        for client in (*heads, *bodies, *silent):
            assert client.is_waiting()
            if client not in silent:
                client.say(b"y")
        for name in ("HEAD_SECONDS", "RATE_SECONDS", "IDLE_SECONDS"):
            monkeypatch.setattr(connection, name, 0.3)
        monkeypatch.setattr(connection, "_LINGER", 0.3)
        monkeypatch.setattr(connection, "LEAST_RATE", 1_000_000)
        for client in (*heads, *bodies):
            status, body = client.answer()
            assert (status, json.loads(body)["code"]) == (408, "request.slow")
            assert client.is_cut()
        for client in silent:
            assert client.is_cut()
        assert until(lambda: not served.front.connections, PATIENCE)
        with pytest.raises((EOFError, ConnectionError)):
            readers[0].answer()
        assert served.get("/ordinary") == (200, b"GET /ordinary? 0")


def test_who_is_slow_but_steady_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each window brings what is due: neither the body nor the reading of the answer is cut off."""
    monkeypatch.setattr(front, "LOOK", 0.02)
    monkeypatch.setattr(connection, "RATE_SECONDS", 0.1)
    monkeypatch.setattr(connection, "LEAST_RATE", 10)
    with Served(large) as served:
        client = served.client(b"POST /large HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\n")
        pause = threading.Event()
        for _ in range(10):
            pause.wait(0.04)
            client.say(b"abcd")
        assert client.answer() == (200, LARGE)
        reader = served.client(GET % b"large", small=True)
        for _ in range(20):
            pause.wait(0.04)
            reader.take(50_000)
        assert reader.answer() == (200, LARGE)


def test_a_thread_waits_for_no_reader() -> None:
    with Served(large, threads=1) as served:
        readers = [served.client(GET % b"large", small=True) for _ in range(3)]
        assert served.get("/ordinary") == (200, b"GET /ordinary? 0")
        assert [client.answer() for client in readers] == [(200, LARGE)] * 3


def in_hand(served: Served) -> int:
    """How many connections have a request in hand."""
    return sum(one.current is not None for one in served.front.connections)


def test_a_full_house_parts_with_who_does_nothing() -> None:
    release = threading.Event()

    def wait(environ: dict[str, Any], start: Start) -> list[bytes]:
        assert environ["PATH_INFO"] != "/wait" or release.wait(PATIENCE)
        return echo(environ, start)

    with Served(wait, threads=4) as served:
        served.front._most = 3
        half, idle, busy = served.client(b"GET / HT"), served.client(GET % b"1"), served.client(GET % b"wait")
        assert idle.answer()[0] == 200
        assert until(lambda: len(served.front.connections) == 3, PATIENCE)
        newer = served.client(GET % b"2")
        assert newer.answer()[0] == 200
        assert idle.is_cut()
        assert half.is_waiting()
        third = served.client(GET % b"wait")
        assert newer.is_cut()
        assert until(lambda: in_hand(served) == 2, PATIENCE)
        fourth = served.client(GET % b"wait")
        assert half.is_cut()
        assert until(lambda: in_hand(served) == 3, PATIENCE)
        assert served.client().answer()[0] == 503
        release.set()
        assert [client.answer()[0] for client in (busy, third, fourth)] == [200] * 3


def test_a_queue_without_end_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wsgi, "REQUESTS_WAITING", 2)
    release = threading.Event()

    def wait(environ: dict[str, Any], start: Start) -> list[bytes]:
        assert release.wait(PATIENCE)
        return echo(environ, start)

    with Served(wait, threads=1) as served:
        first = [served.client(GET % b"1") for _ in range(2)]
        assert until(lambda: served.front.handle._waiting == 2, PATIENCE)  # type: ignore[attr-defined]
        late = served.client(GET % b"1")
        status, body = late.answer()
        assert (status, late.headers["retry-after"], json.loads(body)["code"]) == (503, "2", "server.busy")
        release.set()
        assert [client.answer()[0] for client in first] == [200, 200]


def test_a_stop_finishes_what_is_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "HALF", 0.2)
    release, begun = threading.Event(), threading.Event()

    def wait(environ: dict[str, Any], start: Start) -> list[bytes]:
        begun.set()
        assert release.wait(PATIENCE)
        return echo(environ, start)

    with Served(wait, threads=1) as served:
        busy, queued = served.client(GET % b"1" + GET % b"2"), served.client(GET % b"3")
        half, silent = served.client(b"GET / HT"), served.client()
        assert begun.wait(PATIENCE)
        assert until(lambda: len(served.front.connections) == 4, PATIENCE)
        served.stop()
        assert silent.is_cut()
        assert half.is_cut()
        with pytest.raises(ConnectionRefusedError):
            served.client()
        release.set()
        assert [busy.answer(), busy.answer(), queued.answer()] == [
            (200, b"GET /%d? 0" % n) for n in (1, 2, 3)
        ]
        assert busy.is_cut()


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object, **_named: object) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(front, "SpooledTemporaryFile", full)
    with Served(echo) as served:
        client = served.client(
            b"POST / HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\nContent-Length: 3\r\n\r\nabc"
        )
        status, body = client.answer()
        told = json.loads(body)
        assert (status, told["code"], told["detail"]) == (
            507,
            "server.no_room",
            "The server's disk is full and nothing was saved; ask the administrator to make room, then try again",
        )
        assert served.get() == (200, b"GET /? 0")
