"""The further units of a product, and the barcodes by which products and their units are told apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from guike.domains.catalog.errors import (
    BARCODE_TAKEN,
    UNIT_IS_BASE,
    UNIT_TWICE,
    UNITS_NEED_BASE,
    BarcodeTaken,
)
from guike.domains.catalog.models import Product, ProductUnit
from guike.platform.access.context import Context
from guike.platform.database.turns import take_turns
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import load_lines

#: the field of a product with its further units
UNITS = "units"
_WHY = "a barcode belongs to one product, whoever may see it"


def check_units(drafts: Sequence[Draft[Product]]) -> None:
    """Further units stand beside a base unit, each once."""
    drafts = [draft for draft in drafts if draft.changed("base_unit") or draft.touches_lines(UNITS)]
    unsent = [draft for draft in drafts if not draft.is_new and UNITS not in draft.lines]
    if unsent:
        load_lines(unsent[0].spec, unsent)
    for draft in drafts:
        base, lines = draft.get("base_unit"), draft.lines.get(UNITS, ())
        standing = draft.standing_lines.get(UNITS, []) if UNITS not in draft.lines else []
        if base is None and (lines or standing):
            draft.error("base_unit", UNITS_NEED_BASE)
        elif any(row.unit_id == base for row in standing):
            draft.error("base_unit", UNIT_IS_BASE)
        seen = set()
        for line in lines:
            unit = line.get("unit")
            if unit is not None and unit == base:
                line.error("unit", UNIT_IS_BASE)
            elif unit is not None and unit in seen:
                line.error("unit", UNIT_TWICE)
            seen.add(unit)


def check_barcodes(drafts: Sequence[Draft[Product]]) -> None:
    """A barcode is of one product alone. Of two products in one write the earlier has the barcode; two writes at once wait for one another."""
    written = {id(draft): (draft, *draft.lines.get(UNITS, ())) for draft in drafts}
    moved = [one for rows in written.values() for one in rows if _takes_barcode(one)]
    if not moved:
        return
    codes = {one.get("barcode") for one in moved}
    _hold(codes)
    taken, claimed = _holders(codes), dict[str, str]()
    for draft in drafts:
        rows = written[id(draft)]
        replaced = {(one.spec.name, one.row.pk) for one in rows}
        replaced |= {("product_unit", row.pk) for row in draft.removed.get(UNITS, ())}
        # What stands has its barcode before anything that takes one, in whatever order they were sent.
        for one in sorted(rows, key=_takes_barcode):
            code = one.get("barcode")
            others = (holder.name for holder in taken.get(code, ()) if holder.row not in replaced)
            other = claimed.get(code) or next(others, None)
            if other is not None and _takes_barcode(one):
                one.error("barcode", BARCODE_TAKEN, barcode=code, product=other)
            elif code:
                claimed[code] = draft.get("name") or ""


def keep_unit_barcodes(drafts: Sequence[Draft[Product]]) -> None:
    """A product is found by the barcodes of its further units, too."""
    for draft in drafts:
        if UNITS in draft.lines:
            codes = [line.get("barcode") for line in draft.lines[UNITS]]
            draft.set("unit_barcodes", " ".join(code for code in codes if code))


def _takes_barcode(one: Draft) -> bool:
    return bool(one.get("barcode")) and one.changed("barcode")


def product_restored(_ctx: Context, drafts: Sequence[Draft[Product]]) -> None:
    """What comes back from the recycle bin does not share a barcode with what was made meanwhile."""
    ids = {draft.row.pk for draft in drafts}
    of_units = _living_units().filter(product_id__in=ids).values_list("barcode", flat=True)
    codes = {draft.row.barcode for draft in drafts}.union(of_units) - {""}
    _hold(codes)
    for code, holders in _holders(codes).items():
        if len(holders) > 1:
            first = min(holders, key=lambda holder: holder.product in ids)
            raise BarcodeTaken("restore.barcode_taken", barcode=code, product=first.name)


def _hold(codes: Iterable[str]) -> None:
    take_turns(f"barcode|{code}" for code in codes)


@dataclass(frozen=True)
class _Holder:
    """A living row with a barcode: its object and id, and the product that it is or belongs to."""

    row: tuple[str, int]
    product: int
    name: str


def _holders(codes: Collection[str]) -> dict[str, list[_Holder]]:
    """Who has these barcodes."""
    found: dict[str, list[_Holder]] = {code: [] for code in codes}
    units = list(_living_units().filter(barcode__in=codes).values_list("barcode", "pk", "product_id"))
    products = Product.objects.system(reason=_WHY)
    own = products.filter(barcode__in=codes, deleted_at=None)
    for code, pk, name in own.values_list("barcode", "pk", "name"):
        found[code].append(_Holder(("product", pk), pk, name))
    names = dict(products.filter(pk__in={product for _, _, product in units}).values_list("pk", "name"))
    for code, pk, product in units:
        found[code].append(_Holder(("product_unit", pk), product, names[product]))
    return found


def _living_units() -> Any:
    return ProductUnit.objects.system(reason=_WHY).filter(deleted_at=None)
