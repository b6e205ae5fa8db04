"""The loop of a serving process: accepts connections, enforces their deadlines, and stops without cutting requests
off."""

from __future__ import annotations

import asyncio
import errno
import resource
import signal
import socket
import time
from collections.abc import Callable
from tempfile import SpooledTemporaryFile

import structlog

from guike.entry.front.connection import Connection
from guike.entry.front.message import Request, refusal_answer
from guike.kernel.errors import NoRoom, Unavailable
from guike.kernel.limits import BODY_IN_MEMORY_BYTES, CONNECTIONS
from guike.platform.database.trouble import Trouble, trouble_of

LOOK = 1.0  # seconds between checks of the deadlines
STOPPING = 20.0  # seconds that running requests have to end after a stop
HALF = 3.0  # seconds that half a request has to become complete after a stop
YOUNG = 1.0  # seconds in which a new connection is still expected to send something
_RESERVE = 128  # file handles for the database, files being sent and temporary bodies
_PAUSE = 0.5  # seconds without accepting when there are no file handles left
_NO_HANDLES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})

_log = structlog.get_logger(__name__)
Handler = Callable[[Request, Connection], None]


class Front:
    """All connections of this process. `handler` receives each whole request and answers through its connection."""

    def __init__(self, listener: socket.socket, handler: Handler, folder: str | None = None) -> None:
        self.listener = listener
        self.handle = handler
        self.folder = folder  # for bodies too large for memory; None: the system's temporary folder
        self.connections: set[Connection] = set()
        self.stopping = False
        self._most = _handles()
        self._asked: asyncio.Event | None = None
        self._accepting: set[asyncio.Task[object]] = set()

    async def run_until_signal(self, beat: Callable[[], None] = lambda: None) -> None:
        """Serve until SIGTERM or SIGINT, in a process's main thread."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self.stop)
        await self.run(beat)

    async def run(self, beat: Callable[[], None] = lambda: None) -> None:
        """Serve until `stop`; `beat` is called each second."""
        self.loop = asyncio.get_running_loop()
        self._asked = asyncio.Event()
        self.listener.setblocking(False)
        self.loop.add_reader(self.listener, self._accept)
        while not self.stopping:
            beat()
            self._look()
            await _either(self._asked, LOOK)
        self.loop.remove_reader(self.listener)
        self.listener.close()
        await self._drain(beat)

    def stop(self) -> None:
        """Ask `run` to end; running requests are finished first."""
        self.stopping = True
        if self._asked is not None:
            self._asked.set()

    def temporary(self) -> SpooledTemporaryFile[bytes]:
        """A temporary file for a body until it is complete; a small one is in memory."""
        return SpooledTemporaryFile(int(BODY_IN_MEMORY_BYTES), dir=self.folder)

    def no_room(self, connection: Connection, error: OSError) -> None:
        """Answer that a body could not be stored: 507 when the disk is full, else 503."""
        _log.error("a request could not be kept", reason=str(error))
        full = trouble_of(error) is Trouble.FULL
        connection.refuse(NoRoom() if full else Unavailable("server.busy"))

    def _accept(self) -> None:
        """Accept one connection at a time, so that processes with a common socket share the work and a busy one accepts
        later."""
        try:
            client, _address = self.listener.accept()
        except OSError as error:
            if error.errno in _NO_HANDLES:
                _log.error("no connection can be taken", reason=str(error))
                self.loop.remove_reader(self.listener)
                self.loop.call_later(_PAUSE, self._accept_again)
            return
        client.setblocking(False)
        if len(self.connections) >= self._most and not self._make_place():
            answer = refusal_answer(Unavailable("server.busy"), "zh-CN")
            _say_at_once(client, answer.head + b"Connection: close\r\n\r\n" + answer.content)
            return
        task = self.loop.create_task(self.loop.connect_accepted_socket(lambda: Connection(self), client))
        self._accepting.add(task)
        task.add_done_callback(self._accepting.discard)

    def _accept_again(self) -> None:
        if not self.stopping:
            self.loop.add_reader(self.listener, self._accept)

    def _make_place(self) -> bool:
        """Close the connection that has been idle, or has had half a request, for the longest time."""
        unused = [one for one in self.connections if one.current is None and not one.transport.is_closing()]
        if not unused:
            return False
        now = time.monotonic()
        min(
            unused, key=lambda one: (now - one.since < YOUNG, not one.is_at_rest(), one.since)
        ).transport.abort()
        return True

    def _look(self) -> None:
        now = time.monotonic()
        for connection in list(self.connections):
            connection.look(now)

    async def _drain(self, beat: Callable[[], None]) -> None:
        now = time.monotonic()
        end, half = now + STOPPING, now + HALF
        while self.connections and now < end:
            for connection in list(self.connections):
                if connection.streaming:
                    connection.finish()
                elif connection.is_at_rest() or (now > half and connection.current is None):
                    connection.transport.close()
            beat()
            self._look()
            await asyncio.sleep(0.02)
            now = time.monotonic()
        for connection in list(self.connections):
            connection.transport.abort()


async def _either(asked: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(asked.wait(), seconds)
    except TimeoutError:
        return


def _say_at_once(client: socket.socket, text: bytes) -> None:
    try:
        client.send(text)
    except OSError:
        pass
    finally:
        client.close()


def _handles() -> int:
    """The number of connections that this process may have; raises its limit of file handles as far as the system
    permits."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = int(CONNECTIONS) + _RESERVE
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return (
        int(CONNECTIONS) if soft == resource.RLIM_INFINITY else min(int(CONNECTIONS), max(soft - _RESERVE, 1))
    )
