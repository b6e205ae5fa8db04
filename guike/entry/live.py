"""The live process: uvicorn with the live channel."""

import socket

import uvicorn

from guike.entry.channel import app


def serve(listener: socket.socket) -> None:
    """Keep the streams of all who listen, until SIGTERM."""
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3
    )
    uvicorn.Server(config).run(sockets=[listener])
