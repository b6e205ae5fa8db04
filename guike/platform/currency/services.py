"""The currencies of a fresh installation."""

from __future__ import annotations

from decimal import Decimal

from guike.platform.currency.models import Currency

# Code, name, decimal places. Each company sets its own rates; only the yuan starts with a rate.
_FIRST = (
    ("CNY", "人民币", 2),
    ("USD", "美元", 2),
    ("EUR", "欧元", 2),
    ("HKD", "港元", 2),
    ("JPY", "日元", 0),
)


def seed_currencies() -> None:
    """Add the common currencies that were never in the table. Currencies that people changed or deleted stay as they
    are."""
    table = Currency.objects.system(reason="the first currencies are put in after a migration")
    known = set(table.values_list("code", flat=True))
    table.bulk_create(
        [
            Currency(
                code=code,
                name=name,
                minor_units=places,
                label=f"{name} {code}",
                label_sort=code.lower(),
                rate_to_base=Decimal(1) if code == "CNY" else None,
            )
            for code, name, places in _FIRST
            if code not in known
        ]
    )
