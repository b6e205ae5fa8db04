"""Writes of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from guike.domains.catalog.errors import NO_PRICE, PRODUCT_INACTIVE
from guike.domains.catalog.models import ProductCategory, Unit
from guike.domains.catalog.queries import ProductTerms, product_terms
from guike.domains.catalog.rules import check_parent
from guike.kernel import limits
from guike.kernel.money import price_in_currency
from guike.platform.access.context import Context, system_context
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import record_create

FIRST_UNITS = ("个", "台", "箱", "套", "张", "小时")


def category_prepare(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """A category keeps its place in a tree: no loop, not too deep."""
    moved = [d for d in drafts if d.changed("parent") and d.get("parent") is not None]
    if not moved:
        return
    tree = ProductCategory.objects.system(reason="the shape of the category tree is checked as a whole")
    # Locked as a whole: of two moves at once that would close a loop, the later sees the earlier.
    locked = tree.filter(deleted_at=None).order_by("pk").select_for_update(no_key=True)
    parents = dict(locked.values_list("pk", "parent_id"))
    for draft in moved:
        depth = int(limits.TREE_DEPTH)
        wrong = check_parent(parents, draft.row.pk, draft.get("parent"), depth)
        if wrong == "loop":
            draft.error("parent", "category.loop")
        elif wrong == "depth":
            draft.error("parent", "category.depth", max=depth)
        elif draft.row.pk is not None:
            parents[draft.row.pk] = draft.get("parent")


def seed_units() -> None:
    """The common units of a fresh installation; what people renamed or deleted stays so."""
    known = set(
        Unit.objects.system(reason="the first units are put in after a migration").values_list(
            "name", flat=True
        )
    )
    if not known:
        rows = [{"name": name} for name in FIRST_UNITS]
        record_create(system_context(), "unit", rows, system=True, atomic=True)


def take_terms(documents: Sequence[Draft]) -> None:
    """Lines take unit, prices and tax rate of their product where the writer gave none; one query. A price is the
    product's only in its base unit: in another one the writer has to give it.

    Such a line has `product`, `quantity`, `unit`, `unit_price`, `discount_rate`; where it also has `list_price` or `tax_rate`,
    these are taken, too. The document has the `exchange_rate` of its currency.
    """
    moved = [
        (document, line)
        for document in documents
        for line in document.all_lines()
        if line.is_new or line.changed("product", "unit") or any(v is None for v in line.sent.values())
    ]
    terms = product_terms({line.get("product") for _document, line in moved} - {None})
    for document, line in moved:
        product = terms.get(line.get("product") or 0)
        if product is not None:
            _take(document, line, product)


def _take(document: Draft, line: Draft, product: ProductTerms) -> None:
    if not product.is_active and line.changed("product"):
        line.error("product", PRODUCT_INACTIVE, product=product.name)
    if _left_open(line, "unit", line.changed("product")):
        line.set("unit", product.base_unit)
    if _left_open(line, "tax_rate", line.changed("product")):
        line.set("tax_rate", product.tax_rate)
    if _left_open(line, "discount_rate", False):
        line.set("discount_rate", Decimal(0))
    standard = None
    if product.standard_price is not None and line.get("unit") == product.base_unit:
        standard = price_in_currency(product.standard_price, document.row.exchange_rate)
    other = line.changed("product", "unit")
    if _left_open(line, "unit_price", other):
        if standard is None:
            if not any(e.field == f"{line.prefix}unit_price" for e in line.errors):
                line.error("unit_price", NO_PRICE)
            return
        line.set("unit_price", standard)
    if _left_open(line, "list_price", other):
        line.set("list_price", line.get("unit_price") if standard is None else standard)


def _left_open(line: Draft, name: str, refill: bool) -> bool:
    """Whether the product is to say this value: not given for a new line, given empty, or, with `refill`,
    sent back as it was on a line that now names something else. Never what the line does not have."""
    if name not in line.spec.by_name:
        return False
    if name in line.sent:
        return line.sent[name] is None or (refill and not line.is_new and not line.changed(name))
    return line.is_new or refill
