"""`guike up`: database, web, worker and live channel as one tree of processes.

This process loads the application, forks the others and serves no requests (docs/adr/0012). Everything that it starts
ends with it, in order (web, worker, live, then the database), also when it is killed.
"""

import argparse
import contextlib
import hashlib
import http.client
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import django

from guike.entry.processes import Tree, listen_pair
from guike.platform.database import child, companies, host
from guike.platform.database.connect import external_dsn
from guike.platform.database.external import check_server, too_few_connections
from guike.platform.database.supervisor import Cluster

THREADS = 8  # per web worker; each keeps one database connection
#: further connections: of the worker, the live channel and commands such as a backup, and PostgreSQL's reserve
BESIDE = 40
READY_PATIENCE = 120.0
PREPARE_PATIENCE = 30.0


def run(args: argparse.Namespace) -> int:
    """Serve until a signal comes; 0 after a clean end."""
    host.check_platform()
    web, live = listen_pair(args.host, args.port)
    port = int(web.getsockname()[1])
    signal.signal(signal.SIGTERM, _interrupt)
    if args.is_first:
        _say_first(args.data)
    with web, live, _database(args.data, args.workers * THREADS + BESIDE) as (dsn, cluster):
        os.environ.update(
            GUIKE_DSN=dsn,
            GUIKE_DATA=str(args.data),
            GUIKE_LIVE_PORT=str(port + 1),
            PROMETHEUS_MULTIPROC_DIR=str(_measurements(args.data)),
            GUIKE_INCOMING=str(_emptied(args.data / "incoming")),
            DJANGO_SETTINGS_MODULE="guike.config.settings",
        )
        _prepare(args.demo)
        django.setup()
        nursery = import_module("guike.entry.nursery")
        nursery.load()
        own = cluster.descriptors if cluster is not None else ()
        tree = Tree(nursery.members(web, live, own, args.workers, THREADS))
        try:
            tree.start()
            _await_ready(args.host, port)
            _greet(args.host, port, args.data)
            tree.watch(lambda: _keep(cluster))
        except KeyboardInterrupt:
            return 0
        finally:
            tree.stop()
            shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
    return 0


def _say_first(data_dir: Path) -> None:
    chinese = os.environ.get("LANG", "").startswith("zh")
    sys.stdout.write(
        f"在 {data_dir} 新建公司：这个账号还没有别的公司\n"
        if chinese
        else f"A new company is made in {data_dir}: this account has no other\n"
    )
    sys.stdout.flush()


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def _database(data_dir: Path, connections: int) -> Iterator[tuple[str, Cluster | None]]:
    external = external_dsn()
    if external is not None:
        check_server(external)
        sys.stderr.write(_line(too_few_connections(external, connections)))
        if companies.running(data_dir) is not None:
            raise host.HostError(
                f"The data folder {data_dir} is in use by another Guike: stop that one first."
            )
        data_dir.mkdir(mode=0o755, parents=True, exist_ok=True)
        companies.remember(data_dir, external=True)
        yield external, None
        return
    host.check_disk(data_dir)
    cluster = Cluster(data_dir, connections=connections)
    cluster.start()
    try:
        yield cluster.dsn, cluster
    finally:
        cluster.stop()


def _measurements(data_dir: Path) -> Path:
    """A folder for the shared counters of the web processes. It is in memory, because they map its files, and a process
    that writes to a mapped file on a full disk is killed."""
    number = hashlib.sha256(os.fsencode(data_dir.absolute())).hexdigest()[:16]
    with contextlib.suppress(OSError):
        return _emptied(Path(f"/dev/shm/guike-{os.geteuid()}-{number}"))  # noqa: S108 - ours alone, or not taken
    return _emptied(data_dir / "metrics")


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    return folder


def _prepare(demo: str) -> None:
    """Run migrations and load demo data into an empty company, in a process of its own that ends.

    It is also a program of its own, because it compiles the modules after an update, which fragments memory.
    """
    process = child.spawn([sys.executable, "-m", "guike", "prepare", "--demo", demo])
    try:
        code = process.wait()
    except KeyboardInterrupt:
        child.end(process, signal.SIGTERM, PREPARE_PATIENCE)
        raise
    if code:
        raise SystemExit(code)


def _keep(cluster: Cluster | None) -> None:
    sys.stderr.write(_line(cluster.revive() if cluster is not None else ""))


def _line(said: str) -> str:
    return f"{said}\n" if said else ""


def _await_ready(address: str, port: int) -> None:
    """Wait until the web process answers /readyz; a child that cannot start says so on stderr."""
    deadline = time.monotonic() + READY_PATIENCE
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(_local(address), port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    raise host.HostError(f"The web process does not answer on port {port}: its messages stand above.")


def _local(address: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 -- compared, not bound


def _greet(address: str, port: int, data_dir: Path) -> None:
    shown = f"[{_local(address)}]" if ":" in address else _local(address)
    said = import_module("guike.entry.greeting").greeting(f"http://{shown}:{port}", data_dir)
    sys.stdout.write(said)
    sys.stdout.flush()
