"""The door of credit: how accounts stand, and what of other packages uses credit."""

from __future__ import annotations

from guike.domains.credit.exposure import exposure_part, overdue_source
from guike.domains.credit.rules import Overdue
from guike.domains.credit.telling import credit_told

__all__ = ["Overdue", "credit_told", "exposure_part", "overdue_source"]
