"""How long what the system keeps of people's behaviour is kept: one register, which the nightly job and the page of the
administration read. The package that keeps something declares it, with its period; each period is a setting, so no period is
shown that nothing reads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from guike.kernel.errors import FieldError, field_error, register
from guike.kernel.text import T, Text
from guike.platform.audit.retention import blank_before, drop_months
from guike.platform.database.ledger import AppendOnly
from guike.platform.settings.registry import Section, setting

RETENTION = Section("retention", T("保留期限", "How long it is kept"), 35)
MOST_DAYS = 3_650
#: settings of periods begin so
PREFIX = "retention."
#: why something goes from a ledger
OLDER = "older than its period"

Unit = Literal["hours", "days", "months"]
#: (before, how many at most) → how many rows went; fewer than asked for: nothing older is left
Remove = Callable[[datetime, int], int]

register(
    {
        "retention.least": T(
            "至少 {least} 天，或 0 表示一直保留", "At least {least} days, or 0 to keep it for ever"
        ),
    }
)


@dataclass(frozen=True)
class Kept:
    """Something that goes when its time is over. `holds`: what it tells of whom; `rows`: all of it; `at`: the column with the instant
    from which the time counts; `key`: the setting with the period ("" when none is a setting of it); `fixed`: the period in words
    where it is no number of days; `remove`: None where a task of its own removes it."""

    name: str
    label: Text
    holds: Text
    rows: Callable[[], Any]
    at: str
    key: str = ""
    unit: Unit = "days"
    fixed: Text | None = None
    remove: Remove | None = None


_kept: dict[str, Kept] = {}


def keep(
    name: str,
    label: Text,
    holds: Text,
    rows: Callable[[], Any],
    at: str,
    remove: Remove,
    *,
    days: int,
    least: int = 1,
) -> Kept:
    """Declare what the nightly job removes after a number of days, which is a setting of its own: `days` by default, 0 for ever,
    `least` what the product itself needs."""

    def check(value: int) -> FieldError | None:
        return field_error("", "retention.least", least=least) if 0 < value < least else None

    key = f"{PREFIX}{name}"
    setting(
        key,
        "integer",
        days,
        section=RETENTION,
        minimum=0,
        maximum=MOST_DAYS,
        check=check,
        label=T(f"{label.zh}（天）", f"{label.en} (days)"),
        help=T(
            f"{holds.zh}。更早的当晚清除，不能恢复；至少 {least} 天，0 表示一直保留",
            f"{holds.en}. What is older goes at night and for good; {least} days at least, 0 keeps it for ever",
        ),
    )
    return _add(Kept(name, label, holds, rows, at, key, remove=remove))


def keep_ledger(
    name: str,
    label: Text,
    holds: Text,
    ledger: type[AppendOnly],
    at: str,
    *,
    days: int,
    least: int = 1,
) -> Kept:
    """Declare a ledger of behaviour, such as one of positions: what is older loses the values that the ledger declares, by the audited
    way out, and whole months go where it is kept by months. That somebody did something stays, where he was goes."""
    by_month = ledger.keeping is not None and ledger.keeping.by_month

    def remove(before: datetime, most: int) -> int:
        if by_month:
            drop_months(None, ledger, before.date(), because=OLDER)
        return blank_before(None, ledger, at, before, most, because=OLDER)

    return keep(name, label, holds, lambda: ledger._default_manager.all(), at, remove, days=days, least=least)


def keep_otherwise(
    name: str,
    label: Text,
    holds: Text,
    rows: Callable[[], Any],
    at: str,
    *,
    key: str = "",
    unit: Unit = "days",
    fixed: Text | None = None,
) -> Kept:
    """Declare what a task of its own removes: after the period of a setting that stands elsewhere (`key`), or after one that is
    `fixed`."""
    if bool(key) == (fixed is not None):
        raise TypeError(f"{name}: a period is a setting or it is fixed")
    return _add(Kept(name, label, holds, rows, at, key, unit, fixed))


def _add(kept: Kept) -> Kept:
    if kept.name in _kept:
        raise TypeError(f"what is kept as {kept.name!r} is declared twice")
    _kept[kept.name] = kept
    return kept


def kept_named(name: str) -> Kept:
    """LookupError for a name that nobody declared."""
    return _kept[name]


def all_kept() -> list[Kept]:
    """Everything, those with a period of their own first."""
    return sorted(_kept.values(), key=lambda one: (one.remove is None, one.name))
