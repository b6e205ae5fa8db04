"""One client's connection: turns bytes into whole requests and answers into bytes. Only the loop's thread uses it."""

from __future__ import annotations

import asyncio
import fcntl
import re
import sys
import termios
import time
from collections import deque
from collections.abc import Callable
from enum import Enum, auto
from tempfile import SpooledTemporaryFile
from typing import Protocol
from urllib.parse import quote_from_bytes

import httptools

from guike.entry.front.message import Answer, Headers, Request, parts, refusal_answer
from guike.kernel.errors import BadRequest, Refusal, TooLarge, register
from guike.kernel.limits import (
    FILE_BYTES,
    HEAD_BYTES,
    HEAD_SECONDS,
    HEADERS,
    IDLE_SECONDS,
    LEAST_RATE,
    PIPELINED,
    RATE_SECONDS,
)
from guike.kernel.text import T

register(
    {
        "request.slow": T(
            "请求在规定时间内没有发送完整，请检查网络后重试",
            "The request did not arrive in time; check the network and try again",
        )
    },
    408,
)
register(
    {
        "request.head_too_large": T(
            "请求头过大，请减少 Cookie 或参数",
            "The head of the request is too large; send fewer cookies or parameters",
        )
    },
    431,
)
register(
    {
        "request.encoding": T(
            "不支持该传输编码，请不经压缩发送",
            "This transfer encoding is not supported; send the body as it is",
        )
    },
    501,
)

AROUND = 1024 * 1024  # bytes of a form around its file
MOST_BODY = int(FILE_BYTES) + AROUND
_WRAPPING = 16  # how many times its body a request in pieces may take: a piece of one byte takes six bytes, with an extension more
_INT = 4  # bytes of a C int
_PIECE = 256 * 1024  # bytes of a file that are read at once
_TURN = 4 * _PIECE  # bytes of a file after which other connections get their turn
_LINGER = 5.0  # seconds in which a refused client may go on sending before the connection is cut
_TARGET = re.compile(rb"(?:/|https?://|\*$)", re.IGNORECASE)
_UNSAFE = "".join(map(chr, range(0x21, 0x7F))) + " "


class Reading(Enum):
    """The part of a request that is read next."""

    NEW = auto()  # nothing of the next request has come
    HEAD = auto()
    BODY = auto()
    NOTHING = auto()  # the last answer is being sent; further bytes of the client are thrown away


class Server(Protocol):
    """What a connection needs from its front."""

    connections: set[Connection]
    stopping: bool
    loop: asyncio.AbstractEventLoop
    handle: Callable[[Request, Connection], None]

    def temporary(self) -> SpooledTemporaryFile[bytes]:
        """A temporary file for a body until it is complete."""

    def no_room(self, connection: Connection, error: OSError) -> None:
        """Answer that a body could not be stored."""


class Connection(asyncio.Protocol):
    """Reads requests one after the other and hands each to the front when it is complete."""

    transport: asyncio.Transport

    def __init__(self, front: Server) -> None:
        self.front = front
        self.reading = Reading.NEW
        self.lost = False
        self.current: Request | None = None  # the request that is being answered
        self._parser = httptools.HttpRequestParser(self)
        self._coming: Request | None = None  # the request that is being read
        self._waiting: deque[Request] = deque()
        self._ahead = b""  # bytes that came while a request was being answered
        self._last = False  # no further request is read
        self._refusal: Refusal | None = None
        self._answer: Answer | None = None  # whose file is being sent
        self.streaming = False
        self.when_lost: Callable[[], object] = _nothing
        self._writable = asyncio.Event()
        self._writable.set()
        self._target, self._headers = b"", Headers()
        self._head_bytes = self._body_bytes = 0
        self._written = 0
        self._came = 0
        self.since = time.monotonic()
        self._window, self._gone = self.since, 0

    # --- what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        peer = transport.get_extra_info("peername")
        own = transport.get_extra_info("sockname")
        self.client, self.server = str(peer[0]) if peer else "", (str(own[0]), int(own[1]))
        self.front.connections.add(self)

    def connection_lost(self, _exc: Exception | None) -> None:
        self.lost = True
        self.when_lost()
        self.front.connections.discard(self)
        self._writable.set()
        self._drop_file()
        for request in (self._coming, *self._waiting):
            if request is not None and request.body is not None:
                request.body.close()
        self._waiting.clear()
        # The parser references this connection; without this both would stay until a garbage collection.
        del self._parser

    def eof_received(self) -> bool:
        """The client has closed its sending side. It may still read an answer in preparation, but a client of a stream
        has gone."""
        self._last = True
        in_hand = self.current is not None or self.transport.get_write_buffer_size() > 0
        return in_hand and not self.streaming

    def data_received(self, data: bytes) -> None:
        if self.reading is Reading.NOTHING or (self._last and self.current is not None):
            return
        if self.current is not None:
            self._ahead += data
            self.transport.pause_reading()
            return
        self._feed(data)

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()
        if self._answer is not None:
            self._pump()

    # --- reading

    def _feed(self, data: bytes) -> None:
        if self.reading is Reading.NEW:
            self._enter(Reading.HEAD)
            data = _escaped(data)
        was, self._came = self.reading, self._came + len(data)
        try:
            self._parser.feed_data(data)
            if was is Reading.HEAD and self.reading is Reading.HEAD:
                self._head_bytes += len(data)
                self._check_head()
            elif was is Reading.BODY and self._coming is not None:
                self._check_wrapping(len(data))
        except httptools.HttpParserUpgrade:
            self._last = True  # answered as HTTP/1.1; bytes of another protocol that follow are not read
        except Refusal as refusal:
            self.refuse(refusal)
        except (httptools.HttpParserError, httptools.HttpParserInvalidURLError) as error:
            self._explain(error)
        self._next()

    def _explain(self, error: Exception) -> None:
        """Refuse a request that the parser could not read, or that one of the methods below refused."""
        cause = error.__context__ if isinstance(error, httptools.HttpParserCallbackError) else None
        if isinstance(cause, Refusal):
            self.refuse(cause)
        elif isinstance(cause, OSError):
            self.front.no_room(self, cause)
        elif cause is not None:
            raise cause
        elif not self._last:
            self.refuse(BadRequest("request.bad", reason=f"HTTP: {error}"))

    def _check_head(self) -> None:
        if self._head_bytes > HEAD_BYTES:
            raise Refusal("request.head_too_large", status=431)

    def _check_wrapping(self, came: int) -> None:
        """Limit the bytes around the pieces of a body as well, because they are not part of the body."""
        assert self._coming is not None
        self._body_bytes += came
        if self._body_bytes > self._coming.length * _WRAPPING + AROUND:
            raise BadRequest("request.bad", reason="HTTP: chunks")

    def on_message_begin(self) -> None:
        self._target, self._headers = b"", Headers()
        self._enter(Reading.HEAD)

    def on_url(self, url: bytes) -> None:
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._coming is not None:
            return  # trailers after a body in pieces are ignored, because no proxy has checked them
        self._head_bytes += len(name) + len(value)
        # A header name with _ would be taken for the name with -, which only a trusted proxy may set.
        if b"_" not in name:
            self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self._check_head()
        self._coming = request = Request(
            method=self._parser.get_method().decode("ascii"),
            target=self._target,
            version=self._parser.get_http_version(),
            headers=self._headers,
            client=self.client,
            server=self.server,
            keep_alive=self._parser.should_keep_alive(),
        )
        announced = _checked(request)
        if request.chunked or announced:
            self._enter(Reading.BODY)
            request.body = self.front.temporary()
            if request.expects and self.current is None and not self._waiting:
                self._write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        request = self._coming
        assert request is not None
        assert request.body is not None
        request.length += len(body)
        if request.length > MOST_BODY:
            raise _too_large()
        request.body.write(body)

    def on_message_complete(self) -> None:
        request, self._coming = self._coming, None
        assert request is not None
        self._head_bytes = self._body_bytes = 0
        if request.body is not None:
            request.body.seek(0)
        if not request.keep_alive or self._parser.should_upgrade():
            request.keep_alive, self._last = False, True
        self._waiting.append(request)
        self._enter(Reading.NEW)
        if len(self._waiting) > PIPELINED:
            raise BadRequest("request.bad", reason="HTTP: too many requests at once")

    def _next(self) -> None:
        """Hand over the next whole request, or answer its fault after all earlier requests are answered."""
        if self.current is not None or self.lost or self.reading is Reading.NOTHING:
            return
        if self._waiting:
            self.current = self._waiting.popleft()
            self.front.handle(self.current, self)
        elif self._refusal is not None:
            locale = self._coming.locale() if self._coming is not None else "zh-CN"
            answer = refusal_answer(self._refusal, locale)
            if self._coming is not None and self._coming.method == "HEAD":
                answer.content = b""
            self._end(answer)

    def refuse(self, refusal: Refusal) -> None:
        """Send this refusal after all earlier requests are answered, and read no further."""
        self._refusal, self._last = refusal, True

    # --- writing

    def answer(self, answer: Answer) -> None:
        """Send the answer to the current request, then go on with the next."""
        request, self.current = self.current, None
        if self.lost or request is None:
            if answer.file is not None:
                answer.file.close()
            return
        if answer.close or not request.keep_alive or self.front.stopping:
            self._last = True
        if request.method == "HEAD":
            answer.content, answer.left = b"", 0
        self._write(answer.head + (b"Connection: close\r\n\r\n" if self._last else b"\r\n") + answer.content)
        if answer.file is not None:
            self.current, self._answer = request, answer
            self._pump()
        else:
            self._done(answer)

    def _pump(self) -> None:
        """Send as much of the file as the client takes, in turns with other connections."""
        answer, sent = self._answer, 0
        while answer is not None and answer.file is not None and answer.left and self._writable.is_set():
            if sent >= _TURN:
                self.front.loop.call_soon(self._pump)
                return
            piece = answer.file.read(min(_PIECE, answer.left))
            if not piece or self.lost:
                self.transport.abort()  # the file is shorter than announced: only a cut connection tells this to the client
                return
            answer.left -= len(piece)
            sent += len(piece)
            self._write(piece)
        if answer is not None and not answer.left:
            self._drop_file()
            self.current = None
            self._done(answer)

    def _drop_file(self) -> None:
        if self._answer is not None and self._answer.file is not None:
            self._answer.file.close()
        self._answer = None

    def _done(self, answer: Answer) -> None:
        if answer.close:
            self._linger()
        elif self._last and not self._waiting and self._refusal is None:
            self.transport.close()
        else:
            self._mark(time.monotonic())
            self._go_on()

    def _go_on(self) -> None:
        self._next()
        if self.current is None and self.reading is not Reading.NOTHING and not self.lost:
            self.transport.resume_reading()
            if self._ahead:
                ahead, self._ahead = self._ahead, b""
                self._feed(ahead)

    def _end(self, answer: Answer) -> None:
        """Send a last answer that belongs to no whole request."""
        self._write(answer.head + b"Connection: close\r\n\r\n" + answer.content)
        self._linger()

    def _linger(self) -> None:
        """Give the client time to read its answer, which would be lost if the connection were cut while the client
        still sends."""
        self._enter(Reading.NOTHING)
        self._last = True
        self._ahead = b""
        self.transport.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()

    def _write(self, data: bytes) -> None:
        if not self.lost:
            self._written += len(data)
            self.transport.write(data)

    # --- streams

    def begin(self, head: bytes) -> None:
        """Begin an answer of unknown length: `send` adds to it until `finish`."""
        self.streaming = self._last = True
        self._write(head + b"Connection: close\r\n\r\n")

    async def send(self, text: bytes) -> bool:
        """Add to the stream as soon as the client has taken the text before; False when the client has gone."""
        self._write(text)
        await self._writable.wait()
        return not self.lost

    def finish(self) -> None:
        """End the stream."""
        self.streaming = False
        self.current = None
        self.transport.close()

    # --- deadlines

    def _enter(self, reading: Reading) -> None:
        if reading is not self.reading:
            self.reading = reading
            self._mark(time.monotonic())

    def _mark(self, now: float) -> None:
        self.since, self._came = now, 0

    def look(self, now: float) -> None:
        """Called every second: cut off a client that misses a deadline."""
        waited = now - self.since
        if self.transport.get_write_buffer_size():
            self._look_at_writing(now)
            return
        self._window, self._gone = now, self._written
        if self.current is not None:
            return
        if self.reading is Reading.HEAD and waited > HEAD_SECONDS:
            self._give_up()
        elif self.reading is Reading.BODY and waited > RATE_SECONDS:
            if self._came < LEAST_RATE * RATE_SECONDS:
                self._give_up()
            else:
                self.since, self._came = now, 0
        elif self.reading is Reading.NEW and waited > IDLE_SECONDS:
            self.transport.close()
        elif self.reading is Reading.NOTHING and waited > _LINGER:
            self.transport.abort()

    def _look_at_writing(self, now: float) -> None:
        """A client that reads its answer too slowly, or not at all, is cut off."""
        if now - self._window > RATE_SECONDS:
            gone = self._taken()
            if gone - self._gone < LEAST_RATE * RATE_SECONDS:
                self.transport.abort()
            self._window, self._gone = now, gone

    def _taken(self) -> int:
        """Bytes that the client has acknowledged. The kernel buffers megabytes and asks for more only when much of them
        is sent, so without this number a steady reader would seem to stand still for minutes."""
        queued = fcntl.ioctl(self.transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, bytes(_INT))
        return self._written - self.transport.get_write_buffer_size() - int.from_bytes(queued, sys.byteorder)

    def _give_up(self) -> None:
        self.refuse(Refusal("request.slow", status=408))
        self._next()

    def is_at_rest(self) -> bool:
        """Whether nobody waits for anything on this connection."""
        return (
            self.reading is Reading.NEW
            and self.current is None
            and not self.transport.get_write_buffer_size()
        )


def _nothing() -> None:
    """A callback that does nothing."""


def _escaped(data: bytes) -> bytes:
    """A request line with raw letters (`?q=王`), percent-encoded as the standard wants."""
    line, end, rest = data.partition(b"\r\n")
    return data if line.isascii() or not end else quote_from_bytes(line, _UNSAFE).encode() + end + rest


def _too_large() -> TooLarge:
    return TooLarge("request.too_large", limit=f"{FILE_BYTES // (1024 * 1024)} MB")


def _checked(request: Request) -> int:
    """The announced length of the body. Refuses ambiguous requests and bodies that are too large."""
    hosts = sum(name == b"host" for name, _value in request.headers)
    encoding = request.header(b"transfer-encoding").lower()
    length = int(request.header(b"content-length") or 0)
    if encoding not in ("", "chunked"):
        raise Refusal("request.encoding", status=501)
    request.chunked = bool(encoding)
    request.expects = request.header(b"expect").lower() == "100-continue"
    if request.version not in ("1.1", "1.0") or not _TARGET.match(request.target):
        raise BadRequest("request.bad", reason="HTTP: request line")
    named = parts(request.target)[0]
    if hosts > 1 or (not hosts and request.version == "1.1"):
        raise BadRequest("request.bad", reason="HTTP: Host")
    if named and hosts and named.lower() != request.header(b"host").lower().encode("latin-1"):
        raise BadRequest("request.bad", reason="HTTP: Host")
    if request.chunked and request.version == "1.0":
        raise BadRequest("request.bad", reason="HTTP: Transfer-Encoding")
    if len(request.headers) > HEADERS:
        raise Refusal("request.head_too_large", status=431)
    if length > MOST_BODY:
        raise _too_large()
    return length
