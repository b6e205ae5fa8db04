"""Answers whole requests by a WSGI application in a few threads, which never wait for a client."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote_to_bytes

import structlog

from guike.entry.front.connection import Connection
from guike.entry.front.message import Answer, Request, head, parts, refusal_answer
from guike.kernel.errors import NoRoom, Refusal, Unavailable
from guike.kernel.limits import BODY_IN_MEMORY_BYTES, REQUESTS_WAITING
from guike.platform.database.trouble import Trouble, trouble_of

_log = structlog.get_logger(__name__)
_BODILESS = ("1", "204", "304")
_CHUNK = 64 * 1024
_PLAIN = {b"content-type": "CONTENT_TYPE", b"content-length": "CONTENT_LENGTH"}
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class FileWrapper:
    """`wsgi.file_wrapper`: a file that the loop sends while the thread already works on the next request."""

    def __init__(self, file: IO[bytes], block_size: int = _CHUNK) -> None:
        self.file = file
        self._block = block_size

    def __iter__(self) -> Iterable[bytes]:
        while piece := self.file.read(self._block):
            yield piece

    def close(self) -> None:
        self.file.close()


class Threads:
    """The handler of a front: runs each request in the next free thread."""

    def __init__(
        self, application: Application, threads: int, proxies: frozenset[str], folder: str | None = None
    ) -> None:
        self._application, self._proxies, self._folder = application, proxies, folder
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="web")
        self._waiting = 0

    def __call__(self, request: Request, connection: Connection) -> None:
        if self._waiting >= REQUESTS_WAITING:
            connection.answer(refusal_answer(Unavailable("server.busy"), request.locale()))
            return
        self._waiting += 1
        self._pool.submit(self._work, request, connection, asyncio.get_running_loop())

    def _work(self, request: Request, connection: Connection, loop: asyncio.AbstractEventLoop) -> None:
        try:
            answer = _called(self._application, environ(request, self._proxies), self._folder)
        except Exception as error:
            full = trouble_of(error) is Trouble.FULL
            _log.error("request failed outside the application", exc_info=None if full else error)
            refusal = NoRoom() if full else Refusal("internal", status=500)
            answer = refusal_answer(refusal, request.locale())
        finally:
            if request.body is not None:
                request.body.close()
        loop.call_soon_threadsafe(self._answered, connection, answer)

    def _answered(self, connection: Connection, answer: Answer) -> None:
        self._waiting -= 1
        connection.answer(answer)


def environ(request: Request, proxies: frozenset[str]) -> dict[str, Any]:
    """The WSGI environ of a request (PEP 3333). The scheme comes from a trusted proxy, if there is one."""
    _host, path, query = parts(request.target)
    found: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "SERVER_NAME": request.server[0],
        "SERVER_PORT": str(request.server[1]),
        "SERVER_PROTOCOL": f"HTTP/{request.version}",
        "REMOTE_ADDR": request.client,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": request.body or BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
        "wsgi.file_wrapper": FileWrapper,
    }
    for name, value in request.headers:
        key = _PLAIN.get(name) or "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        text = value.decode("latin-1")
        if key in found:
            text = found[key] + ("; " if name == b"cookie" else ",") + text
        found[key] = text
    if request.chunked:
        found.pop("HTTP_TRANSFER_ENCODING", None)
    if request.body is not None:
        found["CONTENT_LENGTH"] = str(request.length)
    if request.client in proxies and found.get("HTTP_X_FORWARDED_PROTO") == "https":
        found["wsgi.url_scheme"] = "https"
    return found


def _called(application: Application, found: dict[str, Any], folder: str | None) -> Answer:
    began: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _exc_info: object = None) -> None:
        began[:] = [(status, headers)]

    result = application(found, start)
    try:
        file, size, content = None, 0, b""
        if isinstance(result, FileWrapper):
            file, size = _duplicate(result.file, folder)
        elif getattr(result, "streaming", False):
            file, size = _spooled(result, folder)
        else:
            content = b"".join(result)
            size = len(content)
        status, headers = began[0]
    finally:
        if hasattr(result, "close"):
            result.close()
    given = next((value for name, value in headers if name.lower() == "content-length"), "")
    if found["REQUEST_METHOD"] == "HEAD" and given.isdecimal():
        size = int(given)
    lines = [
        (name.encode("latin-1"), value.encode("latin-1"))
        for name, value in headers
        if name.lower() not in ("content-length", "connection", "transfer-encoding")
    ]
    if status.startswith(_BODILESS):
        content, size = b"", 0
    else:
        lines.append((b"Content-Length", b"%d" % size))
    return Answer(head(status, lines), content, file, size)


def _duplicate(file: IO[bytes], folder: str | None) -> tuple[IO[bytes], int]:
    """(a copy of the file handle, the length from its position on), so that the application may close its own
    handle."""
    try:
        number = file.fileno()
        at = file.tell()
    except (AttributeError, OSError):
        return _spooled(iter(lambda: file.read(_CHUNK), b""), folder)
    own = os.fdopen(os.dup(number), "rb")
    own.seek(at)
    return own, os.fstat(number).st_size - at


def _spooled(pieces: Iterable[bytes], folder: str | None) -> tuple[IO[bytes], int]:
    """(a file with the whole stream, its length); a long stream is on disk, because the client may read it slowly."""
    file: IO[bytes] = SpooledTemporaryFile(int(BODY_IN_MEMORY_BYTES), dir=folder)  # noqa: SIM115 - closed when sent
    for piece in pieces:
        file.write(piece)
    size = file.tell()
    file.seek(0)
    return file, size
