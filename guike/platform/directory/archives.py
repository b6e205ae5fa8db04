"""The declaration of currencies, exchange rates and the working calendar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.calendar.models import CalendarDay
from guike.platform.currency.models import Currency, ExchangeRate
from guike.platform.currency.queries import base_currency
from guike.platform.directory.declaring import admin_object
from guike.platform.directory.errors import AdministrationRefused
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import Hooks, Section, ViewSpec, choices
from guike.platform.metadata.spec import spec_field as f
from guike.platform.records.reading import table
from guike.platform.records.shapes import Draft

WHY = "currencies are checked against everything that uses them"
CODE = re.compile(r"[A-Z]{3}")


def currency_label(row: Any) -> str:
    """人民币 CNY"""
    return f"{row.name} {row.code}".strip()


def currency_prepare(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """Check that the code has three capitals, and set the rate of the base currency to one."""
    for draft in drafts:
        code = draft.get("code")
        if draft.changed("code") and code and not CODE.fullmatch(code):
            draft.error("code", "currency.code")
        if code == base_currency() and draft.get("rate_to_base") not in (None, Decimal(1)):
            draft.error("rate_to_base", "currency.base_rate")


def currency_deleting(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """Refuse to delete a currency that a document or a rate names."""
    for draft in drafts:
        code = draft.row.code
        if code == base_currency() or _is_used(code):
            draft.refusal = AdministrationRefused("currency.in_use", currency=code)


def _is_used(code: str) -> bool:
    rates = ExchangeRate.objects.system(reason=WHY).filter(currency=code, deleted_at=None)
    documents = (
        table(spec).system(reason=WHY).filter(currency=code)
        for spec in catalogue().objects.values()
        if spec.has_money and not spec.is_line
    )
    return rates.exists() or any(rows.exists() for rows in documents)


def rate_label(row: Any) -> str:
    """USD 2026-11-21"""
    return f"{row.currency} {row.on}".strip()


def rate_prepare(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """Check that the currency is known and is not the base currency."""
    changed = [d for d in drafts if d.changed("currency") and d.get("currency")]
    rows = Currency.objects.system(reason=WHY).filter(deleted_at=None)
    known = set(rows.values_list("code", flat=True)) if changed else set()
    for draft in changed:
        if draft.get("currency") not in known:
            draft.error("currency", "currency.unknown", currency=draft.get("currency"))
        elif draft.get("currency") == base_currency():
            draft.error("currency", "currency.base_rate")


def day_label(row: Any) -> str:
    """2026-10-01 国庆节"""
    return f"{row.on} {row.name}".strip()


CURRENCY = admin_object(
    name="currency",
    model=Currency,
    label=Text("币种", "Currency"),
    plural=Text("币种", "Currencies"),
    position=60,
    label_of=currency_label,
    label_from=("name", "code"),
    fields=(
        f("text", "code", "代码", "Code", required=True, unique=True, create_only=True, searchable=True, max_length=3),
        f("text", "name", "名称", "Name", required=True, searchable=True, max_length=100),
        f(
            "decimal", "rate_to_base", "对本位币汇率", "Rate to the base currency", minimum="0.000001",
            help=Text("没有按日汇率时使用", "Used where no dated rate applies"),
        ),
        f("integer", "minor_units", "小数位数", "Decimal places", default=2, minimum="0", maximum="4"),
        f("boolean", "is_active", "启用", "Active", default=True),
    ),
    list_columns=("name", "code", "rate_to_base", "minor_units", "is_active"),
    form=(Section(Text("基本信息", "Details"), ("code", "name", "rate_to_base", "minor_units", "is_active")),),
    views=(ViewSpec("all", Text("全部币种", "All currencies"), sort=("code",)),),
    hooks=Hooks(prepare=currency_prepare, deleting=currency_deleting),
)  # fmt: skip

EXCHANGE_RATE = admin_object(
    name="exchange_rate",
    model=ExchangeRate,
    label=Text("汇率", "Exchange rate"),
    plural=Text("汇率", "Exchange rates"),
    position=61,
    name_field="currency",
    label_of=rate_label,
    label_from=("currency", "on"),
    fields=(
        f(
            "text",
            "currency",
            "币种",
            "Currency",
            required=True,
            create_only=True,
            searchable=True,
            max_length=3,
            holds="currency",
        ),
        f("date", "on", "生效日期", "From", required=True),
        f("decimal", "rate", "汇率", "Rate", required=True, minimum="0.000001"),
    ),
    list_columns=("currency", "on", "rate", "updated_by", "updated_at"),
    form=(Section(Text("基本信息", "Details"), ("currency", "on", "rate")),),
    views=(ViewSpec("all", Text("全部汇率", "All rates"), sort=("-on", "currency")),),
    hooks=Hooks(prepare=rate_prepare),
    unique_together=(("currency", "on"),),
)

CALENDAR_DAY = admin_object(
    name="calendar_day",
    model=CalendarDay,
    label=Text("工作日历", "Calendar day"),
    plural=Text("工作日历", "Working calendar"),
    position=62,
    name_field="name",
    label_of=day_label,
    label_from=("on", "name"),
    fields=(
        f("date", "on", "日期", "Day", required=True, unique=True),
        f(
            "choice", "kind", "类型", "Kind", required=True,
            choices=choices(("holiday", "休息日", "Holiday", "green"), ("workday", "工作日", "Workday", "orange")),
        ),
        f("text", "name", "名称", "Name", searchable=True, max_length=50),
    ),
    list_columns=("on", "kind", "name"),
    form=(Section(Text("基本信息", "Details"), ("on", "kind", "name")),),
    views=(
        ViewSpec("all", Text("全部", "All"), sort=("-on",)),
        ViewSpec("year", Text("今年", "This year"), {"field": "on", "op": "within", "value": "this_year"}, sort=("on",)),
    ),
    hooks=Hooks(),
)  # fmt: skip
