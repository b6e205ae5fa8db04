"""Writes of orders: what a new or changed order must satisfy, submitting, confirming, cancelling, copying."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from guike.domains.accounts.queries import AccountFacts, account_facts, address_accounts, default_addresses
from guike.domains.catalog.documents import kept_by, settle_lines
from guike.domains.catalog.queries import ProductTerms, product_terms
from guike.domains.opportunities.queries import OpportunityOrigin, opportunity_origins
from guike.domains.orders.closing import Moment as Moment
from guike.domains.orders.closing import complete_reached as complete_reached
from guike.domains.orders.closing import completes as completes
from guike.domains.orders.closing import part_amount as part_amount
from guike.domains.orders.echo import echoes as echoes
from guike.domains.orders.echo import echoes_lines as echoes_lines
from guike.domains.orders.errors import OrderRefused
from guike.domains.orders.goods import below_returned as below_returned
from guike.domains.orders.goods import follow_goods as follow_goods
from guike.domains.orders.goods import note_delivered as note_delivered
from guike.domains.orders.goods import returned_worth as returned_worth
from guike.domains.orders.judging import DEMANDS, judge_orders
from guike.domains.orders.judging import order_judge as order_judge
from guike.domains.orders.models import SalesOrder, SalesOrderLine
from guike.domains.orders.queries import order_lines
from guike.domains.orders.settings import REQUIRE_FORMAL_ACCOUNT
from guike.domains.prices.queries import unsellable
from guike.domains.pricing.documents import beyond
from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.money import plain, round_amount
from guike.platform.access.context import Context
from guike.platform.approvals.errors import ApprovalRefused
from guike.platform.approvals.matching import approvals_wanted, must_be_decided
from guike.platform.approvals.services import begin
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.errors import RecordRefused
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import record_change, record_change_each, record_create
from guike.platform.settings import queries as settings

#: as products keep costs
_PRICE_PLACES = 6
ADDRESSES = {"shipping_address": "shipping", "billing_address": "billing"}


def order_prepare(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """Attributes of what is ordered; parties and addresses; what has been shipped stays."""
    settle_lines(ctx, [line for draft in drafts for line in draft.lines.get("lines", ())])
    _origins(drafts)
    _check_accounts(ctx, drafts)
    _addresses(drafts)
    for draft in drafts:
        if any(row.shipped_qty + row.closed_qty > 0 for row in draft.removed.get("lines", ())):
            draft.refusal = RecordRefused("line.has_followers")
        for line in draft.lines.get("lines", ()):
            _keep_shipped(line)


def _keep_shipped(line: Draft[SalesOrderLine]) -> None:
    """A line is never less than what was shipped or closed of it, and stays that product in that unit."""
    shipped = line.row.shipped_qty + line.row.closed_qty
    if shipped <= 0:
        return
    if line.changed("quantity") and (line.get("quantity") or 0) < shipped:
        line.error("quantity", "order.below_shipped", shipped=plain(shipped))
    for name in ("product", "unit"):
        if line.changed(name):
            line.error(name, "order.is_shipped", shipped=plain(shipped))


def _origins(drafts: Sequence[Draft[SalesOrder]]) -> None:
    """An order from an opportunity belongs to its account and keeps the lead and campaign it came from."""
    changed = [d for d in drafts if d.changed("opportunity", "account") and d.get("opportunity") is not None]
    found = opportunity_origins(d.get("opportunity") for d in changed)
    for draft in changed:
        origin = found.get(draft.get("opportunity"))
        if origin is not None:
            _take_origin(draft, origin)


def _take_origin(draft: Draft[SalesOrder], origin: OpportunityOrigin) -> None:
    if draft.get("account") is None:
        draft.set("account", origin.account)
    elif draft.get("account") != origin.account:
        return  # refused as a reference to another account
    for name, value in (("lead", origin.lead), ("campaign", origin.campaign)):
        if draft.get(name) is None and value is not None and name not in draft.sent:
            draft.set(name, value)


def _check_accounts(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """A potential account orders from an opportunity or a quote only (a setting)."""
    direct = [d for d in drafts if d.changed("account", "opportunity") and d.get("opportunity") is None]
    if not direct or ctx.migration or not settings.get(REQUIRE_FORMAL_ACCOUNT):
        return
    found: dict[int, AccountFacts] = account_facts({d.get("account") for d in direct} - {None})
    for draft in direct:
        account = found.get(draft.get("account"))
        if account is not None and account.status == "potential":
            draft.refusal = OrderRefused("account.not_formal", field="account", account=account.name)


def _addresses(drafts: Sequence[Draft[SalesOrder]]) -> None:
    """Addresses are the account's; where none was chosen, its default ones."""
    moved = [d for d in drafts if d.changed("account", *ADDRESSES) and d.get("account") is not None]
    chosen = {d.get(name) for d in moved for name in ADDRESSES} - {None}
    owners = address_accounts(chosen)
    defaults = default_addresses({d.get("account") for d in moved if d.changed("account")})
    for draft in moved:
        account = draft.get("account")
        for name, kind in ADDRESSES.items():
            if draft.get(name) is not None and owners.get(draft.get(name)) != account:
                if draft.changed(name):
                    continue  # refused as a reference to another account
                draft.set(name, None)
            if draft.get(name) is None and draft.changed("account") and name not in draft.sent:
                draft.set(name, defaults.get((account, kind)))


def order_submit(ctx: Context, rows: Sequence[SalesOrder], _params: Values) -> list[Refusal | None]:
    """To those who approve; straight to approved when nobody has to."""
    lines = order_lines([row.pk for row in rows])
    judged = _judged(ctx, rows, lines)
    waiting = approvals_wanted(ctx, "sales_order", list(judged.values()))

    def state(row: SalesOrder) -> str | Refusal:
        if row.pk in waiting:
            return "pending_approval"
        return ApprovalRefused("approval.nobody_decides") if _demands(judged[row.pk]) else "approved"

    refused = _decide(ctx, "submit", judged, lines, rows, state)
    begin(
        ctx,
        "sales_order",
        [row for row, no in zip(rows, refused, strict=True) if no is None and row.pk in waiting],
    )
    return refused


def order_confirm(ctx: Context, rows: Sequence[SalesOrder], _params: Values) -> list[Refusal | None]:
    """Approved without an approval; refused where one is needed."""
    lines = order_lines([row.pk for row in rows])
    judged = _judged(ctx, rows, lines)
    waiting = approvals_wanted(ctx, "sales_order", list(judged.values()))

    def state(row: SalesOrder) -> str | Refusal:
        is_wanted = row.pk in waiting or _demands(judged[row.pk])
        return ApprovalRefused("approval.required") if is_wanted else "approved"

    return _decide(ctx, "confirm", judged, lines, rows, state)


def _judged(
    ctx: Context, rows: Sequence[SalesOrder], lines: Mapping[int, Sequence[SalesOrderLine]]
) -> dict[int, SalesOrder]:
    """Copies of the orders that say what somebody has to agree to as of now: prices beyond the limits of their owner, and what
    higher packages judge."""
    found: dict[int, SalesOrder] = {}
    verdicts = beyond(rows, lines)
    demands = judge_orders(ctx, rows)
    for row in rows:
        found[row.pk] = copy(row)
        found[row.pk].is_beyond_limits = verdicts[row.pk] != "within"
        for name, is_beyond in demands[row.pk].items():
            setattr(found[row.pk], name, is_beyond)
    return found


def _demands(row: SalesOrder) -> bool:
    return must_be_decided(catalogue().get("sales_order"), row)


def _facts(judged: Mapping[int, SalesOrder]) -> dict[int, dict[str, bool]]:
    return {pk: {name: getattr(row, name) for name in DEMANDS} for pk, row in judged.items()}


def order_ready(_ctx: Context, rows: Sequence[SalesOrder]) -> Sequence[SalesOrder]:
    """The new orders that may be submitted as they are."""
    with_lines = order_lines([row.pk for row in rows])
    return [row for row in rows if row.pk in with_lines]


def order_follow(step: str, state: str) -> Callable[[Context, Sequence[SalesOrder]], None]:
    """What an approval brings: the orders take a declared step into a state. What is submitted is judged first."""

    def follow(ctx: Context, rows: Sequence[SalesOrder]) -> None:
        facts = _facts(_judged(ctx, rows, order_lines([row.pk for row in rows]))) if step == "submit" else {}
        for refusal in order_enter(ctx, step, [(row, state) for row in rows], facts).values():
            if refusal is not None:
                raise refusal

    return follow


def _decide(
    ctx: Context,
    step: str,
    judged: Mapping[int, SalesOrder],
    with_lines: Collection[int],
    rows: Sequence[SalesOrder],
    state: Callable[[SalesOrder], str | Refusal],
) -> list[Refusal | None]:
    refused: dict[int, Refusal | None] = {}
    entering: list[tuple[Any, str]] = []
    for row in rows:
        decided = state(row) if row.pk in with_lines else OrderRefused("order.no_lines")
        if isinstance(decided, Refusal):
            refused[row.pk] = decided
        else:
            entering.append((row, decided))
    refused |= order_enter(ctx, step, entering, _facts(judged))
    return [refused[row.pk] for row in rows]


def order_enter(
    ctx: Context,
    step: str,
    entering: Sequence[tuple[Any, str]],
    facts: Mapping[int, Mapping[str, Any]] = MappingProxyType({}),
) -> dict[int, Refusal | None]:
    """Bring locked orders by a declared step into pending_approval, approved, rejected or draft; the outcome of each by its id.
    Domain code (an approval's outcome comes here too); checks no permission."""
    now = clock.now()
    changes = []
    for row, state in entering:
        values: dict[str, Any] = {"status": state, **facts.get(row.pk, {})}
        if state in ("pending_approval", "approved"):
            values["submitted_at"] = row.submitted_at or now
        if state == "approved":
            values["approved_at"] = now
        changes.append((row, values))
    outcomes = record_change_each(ctx, "sales_order", changes, step=step) if changes else []
    return {row.pk: outcome for (row, _state), outcome in zip(entering, outcomes, strict=True)}


def keep_costs(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """What the products on orders that take effect cost at this moment; what a line has kept already stays."""
    lines = [line for found in order_lines(draft.row.pk for draft in drafts).values() for line in found]
    terms = product_terms({line.product_id for line in lines})
    costs = [(line, _cost_of(terms[line.product_id], line)) for line in lines if line.unit_cost is None]
    known = [(line, {"unit_cost": cost}) for line, cost in costs if cost is not None]
    if known:
        record_change(ctx, "sales_order_line", known)


def _cost_of(terms: ProductTerms, line: SalesOrderLine) -> Decimal | None:
    factor = terms.factor_of(line.unit_id)
    return None if terms.cost is None or factor is None else round_amount(terms.cost * factor, _PRICE_PLACES)


def order_cancel(ctx: Context, rows: Sequence[SalesOrder], params: Values) -> list[Refusal | None]:
    """Nothing of it has been shipped; the reason is kept."""
    lines = order_lines([row.pk for row in rows])
    shipped = {pk for pk, found in lines.items() if any(line.shipped_qty > 0 for line in found)}
    going = [(row, {"cancel_reason": params["reason"]}) for row in rows if row.pk not in shipped]
    outcomes = record_change_each(ctx, "sales_order", going, step="cancel") if going else []
    refused = {row.pk: outcome for (row, _values), outcome in zip(going, outcomes, strict=True)}
    return [OrderRefused("order.shipped") if row.pk in shipped else refused[row.pk] for row in rows]


_COPIED = (
    "sales_type",
    "scene",
    "channel",
    "is_tax_included",
    "currency",
    "shipping_address",
    "billing_address",
)
_COPIED_LINE = ("product", "description", "quantity", "unit", "discount_rate")


def order_copy(
    ctx: Context, rows: Sequence[SalesOrder], _params: Values
) -> list[Refusal | Mapping[str, Any]]:
    """A new draft of today: same account, addresses and lines with their line discounts, today's prices, no
    order discount. Answers {"object", "id", "name", "left_out": [products no longer sold]}."""
    lines = order_lines([row.pk for row in rows])
    addresses = address_accounts({getattr(row, f"{name}_id") for row in rows for name in ADDRESSES} - {None})
    products = product_terms({line.product_id for found in lines.values() for line in found})
    refused = unsellable(
        {(row.account_id, line.product_id) for row in rows for line in lines.get(row.pk, ())}
    )
    answers: list[Refusal | Mapping[str, Any]] = []
    for row in rows:
        standing = lines.get(row.pk, [])
        sold = [
            line
            for line in standing
            if products[line.product_id].is_offered and (row.account_id, line.product_id) not in refused
        ]
        values = _copied(ctx, "sales_order", row, _COPIED) | {"account": row.account_id}
        for name in ADDRESSES:
            if values.get(name) not in addresses:
                values.pop(name, None)
        values["lines"] = [
            _copied(ctx, "sales_order_line", line, _COPIED_LINE)
            | kept_by(ctx, "sales_order_line", line.custom)
            for line in sold
        ]
        (outcome,) = record_create(ctx, "sales_order", [values])
        if outcome.refusal is not None:
            answers.append(outcome.refusal)
            continue
        left_out = [products[line.product_id].name for line in standing if line not in sold]
        answers.append({"object": "sales_order", "id": outcome.id, "left_out": left_out})
    return answers


def _copied(
    ctx: Context, object_name: str, row: SalesOrderLine | Any, names: Sequence[str]
) -> dict[str, Any]:
    """Filled values that the caller may write."""
    columns = {f.name: f.attname for f in row._meta.concrete_fields}
    found = {n: getattr(row, columns[n]) for n in names if ctx.level(object_name, n) == "edit"}
    return {n: value for n, value in found.items() if value not in (None, "")}
