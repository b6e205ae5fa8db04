"""Registers the periodic tasks of lower packages."""

from __future__ import annotations

from guike.platform.jobs.registry import periodic
from guike.platform.jobs.services import purge as purge_jobs

periodic("jobs.purge", "10 3 * * *", purge_jobs)
