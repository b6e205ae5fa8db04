"""The credit of an account, said to a reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from guike.domains.accounts.queries import account_facts
from guike.domains.credit.exposure import part_label
from guike.domains.credit.judging import DEMAND, Judged, judged_now
from guike.domains.credit.rules import Credit, Position
from guike.domains.credit.standing import credit_of
from guike.domains.orders.queries import order_of
from guike.kernel.errors import Forbidden, NotFound
from guike.kernel.text import T, Text
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import require_visible, visible_of

OWN = T(
    "信用额度 {limit}，已用 {used}，可用 {available}", "Limit {limit}, used {used}, available {available}"
)
TEMPORARY = T("其中临时额度 {amount}", "Temporary of that: {amount}")
PART = T("其中{part}占用 {amount}", "Used by {part}: {amount}")
GROUP = T(
    "上级客户“{account}”（含全部下级）额度 {limit}，已用 {used}，可用 {available}",
    "“{account}” with all its subsidiaries: limit {limit}, used {used}, available {available}",
)
HIDDEN_GROUP = T("还受上级客户的信用额度限制", "The limit of an account above it counts, too")
NO_LIMIT = T("没有信用额度，不做信用控制", "No limit: credit is not controlled")
NEEDS_LIMIT = T("没有信用额度，订单须经审批", "No limit: orders need an approval")
LATE = T("已逾期 {days} 天，金额 {amount}", "Overdue for {days} days: {amount}")
TOO_LATE = T(
    "已逾期 {days} 天，金额 {amount}，超过允许的 {term} 天，新订单须经审批",
    "Overdue for {days} days: {amount}. More than the {term} days allowed: new orders need an approval",
)


def credit_told(ctx: Context, account: int, order: int | None = None) -> dict[str, Any]:
    """{"limit_amount", "used_amount", "available_amount", "overdue_amount", "overdue_days", "reasons"}, amounts in the base
    currency; with an order of the account, as it is without it, and {"order_amount", "remaining_amount", "is_within"} besides.
    NotFound out of sight, Forbidden for whoever may not see limits."""
    require_visible(ctx, "account", account)
    ctx.require("credit_limit", "view")
    hidden = ("hidden", "masked")
    if (
        ctx.level("credit_limit", "limit_amount") in hidden
        or ctx.level("account", "credit_limit_amount") in hidden
    ):
        raise Forbidden("access.no_permission")
    if order is None:
        return _told(ctx, credit_of([account])[account])
    one = _asked(ctx, account, order)
    left = one.credit.available
    return {
        **_told(ctx, one.credit, is_asked=True),
        "order_amount": _plain(one.amount),
        "remaining_amount": None if left is None else _plain(left - one.amount),
        "is_within": not one.objections,
    }


def _asked(ctx: Context, account: int, order: int) -> Judged:
    require_visible(ctx, "sales_order", order)
    if (
        ctx.level("sales_order", "total_amount") in ("hidden", "masked")
        or ctx.level("sales_order", DEMAND) == "hidden"
    ):
        raise Forbidden("access.no_permission")
    row = order_of(order)
    if row is None or row.account_id != account:
        raise NotFound
    return judged_now([row])[row.pk]


def _told(ctx: Context, credit: Credit, *, is_asked: bool = False) -> dict[str, Any]:
    own = credit.own
    used = own.used if own is not None else sum(credit.parts.values(), Decimal(0))
    return {
        "limit_amount": None if own is None else _plain(own.limit.amount),
        "used_amount": _plain(used),
        "available_amount": None if credit.available is None else _plain(credit.available),
        "overdue_amount": _plain(credit.overdue.amount),
        "overdue_days": credit.overdue.days,
        "reasons": [
            text.get(ctx.locale).format(**values) for text, values in _reasons(ctx, credit, is_asked=is_asked)
        ],
    }


def _reasons(ctx: Context, credit: Credit, *, is_asked: bool) -> Iterator[tuple[Text, dict[str, Any]]]:
    """What the figures leave open: an order is told the limit, an account how its own stands beside that of a group."""
    own = credit.own
    above = [one for one in credit.positions if one is not own]
    if own is not None and (above or is_asked):
        yield OWN, _figures(own)
    if own is not None and own.limit.temporary:
        yield TEMPORARY, {"amount": _read(own.limit.temporary)}
    for name, amount in credit.parts.items() if own is not None and len(credit.parts) > 1 else ():
        yield PART, {"part": part_label(name).get(ctx.locale), "amount": _read(amount)}
    yield from _above(ctx, above)
    if not credit.positions:
        yield (NEEDS_LIMIT if credit.needs_limit else NO_LIMIT), {}
    if credit.overdue.days > 0:
        late = {"days": credit.overdue.days, "amount": _read(credit.overdue.amount), "term": credit.term_days}
        yield (TOO_LATE if credit.positions and credit.overdue.days > credit.term_days else LATE), late


def _above(ctx: Context, above: Sequence[Position]) -> Iterator[tuple[Text, dict[str, Any]]]:
    """Accounts above, each by name with its figures for whoever sees it."""
    seen = visible_of(ctx, catalogue().get("account"), [one.account for one in above])
    names = account_facts(seen)
    for one in above:
        if one.account in names:
            yield GROUP, {"account": names[one.account].name, **_figures(one)}
    if any(one.account not in names for one in above):
        yield HIDDEN_GROUP, {}


def _figures(one: Position) -> dict[str, str]:
    return {"limit": _read(one.limit.amount), "used": _read(one.used), "available": _read(one.available)}


def _read(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _plain(amount: Decimal) -> str:
    return f"{amount:.2f}"
