"""What is read as a request, what is refused, and in which order answers come."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from guike.entry.front import connection, wsgi
from guike.entry.front.message import Request
from guike.entry.front.tests.serving import OK, Served, Start, echo

GET = b"GET /%b HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served(echo) as running:
        yield running


def test_one_connection_carries_many_requests(served: Served) -> None:
    client = served.client()
    for number in range(3):
        client.say(GET % b"%d" % number)
        assert client.answer() == (200, b"GET /%d? 0" % number)
        assert "connection" not in client.headers
        assert client.headers["date"].endswith(" GMT")
    client.say(POST + b"Content-Length: 5\r\n\r\n", b"he", b"llo")
    assert client.answer() == (200, b"POST /? 5")


def test_requests_sent_at_once_are_answered_in_order(served: Served) -> None:
    client = served.client(
        GET % b"1" + POST + b"Content-Length: 3\r\n\r\nabc" + GET % b"2" + b"GET /3 HT",
        b"TP/1.1\r\nHost: x\r\n\r\n",
    )
    assert [client.answer()[1] for _ in range(4)] == [b"GET /1? 0", b"POST /? 3", b"GET /2? 0", b"GET /3? 0"]
    flood = served.client((GET % b"1") * 100)
    assert [flood.answer()[0] for _ in range(33)] == [200] * 33
    assert flood.answer()[0] == 400
    assert flood.is_cut()


def test_what_is_wrong_after_a_request_is_told_after_its_answer(served: Served) -> None:
    client = served.client(GET % b"1" + b"NONSENSE\r\n\r\n")
    assert client.answer() == (200, b"GET /1? 0")
    assert client.answer()[0] == 400
    assert client.is_cut()


def test_the_end_is_kept_to(served: Served) -> None:
    for asked in (b"GET /1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"GET /1 HTTP/1.0\r\n\r\n"):
        client = served.client(asked + GET % b"2")
        assert client.answer() == (200, b"GET /1? 0")
        assert client.headers["connection"] == "close"
        assert client.is_cut()
    half = served.client(GET % b"1")
    half.socket.shutdown(1)
    assert half.answer() == (200, b"GET /1? 0")
    assert half.is_cut()


@pytest.mark.parametrize(
    "body",
    [b"5\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n", b"5;a=b\r\nhello\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n"],
)
def test_a_body_in_pieces_is_put_together(served: Served, body: bytes) -> None:
    asked = POST + b"Transfer-Encoding: chunked\r\n\r\n" + body
    assert served.client(asked).answer() == (200, b"POST /? 8")
    assert served.client(*(asked[n : n + 1] for n in range(len(asked)))).answer() == (200, b"POST /? 8")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (POST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400),
        (POST + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400),
        (POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (POST + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400),
        (POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501),
        (POST + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", 400),
        (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        (POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400),
        (POST + b"Content-Length: +3\r\n\r\nabc", 400),
        (POST + b"Content-Length: 99999999999999999999999\r\n\r\nabc", 400),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n", 400),
        (POST + b"X: a\r\n b\r\n\r\n", 400),
        (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"GET / HTTP/1.1\nHost: x\n\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        (b"GET http://y/ HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET http://x@y/ HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET /\r\n\r\n", 400),
        (b"GET other HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00", 400),
        (b"GET /" + b"a" * 70_000, 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 300 + b"\r\n", 431),
        (POST + b"Content-Length: 60000000\r\n\r\n", 413),
        (POST + b"Content-Length: 60000000\r\nExpect: 100-continue\r\n\r\n", 413),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(served: Served, asked: bytes, status: int) -> None:
    """And what followed it, which another server may have taken for a part of it, is not read."""
    client = served.client(asked)
    got, body = client.answer()
    assert (got, client.headers["connection"], json.loads(body)["status"]) == (status, "close", status)
    assert client.headers["content-type"] == "application/problem+json; charset=utf-8"
    client.say(GET % b"smuggled")
    with pytest.raises((EOFError, ConnectionError)):
        client.answer()


def test_a_body_without_end_is_refused(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MOST_BODY", 100_000)
    client = served.client(POST + b"Transfer-Encoding: chunked\r\n\r\n")
    client.say(*[b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n"] * 2)
    assert client.answer()[0] == 413


@pytest.mark.parametrize("host", [b"[::1", b"[x]", b"a]b", b"[", b"x:y"])
def test_a_crooked_host_in_the_target_breaks_nothing(served: Served, host: bytes) -> None:
    """With the same host twice it is read; what such a host is, the application says."""
    for version in (b"1.1\r\nHost: " + host, b"1.0"):
        assert (
            served.client(b"GET http://" + host + b"/1 HTTP/" + version + b"\r\n\r\n").answer()[1]
            == b"GET /1? 0"
        )


def _seen(found: dict[str, Any], start: Start) -> Iterable[bytes]:
    start(OK, [])
    found["wsgi.input"].read()
    return [json.dumps(sorted(name for name in found if name.startswith("HTTP_"))).encode()]


def test_what_follows_a_body_in_pieces_is_no_header() -> None:
    """A proxy that takes headers away from strangers does not look behind the body."""
    trailers = b"X-Forwarded-For: 10.0.0.1\r\nCookie: a=b\r\nAuthorization: Bearer x\r\n"
    asked = POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n" + trailers + b"\r\n"
    with Served(_seen) as running:
        for pieces in ((asked,), (asked[n : n + 1] for n in range(len(asked)))):
            assert json.loads(running.client(*pieces).answer()[1]) == ["HTTP_HOST"]


@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        (b"0\r\n", b"X: " + b"y" * 997 + b"\r\n"),
        (b"1;", b"y" * 1000),
        (b"", b"1;" + b"y" * 993 + b"\r\na\r\n"),
    ],
)
def test_what_wraps_a_body_has_an_end(
    served: Served, monkeypatch: pytest.MonkeyPatch, begin: bytes, piece: bytes
) -> None:
    monkeypatch.setattr(connection, "AROUND", 50_000)
    client = served.client(POST + b"Transfer-Encoding: chunked\r\n\r\n" + begin)
    client.say(*[piece] * 200)
    assert client.answer()[0] == 400


def test_pieces_of_one_byte_are_a_body(served: Served) -> None:
    body = b"1\r\na\r\n" * 20_000 + b"0\r\n\r\n"
    assert served.client(POST + b"Transfer-Encoding: chunked\r\n\r\n" + body).answer() == (
        200,
        b"POST /? 20000",
    )


def test_who_asks_first_is_told_to_go_on(served: Served) -> None:
    client = served.client(POST + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n")
    assert client.answer() == (100, b"")
    client.say(b"abc")
    assert client.answer() == (200, b"POST /? 3")


def test_another_protocol_is_answered_in_this_one(served: Served) -> None:
    client = served.client(
        b"GET /1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n"
    )
    assert client.answer() == (200, b"GET /1? 0")


@pytest.mark.parametrize(
    ("target", "seen"),
    [
        ("/a%20b?q=%E7%8E%8B", "/a b?q=%E7%8E%8B"),
        ("/线索?q=王", "/线索?q=%E7%8E%8B"),
        ("http://x/a?b=c", "/a?b=c"),
        ("http://x", "/?"),
        ("http://X?b=c", "/?b=c"),
        ("http://x/a://b?c=d://e", "/a://b?c=d://e"),
    ],
)
def test_addresses(served: Served, target: str, seen: str) -> None:
    client = served.client(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    status, body = client.answer()
    assert (status, body.decode()) == (200, f"GET {seen} 0")


def test_a_large_body_lies_on_disk() -> None:
    kept: list[bool] = []

    def look(environ: dict[str, Any], start: Start) -> list[bytes]:
        kept.append(environ["wsgi.input"]._rolled)
        return echo(environ, start)

    with Served(look) as served:
        for size in (1000, 50 * 1024 * 1024):
            client = served.client(POST + b"Content-Length: %d\r\n\r\n" % size)
            for _ in range(0, size, 1_048_576):
                client.say(b"x" * min(size, 1_048_576))
            assert client.answer() == (200, b"POST /? %d" % size)
    assert kept == [False, True]


class Streamed:
    """An answer whose length nobody knows beforehand."""

    streaming = True

    def __iter__(self) -> Iterator[bytes]:
        return iter([b"ab"] * 1000)


@pytest.mark.parametrize("kind", ["file", "no file", "stream", "none", "failing"])
def test_answers_of_each_kind(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"0123456789" * 200_000)

    def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if kind == "failing":
            raise ValueError(kind)
        start("204 No Content" if kind == "none" else OK, [("Transfer-Encoding", "chunked")])
        wrapper: Any = environ["wsgi.file_wrapper"]
        file = path.open("rb")
        file.seek(999_990)
        file.read(10)  # and more, into its buffer
        made: dict[str, Any] = {
            "file": lambda: wrapper(file),
            "no file": lambda: wrapper(BytesIO(b"abc")),
            "stream": Streamed,
        }
        return made[kind]() if kind in made else []

    due = {"file": b"0123456789" * 100_000, "no file": b"abc", "stream": b"ab" * 1000, "none": b""}
    with Served(application) as served:
        client = served.client(GET % b"")
        status, body = client.answer()
        if kind == "failing":
            assert (status, json.loads(body)["code"]) == (500, "internal")
            return
        assert (status, body) == (204 if kind == "none" else 200, due[kind])
        assert client.headers.get("content-length") == (None if kind == "none" else str(len(due[kind])))
        client.say(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n" + GET % b"")
        assert client.answer(bodiless=True) == (204 if kind == "none" else 200, b"")
        assert client.answer() == (204 if kind == "none" else 200, due[kind])


def test_whose_word_is_taken() -> None:
    """The scheme from a trusted proxy; no header by a name that stands for another's."""
    heads = [
        (b"x-forwarded-proto", b"https"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"x-y", b"1"),
        (b"x-y", b"2"),
    ]
    for sender, scheme in (("127.0.0.1", "https"), ("203.0.113.9", "http")):
        request = Request("GET", b"/", "1.1", heads, sender, ("127.0.0.1", 80))
        found = wsgi.environ(request, frozenset({"127.0.0.1"}))
        assert (found["wsgi.url_scheme"], found["HTTP_COOKIE"], found["HTTP_X_Y"]) == (
            scheme,
            "a=1; b=2",
            "1,2",
        )
    said: list[str] = []

    def look(environ: dict[str, Any], start: Start) -> list[bytes]:
        said.extend(name for name in environ if "FORWARDED" in name)
        return echo(environ, start)

    with Served(look) as served:
        client = served.client(
            b"GET / HTTP/1.1\r\nHost: x\r\nX_Forwarded_For: 1.2.3.4\r\nX-Forwarded_Proto: https\r\n\r\n"
        )
        assert client.answer()[0] == 200
    assert said == []


@pytest.mark.parametrize("announced", [True, False])
def test_what_is_asked_by_its_head_alone_has_no_body(announced: bool) -> None:
    """A body after it would be read as the beginning of the next answer."""
    bodies: list[bytes] = []

    def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        text = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}".encode()
        bodies.append(text)
        start(OK, [("Content-Length", str(len(text)))] if announced else [])
        return [text]

    with Served(application) as served:
        client = served.client(b"HEAD /1 HTTP/1.1\r\nHost: x\r\n\r\n" + GET % b"2")
        assert client.answer(bodiless=True) == (200, b"")
        assert client.headers["content-length"] == "7"
        assert client.answer() == (200, b"GET /2")
        posted = served.client(b"HEAD /3 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" + GET % b"4")
        assert posted.answer(bodiless=True) == (200, b"")
        assert posted.answer() == (200, b"GET /4")
    assert bodies == [b"HEAD /1", b"GET /2", b"HEAD /3", b"GET /4"]


def test_a_head_that_is_refused_ends_without_a_body(served: Served) -> None:
    client = served.client(b"HEAD / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
    assert client.answer(bodiless=True)[0] == 413
    rest = b""
    while piece := client.socket.recv(65536):
        rest += piece
    assert client._read + rest == b""


def test_a_request_behind_trailers_is_its_own() -> None:
    """What stands behind a body in pieces changes neither its request nor the next one."""
    asked = POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nHost: evil\r\nCookie: a=b\r\n\r\n"
    with Served(_seen) as running:
        client = running.client(asked + asked + GET % b"1")
        assert [json.loads(client.answer()[1]) for _ in range(3)] == [["HTTP_HOST"]] * 3
        for crooked in (b"Content-Length: 5\r\n", b"Transfer-Encoding: gzip\r\n"):
            client = running.client(asked[:-2] + crooked + b"\r\n" + GET % b"1")
            assert client.answer()[0] == 400
            assert client.is_cut()
