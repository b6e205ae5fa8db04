"""A front in a thread with a small application, and clients that speak to it byte by byte."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any, Self

from guike.entry.front.front import Front
from guike.entry.front.wsgi import Threads
from guike.entry.processes import listen

PATIENCE = 30.0
OK = "200 OK"
Start = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Served:
    """Use it as a context: `port` answers inside."""

    def __init__(self, application: Application, threads: int = 2) -> None:
        self.listener = listen("127.0.0.1", 0)
        self.port = int(self.listener.getsockname()[1])
        self.front = Front(self.listener, Threads(application, threads, frozenset({"127.0.0.1"})))
        self._thread = threading.Thread(target=lambda: asyncio.run(self.front.run()))
        self.clients: list[Client] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        for client in self.clients:
            client.socket.close()
        self.stop()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def stop(self) -> None:
        """Ask it to end."""
        if self._thread.is_alive():
            self.front.loop.call_soon_threadsafe(self.front.stop)

    def client(self, *said: bytes, small: bool = False) -> Client:
        """A new connection that has said this. `small`: it takes few bytes unless it reads."""
        client = Client(self.port, small)
        self.clients.append(client)
        client.say(*said)
        return client

    def get(self, path: str = "/") -> tuple[int, bytes]:
        """Status and body over a connection of its own."""
        return self.client(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()).answer()


class Client:
    """One connection."""

    def __init__(self, port: int, small: bool = False) -> None:
        self.socket = socket.socket()
        if small:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(("127.0.0.1", port))
        self._read = b""
        self.headers: dict[str, str] = {}

    def say(self, *parts: bytes) -> None:
        for part in parts:
            self.socket.sendall(part)

    def _more(self) -> None:
        piece = self.socket.recv(65536)
        if not piece:
            raise EOFError(self._read)
        self._read += piece

    def take(self, size: int) -> None:
        """Read so many bytes and no more."""
        due = len(self._read) + size
        while len(self._read) < due:
            self._read += self.socket.recv(due - len(self._read))

    def answer(self, *, bodiless: bool = False) -> tuple[int, bytes]:
        """The next answer: status and body."""
        while b"\r\n\r\n" not in self._read:
            self._more()
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        self.headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        length = 0 if bodiless else int(self.headers.get("content-length", 0))
        while len(self._read) < length:
            self._more()
        body, self._read = self._read[:length], self._read[length:]
        return int(first.split()[1]), body

    def is_cut(self) -> bool:
        """Waits for the end of the connection; whatever comes before it is passed over."""
        try:
            while self.socket.recv(65536):
                pass
        except ConnectionError:
            return True
        return True

    def is_waiting(self) -> bool:
        """Whether the connection stands and nothing has come."""
        self.socket.setblocking(False)
        try:
            return self.socket.recv(1, socket.MSG_PEEK) is None
        except BlockingIOError:
            return True
        except ConnectionError:
            return False
        finally:
            self.socket.settimeout(PATIENCE)


def echo(environ: dict[str, Any], start: Start) -> list[bytes]:
    """Says which request it got."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length)
    text = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}?{environ['QUERY_STRING']} {len(body)}".encode(
        "latin-1"
    )
    start(OK, [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))])
    return [text]
