"""Writes of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from guike.domains.catalog.attributes import settle_products
from guike.domains.catalog.errors import TAX_CODE
from guike.domains.catalog.models import TAX_CODE_DIGITS, Product, ProductCategory, Unit
from guike.domains.catalog.rules import check_parent, is_tax_code
from guike.domains.catalog.units import check_barcodes, check_units, keep_unit_barcodes
from guike.domains.catalog.variants import check_variants
from guike.kernel import limits
from guike.platform.access.context import Context, system_context
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import record_create

FIRST_UNITS = ("个", "台", "箱", "托", "套", "张", "小时")


def product_prepare(ctx: Context, drafts: Sequence[Draft[Product]]) -> None:
    """A tax classification code is whole; attributes, units and barcodes hold together."""
    for draft in drafts:
        code = draft.get("tax_code")
        if code is not None and draft.changed("tax_code") and not is_tax_code(code, TAX_CODE_DIGITS):
            draft.error("tax_code", TAX_CODE, digits=TAX_CODE_DIGITS)
    settle_products(ctx, drafts)
    check_variants(drafts)
    check_units(drafts)
    check_barcodes(drafts)
    keep_unit_barcodes(drafts)


def category_prepare(_ctx: Context, drafts: Sequence[Draft[ProductCategory]]) -> None:
    """A category keeps its place in a tree: no loop, not too deep."""
    moved = [d for d in drafts if d.changed("parent") and d.get("parent") is not None]
    if not moved:
        return
    tree = ProductCategory.objects.system(reason="the shape of the category tree is checked as a whole")
    # Locked as a whole: of two moves at once that would close a loop, the later sees the earlier.
    lock({"product_category": tree.filter(deleted_at=None).values_list("pk", flat=True)})
    parents = dict(tree.filter(deleted_at=None).values_list("pk", "parent_id"))
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
