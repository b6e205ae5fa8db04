"""What orders hold of the stock. An order in effect holds what is still to be shipped of it, as far as there is any; the rest is
backordered and held when goods come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guike.domains.catalog.queries import ProductTerms, goods_among, product_terms
from guike.domains.fulfilment.errors import ShipmentRefused
from guike.domains.fulfilment.models import Reservation
from guike.domains.fulfilment.queries import held_of, unissued_of
from guike.domains.fulfilment.rules import HELD, Held, let_go
from guike.domains.fulfilment.settings import SHORTAGE
from guike.domains.inventory.events import RELEASED, RESERVED, USED
from guike.domains.inventory.queries import Place, Stored, is_managed, levels_at, take_from, warehouses_in_use
from guike.domains.inventory.services import Change, locked_levels, tell_stock
from guike.domains.orders.queries import SHIPPABLE, open_qty, order_lines
from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.money import plain
from guike.platform.access.context import Context
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import record_change, record_create
from guike.platform.settings import queries as settings

_ZERO = Decimal(0)


@dataclass(frozen=True)
class Need:
    """A line of goods: what of it is still to be shipped, and what is held, in the base unit."""

    line: Any
    product: int
    wanted: Decimal
    held: Sequence[Reservation]

    @property
    def missing(self) -> Decimal:
        return self.wanted - sum((one.quantity for one in self.held), _ZERO)


def order_followed(ctx: Context, drafts: Sequence[Draft]) -> None:
    """In the transaction in which an order takes effect, is revised, is shipped, or ends."""
    fresh = {
        draft.row.pk
        for draft in drafts
        if draft.old.get("status") in ("draft", "pending_approval", "rejected")
    }
    follow_orders(ctx, [draft.row for draft in drafts], strict=fresh)


def follow_orders(ctx: Context, rows: Sequence[Any], strict: set[int] | None = None) -> None:
    """Hold for these locked orders what is still to be shipped of them, and let go what is not. `strict`: those that are refused
    where the company does not take orders that it cannot fill."""
    if not is_managed():
        return
    needs = _needs(rows)
    levels = _locked(needs)
    order = warehouses_in_use()
    refusing = settings.get(SHORTAGE) == "refuse"
    missing: dict[int, Decimal] = {}
    fresh: list[dict[str, Any]] = []
    for need in needs:
        if need.missing < 0:
            release(ctx, [Held(one.pk, one.warehouse_id, one.quantity) for one in need.held], -need.missing)
        taken, left = _take(need, levels, order) if need.missing > 0 else ([], _ZERO)
        if left and refusing and need.line.order_id in (strict or ()):
            raise _short(need, levels, left)
        fresh += taken
        missing[need.line.pk] = left
    if fresh:
        record_create(ctx, "reservation", [{} for _one in fresh], added=fresh, system=True, atomic=True)
    changes = [
        (need.line, {"backordered_qty": missing[need.line.pk]})
        for need in needs
        if need.line.backordered_qty != missing[need.line.pk]
    ]
    if changes:
        record_change(ctx, "sales_order_line", changes)


def _needs(rows: Sequence[Any]) -> list[Need]:
    standing = order_lines([row.pk for row in rows])
    states = {row.pk: row.status for row in rows}
    lines = [line for found in standing.values() for line in found]
    goods = goods_among({line.product_id for line in lines})
    terms = product_terms(goods)
    held = held_of([line.pk for line in lines])
    gone = unissued_of([row.pk for row in rows])
    return [
        Need(
            line,
            line.product_id,
            in_base(
                terms,
                line,
                gone.get(line.pk, _ZERO) + (open_qty(line) if states[line.order_id] in SHIPPABLE else _ZERO),
            ),
            held.get(line.pk, ()),
        )
        for line in lines
        if line.product_id in goods
    ]


def factor_of(terms: Mapping[int, ProductTerms], line: Any) -> Decimal:
    """How many base units one unit of a line is. A unit that the product lost meanwhile counts as the line says."""
    factor = terms[line.product_id].factor_of(line.unit_id)
    return Decimal(line.base_qty / line.quantity) if factor is None else factor


def in_base(terms: Mapping[int, ProductTerms], line: Any, quantity: Decimal) -> Decimal:
    """A quantity of a line in the base unit of its product."""
    return max(quantity * factor_of(terms, line), _ZERO)


def _locked(needs: Sequence[Need]) -> dict[Place, Stored]:
    """The places that this may change, locked: of those that get more all of the product, of the others where it is held."""
    growing = {need.product for need in needs if need.missing > 0}
    places = set(levels_at(growing, warehouses_in_use())) if growing else set()
    places |= {(need.product, one.warehouse_id) for need in needs for one in need.held}
    return locked_levels(places)


def _take(
    need: Need, levels: dict[Place, Stored], order: Sequence[int]
) -> tuple[list[dict[str, Any]], Decimal]:
    """The reservations of what a line misses, and what there is not."""
    available = [
        (warehouse, levels[need.product, warehouse].available_qty)
        for warehouse in order
        if (need.product, warehouse) in levels
    ]
    taken, left = take_from(need.missing, available)
    rows = []
    for warehouse, quantity in taken:
        level = levels[need.product, warehouse]
        level.available_qty -= quantity  # the next line of the same product sees what is left
        rows.append(
            {
                "sales_order": need.line.order_id,
                "order_line": need.line.pk,
                "level": level.pk,
                "product": need.product,
                "warehouse": warehouse,
                "quantity": quantity,
                "status": HELD,
            }
        )
    return rows, left


def _short(need: Need, levels: dict[Place, Stored], left: Decimal) -> Refusal:
    available = need.wanted - left
    name = next((row.label for (product, _one), row in levels.items() if product == need.product), "")
    return ShipmentRefused(
        "shipment.short",
        product=name or f"#{need.product}",
        available=plain(available),
        missing=plain(left),
    )


def release(ctx: Context, held: Sequence[Held], surplus: Decimal) -> None:
    """Give so much of these reservations back."""
    end_parts(ctx, let_go(held, surplus), "released")


def end_parts(ctx: Context, parts: Sequence[tuple[int, Decimal]], status: str) -> None:
    """Let reservations end as released or consumed, by id with how much of each; what is left of one is held on."""
    if not parts:
        return
    lock({"reservation": [pk for pk, _part in parts]})
    rows = {row.pk: row for row in _reservations([pk for pk, _part in parts])}
    ended, kept = [], []
    for pk, part in parts:
        row = rows[pk]
        if part < row.quantity:
            kept.append({name: getattr(row, f"{name}_id") for name in ("sales_order", "order_line", "level", "product", "warehouse")}
                        | {"quantity": row.quantity - part, "status": HELD})  # fmt: skip
        ended.append((row, {"quantity": part, "status": status, "closed_at": clock.now()}))
    record_change(ctx, "reservation", ended)
    if kept:
        record_create(ctx, "reservation", [{} for _one in kept], added=kept, system=True, atomic=True)


def reservations_told(_ctx: Context, drafts: Sequence[Draft[Reservation]]) -> None:
    """Tell other systems by how much what is held of each level has changed. Of one that ends in part all is told to have ended, and
    the rest, which is a new one, to be held."""
    told: dict[str, list[Change]] = defaultdict(list)
    for draft in drafts:
        row, said = (
            draft.row,
            {
                "reservation": draft.row.pk,
                "order": draft.row.sales_order_id,
                "order_line": draft.row.order_line_id,
            },
        )
        if draft.is_new:
            told[RESERVED].append((row.level_id, row.quantity, said))
        elif draft.old.get("status") == HELD:
            kind = USED if row.status == "consumed" else RELEASED
            told[kind].append((row.level_id, -draft.old.get("quantity", row.quantity), said))
    for kind, changes in told.items():
        tell_stock(kind, changes)


def _reservations(ids: Sequence[int]) -> Any:
    return Reservation.objects.system(reason="reservations of an order that is locked").filter(pk__in=ids)


def order_reserve(ctx: Context, rows: Sequence[Any], _params: Values) -> list[Refusal | None]:
    """By hand: hold now what came in meanwhile, or what somebody let go."""
    if not is_managed():
        return [ShipmentRefused("order.stock_not_managed") for _row in rows]
    follow_orders(ctx, rows)
    return [None for _row in rows]


def reservation_release(ctx: Context, rows: Sequence[Reservation], _params: Values) -> list[Refusal | None]:
    """By hand: the goods are free for somebody else; what the order misses is backordered."""
    lost: dict[int, Decimal] = defaultdict(Decimal)
    for row in rows:
        lost[row.order_line_id] += row.quantity
    record_change(
        ctx, "reservation", [(row, {"status": "released", "closed_at": clock.now()}) for row in rows]
    )
    lines = [line for found in order_lines([row.sales_order_id for row in rows]).values() for line in found]
    changes = [
        (line, {"backordered_qty": line.backordered_qty + lost[line.pk]}) for line in lines if line.pk in lost
    ]
    record_change(ctx, "sales_order_line", changes)
    return [None for _row in rows]
