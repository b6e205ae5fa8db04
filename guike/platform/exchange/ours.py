"""Checks by the cells of a file whether its keys are keys of Guike, and whether its places are real places."""

from __future__ import annotations

from collections.abc import Sequence

from guike.kernel.fold import fold
from guike.kernel.numerals import whole
from guike.platform.access.context import Context
from guike.platform.exchange.cells import CellRefused
from guike.platform.exchange.lookups import region
from guike.platform.exchange.synonyms import KEPT, bare, is_region_part, rank_of
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.reading import visible


def doubted(
    ctx: Context, spec: ObjectSpec, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> dict[str, str]:
    """Field that a header may name → the target of the column instead, because its cells do not fit: another system's
    `id` or `number` is an outside key, and an unknown place goes to the remarks."""
    instead = {}
    if not ctx.migration:
        for key in ("id", "number"):
            if key not in spec.by_name:
                continue
            words = {fold(key), *(bare(text) for text in spec.by_name[key].label.as_map().values())}
            at = [i for i, column in enumerate(columns) if bare(column) in words | _KEY_WORDS[key]]
            if at and not any(_are_ours(ctx, spec, key, index, rows) for index in at):
                instead[key] = "external_id"
    parts = sorted(
        (i for i, column in enumerate(columns) if is_region_part(column)), key=lambda i: rank_of(columns[i])
    )
    texts = {"".join(row[i].strip() for i in parts) for row in rows} - {""}
    if texts and sum(map(_is_region, texts)) * 2 < len(texts):
        instead["region"] = KEPT
    return instead


_KEY_WORDS = {
    "id": frozenset({"id"}),
    "number": frozenset(
        map(bare, ("编号", "编码", "单号", "客户编号", "客户编码", "联系人编号", "number", "no"))
    ),
}


def _are_ours(ctx: Context, spec: ObjectSpec, key: str, index: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether at least half of the keys belong to existing records: a number counts alone, an id only together with the
    record's name, because any system counts 1, 2, 3."""
    given = {row[index].strip(): row for row in rows if row[index].strip()}
    if key == "id":
        given = {text: row for text, row in given.items() if whole(text) is not None}
    if not given:
        return False
    column = "pk" if key == "id" else key
    stands = visible(ctx, spec).filter(**{f"{column}__in": list(given)}).values_list(column, "label")
    found = 0
    for value, label in stands:
        texts = {fold(cell.strip()) for cell in given[str(value)]}
        found += key == "number" or fold(label) in texts
    return found * 2 >= len(given)


def _is_region(text: str) -> bool:
    try:
        region(text)
    except CellRefused:
        return False
    return True
