"""`guike backup`: one tar file with everything that a company has.

Members: `guike.json` (format, version, when, rows per table), `database.dump` (pg_dump -Fc),
`secret_key`, `files/…`. The rows are counted in the snapshot that is dumped, so a restore can be compared with them
exactly.
"""

import argparse
import io
import json
import os
import sys
import tarfile
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from guike.kernel import clock
from guike.platform.database import archive
from guike.platform.database.host import HostError
from guike.platform.settings.queries import get as settings_of

FORMAT = 1


def run(args: argparse.Namespace) -> int:
    """Write the backup under a temporary name next to its target and rename it when it is complete. An existing file is
    never replaced."""
    target: Path = args.file.absolute()
    _refuse_existing(target)
    try:
        with tempfile.TemporaryDirectory(prefix=".guike-backup-", dir=target.parent) as folder:
            draft = Path(folder) / "backup.tar"
            described = write(draft, os.environ["GUIKE_DSN"], args.data)
            draft.chmod(0o600)
            _publish(draft, target)
    except OSError as error:
        raise HostError(f"The backup cannot be written to {target}: {error.strerror or error}.") from error
    rows = sum(described["rows"].values())
    sys.stdout.write(
        f"{target}: {rows} rows, {described['files']} files, {target.stat().st_size // 1024} kB\n"
    )
    return 0


def _refuse_existing(target: Path) -> None:
    if os.path.lexists(target):
        another = f"{target.stem}-{clock.now():%Y%m%d-%H%M%S}{target.suffix}"
        raise HostError(
            f"{target} exists already and is left as it is: name another file, such as {another}."
        )


def _publish(draft: Path, target: Path) -> None:
    """Give the file its name without replacing a file that was written in the meantime."""
    try:
        os.link(draft, target)
    except FileExistsError:
        _refuse_existing(target)
    except OSError:  # a file system without links, such as a USB stick's
        _refuse_existing(target)
        draft.rename(target)


def write(target: Path, dsn: str, data_dir: Path) -> dict[str, Any]:
    """Write the tar file to `target` and return its description."""
    dump = target.with_name("database.dump")
    described: dict[str, Any] = {
        "format": FORMAT,
        "version": metadata.version("guike"),
        "company": str(settings_of("company.name")),
        "made_at": clock.now().isoformat(),
        "migrations": sorted(".".join(key) for key in MigrationLoader(None).disk_migrations),
    }
    with psycopg.connect(dsn) as link:
        link.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        link.read_only = True
        snapshot = str(scalar(link, sql.SQL("SELECT pg_export_snapshot()")))
        described["rows"] = count_rows(link)
        archive.dump(dsn, dump, snapshot)
    files = data_dir / "files"
    with tarfile.open(target, "w") as tar:
        if files.is_dir():
            tar.add(files, "files")
        described["files"] = sum(1 for member in tar.getmembers() if member.isfile())
        _add_text(tar, "secret_key", settings.SECRET_KEY)
        tar.add(dump, "database.dump")
        _add_text(tar, "guike.json", json.dumps(described, ensure_ascii=False, indent=1))
    dump.unlink()
    return described


def scalar(link: psycopg.Connection[Any], query: sql.SQL | sql.Composed) -> Any:
    """The one value of a one-row query."""
    row = link.execute(query).fetchone()
    if row is None:
        raise ValueError(f"no row: {query.as_string(link)}")
    return row[0]


def count_rows(link: psycopg.Connection[Any]) -> dict[str, int]:
    """The exact number of rows of each table; a partitioned table counts as its partitions."""
    tables = link.execute(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"
    ).fetchall()
    return {
        f"{schema}.{table}": int(
            scalar(link, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table)))
        )
        for schema, table in tables
    }


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    member = tarfile.TarInfo(name)
    member.size = len(content)
    member.mode = 0o600
    tar.addfile(member, io.BytesIO(content))
