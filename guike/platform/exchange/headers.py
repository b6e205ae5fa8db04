"""Proposes a field for each column from its header, in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from guike.kernel.text import LOCALES
from guike.platform.access.context import Context
from guike.platform.exchange.ours import doubted
from guike.platform.exchange.synonyms import KEPT, LESSER, bare, field_worth, is_name_part, meanings, part_of
from guike.platform.metadata.catalogue import SYSTEM_NAMES, catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec

#: fields that identify a record in a file; only a migration writes them
KEYS = ("id", "number")
_NOT_FROM_FILES = frozenset({"lines", "json", "formula", "rollup"})
_IN_MIGRATION = ("created_at", "created_by", "updated_at", "updated_by", "number")


@dataclass(frozen=True)
class Place:
    """The target of a column: a field of the record, with `lines` a field of its lines, with `beside` a field of the
    second record."""

    item: FieldSpec
    lines: FieldSpec | None = None
    beside: ObjectSpec | None = None

    @property
    def is_own(self) -> bool:
        """Whether it is a field of the record itself."""
        return self.lines is None and self.beside is None

    @property
    def path(self) -> str:
        """`name`, `x_items.x_quantity`, or `contact.name`."""
        above = self.lines or self.beside
        return f"{above.name}.{self.item.name}" if above else self.item.name

    def label(self, locale: str) -> str:
        """数量, 借用明细 数量, or 联系人 · 姓名."""
        label, above = self.item.label.get(locale), self.group(locale)
        return f"{above}{' · ' if self.beside else ' '}{label}" if above else label

    def group(self, locale: str) -> str | None:
        """The label of the lines or of the second record; None for a field of the record itself."""
        above = self.lines or self.beside
        return above.label.get(locale) if above else None

    def holder(self, spec: ObjectSpec) -> ObjectSpec:
        """The object that has the field; `spec`: the one that is imported."""
        return self.beside or (catalogue().get(self.lines.lines_object) if self.lines else spec)


def importable(ctx: Context, spec: ObjectSpec) -> dict[str, FieldSpec]:
    """The fields that a file may fill, by name, keys (`id`, `number`) included."""
    return {
        item.name: item
        for item in spec.fields
        if item.name in KEYS or (item.is_active and _may_fill(ctx, spec, item))
    }


def places(ctx: Context, spec: ObjectSpec) -> dict[str, Place]:
    """All targets of columns by path: the record's fields, then those of its lines and of second records."""
    found = {name: Place(item) for name, item in importable(ctx, spec).items()}
    for lines, line in catalogue().lines_of(spec.name):
        if not lines.is_active or lines.read_only or not ctx.writes(spec.name, lines.name):
            continue
        for item in importable(ctx, line).values():
            if item.name == "id" or not (
                item.system or item.name in SYSTEM_NAMES or item.name == line.parent
            ):
                place = Place(item, lines)
                found[place.path] = place
    for child, relation in catalogue().beside(spec.name).values():
        found |= {place.path: place for place in _places_beside(ctx, spec, child, relation)}
    return found


def _places_beside(ctx: Context, spec: ObjectSpec, child: ObjectSpec, relation: FieldSpec) -> Iterable[Place]:
    """The targets in a second record, if the importer may create such records and name them."""
    fields = importable(ctx, child)
    if not ctx.can(child.name, "create") or not {relation.name, child.name_field} <= fields.keys():
        return ()
    return [
        Place(item, beside=child)
        for item in fields.values()
        if not (item.system or item.name in (*KEYS, *SYSTEM_NAMES))
        and item.target_object not in (spec.name, child.name)
    ]


def _may_fill(ctx: Context, spec: ObjectSpec, item: FieldSpec) -> bool:
    if (
        item.type in _NOT_FROM_FILES
        or item.computed
        or not item.in_effect
        or not ctx.writes(spec.name, item.name)
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
    """Column → path of its target, or None: by label, api name or synonym. No target is proposed twice, except those
    that several columns fill together. `rows`: the first rows, whose cells decide ambiguous headers; empty columns come
    last."""
    offered = places(ctx, spec)
    find = finder(offered.values())
    kept = keeper(offered)
    instead = doubted(ctx, spec, columns, rows)
    shut = closed(ctx, spec, columns)
    keys = {bare(column) for column in columns}
    is_empty = {c: not any(row[i].strip() for row in rows) for i, c in enumerate(columns)} if rows else {}
    taken: set[str] = set()
    named = _named_beside(offered, find, [one for one in columns if not is_empty.get(one, False)])
    found: dict[str, str | None] = dict.fromkeys(columns)
    for column in sorted(columns, key=lambda one: is_empty.get(one, False)):
        if column in shut or not keys.isdisjoint(LESSER.get(bare(column), ())):
            continue
        for name in (instead.get(one, one) for one in find(column)):
            path = kept if name == KEPT else name
            if name == KEPT and is_empty.get(column, False):
                continue
            beside = offered[path].beside if path in offered else None
            if beside is not None and beside.name not in named:
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


def closed(ctx: Context, spec: ObjectSpec, columns: Sequence[str]) -> dict[str, str | None]:
    """Column → label of the field that it names first, where the caller may not write that field; None of a hidden one, of
    which nothing is told. Such a column is not proposed for another field: what is masked would stand there in the open."""
    every = [item for item in spec.fields if item.is_active and not item.read_only and not item.computed]
    find = finder([Place(item) for item in every])
    found: dict[str, str | None] = {}
    for column in columns:
        name = next(iter(find(column)), KEPT)
        if name != KEPT and not ctx.writes(spec.name, name):
            is_told = ctx.level(spec.name, name) != "hidden"
            found[column] = spec.by_name[name].label.get(ctx.locale) if is_told else None
    return found


def _named_beside(
    offered: Mapping[str, Place], find: Callable[[str], list[str]], columns: Sequence[str]
) -> set[str]:
    """The objects of second records for which a column gives the name; only these can be created."""
    firsts = (next((offered[path] for path in find(column) if path in offered), None) for column in columns)
    beside = ((place.beside, place.item) for place in firsts if place is not None)
    return {child.name for child, item in beside if child is not None and item.name == child.name_field}


def keeper(offered: Mapping[str, Place]) -> str | None:
    """The path of the object's remarks, which store columns without a field of their own."""
    texts = [path for path, place in offered.items() if place.is_own and place.item.type == "long_text"]
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
    """A function that counts the cells of a row that are names of fields, to distinguish the header from titles and
    data."""
    find = finder(places(ctx, spec).values())
    return lambda cells: sum(1 for cell in cells if cell and find(cell))


def finder(candidates: Iterable[Place]) -> Callable[[str], list[str]]:
    """A function header → paths of its possible targets, likeliest first: names of the record's fields, names of its
    lines' fields, then synonyms; KEPT if the column is worth storing in the remarks."""
    every = list(candidates)
    fields = {place.path: place.item for place in every if place.is_own}
    beside = [place for place in every if place.beside is not None and place.item.type != "long_text"]
    exact: dict[str, list[str]] = {}
    for words_of in (_own_words, _full_words, _line_words):
        for place in every:
            for word in words_of(place):
                paths = exact.setdefault(bare(word), [])
                if place.path not in paths:
                    paths.append(place.path)
    people = [path for path, item in fields.items() if item.person and item.type == "text"]
    names = people or [p.path for p in beside if p.item.person and p.item.type == "text"]

    def find(header: str) -> list[str]:
        key = bare(header)
        found = list(exact.get(key, ()))
        if is_name_part(header):
            found += names[:1]
        meant = meanings(header)
        names_of = (path for wanted in meant for path in _meant(fields, beside, wanted))
        found += dict.fromkeys(path for path in names_of if path not in found)
        return [*found, KEPT] if any(KEPT in wanted for wanted in meant) else found

    return find


def _names(item: FieldSpec) -> tuple[str, ...]:
    return (*item.label.as_map().values(), item.name, item.name.removeprefix("x_"))


def _own_words(place: Place) -> Iterable[str]:
    return _names(place.item) if place.is_own else ()


def _full_words(place: Place) -> Iterable[str]:
    """借用明细 数量, x_items.x_quantity, 联系人 · 姓名"""
    return () if place.is_own else (place.path, *(place.label(locale) for locale in LOCALES))


def _line_words(place: Place) -> Iterable[str]:
    """数量 alone; a plain ID never means a line's id."""
    return _names(place.item) if place.lines and place.item.name not in KEYS else ()


def _meant(fields: dict[str, FieldSpec], beside: Sequence[Place], wanted: Iterable[str]) -> Iterator[str]:
    """Paths that a word may mean: the first field of the record that it names, and those of second records, in the
    order of the word. `name?`: only if it is a person's name; `name!`: only if it is not."""
    is_found = False
    for word in wanted:
        name = word.rstrip("?!")
        own = fields.get(name)
        if own is not None and not is_found and _fits(own, word):
            is_found = True
            yield name
        yield from (one.path for one in beside if one.item.name == name and _fits(one.item, word))


def _fits(item: FieldSpec, word: str) -> bool:
    return word[-1] not in "?!" or item.person is word.endswith("?")
