"""What lies in a warehouse by our books beside what an outer system says. Ours stays as it is: a difference is ended by a count, which a
person makes and posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from guike.domains.catalog.queries import goods_by_code
from guike.domains.inventory.errors import StockRefused
from guike.domains.inventory.levels import locked_levels
from guike.domains.inventory.models import StockLevel, Warehouse
from guike.domains.inventory.outer import LABEL, PORT, Lying, OuterStockPort, is_on, refused
from guike.domains.inventory.queries import levels_of_warehouse, warehouse_of, warehouses_in_use
from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.limits import CHUNK_ROWS
from guike.kernel.text import T
from guike.platform.access.context import Context, system_context
from guike.platform.adapters.errors import AdapterRefused, AdapterUnavailable
from guike.platform.adapters.registry import adapter_of
from guike.platform.database.locks import use_case, whole
from guike.platform.jobs.errors import JobRetryError
from guike.platform.jobs.registry import Run, job_kind, periodic
from guike.platform.jobs.services import start
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Values
from guike.platform.records.writing import record_change, record_create

KIND = "outer_stock.read"
#: over some minutes; after that the next hour asks again
_RETRIES = 4
_NAMED = 5  # of the codes that we do not have
_UNKNOWN = T("本系统没有这些产品编码：{codes}（共 {number} 个）", "No products here have these codes: {codes} ({number} in all)")  # fmt: skip


def warehouse_read(ctx: Context, rows: Sequence[Warehouse], _params: Values) -> list[Refusal | None]:
    """Ask the outer system what lies in these warehouses, in a job."""
    if not is_on():
        return [AdapterRefused("adapter.off", service=LABEL) for _row in rows]
    for row in rows:
        start(KIND, {"warehouse": row.pk}, ctx.user_id)
    return [None for _row in rows]


def _read(run: Run) -> Mapping[str, Any]:
    pk = run.params["warehouse"]
    try:
        return read(pk)
    except AdapterUnavailable as trouble:
        noted(pk, trouble.message("zh-CN"))
        raise JobRetryError(trouble) from trouble
    except AdapterRefused as trouble:
        noted(pk, trouble.message("zh-CN"))
        raise


def read(pk: int) -> Mapping[str, Any]:
    """Ask for all that lies in a warehouse, and keep it beside our levels when the answer is whole."""
    adapter: OuterStockPort = adapter_of(PORT)
    found: dict[str, Decimal] = {}
    for one in adapter.get_stock(warehouse_of(pk).code):
        _add(found, one)
    known = goods_by_code(found)
    if len(set(known.values())) < len(known):
        raise refused(T("同一个产品出现了两次", "a product comes twice"))
    quantities = {product: found[code] for code, product in known.items()}
    unknown = sorted(found.keys() - known.keys())
    number = keep(pk, quantities)
    words = (
        _UNKNOWN.format("zh-CN", codes="、".join(unknown[:_NAMED]), number=len(unknown)) if unknown else ""
    )
    noted(pk, words, is_read=True)
    return {"read": len(found), "different": number, "unknown": unknown[: int(CHUNK_ROWS)]}


def _add(found: dict[str, Decimal], one: Lying) -> None:
    if one.product in found:
        raise refused(T(f"产品“{one.product}”出现了两次", f"the product “{one.product}” comes twice"))
    found[one.product] = one.quantity


def keep(pk: int, quantities: Mapping[int, Decimal]) -> int:
    """Write what the outer system says beside the levels of a warehouse; what it did not name is none there. Returns how many differ
    from ours."""
    here = {row.product_id for row in levels_of_warehouse(pk)}
    products = sorted(here | {product for product, quantity in quantities.items() if quantity})
    different = 0
    for start_at in range(0, len(products), int(CHUNK_ROWS)):
        chunk = products[start_at : start_at + int(CHUNK_ROWS)]
        different += _keep_chunk(pk, {one: quantities.get(one, Decimal(0)) for one in chunk})
    return different


@use_case
def _keep_chunk(pk: int, quantities: Mapping[int, Decimal]) -> int:
    with whole():
        levels = locked_levels({(product, pk) for product in quantities}, make=True)
        changes = [
            (row, {"outer_qty": quantities[product]})
            for (product, _place), row in levels.items()
            if row.outer_qty != quantities[product]
        ]
        if changes:
            record_change(system_context(), "stock_level", changes)
        return sum(row.on_hand_qty != quantities[product] for (product, _place), row in levels.items())


@use_case
def noted(pk: int, words: str, *, is_read: bool = False) -> None:
    """Tell at the warehouse when it was read, or why it could not be."""
    with whole():
        lock({"warehouse": [pk]})
        said: dict[str, Any] = {"outer_note": words[:500]}
        if is_read:
            said["outer_read_at"] = clock.now()
        record_change(system_context(), "warehouse", [(warehouse_of(pk), said)])


def read_all() -> None:
    """A job for each warehouse in use."""
    if is_on():
        for pk in warehouses_in_use():
            start(KIND, {"warehouse": pk}, None)


def levels_count(ctx: Context, rows: Sequence[StockLevel], _params: Values) -> list[Refusal | None]:
    """Draft a count of what differs, with the figures of the outer system, one for each warehouse. Somebody looks and posts it."""
    if not ctx.can("stock_document", "create"):
        return [StockRefused("stock.may_not_count") for _row in rows]
    fitting = [row for row in rows if row.outer_qty is not None and row.outer_qty >= 0]
    for warehouse in sorted({row.warehouse_id for row in fitting}):
        lines = [
            {"product": row.product_id, "counted_qty": row.outer_qty}
            for row in fitting
            if row.warehouse_id == warehouse
        ]
        reason = LABEL.get(ctx.locale)
        values = {"kind": "count", "warehouse": warehouse, "reason": reason, "lines": lines}
        record_create(ctx, "stock_document", [values], atomic=True)
    return [None if row in fitting else StockRefused("stock.below_zero_outside") for row in rows]


def declare_reading() -> None:
    """The job, and what asks each hour."""
    job_kind(KIND, _read, label=T("读取外部库存", "Reading the outer stock"), retries=_RETRIES)
    periodic("inventory.outer_stock", "20 * * * *", read_all)
