"""`guike doctor`: looks for trouble and tells what to do; the exit code is 1 when there is trouble."""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import django
import psycopg
from django.conf import settings

from guike.kernel import clock
from guike.platform.database import companies, host, migrate
from guike.platform.database.connect import database, external_dsn
from guike.platform.printing.fonts import FOLDER, font_files
from guike.platform.settings.sealing import is_sealed, unseal

LOW_DISK = 2 * 1024**3  # bytes; below this a busy company fills the disk within days
LOW_MEMORY = 2 * 1024**3
FAR_CLOCK = 60.0  # seconds between this machine's clock and the database's
_LOOK = "an administrator replays or discards them under Administration, Delivery monitor"
LONG_WAIT = 600  # seconds that a job may be overdue


@dataclass(frozen=True)
class Finding:
    """One line of the report: the check, the finding, and whether somebody has to act."""

    about: str
    said: str
    trouble: bool = False


def run(args: argparse.Namespace) -> int:
    """Print one line per check."""
    troubled = False
    for finding in _findings(args.data, args.is_given):
        troubled = troubled or finding.trouble
        sys.stdout.write(f"{'!!' if finding.trouble else 'ok'}  {finding.about:<12} {finding.said}\n")
    return 1 if troubled else 0


def _findings(data_dir: Path, given: bool) -> Iterator[Finding]:
    yield from _environment(data_dir)
    try:
        if external_dsn() is None:
            companies.check_place(data_dir, given=given, makes=False)
        with database(data_dir) as dsn:
            yield Finding("database", _described(dsn))
            os.environ["GUIKE_DSN"] = dsn
            os.environ["GUIKE_DATA"] = str(data_dir)
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guike.config.settings")
            django.setup()
            yield _client()
            yield _fonts()
            yield from _application(dsn)
    except host.HostError as error:
        yield Finding("database", str(error), trouble=True)
    except psycopg.OperationalError as error:
        said = f"does not answer: {str(error).strip().splitlines()[0]}"
        if external_dsn() is None and host.is_full(data_dir):
            said = "stopped, for the disk is full: it goes on by itself when there is room"
        yield Finding("database", said, trouble=True)


def _environment(data_dir: Path) -> Iterator[Finding]:
    yield Finding("system", f"{platform.system()} {platform.machine()}, Python {platform.python_version()}")
    memory = host.memory_bytes()
    yield Finding(
        "memory",
        f"{memory // 2**20} MB" + ("" if memory >= LOW_MEMORY else ": Guike needs 2 GB to work well"),
        trouble=memory < LOW_MEMORY,
    )
    free = host.free_bytes(data_dir)
    yield Finding(
        "disk",
        f"{free // 2**20} MB free for {data_dir}"
        + ("" if free >= LOW_DISK else ": make room, at least 2 GB"),
        trouble=free < LOW_DISK,
    )


def _described(dsn: str) -> str:
    with psycopg.connect(dsn) as link:
        where = "DATABASE_URL" if external_dsn() else "embedded"
        version = str(link.info.server_version // 10000)
        row = link.execute(
            "SELECT pg_size_pretty(pg_database_size(current_database())), datctype FROM pg_database "
            "WHERE datname = current_database()"
        ).fetchone()
    size, ctype = row or ("?", "?")
    return f"PostgreSQL {version}, {where}, locale {ctype}, {size}"


def _client() -> Finding:
    built = (settings.WEB_DIST / "index.html").exists()
    return Finding("web client", "built" if built else "not built: run make web", trouble=not built)


def _fonts() -> Finding:
    found = font_files()
    said = (
        str(found[0].parent)
        if found
        else (
            f"none with Chinese letters, so no PDF is printed: install fonts-noto-cjk, or name a folder of fonts by {FOLDER}"
        )
    )
    return Finding("fonts", said, trouble=not found)


def _application(dsn: str) -> Iterator[Finding]:
    waiting = migrate.pending()
    if waiting:
        yield Finding("migrations", f"{len(waiting)} still to run: run guike migrate", trouble=True)
        return
    yield Finding("migrations", "all done")
    with psycopg.connect(dsn) as link:
        for check in _CHECKS:
            yield check(link)


def _one_row(link: psycopg.Connection[Any], query: LiteralString, *params: object) -> tuple[Any, ...]:
    return tuple(link.execute(query, params).fetchone() or ())


def _clock(link: psycopg.Connection[Any]) -> Finding:
    (apart,) = _one_row(link, "SELECT abs(extract(epoch FROM clock_timestamp() - %s))", clock.now())
    far = float(apart) > FAR_CLOCK
    return Finding(
        "clock", f"{float(apart):.1f} s from the database's" + (": set both by NTP" if far else ""), far
    )


def _users(link: psycopg.Connection[Any]) -> Finding:
    active, able = _one_row(
        link,
        "SELECT count(*), count(*) FILTER (WHERE password <> '' AND NOT starts_with(password, '!')) "
        "FROM user_account WHERE deleted_at IS NULL AND status = 'active'",
    )
    return Finding(
        "users", f"{active} active" if able else "nobody can sign in: run guike init", trouble=not able
    )


def _jobs(link: psycopg.Connection[Any]) -> Finding:
    (late,) = _one_row(
        link,
        "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' "
        "AND coalesce(scheduled_at, now()) < now() - make_interval(secs => %s)",
        LONG_WAIT,
    )
    waiting, failed = _one_row(
        link,
        "SELECT count(*) FILTER (WHERE status IN ('queued', 'running')), "
        "count(*) FILTER (WHERE status = 'failed' AND discarded_at IS NULL) FROM job",
    )
    if late:
        return Finding(
            "jobs", f"{late} overdue by ten minutes: is guike up (or guike worker) running?", trouble=True
        )
    if failed:
        return Finding("jobs", f"{waiting} wait or run, {failed} failed: {_LOOK}", trouble=True)
    return Finding("jobs", f"{waiting} wait or run, none overdue, none failed")


def _outbox(link: psycopg.Connection[Any]) -> Finding:
    waiting, late = _one_row(
        link,
        "SELECT count(*), count(*) FILTER (WHERE at < now() - make_interval(secs => %s)) FROM event "
        "WHERE state = 'pending'",
        LONG_WAIT,
    )
    due, dead = _one_row(
        link,
        "SELECT count(*) FILTER (WHERE state = 'pending'), count(*) FILTER (WHERE state = 'dead') "
        "FROM event_delivery WHERE state IN ('pending', 'dead')",
    )
    if late:
        return Finding(
            "events",
            f"{late} wait for more than ten minutes: is guike up (or guike worker) running?",
            trouble=True,
        )
    if dead:
        return Finding("events", f"{waiting + due} wait, {dead} given up: {_LOOK}", trouble=True)
    return Finding("events", f"{waiting + due} wait, none given up")


def _webhooks(link: psycopg.Connection[Any]) -> Finding:
    waiting, dead = _one_row(
        link,
        "SELECT count(*) FILTER (WHERE status IN ('pending', 'failed')), "
        "count(*) FILTER (WHERE status = 'dead' AND discarded_at IS NULL) FROM webhook_delivery WHERE status <> 'delivered'",
    )
    stopped = link.execute(
        "SELECT name FROM webhook WHERE is_active AND status <> 'ok' AND deleted_at IS NULL ORDER BY name"
    ).fetchall()
    if stopped or dead:
        names = ", ".join(name for (name,) in stopped) or "none"
        return Finding(
            "webhooks", f"{waiting} wait, {dead} given up, failing: {names}: {_LOOK}", trouble=True
        )
    return Finding("webhooks", f"{waiting} wait, none given up")


def _secrets(link: psycopg.Connection[Any]) -> Finding:
    stored = link.execute("SELECT key, value #>> '{}' FROM setting_value ORDER BY key").fetchall()
    stored += link.execute(
        "SELECT name, secret FROM webhook WHERE deleted_at IS NULL ORDER BY name"
    ).fetchall()
    lost = [key for key, value in stored if is_sealed(value) and unseal(value) is None]
    return Finding(
        "secrets",
        f"sealed with another key, enter them again: {', '.join(lost)}" if lost else "can be opened",
        trouble=bool(lost),
    )


_CHECKS: tuple[Callable[[psycopg.Connection[Any]], Finding], ...] = (
    _clock,
    _users,
    _jobs,
    _outbox,
    _webhooks,
    _secrets,
)
