"""What follows an order and is told on it: money, invoices, returns, goods. The packages that keep these amounts come above; an amount is
shown from the day on which one says that it keeps it, and one that follows from several when those are kept without which it says nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Case, Expression, ExpressionWrapper, F, Value, When
from django.db.models.functions import Greatest

from guike.domains.orders.queries import counts_refunds
from guike.domains.orders.rules import (
    collected_uninvoiced,
    enterable,
    invoiced_uncollected,
    outstanding,
    over_invoiced,
    shipped_uninvoiced,
    to_invoice,
    uninvoiced,
)
from guike.domains.orders.settings import REFUND_REOPENS
from guike.kernel.money import ZERO
from guike.kernel.text import Text
from guike.platform.database.models import amount_column
from guike.platform.filters.computed import computed
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import FieldSpec, spec_field
from guike.platform.settings import queries as settings

#: kept by the packages above, each in a column of the order
KEPT: Mapping[str, Text] = {
    "shipped_amount": Text("已发货金额", "Shipped amount"),
    "collected_amount": Text("已回款", "Collected"),
    "unconfirmed_payment_amount": Text("待确认回款", "Unconfirmed payments"),
    "refunded_amount": Text("已退款", "Refunded"),
    "returned_amount": Text("退货金额", "Returned amount"),
    "invoiced_amount": Text("已开票", "Invoiced"),
    "unconfirmed_invoice_amount": Text("待确认开票", "Unconfirmed invoices"),
}


@dataclass(frozen=True)
class Derived:
    """An amount that follows from columns of the order: `formula` takes them in this order, as numbers or as expressions. `needs`: those
    without which it says nothing; what no package keeps yet beside them is truly 0."""

    label: Text
    help: Text
    formula: Callable[..., Any]
    columns: tuple[str, ...]
    needs: frozenset[str]
    #: what the formula puts below 0 is nothing
    above_zero: bool = False
    #: refunded money is gone, whether the company asks for it again or not
    keeps_refunds: bool = False


#: counts where the company asks for refunded money again
_LEFT_OUT = ("refunded_amount",)
_NET = ("total_amount", "closed_amount", "returned_amount")
_DUE = (*_NET, "collected_amount", "refunded_amount")
_UNBILLED = (*_NET, "invoiced_amount")
DERIVED: Mapping[str, Derived] = {
    "outstanding_amount": Derived(
        Text("待回款", "Outstanding"),
        Text(
            "订单金额 − 关闭 − 退货 − 已回款 + 已退款；含待确认的回款",
            "Total − closed − returned − collected + refunded; contains what is unconfirmed",
        ),
        outstanding,
        _DUE,
        frozenset({"collected_amount"}),
    ),
    "enterable_amount": Derived(
        Text("还可登记回款", "Still to be entered"),
        Text("待回款 − 待确认回款", "Outstanding − unconfirmed payments"),
        enterable,
        (*_DUE, "unconfirmed_payment_amount"),
        frozenset({"collected_amount", "unconfirmed_payment_amount"}),
    ),
    "to_invoice_amount": Derived(
        Text("待开票", "To invoice"),
        Text(
            "订单金额 − 关闭 − 退货 − 已开票；含待确认的开票",
            "Total − closed − returned − invoiced; contains what is unconfirmed",
        ),
        to_invoice,
        _UNBILLED,
        frozenset({"invoiced_amount"}),
    ),
    "uninvoiced_amount": Derived(
        Text("未开票", "Uninvoiced"),
        Text("待开票 − 待确认开票", "To invoice − unconfirmed invoices"),
        uninvoiced,
        (*_UNBILLED, "unconfirmed_invoice_amount"),
        frozenset({"invoiced_amount", "unconfirmed_invoice_amount"}),
    ),
    "shipped_uninvoiced_amount": Derived(
        Text("已发货未开票", "Shipped, not invoiced"),
        Text("已发货 − 退货 − 已开票，不小于 0", "Shipped − returned − invoiced, not below 0"),
        shipped_uninvoiced,
        ("shipped_amount", "returned_amount", "invoiced_amount"),
        frozenset({"shipped_amount", "invoiced_amount"}),
        above_zero=True,
    ),
    "collected_uninvoiced_amount": Derived(
        Text("已回款未开票", "Collected, not invoiced"),
        Text("已回款 − 已退款 − 已开票，不小于 0", "Collected − refunded − invoiced, not below 0"),
        collected_uninvoiced,
        ("collected_amount", "refunded_amount", "invoiced_amount"),
        frozenset({"collected_amount", "invoiced_amount"}),
        above_zero=True,
        keeps_refunds=True,
    ),
    "invoiced_uncollected_amount": Derived(
        Text("已开票未回款", "Invoiced, not collected"),
        Text("已开票 − 已回款 + 已退款，不小于 0", "Invoiced − collected + refunded, not below 0"),
        invoiced_uncollected,
        ("collected_amount", "refunded_amount", "invoiced_amount"),
        frozenset({"collected_amount", "invoiced_amount"}),
        above_zero=True,
    ),
    "over_invoiced_amount": Derived(
        Text("超开票", "Invoiced above the order"),
        Text(
            "已开票 − (订单金额 − 关闭 − 退货)，不小于 0",
            "Invoiced − (total − closed − returned), not below 0",
        ),
        over_invoiced,
        _UNBILLED,
        frozenset({"invoiced_amount"}),
        above_zero=True,
    ),
}
ECHO = (*KEPT, *DERIVED)
#: quantities that the packages above keep on each line
_LINE: Mapping[str, Text] = {
    "reserved_qty": Text("已预留数量", "Reserved"),
    "backordered_qty": Text("缺货数量", "Backordered"),
    "received_qty": Text("已签收数量", "Received"),
    "invoiced_qty": Text("已开票数量", "Invoiced"),
}


def echo_fields() -> tuple[FieldSpec, ...]:
    """Of the order: what was closed short, which it keeps itself, and what follows it."""
    closed = spec_field(
        "money", "closed_amount", "关闭金额", "Closed amount", read_only=True,
        help=Text("订单金额中不再发货的部分", "The part of the total that is not going to be shipped"),
    )  # fmt: skip
    kept = (_field("money", name, label) for name, label in KEPT.items())
    derived = (
        spec_field(
            "money",
            name,
            one.label.zh,
            one.label.en,
            read_only=True,
            help=one.help,
            in_effect=False,
            computed=_name(name),
            tells="sales_order.total_amount",
        )
        for name, one in DERIVED.items()
    )
    return (closed, *kept, *derived)


def line_echo_fields() -> tuple[FieldSpec, ...]:
    """Of its lines."""
    return tuple(_field("decimal", name, label) for name, label in _LINE.items())


def _field(type_: str, name: str, label: Text) -> FieldSpec:
    return spec_field(type_, name, label.zh, label.en, read_only=True, system=True, in_effect=False)


def _name(field: str) -> str:
    return f"sales_order.{field}"


def echoes(*names: str) -> None:
    """Show these amounts, and those that follow from them; called at start by the package that keeps them. ValueError for an amount
    that is none of an order."""
    wrong = [name for name in names if name not in KEPT]
    if wrong:
        raise ValueError(f"an order tells no {wrong}")
    fields = registry.objects["sales_order"].by_name
    kept = {*names, *(name for name in KEPT if fields[name].in_effect)}
    derived = [name for name, one in DERIVED.items() if one.needs <= kept]
    registry.take_effect("sales_order", *names, *derived)


def echoes_lines(*names: str) -> None:
    """Show these quantities of lines; called at start by the package that keeps them."""
    registry.take_effect("sales_order_line", *names)


def declare() -> None:
    """Both forms of each amount that follows from others."""
    for name, one in DERIVED.items():
        computed(_name(name), partial(_expression, one), partial(_of_row, one), follows_clock=False)


def _expression(one: Derived, _now: datetime, _timezone: str) -> Expression:
    left_out = () if one.keeps_refunds else _LEFT_OUT
    parts = (_refunded() if column in left_out else F(column) for column in one.columns)
    found = ExpressionWrapper(one.formula(*parts), amount_column())
    return Greatest(found, Value(ZERO), output_field=amount_column()) if one.above_zero else found


def _refunded() -> Expression:
    """The setting is asked in the statement, which is composed once."""
    off = When(settings.differs(REFUND_REOPENS, False), then=Value(ZERO))
    return Case(off, default=F("refunded_amount"), output_field=amount_column())


def _of_row(one: Derived, row: Any, _now: datetime, _timezone: str) -> Any:
    left_out = () if one.keeps_refunds or counts_refunds() else _LEFT_OUT
    found = one.formula(*(ZERO if column in left_out else getattr(row, column) for column in one.columns))
    return max(found, ZERO) if one.above_zero else found
