"""Requests and answers as they pass between a connection and its handler."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO

import orjson

from guike.kernel import clock
from guike.kernel.caches import NEVER, process_cache
from guike.kernel.errors import Refusal, Unavailable, problem
from guike.kernel.text import pick_locale

Headers = list[tuple[bytes, bytes]]


@dataclass
class Request:
    """One whole request. Header names are in lower case; `body` is read from its beginning."""

    method: str
    target: bytes
    version: str
    headers: Headers
    client: str
    server: tuple[str, int]
    keep_alive: bool = True
    length: int = 0  # bytes of the body
    body: SpooledTemporaryFile[bytes] | None = None
    chunked: bool = False
    expects: bool = False  # waits for 100 Continue before it sends the body

    def header(self, name: bytes) -> str:
        """The first header of that name; an empty string when there is none."""
        return next((value.decode("latin-1") for known, value in self.headers if known == name), "")

    def locale(self) -> str:
        """The language of the answer."""
        return pick_locale(self.header(b"accept-language").split(",", 1)[0].split(";", 1)[0].strip())


def parts(target: bytes) -> tuple[bytes, bytes, bytes]:
    """(host with port, path, query) of a request target; the host is empty except in the form that is sent to
    proxies."""
    host, rest = b"", target
    if not target.startswith(b"/") and b"://" in target:
        rest = target.partition(b"://")[2]
        end = min((at for sign in (b"/", b"?", b"#") if (at := rest.find(sign)) >= 0), default=len(rest))
        host, rest = rest[:end], rest[end:]
    path, _, query = rest.partition(b"?")
    return host, path or b"/", query


@dataclass
class Answer:
    """A whole answer: its head without the last empty line, and its body in memory or in a file from its position
    on."""

    head: bytes
    content: bytes = b""
    file: IO[bytes] | None = None
    left: int = field(default=0)  # bytes of the file still to send
    close: bool = False


@process_cache(key="a second", stale=NEVER, limit=2)
def _date(second: int) -> bytes:
    return formatdate(second, usegmt=True).encode()


def head(status: str, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Status line (`200 OK`) and headers, without the empty line."""
    lines = [b"%b: %b\r\n" % pair for pair in headers]
    return b"HTTP/1.1 %b\r\nDate: %b\r\n%b" % (
        status.encode("latin-1"),
        _date(int(clock.now().timestamp())),
        b"".join(lines),
    )


def refusal_answer(refusal: Refusal, locale: str) -> Answer:
    """The answer to a request that the server refuses before the application sees it, in the API's form; the connection
    ends after it."""
    content = orjson.dumps(problem(refusal, locale))
    headers = [
        (b"Content-Type", b"application/problem+json; charset=utf-8"),
        (b"Content-Length", b"%d" % len(content)),
        (b"Cache-Control", b"no-store"),
    ]
    if isinstance(refusal, Unavailable):
        headers.append((b"Retry-After", b"%d" % refusal.retry_after))
    status = HTTPStatus(refusal.status)
    return Answer(head(f"{status.value} {status.phrase}", headers), content, close=True)
