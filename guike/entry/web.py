"""A web process: one loop for all its clients, and a few threads for whole requests."""

import asyncio
import socket

from django.conf import settings
from django.utils.module_loading import import_string

from guike.entry.front.front import Front
from guike.entry.front.wsgi import Threads
from guike.entry.processes import Heart
from guike.entry.throttle import PROXIES

application = import_string(settings.WSGI_APPLICATION)


def serve(listener: socket.socket, heart: Heart, threads: int) -> None:
    """Answer requests from `listener`, as many at once as there are threads, until SIGTERM."""
    folder = settings.FILE_UPLOAD_TEMP_DIR
    front = Front(listener, Threads(application, threads, PROXIES, folder), folder)
    asyncio.run(front.run_until_signal(heart.beat))
