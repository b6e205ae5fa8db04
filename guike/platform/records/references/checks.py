"""Checks of a write that need the database, done for the whole list at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Count, Q

from guike.kernel import filters
from guike.kernel.errors import IN_CURRENT_DATA, IN_RECYCLE_BIN, Refusal
from guike.kernel.fold import fold
from guike.kernel.text import T, Text
from guike.platform.access.context import Context, system_context
from guike.platform.files.services import Attachment, refused
from guike.platform.filters.caller import UNREADABLE
from guike.platform.filters.memory import Loader, scoped_loader
from guike.platform.filters.resolve import Hop
from guike.platform.filters.sql import compile_filter
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import LISTS
from guike.platform.org.queries import directory
from guike.platform.records.models import RecordLink, UniqueValue
from guike.platform.records.reading import living, seen_targets, table, targets_of, visible, visible_of
from guike.platform.records.references.holding import protects
from guike.platform.records.shapes import Draft

CHILDREN = "a parent with living children is not deleted"
Guard = Callable[[Context, ObjectSpec, Sequence[Draft]], None]
_guards: dict[str, Guard] = {}


def write_guard(name: str, guard: Guard) -> None:
    """Register a guard: it may set `draft.refusal` before anything is written (approval in progress,
    converted lead, closed month)."""
    if name in _guards:
        raise ValueError(f"guard {name} is registered twice")
    _guards[name] = guard


def run_guards(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    for guard in _guards.values():
        guard(ctx, spec, drafts)


class OwnerRefused(Refusal):
    """This user cannot own records."""

    messages = {  # noqa: RUF012 - the registry of codes reads a plain mapping
        "owner.not_salesperson": T(
            "“{name}”不是业务员，不能作为负责人", "{name} is not a salesperson and cannot own records"
        ),
        "owner.inactive": T(
            "“{name}”已停用或离职，请选择其他人", "{name} is disabled or has left; choose somebody else"
        ),
    }


#: facts may name only who may be named; records among them are held by the domain code that gives them
PEOPLE = frozenset({"user", "department"})


def _pointed_at(draft: Draft, item: FieldSpec) -> Any:
    """What a changed reference field names, where that is to be checked."""
    if item.name in draft.added and item.target_object not in PEOPLE:
        return None
    if item.write_only:
        return draft.sent.get(item.name)
    return draft.get(item.name) if item.stored else None


def _targets(drafts: Sequence[Draft]) -> dict[str, dict[int, list[tuple[Draft, FieldSpec]]]]:
    """target object → id → where it is used, over changed reference fields."""
    found: dict[str, dict[int, list[tuple[Draft, FieldSpec]]]] = defaultdict(lambda: defaultdict(list))
    for draft in drafts:
        for item in draft.spec.pointing_fields:
            if item.name not in draft.old and item.name not in draft.sent:
                continue
            value = _pointed_at(draft, item)
            if value is None:
                continue
            if item.is_reference:
                found[item.target_object][value].append((draft, item))
            elif item.type == "references":
                for one in value:
                    found[item.target_object][one].append((draft, item))
            elif item.type in ("any_reference", "any_references"):
                for one in value if isinstance(value, list) else [value]:
                    found[one["object"]][one["id"]].append((draft, item))
    return found


def keep_unseen(ctx: Context, drafts: Sequence[Draft]) -> None:
    """What a list of scoped references names and the caller does not see stays in it: the list that he sends was read
    without it."""
    for draft in drafts:
        for item in draft.spec.fields:
            if draft.is_new or not item.scoped or item.name not in draft.sent or item.type not in LISTS:
                continue
            unseen = _unseen(ctx, draft, item)
            if unseen:
                kept = [*(draft.get(item.name) or ()), *unseen]
                draft.set(item.name, kept)


def _unseen(ctx: Context, draft: Draft, item: FieldSpec) -> list[Any]:
    """What the list named before and the caller neither sees nor sends."""
    before = [one for one in draft.before(item.name) or () if one not in (draft.get(item.name) or ())]
    seen = seen_targets(ctx, targets_of(item, before))
    return [one for one in before if targets_of(item, [one])[0] not in seen]


def check_references(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Everything pointed at exists, lives and is visible to the caller; one query per target object. What a list of
    scoped references named before may stay, seen or not."""
    for target, uses in _targets(drafts).items():
        if not target:
            continue
        if target == "user":
            good = _good_users(ctx, uses)
        elif target == "department":
            units = directory().units
            good = {i for i in uses if i in units and not units[i].deleted}
        else:
            spec = catalogue().objects.get(target)
            good = set() if spec is None else visible_of(ctx, spec, uses)
        if target == "record_type":
            _check_types({one: places for one, places in uses.items() if one in good})
        is_open = may_choose(ctx, target)
        for one, places in uses.items():
            for draft, item in places:
                stood = not draft.is_new and (target, one) in targets_of(item, draft.before(item.name) or [])
                is_chosen = draft.step is None and item.name in draft.sent and not stood
                if one in good and (is_open or not is_chosen):
                    continue
                if not (item.scoped and stood):
                    draft.error(item.name, "reference.unknown")


def may_choose(ctx: Context, target: str) -> bool:
    """Whether the caller may look at records of an object, and so choose one. Everybody may choose whom he shares with and of
    which type a record is."""
    spec = catalogue().objects.get(target)
    if spec is None or target in ("user", "department", "role", "record_type"):
        return True
    return ctx.actor.can(spec.parent or target, "view")


def attachments(draft: Draft) -> list[Attachment]:
    """What changed file and image fields give to the record; below zero for one that has no id yet."""
    record_id = draft.row.pk or -id(draft)
    return [
        Attachment(_file_ids(draft, item), draft.spec.name, record_id, item.name, item.type == "image")
        for item in draft.spec.file_fields
        if draft.changed(item.name) and draft.get(item.name) is not None
    ]


def _file_ids(draft: Draft, item: FieldSpec) -> list[int]:
    value = draft.get(item.name)
    return value if item.type == "files" else [value]


def check_files(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Files that fields name are there and free to be taken; one query for all."""
    wanted = [(draft, attachment) for draft in drafts for attachment in attachments(draft)]
    if not wanted:
        return
    takers = {(attachment.object_name, attachment.record_id): draft for draft, attachment in wanted}
    for attachment, code in refused([attachment for _draft, attachment in wanted], ctx.user_id):
        takers[attachment.object_name, attachment.record_id].error(attachment.field, code)


def _check_types(uses: dict[int, list[tuple[Draft, FieldSpec]]]) -> None:
    """A record is of a type of its own object."""
    for type_id, places in uses.items():
        for draft, item in places:
            known = {row.pk for row in catalogue().record_types.get(draft.spec.name, ())}
            if item.name == "record_type" and type_id not in known:
                draft.error(item.name, "reference.unknown")


def _good_users(ctx: Context, uses: dict[int, list[tuple[Draft, FieldSpec]]]) -> set[int]:
    """Who may be named; as owner only active salespeople, and whoever creates a record for himself."""
    people = directory().people
    good = set()
    for user_id, places in uses.items():
        person = people.get(user_id)
        if person is None:
            continue
        good.add(user_id)
        for draft, item in places:
            if item.name != "owner":
                continue
            if person.status != "active":
                draft.error("owner", "owner.inactive", name=person.name)
            elif (
                not person.is_salesperson
                and draft.spec.access.kind == "owned"
                and not draft.spec.access.any_owner
                and not _is_own(ctx, draft, user_id)
            ):
                draft.error("owner", "owner.not_salesperson", name=person.name)
    return good


def _is_own(ctx: Context, draft: Draft, user_id: int) -> bool:
    return user_id == (ctx.user_id if draft.is_new else draft.row.created_by_id)


def check_unique(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """Unique values: within the list, against columns and against custom values; deleted rows are named."""
    for item in spec.fields:
        if not item.unique or not item.stored:
            continue
        wanted: dict[str, list[Draft]] = defaultdict(list)
        for draft in drafts:
            value = draft.get(item.name)
            if value is not None and draft.changed(item.name):
                wanted[unique_key(value)].append(draft)
        for same in wanted.values():
            for later in same[1:]:
                _taken(ctx, later, item.name, IN_CURRENT_DATA)
        if wanted:
            _check_taken(ctx, spec, item, wanted)
    for names in spec.unique_together:
        _check_together(ctx, spec, names, drafts)
    _check_external(ctx, spec, drafts)


def _taken(ctx: Context, draft: Draft, name: str, where: Text) -> None:
    """Say so without the value where the writer may not read it: a restored record brings along what he never saw."""
    value = "***" if ctx.level(draft.spec.name, name) in UNREADABLE else draft.get(name)
    draft.error(name, "unique.taken", value=value, where=where)


def _check_together(ctx: Context, spec: ObjectSpec, names: tuple[str, ...], drafts: Sequence[Draft]) -> None:
    """Values that occur once together: within the list and against all rows; deleted ones are named."""
    wanted = [d for d in drafts if d.changed(*names)]
    if not wanted:
        return
    columns = [spec.by_name[name].attname for name in names]
    condition = Q()
    for draft in wanted:
        condition |= Q(**{column: getattr(draft.row, column) for column in columns})
    rows = table(spec).system(reason="a unique value may be held by any record").filter(condition)
    found = rows.order_by("-deleted_at").values_list(*columns, "pk", "deleted_at")
    holders = {tuple(row[:-2]): (row[-2], row[-1]) for row in found}
    for draft in wanted:
        key = tuple(getattr(draft.row, column) for column in columns)
        holder, deleted_at = holders.setdefault(key, (draft.row.pk or -id(draft), None))
        if holder not in (draft.row.pk, -id(draft)):
            where = IN_RECYCLE_BIN if deleted_at else IN_CURRENT_DATA
            _taken(ctx, draft, names[-1], where)


def unique_key(value: Any) -> str:
    """How unique values are compared: folded text."""
    return fold(str(value))[:300]


def _check_taken(ctx: Context, spec: ObjectSpec, item: FieldSpec, wanted: dict[str, list[Draft]]) -> None:
    if item.custom:
        rows = UniqueValue.objects.filter(object=spec.name, field=item.name, value__in=list(wanted))
        holders = dict(rows.values_list("value", "record_id"))
        deleted = set(
            table(spec)
            .system(reason="a unique value may be held by a deleted record")
            .filter(pk__in=list(holders.values()), deleted_at__isnull=False)
            .values_list("pk", flat=True)
        )
        taken = [(key, pk, pk in deleted) for key, pk in holders.items()]
    else:
        values = [draft.get(item.name) for rows in wanted.values() for draft in rows]
        folded = any(f.name == f"{item.attname}_fold" for f in spec.model._meta.concrete_fields)
        column = f"{item.attname}_fold" if folded else item.attname
        keys = [fold(str(v)) for v in values] if folded else values
        found = (
            table(spec)
            .system(reason="a unique value may be held by any record")
            .filter(**{f"{column}__in": keys})
        )
        taken = [
            (unique_key(value), pk, gone is not None)
            for value, pk, gone in found.values_list(item.attname, "pk", "deleted_at")
        ]
    for key, pk, gone in taken:
        for draft in wanted.get(key, []):
            if draft.row.pk != pk:
                where: Text = IN_RECYCLE_BIN if gone else IN_CURRENT_DATA
                _taken(ctx, draft, item.name, where)


def _check_external(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """external_id is unique per source system."""
    if "external_id" not in spec.by_name:
        return
    keyed = [d for d in drafts if d.changed("external_id", "source_system") and d.row.external_id]
    if not keyed:
        return
    condition = Q()
    for draft in keyed:
        condition |= Q(source_system=draft.row.source_system, external_id=draft.row.external_id)
    rows = table(spec).system(reason="an outside key may be held by any record").filter(condition)
    taken = {
        (s, e): (pk, gone)
        for s, e, pk, gone in rows.values_list("source_system", "external_id", "pk", "deleted_at")
    }
    for draft in keyed:
        holder = taken.get((draft.row.source_system, draft.row.external_id))
        if holder and holder[0] != draft.row.pk:
            where = IN_RECYCLE_BIN if holder[1] else IN_CURRENT_DATA
            _taken(ctx, draft, "external_id", where)


def as_it_will_stand(drafts: Sequence[Draft]) -> Loader:
    """Rows of other objects for a rule, which holds whoever writes: lines that are being written and their parents as the
    drafts leave them, the rest as it is stored, whether the writer sees it or not."""
    stored = scoped_loader(system_context())
    heads = {id(draft.row): draft for draft in drafts}
    parents = {id(line.row): draft.row for draft in drafts for line in draft.all_lines()}

    def load(hop: Hop, row: Any, /) -> Sequence[Any]:
        draft = heads.get(id(row))
        if draft is not None and hop.reverse and hop.target.is_line and hop.item is hop.target.parent_field:
            for item, line in catalogue().lines_of(draft.spec.name):
                if line is hop.target and (draft.is_new or item.name in draft.lines):
                    return [one.row for one in draft.lines.get(item.name, ())]
        if id(row) in parents and hop.source.is_line and hop.item is hop.source.parent_field:
            return [parents[id(row)]]
        return stored(hop, row)

    return load


def living_children(spec: ObjectSpec, ids: Sequence[int]) -> dict[int, tuple[ObjectSpec, int]]:
    """id → (pointing object, how many) for rows that living records still point at (lines excepted)."""
    return _children(spec, ids, lambda child: living(child).system(reason=CHILDREN))


def seen_children(ctx: Context, spec: ObjectSpec, ids: Sequence[int]) -> dict[int, tuple[ObjectSpec, int]]:
    """Like `living_children`, but of the pointing records those are counted that the caller sees: 0 where he sees none, so
    that a refusal never tells how many there are out of his sight."""
    found = living_children(spec, ids)
    seen = _children(spec, list(found), lambda child: visible(ctx, child)) if found else {}
    return {target: seen.get(target, (child, 0)) for target, (child, _count) in found.items()}


def _children(
    spec: ObjectSpec, ids: Sequence[int], rows: Callable[[ObjectSpec], Any]
) -> dict[int, tuple[ObjectSpec, int]]:
    found: dict[int, tuple[ObjectSpec, int]] = {}
    for child, item in catalogue().referrers.get(spec.name, ()):
        if not protects(child, item, spec):
            continue
        for target, count in _pointing(spec, child, item, ids, rows(child).order_by()).items():
            other, before = found.get(target, (child, 0))
            found[target] = (other, before + count)
    return found


def _pointing(
    spec: ObjectSpec, child: ObjectSpec, item: FieldSpec, ids: Sequence[int], rows: Any
) -> dict[int, int]:
    """id → how many of these rows of `child` hold it in `item`."""
    if child.holds is not None:
        rows = rows.filter(compile_filter(system_context(), child, filters.parse(child.holds)))
    if not item.custom:
        pointing = rows.filter(**{f"{item.attname}__in": list(ids)})
        return dict(pointing.values_list(item.attname).annotate(count=Count("pk")))
    links = RecordLink.objects.filter(
        object=child.name, field=item.name, target_object=spec.name, target_id__in=list(ids)
    )
    pairs = list(links.values_list("target_id", "record_id"))
    alive = set(rows.filter(pk__in=[record for _target, record in pairs]).values_list("pk", flat=True))
    return Counter(target for target, record in pairs if record in alive)
