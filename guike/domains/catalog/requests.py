"""Requests for a product code (存货编码申请): salespeople and purchasing ask for a product that the catalogue does not have; with the
approval it is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from guike.domains.catalog.errors import CODE_TAKEN
from guike.domains.catalog.models import Product, ProductCodeRequest
from guike.kernel import clock
from guike.kernel.casing import fold
from guike.kernel.errors import Refusal
from guike.platform.access.context import Context, system_context
from guike.platform.approvals.matching import approvals_wanted
from guike.platform.approvals.services import begin
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import record_change_each, record_create

OBJECT = "product_code_request"
_WHY = "a code belongs to one product, whoever may see it"
#: what the product takes from the request
TAKEN = ("name", "category_id", "kind", "specification", "base_unit_id")


def request_prepare(_ctx: Context, drafts: Sequence[Draft[ProductCodeRequest]]) -> None:
    """A code that is asked for is free."""
    asked = [
        (draft, fold(draft.get("code"))) for draft in drafts if draft.changed("code") and draft.get("code")
    ]
    products = Product.objects.system(reason=_WHY).filter(code_fold__in={code for _draft, code in asked})
    taken = dict(products.values_list("code_fold", "name")) if asked else {}
    for draft, code in asked:
        if code in taken:
            draft.error("code", CODE_TAKEN, code=draft.get("code"), product=taken[code])


def request_submit(ctx: Context, rows: Sequence[ProductCodeRequest], _params: Values) -> list[Refusal | None]:
    """To those who approve; where nobody has to, the product is made at once."""
    waiting = approvals_wanted(ctx, OBJECT, rows)
    refused = _enter(ctx, "submit", [(row, "pending" if row.pk in waiting else "approved") for row in rows])
    going = [row for row, no in zip(rows, refused, strict=True) if no is None and row.pk in waiting]
    begin(ctx, OBJECT, going)
    return refused


def request_follow(step: str, state: str) -> Callable[[Context, Sequence[ProductCodeRequest]], None]:
    """What the end of an approval brings: the requests take a declared step into a state."""

    def follow(ctx: Context, rows: Sequence[ProductCodeRequest]) -> None:
        for refusal in _enter(ctx, step, [(row, state) for row in rows]):
            if refusal is not None:
                raise refusal

    return follow


def _enter(
    ctx: Context, step: str, entering: Sequence[tuple[ProductCodeRequest, str]]
) -> list[Refusal | None]:
    """A request that is approved has its product, made in the same transaction."""
    answers: dict[int, Refusal | None] = {}
    changes: list[tuple[ProductCodeRequest, dict[str, Any]]] = []
    for row, state in entering:
        values: dict[str, Any] = {"status": state}
        if state == "approved":
            made = _product(row)
            if isinstance(made, Refusal):
                answers[row.pk] = made
                continue
            values |= {"product": made, "approved_at": clock.now()}
        changes.append((row, values))
    outcomes = record_change_each(ctx, OBJECT, changes, step=step) if changes else []
    answers |= {row.pk: outcome for (row, _values), outcome in zip(changes, outcomes, strict=True)}
    return [answers[row.pk] for row, _state in entering]


def _product(row: ProductCodeRequest) -> int | Refusal:
    """The id of the new product. Who decides need not keep products himself: the decision is what is needed."""
    values = {name.removesuffix("_id"): value for name in TAKEN if (value := getattr(row, name))}
    (outcome,) = record_create(system_context(), "product", [{**values, "code": row.code or row.number}])
    if outcome.refusal is not None:
        return outcome.refusal
    assert outcome.id is not None
    return outcome.id
