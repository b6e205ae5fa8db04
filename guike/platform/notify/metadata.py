"""What notifications do by the clock."""

from __future__ import annotations

from guike.platform.jobs.registry import periodic
from guike.platform.notify.services import purge

periodic("notify.purge", "40 3 * * *", purge)
