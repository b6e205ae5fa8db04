"""Migrate the bench's database and fill it, once."""

from __future__ import annotations

import time
from pathlib import Path

from bench import company, server
from guike.platform.database.migrate import migrate_all


def fill(folder: Path, rows: int) -> None:
    """Leave a filled database of this size behind; at once when there is one, brought to this version."""
    ready = folder / f"{rows}-{server.GENERATION}" / server.READY
    begun = time.process_time()
    migrate_all()
    server.say(f"migrated in {time.process_time() - begun:.1f} s of CPU")
    if ready.exists():
        return
    server.say(f"filling a company of {rows:,} leads; this is done once")
    company.build(rows)
    ready.write_text("")
    server.say("filled")
