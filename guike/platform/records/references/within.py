"""References of one record that belong together: an opportunity's contact is one of its account (`FieldSpec.within`).

A line has the group of its document: what a parcel's line names is a line of the parcel's order. The document does not move to
another group while lines of it name what belongs to the former one.

Held on both sides. Who names another record names one of the same group, and locks it so that it does not leave
meanwhile. Who leaves a group takes leave of those in it that name him: their reference is emptied, or, where it must
stand (`keeps`), he does not leave.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from guike.kernel.errors import register
from guike.kernel.text import T
from guike.platform.database.composing import Lookup
from guike.platform.database.locks import taking
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.locking import lock, place_of
from guike.platform.records.reading import living, table
from guike.platform.records.shapes import Draft, get_value

register(
    {
        "reference.not_within": T(
            "所选{object}属于其他{group}，请选择该{group}的{object}",
            "The {object} belongs to another {group}; choose one of this {group}",
        ),
        "reference.held_within": T(
            "有 {count} 条{object}在用它，不能换到其他{group}；请改为新建一条",
            "{count} {object} use it, so it cannot move to another {group}; create a new one there instead",
        ),
        "reference.lines_within": T(
            "有 {count} 条明细属于原来的{group}，请先删除这些明细",
            "{count} lines belong to the former {group}; remove them first",
        ),
    }
)
WHY = "references of one record belong together, whoever may see them"


def check_within(drafts: Sequence[Draft]) -> None:
    """What the drafts name belongs to the same group. A reference that nobody touched is emptied when its record moves to
    another group, unless it must stand; so is that of a record out of the recycle bin which was left there meanwhile."""
    waiting = [
        (draft, item)
        for draft in drafts
        for item in draft.spec.within_fields
        if item.within in draft.spec.by_name
        and (draft.fate == "restored" or draft.changed(item.name, item.within))
        and draft.get(item.name) is not None
        and not _wrong(draft, item)
    ]
    if not waiting:
        return
    groups = _groups(waiting, drafts)
    for draft, item in waiting:
        if groups.get((item.target_object, draft.get(item.name))) == draft.get(item.within):
            continue
        if item.keeps or draft.changed(item.name):
            target = catalogue().get(item.target_object)
            draft.error(
                item.name, "reference.not_within", object=target.label, group=_group_label(draft.spec, item)
            )
        else:
            draft.set(item.name, None)


def check_lines_within(pairs: Sequence[tuple[Draft, Draft]]) -> None:
    """What lines name belongs to what their document belongs to: [(document, line)] of the lines that are written, or of
    all that come out of the recycle bin."""
    waiting = [
        (document, line, item)
        for document, line in pairs
        for item in _by_document(line.spec)
        if (line.fate == "restored" or line.changed(item.name) or document.changed(item.within))
        and line.get(item.name) is not None
        and not _wrong(line, item)
    ]
    if not waiting:
        return
    groups = _groups([(line, item) for _document, line, item in waiting], ())
    for document, line, item in waiting:
        if groups.get((item.target_object, line.get(item.name))) != document.get(item.within):
            target, group = catalogue().get(item.target_object), document.spec.by_name[item.within]
            line.error(item.name, "reference.not_within", object=target.label, group=group.label)


def check_moving(spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """A document that moves to another group has no standing lines that name what belongs to the former one, besides those
    that are written with it, which `check_lines_within` looks at."""
    for _lines, line in catalogue().lines_of(spec.name):
        for item in _by_document(line):
            moving = {d.row.pk: d for d in drafts if not d.is_new and d.changed(item.within)}
            if not moving:
                continue
            written = {one.row.pk for d in moving.values() for one in d.all_lines()}
            removed = {row.pk for d in moving.values() for rows in d.removed.values() for row in rows}
            rows = (
                living(line).system(reason=WHY).filter(**{f"{line.parent_field.attname}__in": list(moving)})
            )
            rows = rows.filter(**{f"{item.attname}__isnull": False}).exclude(pk__in=[*written, *removed])
            for pk, count in Counter(getattr(row, line.parent_field.attname) for row in rows).items():
                group = spec.by_name[item.within].label
                moving[pk].error(item.within, "reference.lines_within", count=count, group=group)


def _by_document(line: ObjectSpec) -> tuple[FieldSpec, ...]:
    """References of a line that belong to what its document belongs to."""
    return tuple(item for item in line.within_fields if item.within not in line.by_name)


def _wrong(draft: Draft, item: FieldSpec) -> bool:
    known = {draft.prefix + item.name, draft.prefix + item.within}
    return any(error.field in known for error in draft.errors)


def _group_label(spec: ObjectSpec, item: FieldSpec) -> Any:
    return spec.by_name[item.within].label


def _groups(
    waiting: Sequence[tuple[Draft, FieldSpec]], drafts: Sequence[Draft]
) -> Mapping[tuple[str, int], Any]:
    """(object, id) → the group that it belongs to, of what these drafts name, each locked; as it will stand where it is
    among the drafts itself."""
    wanted: dict[tuple[str, str], set[int]] = defaultdict(set)
    for draft, item in waiting:
        wanted[item.target_object, item.within].add(draft.get(item.name))
    found: dict[tuple[str, int], Any] = {}
    for name, field in sorted(wanted, key=lambda pair: (catalogue().order[pair[0]], pair[1])):
        ids = wanted[name, field]
        with taking({place_of(catalogue().get(name)): ids}) as at_once:
            rows = _LOCKED.tuples(ids, name, field, at_once)
        found |= {(name, record_id): group for record_id, group in rows}
    fields = dict(wanted)
    for draft in drafts:
        for name, field in fields:
            if draft.spec.name == name and draft.row.pk is not None:
                found[name, draft.row.pk] = draft.get(field)
    return found


def _locking(name: str, field: str, at_once: bool) -> Any:
    target = catalogue().get(name)
    rows = living(target).system(reason=WHY).order_by("pk")
    rows = rows.select_for_update(no_key=True, nowait=at_once)
    return rows.values("pk", target.by_name[field].attname)


_LOCKED = Lookup(_locking)


def check_leaving(spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """Nobody leaves a group while references that must stand name him in it."""
    for holder, item in _holders(spec):
        leaving = {d.row.pk: d for d in drafts if item.keeps and not d.is_new and item.within in d.old}
        for pk, count in Counter(get_value(item, row) for row in _left(holder, item, leaving)).items():
            leaving[pk].error(
                item.within,
                "reference.held_within",
                count=count,
                object=holder.label,
                group=spec.by_name[item.within].label,
            )


def left_behind(spec: ObjectSpec, drafts: Sequence[Draft]) -> Iterator[tuple[ObjectSpec, list[Draft]]]:
    """Records that name one of these, which have just left their group: without that reference, to be saved."""
    for holder, item in _holders(spec):
        leaving = {d.row.pk: d for d in drafts if not item.keeps and not d.is_new and item.within in d.old}
        found = [
            Draft(holder, row, index, False) for index, row in enumerate(_left_locked(holder, item, leaving))
        ]
        for draft in found:
            draft.set(item.name, None)
        if found:
            yield holder, found


def _holders(spec: ObjectSpec) -> Iterator[tuple[ObjectSpec, FieldSpec]]:
    for holder, item in catalogue().referrers.get(spec.name, ()):
        if item.within:
            yield holder, item


def _left(holder: ObjectSpec, item: FieldSpec, leaving: Mapping[int, Draft]) -> list[Any]:
    """Living records that name one of these in a group where it is no more."""
    if not leaving:
        return []
    rows = living(holder).system(reason=WHY).filter(**{f"{item.attname}__in": list(leaving)}).order_by("pk")
    groups = _groups_of(holder, item, rows)
    return [row for row in rows if groups[row.pk] != leaving[get_value(item, row)].get(item.within)]


def _groups_of(holder: ObjectSpec, item: FieldSpec, rows: Iterable[Any]) -> Mapping[int, Any]:
    """Row → its group, that of its document where it is a line."""
    own = holder.by_name.get(item.within)
    if own is not None:
        return {row.pk: get_value(own, row) for row in rows}
    under = {row.pk: getattr(row, holder.parent_field.attname) for row in rows}
    document = catalogue().get(holder.parent)
    found = table(document).system(reason=WHY).filter(pk__in=set(under.values()))
    groups = dict(found.values_list("pk", document.by_name[item.within].attname))
    return {pk: groups[parent] for pk, parent in under.items()}


def _left_locked(holder: ObjectSpec, item: FieldSpec, leaving: Mapping[int, Draft]) -> list[Any]:
    """The same, locked, as they stand then."""
    found = [row.pk for row in _left(holder, item, leaving)]
    lock({holder.name: found})
    return _left(holder, item, leaving) if found else []
