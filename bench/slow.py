"""What clients that send half a request, or read nothing, and open pages that listen take from the others."""

from __future__ import annotations

import http.client
import json
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from bench.caller import Person

SLOW = 300
STREAMS = 200
LISTS = 200
TURNS = 4
_WRITE_EVERY = 0.1  # seconds: streams have something to tell
_HALF = (
    b"GET / HTTP/1.1\r\nHost: x\r\nX-",
    b"POST /api/v1/files HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\nabc",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    b"",
)


def beside_slow(port: int, people: Sequence[Person], address: str) -> str:
    """A line of the table: the first person's lists alone, and while 300 slow clients of four kinds hang and everybody's
    pages listen, 200 in all; somebody adds leads the whole time."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def once() -> None:
        link.request("GET", address, headers={"Cookie": people[0].cookies})
        answer = link.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{address}: {answer.status}")

    def seconds() -> list[float]:
        return [_timed(once) for _ in range(LISTS // TURNS)]

    seconds()  # what is loaded late is loaded
    alone, beside, hints = list[float](), list[float](), 0
    with _writing(port, people[-1]):
        for _ in range(TURNS):  # in turns, so that what else the machine does falls on both
            alone += seconds()
            with ExitStack() as open_ones:
                for number in range(SLOW):
                    open_ones.enter_context(_connected(port, _HALF[number % len(_HALF)]))
                streams = [_stream(port + 1, people[number % len(people)]) for number in range(STREAMS)]
                for one in streams:
                    open_ones.enter_context(one)
                beside += seconds()
                hints += sum(map(_hints, streams))
    (median, p95), (slow_median, slow_p95) = _middle_and_high(alone), _middle_and_high(beside)
    return (
        f"list beside {SLOW} slow clients and {STREAMS} live streams ({hints / STREAMS / TURNS:.0f} hints each a turn):"
        f" median {slow_median:.1f} ms, p95 {slow_p95:.1f} ms; alone {median:.1f} and {p95:.1f};"
        f" ratio {slow_median / median:.2f} and {slow_p95 / p95:.2f}"
    )


def _timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _middle_and_high(seconds: list[float]) -> tuple[float, float]:
    """Median and p95 in milliseconds."""
    return statistics.median(seconds) * 1e3, sorted(seconds)[int(len(seconds) * 0.95)] * 1e3


def _connected(port: int, said: bytes) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=60)
    made.sendall(said)
    return made


def _stream(port: int, person: Person) -> socket.socket:
    """An open stream; RuntimeError when it is refused."""
    made = _connected(
        port, f"GET /api/v1/live HTTP/1.1\r\nHost: x\r\nCookie: {person.cookies}\r\n\r\n".encode()
    )
    said = b""
    while b"hello" not in said:
        piece = made.recv(65536)
        said += piece
        if not piece or not said.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"a stream was refused: {said[:200]!r}")
    return made


def _hints(stream: socket.socket) -> int:
    """How many have come on it by now."""
    stream.setblocking(False)
    found = 0
    try:
        while piece := stream.recv(65536):
            found += piece.count(b'"kind"')
    except BlockingIOError:
        return found
    raise RuntimeError("a stream has ended")


@contextmanager
def _writing(port: int, person: Person) -> Iterator[None]:
    """Somebody adds leads meanwhile."""
    stop, wrong = threading.Event(), list[str]()

    def write() -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {
            "Cookie": person.cookies,
            "X-CSRFToken": person.csrf,
            "Content-Type": "application/json",
        }
        number = 0
        while not stop.wait(_WRITE_EVERY):
            number += 1
            body = json.dumps({"name": f"S{number}", "company": f"S{time.time_ns()}", "source": "phone"})
            link.request("POST", "/api/v1/records/lead", body, headers)
            answer = link.getresponse()
            said = answer.read()
            if answer.status != http.client.CREATED:
                wrong.append(f"{answer.status} {said[:200]!r}")

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()
    if wrong:
        raise RuntimeError(f"leads were refused: {wrong[0]}")
