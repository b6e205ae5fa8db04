"""Which column goes to which field: proposed from the header, in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from guike.kernel.text import LOCALES
from guike.platform.access.context import Context
from guike.platform.exchange.ours import doubted
from guike.platform.exchange.synonyms import KEPT, LESSER, bare, by_word, field_worth, is_name_part, part_of
from guike.platform.metadata.catalogue import SYSTEM_NAMES, catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec

#: found in a file to say which record is meant; written only by a migration
KEYS = ("id", "number")
_NOT_FROM_FILES = frozenset({"lines", "json", "formula", "rollup"})
_IN_MIGRATION = ("created_at", "created_by", "updated_at", "updated_by", "number")


@dataclass(frozen=True)
class Place:
    """What a column fills: a field of the record, or with `lines` one of the rows in that field of it."""

    item: FieldSpec
    lines: FieldSpec | None = None

    @property
    def path(self) -> str:
        """`name`, or `x_items.x_quantity`."""
        return f"{self.lines.name}.{self.item.name}" if self.lines else self.item.name

    def label(self, locale: str) -> str:
        """数量, or 借用明细 数量."""
        label = self.item.label.get(locale)
        return f"{self.lines.label.get(locale)} {label}" if self.lines else label


def importable(ctx: Context, spec: ObjectSpec) -> dict[str, FieldSpec]:
    """The fields that a file may fill, by name, keys (`id`, `number`) included."""
    return {
        item.name: item
        for item in spec.fields
        if item.name in KEYS or (item.is_active and _may_fill(ctx, spec, item))
    }


def places(ctx: Context, spec: ObjectSpec) -> dict[str, Place]:
    """Everything that a column may fill, by path: the record's fields, then those of its lines."""
    found = {name: Place(item) for name, item in importable(ctx, spec).items()}
    for lines, line in catalogue().lines_of(spec.name):
        if not lines.is_active or lines.read_only or ctx.level(spec.name, lines.name) != "edit":
            continue
        for item in importable(ctx, line).values():
            if item.name == "id" or not (
                item.system or item.name in SYSTEM_NAMES or item.name == line.parent
            ):
                place = Place(item, lines)
                found[place.path] = place
    return found


def _may_fill(ctx: Context, spec: ObjectSpec, item: FieldSpec) -> bool:
    if (
        item.type in _NOT_FROM_FILES
        or item.computed
        or not item.in_effect
        or ctx.level(spec.name, item.name) != "edit"
    ):
        return False
    if item.name == "id":
        return False
    if ctx.migration:
        return item.type != "auto_number" or item.name == "number"
    return not item.read_only and item.type != "auto_number"


def propose(
    ctx: Context, spec: ObjectSpec, columns: Sequence[str], rows: Sequence[Sequence[str]] = ()
) -> dict[str, str | None]:
    """Column → path of what it fills, or None: by label, api name or synonym. Nothing twice, but what several columns
    make together. `rows`: the first ones, whose cells tell what a header leaves open; empty columns come last."""
    offered = places(ctx, spec)
    find = finder(offered.values())
    kept = keeper(offered)
    instead = doubted(ctx, spec, columns, rows)
    keys = {bare(column) for column in columns}
    is_empty = {c: not any(row[i].strip() for row in rows) for i, c in enumerate(columns)} if rows else {}
    taken: set[str] = set()
    found: dict[str, str | None] = dict.fromkeys(columns)
    for column in sorted(columns, key=lambda one: is_empty.get(one, False)):
        if not keys.isdisjoint(LESSER.get(bare(column), ())):
            continue
        for name in (instead.get(one, one) for one in find(column)):
            path = kept if name == KEPT else name
            if name == KEPT and is_empty.get(column, False):
                continue
            if path not in offered or (
                path in taken and name != KEPT and not may_join(offered[path].item, column)
            ):
                continue
            found[column] = path
            if name != KEPT:
                taken.add(path)
            break
    return found


def keeper(offered: Mapping[str, Place]) -> str | None:
    """The path of the object's remarks, where columns without a field of their own are kept."""
    texts = [
        path for path, place in offered.items() if place.lines is None and place.item.type == "long_text"
    ]
    return next(
        (path for path in texts if path in ("description", "notes", "remarks")), texts[0] if texts else None
    )


def suggested(ctx: Context, spec: ObjectSpec, column: str, field: str | None) -> dict[str, str] | None:
    """{"api_name", "label", "type"} of the field that an administrator may make for a column that has none of its
    own."""
    worth = field_worth(column)
    if worth is None or spec.is_line or not ctx.can("field_def", "create"):
        return None
    name, kind, label = worth
    item = spec.by_name.get(field or "")
    if name in spec.by_name or (item is not None and item.type != "long_text"):
        return None
    return {"api_name": name, "label": label.get(ctx.locale), "type": kind}


def joins(item: FieldSpec) -> bool:
    """Whether several columns may fill a field together: names of people, places, remarks."""
    return item.type in ("region", "long_text") or (item.type == "text" and item.person)


def may_join(item: FieldSpec, column: str) -> bool:
    """Whether a further column is proposed for a field that another one fills already."""
    if item.type == "region":
        return part_of(column) != ""
    return joins(item) and item.type == "text" and is_name_part(column)


def score_of(ctx: Context, spec: ObjectSpec) -> Callable[[Sequence[str]], int]:
    """How many cells of a row are names of fields: tells the header from titles and data."""
    find = finder(places(ctx, spec).values())
    return lambda cells: sum(1 for cell in cells if cell and find(cell))


def finder(candidates: Iterable[Place]) -> Callable[[str], list[str]]:
    """Header → paths of what it may mean, likeliest first: names of the record's fields, names of those of its
    lines, other words for either; KEPT where it is worth keeping without a field."""
    every = list(candidates)
    fields = {place.path: place.item for place in every if place.lines is None}
    exact: dict[str, list[str]] = {}
    for words_of in (_own_words, _full_words, _line_words):
        for place in every:
            for word in words_of(place):
                paths = exact.setdefault(bare(word), [])
                if place.path not in paths:
                    paths.append(place.path)
    words = by_word()
    names = [path for path, item in fields.items() if item.person and item.type == "text"]

    def find(header: str) -> list[str]:
        key = bare(header)
        found = list(exact.get(key, ()))
        if is_name_part(header):
            found += names[:1]
        meant = words.get(key, ())
        names_of = (_first_of(fields, wanted) for wanted in meant)
        found += dict.fromkeys(name for name in names_of if name is not None and name not in found)
        return [*found, KEPT] if any(KEPT in wanted for wanted in meant) else found

    return find


def _names(item: FieldSpec) -> tuple[str, ...]:
    return (*item.label.as_map().values(), item.name, item.name.removeprefix("x_"))


def _own_words(place: Place) -> Iterable[str]:
    return () if place.lines else _names(place.item)


def _full_words(place: Place) -> Iterable[str]:
    """借用明细 数量, x_items.x_quantity"""
    return (place.path, *(place.label(locale) for locale in LOCALES)) if place.lines else ()


def _line_words(place: Place) -> Iterable[str]:
    """数量 alone; a line's id is never meant by a plain ID."""
    return _names(place.item) if place.lines and place.item.name not in KEYS else ()


def _first_of(fields: dict[str, FieldSpec], wanted: Iterable[str]) -> str | None:
    """`name?`: only where it is a person's name; `name!`: only where it is not."""
    for word in wanted:
        name = word.rstrip("?!")
        item = fields.get(name)
        if item is None or (word != name and item.person is not word.endswith("?")):
            continue
        return name
    return None
