"""What clients that send half a request, or read nothing, take from the others."""

from __future__ import annotations

import http.client
import socket
import statistics
import time
from collections.abc import Callable

from bench.caller import Person

SLOW = 300
LISTS = 200
_HALF = (
    b"GET / HTTP/1.1\r\nHost: x\r\nX-",
    b"POST /api/v1/files HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\nabc",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    b"",
)


def beside_slow(port: int, person: Person, address: str) -> str:
    """A line of the table: one person's lists alone, and while 300 slow clients of four kinds hang."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def once() -> None:
        link.request("GET", address, headers={"Cookie": person.cookies})
        answer = link.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{address}: {answer.status}")

    def seconds() -> list[float]:
        return sorted(_timed(once) for _ in range(LISTS // 4))

    alone, beside = seconds(), list[float]()
    for _ in range(4):  # in turns, so that what else the machine does falls on both
        alone += seconds()
        slow = [_connected(port, _HALF[number % len(_HALF)]) for number in range(SLOW)]
        beside += seconds()
        for one in slow:
            one.close()
    pairs = [(statistics.median(t) * 1e3, sorted(t)[int(len(t) * 0.95)] * 1e3) for t in (alone, beside)]
    (median, p95), (slow_median, slow_p95) = pairs
    return (
        f"list beside {SLOW} slow clients: median {slow_median:.1f} ms, p95 {slow_p95:.1f} ms;"
        f" alone {median:.1f} and {p95:.1f}; ratio {slow_median / median:.2f} and {slow_p95 / p95:.2f}"
    )


def _timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _connected(port: int, said: bytes) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port))
    made.sendall(said)
    return made
