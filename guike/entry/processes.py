"""Child processes forked from one parent: restarted when they die or stand still, ended together."""

import mmap
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from guike.platform.database import child
from guike.platform.database.host import HostError

CALM = 3.0  # seconds of life after which a dead child is replaced at once
FIRST_PAUSE = 0.5  # seconds before a child that died sooner is started again; doubles up to LONGEST_PAUSE
LONGEST_PAUSE = 8.0
PATIENCE = 25.0  # seconds that a child has to finish its work
SILENCE = 60.0  # seconds without a heartbeat after which a child with a heart is killed
TICK = 0.1


class Heart:
    """The time of a child's last sign of life, in memory that its parent shares."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, struct.calcsize("d"))

    def beat(self) -> None:
        """Give a sign of life."""
        struct.pack_into("d", self._memory, 0, time.monotonic())

    def silence(self) -> float:
        """Seconds since the last sign of life."""
        return time.monotonic() - float(struct.unpack_from("d", self._memory)[0])


@dataclass
class Member:
    """One child: its name for people, its work, and the parent's descriptors that it must close."""

    name: str
    main: Callable[[], int | None]
    closing: Collection[int] = ()
    heart: Heart | None = None
    process: child.Fork | None = None
    started: float = 0.0
    due: float = 0.0
    pause: float = 0.0  # seconds before the next start; 0 if the child lived long enough


class Tree:
    """The running children. All methods are called from the main thread."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._members = list(members)
        self._stopping = False

    def start(self) -> None:
        """Start every member once."""
        for member in self._members:
            self._start(member)

    def watch(self, each_tick: Callable[[], None]) -> None:
        """Keep the members alive until a signal asks to stop; `each_tick` runs between checks."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        while not self._stopping:
            each_tick()
            for member in self._members:
                self._rouse(member)
                self._revive(member)
            time.sleep(TICK)

    def stop(self) -> None:
        """Ask all members to finish their work, then wait for each."""
        running = [member.process for member in self._members if member.process is not None]
        for process in running:
            child.ask(process, signal.SIGTERM)
        for process in running:
            child.end(process, signal.SIGTERM, PATIENCE)

    def _ask_to_stop(self, _number: int, _frame: object) -> None:
        self._stopping = True

    def _start(self, member: Member) -> None:
        if member.heart is not None:
            member.heart.beat()
        member.process = child.fork(f"guike {member.name}", member.main, closing=member.closing)
        member.started = time.monotonic()
        member.due = 0.0

    def _rouse(self, member: Member) -> None:
        """Kill a child that stands still, for example in an endless loop; it is started again."""
        if member.process is None or member.heart is None or member.heart.silence() < SILENCE:
            return
        if not child.has_ended(member.process):
            sys.stderr.write(f"The {member.name} process stood still for {SILENCE:g} s\n")
            child.clear(member.process)

    def _revive(self, member: Member) -> None:
        if member.process is None or not child.has_ended(member.process):
            return
        now = time.monotonic()
        if not member.due:
            child.clear(member.process)  # with the processes that a killed child left behind
            served = now - member.started > CALM
            member.pause = 0.0 if served else min(member.pause * 2 or FIRST_PAUSE, LONGEST_PAUSE)
            member.due = now + member.pause
            when = f"in {member.pause:g} s" if member.pause else "at once"
            sys.stderr.write(
                f"The {member.name} process ended ({member.process.returncode}), it starts again {when}\n"
            )
        if now >= member.due:
            self._start(member)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket that children inherit, so that a restart of one refuses nobody.

    Port 0 takes a free port. HostError when the port is taken or not permitted.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    server = socket.socket(family, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # connections inherit it
    try:
        server.bind((host, port))
        server.listen(1024)
    except OSError as error:
        server.close()
        raise HostError(
            f"Port {port} on {host} cannot be used ({error.strerror}): "
            "choose another with --port (with make: PORT=)."
        ) from error
    return server


def listen_pair(host: str, port: int) -> tuple[socket.socket, socket.socket]:
    """Sockets for the web process on `port` and the live channel on the next port."""
    if port:
        web = listen(host, port)
        try:
            return web, listen(host, port + 1)
        except HostError:
            web.close()
            raise
    for _attempt in range(50):
        web = listen(host, 0)
        try:
            return web, listen(host, int(web.getsockname()[1]) + 1)
        except (HostError, OverflowError):
            web.close()
    raise HostError(f"No two neighbouring free ports on {host}: give one with --port.")
