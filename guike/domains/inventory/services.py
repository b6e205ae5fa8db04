"""Documents of stock: what they must say, posting them, cancelling them, ending a loan of samples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from guike.domains.catalog.queries import ProductTerms, goods_among, product_terms
from guike.domains.inventory import errors
from guike.domains.inventory.errors import StockRefused
from guike.domains.inventory.levels import check_enough
from guike.domains.inventory.levels import locked_levels as locked_levels
from guike.domains.inventory.models import StockDocument, StockDocumentLine, StockLevel
from guike.domains.inventory.queries import (
    closed_warehouses,
    document_lines,
    document_of,
    loans,
    moves_of_document,
)
from guike.domains.inventory.rules import Part, Place, moves_of
from guike.domains.inventory.telling import Change as Change
from guike.domains.inventory.telling import tell_moved
from guike.domains.inventory.telling import tell_stock as tell_stock
from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.money import plain
from guike.platform.access.context import Context
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import Posting, post, record_change, record_create, reverse

LEDGER = "stock_move"
#: what a document of each kind says besides its warehouse
_SAYS = {"to_warehouse": ("transfer",), "loan": ("loan_return",), "due_back_on": ("loan",)}
_NEEDS = {"transfer": ("to_warehouse", errors.NEEDS_TARGET), "loan": ("account", errors.NEEDS_ACCOUNT),
          "loan_return": ("loan", errors.NEEDS_LOAN)}  # fmt: skip


#: (caller, documents): what has to happen before the goods of documents leave
Before = Callable[[Context, Sequence[StockDocument]], None]
_before: list[Before] = []


def before_posting(act: Before) -> None:
    """Let `act` run before documents are posted, in the same transaction; called at start."""
    _before.append(act)


def document_prepare(ctx: Context, drafts: Sequence[Draft[StockDocument]]) -> None:
    """Each kind has its own fields; lines are goods in a unit that they have, as many as there can be."""
    for draft in drafts:
        if not draft.is_new and _is_made(draft.row) and (draft.old or draft.touches_lines("lines")):
            draft.refusal = StockRefused(errors.OWN_DOCUMENT)
    lent = loans({draft.get("loan") for draft in drafts} - {None})
    _check_places(drafts)
    for draft in drafts:
        kind = draft.get("kind")
        needed = _NEEDS.get(kind)
        if needed is not None and draft.get(needed[0]) is None:
            draft.error(needed[0], needed[1])
        for name, kinds in _SAYS.items():
            if kind not in kinds and draft.get(name) is not None:
                draft.error(name, errors.NOT_HERE)
        if (
            draft.changed("moved_on")
            and draft.get("moved_on")
            and draft.get("moved_on") > clock.today(ctx.timezone)
        ):
            draft.error("moved_on", errors.FUTURE)
        loan = lent.get(draft.get("loan"))
        if loan is not None and draft.changed("loan"):
            draft.set("account", loan.account_id)
    _check_lines(drafts)


def _check_places(drafts: Sequence[Draft[StockDocument]]) -> None:
    names = ("warehouse", "to_warehouse")
    moved = [draft for draft in drafts if draft.changed(*names)]
    closed = closed_warehouses({draft.get(name) for draft in moved for name in names} - {None})
    for draft in moved:
        for name in names:
            if draft.changed(name) and draft.get(name) in closed:
                draft.error(name, errors.CLOSED_PLACE)
        if draft.get("to_warehouse") is not None and draft.get("to_warehouse") == draft.get("warehouse"):
            draft.error("to_warehouse", errors.SAME_PLACE)


def _check_lines(drafts: Sequence[Draft[StockDocument]]) -> None:
    lines = [line for draft in drafts for line in draft.lines.get("lines", ())]
    products = {line.get("product") for line in lines} - {None}
    terms, goods = product_terms(products), goods_among(products)
    of_loans = document_lines({draft.get("loan") for draft in drafts if draft.lines.get("lines")} - {None})
    for draft in drafts:
        seen = set()
        for line in draft.lines.get("lines", ()):
            product = terms.get(line.get("product"))
            if product is None:
                continue  # refused as a reference that is missing or unknown
            if product.id not in goods:
                line.error("product", errors.NOT_GOODS, product=product.name)
            elif product.id in seen and draft.get("kind") == "count":
                line.error("product", errors.TWICE, product=product.name)
            seen.add(product.id)
            _measure(draft.get("kind"), line, product)
            if draft.get("loan") is not None and line.ok:
                _match_loan(line, product, of_loans.get(draft.get("loan"), ()))


def _measure(kind: str, line: Draft[StockDocumentLine], product: ProductTerms) -> None:
    """How much a line moves, in the base unit of its product."""
    if line.get("unit") is None:
        line.set("unit", product.base_unit)
    factor = product.factor_of(line.get("unit"))
    if factor is None:
        line.error("unit", errors.UNIT_UNKNOWN, product=product.name)
        return
    given, unused = ("counted_qty", "quantity") if kind == "count" else ("quantity", "counted_qty")
    quantity = line.get(given)
    if line.get(unused) is not None:
        line.error(unused, errors.NOT_HERE)
    elif quantity is None:
        line.error(given, errors.NEEDS_COUNT if kind == "count" else errors.NOT_POSITIVE)
    elif quantity == 0 if kind == "adjustment" else quantity < 0 or (quantity == 0 and kind != "count"):
        line.error(given, errors.NOT_POSITIVE)
    else:
        line.set("base_qty", quantity * factor)


def _match_loan(
    line: Draft[StockDocumentLine], product: ProductTerms, lent: Sequence[StockDocumentLine]
) -> None:
    """The line of the loan that comes back: of several of one product the first with enough of it."""
    same = [row for row in lent if row.product_id == product.id]
    if not same:
        line.error("product", errors.NOT_LENT, product=product.name)
        return
    fitting = [row for row in same if still_lent(row) >= line.get("base_qty")]
    if not fitting:
        most = max(still_lent(row) for row in same)
        line.error("quantity", errors.BEYOND_LENT, left=plain(most))
        return
    line.set("lent", fitting[0].pk)


def still_lent(row: StockDocumentLine) -> Decimal:
    """What of a lent line neither came back nor was used up, in the base unit."""
    return Decimal(row.base_qty - row.returned_qty - row.used_qty)


def document_post(ctx: Context, rows: Sequence[StockDocument], _params: Values) -> list[Refusal | None]:
    """Move the goods. Each document by itself, in the order given."""
    for act in _before:
        act(ctx, rows)
    lines = document_lines(row.pk for row in rows)
    return [_post(ctx, row, lines.get(row.pk, ())) for row in rows]


def _post(ctx: Context, row: StockDocument, lines: Sequence[StockDocumentLine]) -> Refusal | None:
    if not lines:
        return StockRefused("stock.no_lines")
    warehouses = [row.warehouse_id, *([] if row.to_warehouse_id is None else [row.to_warehouse_id])]
    places = {(line.product_id, warehouse) for line in lines for warehouse in warehouses}
    levels = locked_levels(places, make=True)
    on_hand = {place: level.on_hand_qty for place, level in levels.items()}
    parts = [Part(line.product_id, line.base_qty, line.base_qty) for line in lines]
    changes = moves_of(row.kind, row.warehouse_id, row.to_warehouse_id, parts, on_hand)
    refused = check_enough(row.kind, changes, levels) or _end_loan(ctx, row, lines)
    if refused is not None:
        return refused
    if row.kind == "count":
        books = [(line, {"book_qty": on_hand[line.product_id, row.warehouse_id]}) for line in lines]
        record_change(ctx, "stock_document_line", books)
    said = {"posted_at": clock.now(), "posted_by": ctx.user_id, "is_lent": row.kind == "loan"}
    record_change(ctx, "stock_document", [(row, said)], step="post")
    _move(ctx, row, changes, levels)
    return None


def _move(
    ctx: Context,
    row: StockDocument,
    changes: Sequence[tuple[Place, Decimal]],
    levels: Mapping[Place, StockLevel],
) -> None:
    postings = [
        Posting(
            levels[product, warehouse].pk,
            change,
            {"document": row.pk, "product": product, "warehouse": warehouse, "moved_on": row.moved_on},
        )
        for (product, warehouse), change in changes
    ]
    tell_moved(row, post(ctx, LEDGER, postings))


def _end_loan(
    ctx: Context, row: StockDocument, lines: Sequence[StockDocumentLine], sign: int = 1
) -> Refusal | None:
    """What comes back of a loan is noted on its lines; never more than was lent. The loan is locked with the action."""
    if row.kind != "loan_return" or row.loan_id is None:
        return None
    lent = {line.pk: line for line in document_lines([row.loan_id]).get(row.loan_id, ())}
    back: dict[int, Decimal] = {}
    for line in lines:
        if line.lent_id is not None:
            back[line.lent_id] = back.get(line.lent_id, Decimal(0)) + sign * line.base_qty
    for pk, quantity in back.items():
        if quantity > still_lent(lent[pk]):
            return StockRefused("stock.not_lent_any_more", left=plain(still_lent(lent[pk])))
    changes = [
        (lent[pk], {"returned_qty": lent[pk].returned_qty + quantity}) for pk, quantity in back.items()
    ]
    record_change(ctx, "stock_document_line", changes)
    _note_lent(ctx, loans([row.loan_id])[row.loan_id])
    return None


def _note_lent(ctx: Context, loan: StockDocument) -> None:
    """Whether any of the samples is still with the customer."""
    is_lent = any(still_lent(line) > 0 for line in document_lines([loan.pk]).get(loan.pk, ()))
    if is_lent != loan.is_lent:
        record_change(ctx, "stock_document", [(loan, {"is_lent": is_lent})])


def loan_use(ctx: Context, rows: Sequence[StockDocument], params: Values) -> list[Refusal | None]:
    """What did not come back of a loan is used up: the customer keeps it. Stock went down when it was lent."""
    lines = document_lines(row.pk for row in rows)
    refused: list[Refusal | None] = []
    for row in rows:
        left = [line for line in lines.get(row.pk, ()) if still_lent(line) > 0]
        if row.kind != "loan" or not left:
            refused.append(StockRefused("stock.nothing_lent"))
            continue
        record_change(
            ctx,
            "stock_document_line",
            [(line, {"used_qty": line.used_qty + still_lent(line)}) for line in left],
        )
        record_change(ctx, "stock_document", [(row, {"used_reason": params["reason"], "is_lent": False})])
        refused.append(None)
    return refused


def document_cancel(ctx: Context, rows: Sequence[StockDocument], params: Values) -> list[Refusal | None]:
    """Take the moves back by opposite ones. What was used meanwhile stays used: then it is refused."""
    lines = document_lines(row.pk for row in rows)
    return [
        StockRefused(errors.OWN_DOCUMENT)
        if _is_made(row)
        else _cancel(ctx, row, lines.get(row.pk, ()), params["reason"])
        for row in rows
    ]


def _is_made(row: StockDocument) -> bool:
    """Whether it follows from another record, which alone may change it."""
    return row.shipment_id is not None or row.sales_return_id is not None


def document_made(ctx: Context, values: Values) -> StockDocument:
    """A document that follows from another record, not yet posted. For domain code; checks no permission."""
    (outcome,) = record_create(ctx, "stock_document", [values], system=True)
    if outcome.refusal is not None:
        raise outcome.refusal
    assert outcome.id is not None
    return document_of(outcome.id)


def document_taken_back(ctx: Context, pk: int, reason: str) -> None:
    """Cancel a document that follows from another record, posted or not. For domain code; checks no permission."""
    refused = _cancel(ctx, document_of(pk), document_lines([pk]).get(pk, ()), reason)
    if refused is not None:
        raise refused


def _cancel(
    ctx: Context, row: StockDocument, lines: Sequence[StockDocumentLine], reason: str
) -> Refusal | None:
    if row.kind == "loan" and any(line.returned_qty or line.used_qty for line in lines):
        return StockRefused("stock.loan_returned")
    moves = moves_of_document(row.pk)
    changes = [(place, -change) for place, change in moves.values()]
    levels = locked_levels({place for place, _change in changes})
    refused = check_enough("cancel", changes, levels) or _end_loan(ctx, row, lines, sign=-1)
    if refused is not None:
        return refused
    record_change(ctx, "stock_document", [(row, {"cancel_reason": reason, "is_lent": False})], step="cancel")
    if moves:
        tell_moved(row, reverse(ctx, LEDGER, list(moves)))
    return None
