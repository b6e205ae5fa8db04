"""A web process: gunicorn's worker with threads. What gunicorn's own parent does is done by `processes.Tree`."""

import os
import socket
from types import SimpleNamespace

from django.conf import settings
from django.utils.module_loading import import_string
from gunicorn.config import Config
from gunicorn.workers.gthread import ThreadWorker

from guike.entry.processes import Heart

_SETTINGS = {
    "keepalive": 5,  # seconds
    "graceful_timeout": 20,
    "loglevel": "warning",
    "forwarded_allow_ips": os.environ.get("GUIKE_PROXIES", "127.0.0.1"),
}
application = import_string(settings.WSGI_APPLICATION)


class _Worker(ThreadWorker):  # type: ignore[misc]
    """Gives its signs of life to a heart."""

    def __init__(self, listener: socket.socket, heart: Heart, threads: int) -> None:
        config = Config()
        for name, value in {**_SETTINGS, "threads": threads}.items():
            config.set(name, value)
        served = SimpleNamespace(wsgi=lambda: application)
        log = config.logger_class(config)
        super().__init__(1, os.getppid(), [listener], served, config.timeout, config, log)
        self._heart = heart

    def notify(self) -> None:
        self._heart.beat()


def serve(listener: socket.socket, heart: Heart, threads: int) -> None:
    """Answer requests from `listener`, as many at once as there are threads, until SIGTERM."""
    _Worker(listener, heart, threads).init_process()
