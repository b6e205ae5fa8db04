"""The base currency, in which figures add up. It cannot be changed after amounts were counted in it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, Q

from guike.kernel.errors import FieldError, field_error
from guike.platform.currency.models import Currency, ExchangeRate
from guike.platform.currency.queries import base_currency
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import begin_versions
from guike.platform.records.reading import table
from guike.platform.settings.registry import add_check
from guike.platform.settings.services import Change, on_changed

KEY = "company.base_currency"
WHY = "currencies are checked against everything that uses them"


def check_base(code: str) -> FieldError | None:
    """The error of a new base currency, or None. The currency must be known, and may change only while no record has an
    amount and no dated rate exists. The settings are locked, and writers of amounts hold the same lock."""
    begin_versions()
    if code == base_currency():
        return None
    rows = Currency.objects.system(reason=WHY).filter(code=code, deleted_at=None)
    if not rows.exists():
        return field_error(KEY, "currency.unknown", currency=code)
    for spec in catalogue().objects.values():
        if any(item.type == "money" and item.stored for item in spec.fields) and _amounts(spec).exists():
            return field_error(KEY, "currency.base_in_use", currency=base_currency(), object=spec.plural)
    if ExchangeRate.objects.system(reason=WHY).filter(deleted_at=None).exists():
        return field_error(KEY, "currency.base_rates", currency=base_currency())
    return None


def _amounts(spec: ObjectSpec) -> Any:
    """Rows of an object, also in the recycle bin, with an amount other than zero or with a rate."""
    filled = ~Q(currency=base_currency()) if _has_rate(spec) else Q(pk__in=[])
    for item in spec.fields:
        if item.type == "money" and item.stored and item.custom:
            filled |= Q(custom__has_key=item.name)
        elif item.type == "money" and item.stored:
            filled |= Q(**{f"{item.attname}__isnull": False}) & ~Q(**{item.attname: 0})
    return table(spec).system(reason=WHY).filter(filled)


def _has_rate(spec: ObjectSpec) -> bool:
    return spec.has_money and not spec.is_line


def rates_follow(_actor_id: int | None, changes: Sequence[Change]) -> None:
    """Set the rate of the new base currency to one and empty all other rates, which are unknown in it. Documents
    without amounts change from the old base currency to the new one."""
    if not any(change.key == KEY for change in changes):
        return
    new = next(change.new for change in changes if change.key == KEY) or "CNY"
    for spec in catalogue().objects.values():
        if _has_rate(spec):
            table(spec).system(reason=WHY).update(currency=new, exchange_rate=Decimal(1))
    rows = Currency.objects.system(reason=WHY)
    rows.exclude(code=new).filter(rate_to_base__isnull=False).update(
        rate_to_base=None, version=F("version") + 1
    )
    rows.filter(code=new).update(rate_to_base=Decimal(1), version=F("version") + 1)


def declare() -> None:
    """Register the check and the consequence with the settings."""
    add_check(KEY, check_base)
    on_changed(rates_follow)
