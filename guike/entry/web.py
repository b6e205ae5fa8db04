"""How gunicorn serves: threads, one code base loaded before the workers fork off it."""

import gc
import os
from typing import Any

from prometheus_client import multiprocess

from guike.kernel import pinyin

worker_class = "gthread"
preload_app = True
keepalive = 5
timeout = 60
graceful_timeout = 20
loglevel = "warning"
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 -- heartbeat files, unlinked
forwarded_allow_ips = os.environ.get("GUIKE_PROXIES", "127.0.0.1")


def pre_fork(_server: Any, _worker: Any) -> None:
    """Load what every worker needs once, and keep the collector from touching, and so copying, these pages."""
    pinyin.prepare()
    gc.collect()
    gc.freeze()


def child_exit(_server: Any, worker: Any) -> None:
    """Let the measurements of an ended worker stop counting as live."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
