"""Registers the periodic task of notifications."""

from __future__ import annotations

from guike.platform.jobs.registry import periodic
from guike.platform.notify.services import purge

periodic("notify.purge", "40 3 * * *", purge)
