"""Registers the periodic task of files."""

from __future__ import annotations

from guike.platform.files.services import purge
from guike.platform.jobs.registry import periodic

periodic("files.purge", "25 * * * *", purge)
