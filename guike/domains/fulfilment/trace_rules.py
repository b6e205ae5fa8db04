"""When shipments are asked about, decided without a database."""

from __future__ import annotations

from datetime import datetime, timedelta

from guike.kernel.errors import FieldError
from guike.kernel.text import T

#: how long a shipment that answers is left alone
AGAIN = timedelta(hours=2)
#: whoever has not come in so many days is looked for by people
ASKED_FOR = timedelta(days=60)
_FIRST_WAIT = timedelta(minutes=10)
_LONGEST_WAIT = timedelta(hours=24)
_DOUBLINGS = 8  # after these the wait has reached its limit


def next_question(now: datetime, failures: int) -> datetime:
    """After an answer in two hours; after so many failures in a row in ten minutes, twenty, and so on up to a day."""
    if not failures:
        return now + AGAIN
    return now + min(_FIRST_WAIT * (1 << min(failures - 1, _DOUBLINGS)), _LONGEST_WAIT)


def carrier_codes(text: str) -> dict[str, str]:
    """The carriers of the setting, a line or comma for each `name=code`, by their folded names. ValueError with what cannot be read."""
    found: dict[str, str] = {}
    for part in text.replace("，", ",").replace("\n", ",").split(","):
        if not part.strip():
            continue
        name, mark, code = part.partition("=")
        if not mark or not name.strip() or not code.strip():
            raise ValueError(part.strip())
        found[name.strip().casefold()] = code.strip()
    return found


def carriers_error(value: str) -> FieldError | None:
    """The check of the setting."""
    try:
        carrier_codes(value or "")
    except ValueError as error:
        return FieldError("", "trace.carriers", {"part": str(error)})
    return None


LABEL = T("物流查询", "Tracing of shipments")
