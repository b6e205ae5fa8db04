"""The live process: the live channel on a loop of its own."""

import asyncio
import socket

from guike.entry import channel
from guike.entry.processes import Heart


def serve(listener: socket.socket, heart: Heart) -> None:
    """Serve all streams until SIGTERM."""
    asyncio.run(channel.serve(listener, heart.beat))
