"""`guike restore`: replaces the present database and files by a backup.

The backup is unpacked and counted next to the present data first. Only then the two are exchanged, so a bad file or a
full disk changes nothing.
"""

import argparse
import json
import os
import shutil
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import psycopg
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from guike.entry.commands.asking import require_name
from guike.entry.commands.backup import FORMAT, count_rows, scalar
from guike.kernel.text import Text
from guike.platform.database import archive, companies
from guike.platform.database.host import HostError
from guike.platform.settings.registry import spec_of

IN_USE = "The database is in use: stop Guike before a restore; nothing was changed."
_NEW = "_restoring"
_OLD = "_replaced"
_ENDING_SECONDS = 2


def run(args: argparse.Namespace) -> int:
    """Restore a backup. Refused while Guike or any other program uses the database. If a company would be lost, the
    command shows it and asks for its name."""
    connections.close_all()
    dsn = os.environ["GUIKE_DSN"]
    _refuse_running(args.data, dsn)
    args.data.mkdir(mode=0o755, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=args.data) as folder:
        unpacked = Path(folder)
        described = _unpack(args.file, unpacked)
        present = _present(dsn)
        if present is not None:
            require_name(present.company, _warnings(present, args.file, described), args.yes_i_mean)
        name = str(conninfo_to_dict(dsn)["dbname"])
        with _maintenance(dsn) as link:
            _rebuild(link, dsn, name, unpacked / "database.dump", described)
            _exchange(link, name)
        _exchange_files(args.data, unpacked)
    sys.stdout.write(
        f"{args.file}: {sum(described['rows'].values())} rows, {described['files']} files restored\n"
    )
    return 0


def _refuse_running(data_dir: Path, dsn: str) -> None:
    """HostError while the database is in use. The server lists a closed connection until its process has ended, so this
    looks twice."""
    if companies.running(data_dir) is not None:
        raise HostError(IN_USE)
    until = time.monotonic() + _ENDING_SECONDS
    with psycopg.connect(dsn, autocommit=True) as link:
        while scalar(
            link,
            sql.SQL(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            ),
        ):
            if time.monotonic() > until:
                raise HostError(IN_USE)
            time.sleep(0.05)


@dataclass(frozen=True)
class _Present:
    """The company that a restore would replace."""

    company: str
    people: int
    records: int
    newest: str


def _present(dsn: str) -> _Present | None:
    """The company in the database, whatever version wrote it; None while it has no users."""
    with psycopg.connect(dsn) as link:
        tables = [
            sql.Identifier(table)
            for (table,) in link.execute(
                "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' "
                "AND column_name IN ('created_by_id', 'updated_at', 'deleted_at', 'external_id', 'owner_id') "
                "GROUP BY table_name HAVING count(*) = 5"
            )
        ]
        if scalar(link, sql.SQL("SELECT to_regclass('public.user_account')")) is None:
            return None
        people = scalar(link, sql.SQL("SELECT count(*) FROM user_account WHERE deleted_at IS NULL"))
        if not people:
            return None
        named = link.execute("SELECT value #>> '{}' FROM setting_value WHERE key = 'company.name'").fetchone()
        counts = [
            link.execute(sql.SQL("SELECT count(*), max(updated_at) FROM {}").format(table)).fetchone()
            for table in tables
        ]
    found = [one for one in counts if one and one[1] is not None]
    newest = max((one[1] for one in found), default=None)
    records = sum(one[0] for one in found)
    company = named[0] if named else spec_of("company.name").default
    return _Present(company, people, records, f"{newest:%Y-%m-%d %H:%M} UTC" if newest else "-")


def _warnings(present: _Present, file: Path, described: dict[str, Any]) -> Iterator[Text]:
    yield Text(
        f"现在的公司「{present.company}」将被替换，无法恢复：{present.people} 个用户、{present.records} 条记录，"
        f"最后一次修改 {present.newest}。",
        f"The present company “{present.company}” goes for good: {present.people} people, {present.records} "
        f"records, last changed {present.newest}.",
    )
    rows, made = sum(described["rows"].values()), described["made_at"][:16].replace("T", " ")
    company = described.get("company") or "?"
    yield Text(
        f"取代它的备份 {file}：「{company}」，{made} UTC，数据库 {rows} 行、{described['files']} 个文件。",
        f"In its place comes {file}: “{company}” of {made} UTC, {rows} database rows, {described['files']} files.",
    )


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(file) as tar:
            _extract(tar, folder)
        described: dict[str, Any] = json.loads((folder / "guike.json").read_text())
    except FileNotFoundError as error:
        raise HostError(
            f"{error.filename or file} does not exist: name a file that guike backup wrote."
        ) from error
    except (tarfile.TarError, ValueError) as error:
        why = str(error).partition("\n")[0].rstrip(":")  # the other lines list the addresses that were tried
        raise HostError(f"{file} is not a backup of Guike, or is damaged: {why}.") from error
    except OSError as error:
        raise HostError(f"{file} cannot be unpacked: {error.strerror or error}.") from error
    if described.get("format") != FORMAT:
        raise HostError(f"{file} was written by a newer version of Guike ({described.get('version')}).")
    unknown = set(described["migrations"]) - {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if unknown:
        raise HostError(
            f"{file} was written by a newer version of Guike ({described['version']}): install that one."
        )
    return described


def _extract(tar: tarfile.TarFile, folder: Path) -> None:
    """Extract plain files and folders below `folder`, and nothing else.

    tarfile's own filter came with Python 3.11.4, but Debian 12 has 3.11.2.
    """
    for member in tar:
        place = PurePosixPath(member.name)
        if place.is_absolute() or ".." in place.parts or not (member.isfile() or member.isdir()):
            raise tarfile.TarError(f"{member.name} is no plain file of a backup")
        target = folder / place
        content = tar.extractfile(member)
        if content is None:
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with content, target.open("xb") as sink:
            shutil.copyfileobj(content, sink)
        target.chmod(member.mode & 0o755)


@contextmanager
def _maintenance(dsn: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(make_conninfo(dsn, dbname="postgres"), autocommit=True) as link:
        yield link


def _rebuild(
    link: psycopg.Connection[Any], dsn: str, name: str, dump: Path, described: dict[str, Any]
) -> None:
    """Restore the backup into a new database and compare it with the row counts in the backup."""
    new = sql.Identifier(name + _NEW)
    link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(new))
    provider = (
        " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'" if link.info.server_version >= 170000 else ""
    )
    try:
        link.execute(
            sql.SQL(
                "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'" + provider
            ).format(new)
        )
    except psycopg.errors.InsufficientPrivilege as error:
        raise HostError(
            "The database role may not create databases, which a restore needs: ALTER ROLE … CREATEDB."
        ) from error
    target = make_conninfo(dsn, dbname=name + _NEW)
    try:
        archive.load(target, dump)
        with psycopg.connect(target) as fresh:
            found = count_rows(fresh)
            fresh.execute("ANALYZE")
        _compare(found, described["rows"])
    except BaseException:
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(new))
        raise


def _compare(found: dict[str, int], written: dict[str, int]) -> None:
    wrong = sorted(key for key in found.keys() | written.keys() if found.get(key) != written.get(key))
    if wrong:
        raise HostError(
            f"The backup is incomplete: the rows of {', '.join(wrong)} do not match; nothing was changed."
        )


def _exchange(link: psycopg.Connection[Any], name: str) -> None:
    """Give the new database the name of the present one; either both renames happen or none."""
    new, old, present = sql.Identifier(name + _NEW), sql.Identifier(name + _OLD), sql.Identifier(name)
    link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(old))
    try:
        with link.transaction():
            link.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(present, old))
            link.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(new, present))
    except psycopg.errors.ObjectInUse as error:
        link.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(new))
        raise HostError(IN_USE) from error
    link.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(old))


def _exchange_files(data_dir: Path, unpacked: Path) -> None:
    replaced = unpacked / "replaced"
    for part in ("files", "secret_key"):
        if (data_dir / part).exists():
            replaced.mkdir(exist_ok=True)
            (data_dir / part).rename(replaced / part)
        if (unpacked / part).exists():
            shutil.move(unpacked / part, data_dir / part)
