"""Order templates: products and quantities that are ordered again and again. A template has no customer and no price; an order from it
is priced on its own day."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from guike.domains.catalog.documents import kept_by
from guike.domains.catalog.queries import ProductTerms, product_terms, unit_names
from guike.domains.orders.errors import OrderRefused
from guike.domains.orders.models import OrderTemplate, OrderTemplateLine, SalesOrder
from guike.domains.orders.queries import order_lines
from guike.domains.prices.queries import unsellable
from guike.domains.pricing.errors import QUANTITY, UNIT
from guike.kernel.errors import Refusal
from guike.kernel.limits import ORDER_TEMPLATES_PER_USER
from guike.platform.access.context import Context
from guike.platform.records.reading import Lookup
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import record_create

_WHY = "lines of templates that were fetched in scope"
_OWN = "a person's own templates are counted"


def own_or_shared(ctx: Context, action: str) -> Q | None:
    """A person sees his own templates and shared ones, and changes his own; administrators have all."""
    if ctx.actor.is_administrator:
        return None
    own = Q(owner_id=ctx.user_id)
    return own | Q(is_shared=True) if action == "view" else own


def template_prepare(ctx: Context, drafts: Sequence[Draft[OrderTemplate]]) -> None:
    """The creator is the owner; units are those that the product is sold in."""
    for draft in drafts:
        _settle_owner(ctx, draft)
    lines = [line for draft in drafts for line in draft.lines.get("lines", ()) if line.ok]
    terms = product_terms({line.get("product") for line in lines} - {None})
    for line in lines:
        if line.changed("product") and not line.is_new:
            line.set("attributes", {})
        product = terms.get(line.get("product"))
        if product is not None and line.get("unit") is None:
            line.set("unit", product.base_unit)
        if (line.get("quantity") or 0) <= 0:
            line.error("quantity", QUANTITY)
        unit = line.get("unit")
        if product is not None and unit is not None and product.factor_of(unit) is None:
            names = unit_names(product.units)
            line.error(
                "unit", UNIT, product=product.name, units="、".join(names[one] for one in product.units)
            )


def _settle_owner(ctx: Context, draft: Draft[OrderTemplate]) -> None:
    if not draft.is_new or ctx.user_id is None:
        return
    if draft.row.owner_id is None:
        draft.set("owner", ctx.user_id)
    rows = OrderTemplate.objects.system(reason=_OWN).filter(owner=ctx.user_id, deleted_at=None)
    if rows.count() >= ORDER_TEMPLATES_PER_USER:
        draft.error("name", "order_template.too_many", max=ORDER_TEMPLATES_PER_USER)


def template_create_order(
    ctx: Context, rows: Sequence[OrderTemplate], params: Values
) -> list[Refusal | Mapping[str, Any]]:
    """A draft for this account at today's prices, with its caller's rights. Answers {"object", "id", "left_out": [products that are not
    sold, or not to this account]}."""
    lines = _lines_of([row.pk for row in rows])
    asked = {line.product_id for found in lines.values() for line in found}
    terms = product_terms(asked)
    account = params["account"]
    refused = {product for _account, product in unsellable({(account, product) for product in asked})}
    return [_create_order(ctx, lines.get(row.pk, ()), terms, account, refused) for row in rows]


def _lines_of(ids: Iterable[int]) -> dict[int, list[OrderTemplateLine]]:
    found: dict[int, list[OrderTemplateLine]] = defaultdict(list)
    for row in _LINES.instances(ids):
        found[row.template_id].append(row)
    return found


def _lines() -> QuerySet[Any]:
    rows = OrderTemplateLine.objects.system(reason=_WHY).filter(deleted_at=None)
    return rows.order_by("template_id", "position", "pk")


_LINE = re.compile(r"lines\[(\d+)\]")
_LINES = Lookup(_lines, "template_id")


def _create_order(
    ctx: Context,
    lines: Sequence[OrderTemplateLine],
    terms: Mapping[int, ProductTerms],
    account: int,
    refused: set[int],
) -> Refusal | Mapping[str, Any]:
    sold = [
        line for line in lines if _is_sold(line, terms[line.product_id]) and line.product_id not in refused
    ]
    left_out = [terms[line.product_id].name for line in lines if line not in sold]
    if not sold:
        return OrderRefused("order_template.nothing_sold", products="、".join(dict.fromkeys(left_out)))
    values = [_values(line) for line in sold]
    (outcome,) = record_create(ctx, "sales_order", [{"account": account, "lines": values}])
    if outcome.refusal is not None:
        return _named(outcome.refusal, [terms[line.product_id].name for line in sold])
    return {"object": "sales_order", "id": outcome.id, "left_out": left_out}


def _named(refusal: Refusal, products: Sequence[str]) -> Refusal:
    """What is missing of lines that nobody sees yet is told by their products."""
    wrong = [_LINE.match(error.field or "") for error in refusal.field_errors()]
    names = dict.fromkeys(products[int(found[1])] for found in wrong if found)
    return OrderRefused("order_template.incomplete", products="、".join(names)) if names else refusal


def _is_sold(line: OrderTemplateLine, product: ProductTerms) -> bool:
    return product.is_offered and (line.unit_id is None or product.factor_of(line.unit_id) is not None)


def _values(line: OrderTemplateLine) -> dict[str, Any]:
    return {
        "product": line.product_id,
        "unit": line.unit_id,
        "quantity": line.quantity,
        **line.attributes,
    }


def order_save_as_template(
    ctx: Context, rows: Sequence[SalesOrder], params: Values
) -> list[Refusal | Mapping[str, Any]]:
    """A template of one's own from the products and quantities of an order. Answers {"object", "id"}."""
    ctx.require("order_template", "create")
    lines = order_lines([row.pk for row in rows])
    answers: list[Refusal | Mapping[str, Any]] = []
    for row in rows:
        values = {
            "name": params["name"],
            "is_shared": bool(params["is_shared"]),
            "owner": ctx.user_id,
            "lines": [
                {
                    "product": line.product_id,
                    "unit": line.unit_id,
                    "quantity": line.quantity,
                    "attributes": kept_by(ctx, "sales_order_line", line.custom),
                }
                for line in lines.get(row.pk, ())
            ],
        }
        if not values["lines"]:
            answers.append(OrderRefused("order.no_lines"))
            continue
        (outcome,) = record_create(ctx, "order_template", [values], system=True)
        answers.append(outcome.refusal or {"object": "order_template", "id": outcome.id})
    return answers
