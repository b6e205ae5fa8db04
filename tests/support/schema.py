"""The tables that the migrations make, kept from one test session to the next.

Migrating costs some seconds of CPU, restoring the result half a second. The key is the text of every migration and the versions
of what runs them, so a kept schema is never an old one. What follows the migrations
(`AFTER_MIGRATE`) always runs.
"""

import hashlib
from importlib import metadata
from pathlib import Path

import django
from django.apps import apps

from guike.platform.database import archive
from guike.platform.database.migrate import run_migrations

FOLDER = Path(__file__).resolve().parents[2] / ".pytest_cache" / "guike-schema"
KEPT = 3  # schemas: of this branch and the ones before


def bring(dsn: str) -> None:
    """Give the empty database behind `dsn`, which is Django's, the migrated tables."""
    kept = FOLDER / f"{_key()}.dump"
    if kept.exists():
        archive.load(dsn, kept)
        return
    run_migrations()
    FOLDER.mkdir(parents=True, exist_ok=True)
    draft = kept.with_suffix(".new")
    archive.dump(dsn, draft)
    draft.replace(kept)
    for old in sorted(FOLDER.glob("*.dump"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        old.unlink()


def _key() -> str:
    total = hashlib.sha256()
    for package in ("psycopg", "procrastinate", "django-axes"):
        total.update(metadata.version(package).encode())
    total.update(django.get_version().encode())
    for app in sorted(apps.get_app_configs(), key=lambda one: one.name):
        for file in sorted((Path(app.path) / "migrations").rglob("*")):
            if file.suffix in {".py", ".sql"}:
                total.update(file.name.encode() + b"\0" + file.read_bytes())
    return total.hexdigest()[:32]
