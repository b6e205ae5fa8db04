"""The services of the write path: people, imports, actions and jobs create, change, delete and restore records by these
functions. Each takes a list; one record is a list of one.

Function permission → fetch in scope with lock → typed validation, all errors at once → references,
unique values, rules → the domain's own service → guards → write → links, roll-ups → history (by
trigger) → event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.db import IntegrityError
from django.db.models import Q

from guike.kernel import clock
from guike.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Refusal
from guike.platform.access.context import Context
from guike.platform.access.fields import readable
from guike.platform.audit import origin
from guike.platform.database.composing import GivenIds, composed
from guike.platform.database.locks import Mode, taking, use_case, whole
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.ledgers import check_open
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.duplicates import check_blocked
from guike.platform.records.errors import RecordInvalid, RecordRefused
from guike.platform.records.figures import moves_of
from guike.platform.records.locking import place_of
from guike.platform.records.reading import labels, living, records_by_ids, table, visible, visible_of
from guike.platform.records.references import (
    Uses,
    check_lines_within,
    check_within,
    lock_for_edit,
    lock_for_step,
    lock_targets,
    seen_children,
    write_links,
)
from guike.platform.records.shapes import (
    Draft,
    Outcome,
    RolledBack,
    Values,
    WritableCheck,
    acting,
    apply_defaults,
    changed_since,
    fill,
    get_value,
    new_row,
    outcome_of,
    per_caller,
)
from guike.platform.records.writing.deferring import begin_held, hold_back
from guike.platform.records.writing.events import emit_deleted, emit_restored
from guike.platform.records.writing.prepare import attribute, prepare
from guike.platform.records.writing.store import (
    LOCKED,
    delete_lines,
    insert,
    insert_one,
    lines_that_go,
    lines_that_return,
    load_lines,
    lost_race,
    restore_lines,
    save_changes,
    save_columns,
)
from guike.platform.records.writing.trail import leave_trail
from guike.platform.states import engine as states
from guike.platform.states import participants


def begin_write(ctx: Context) -> None:
    """Set the author for the history triggers; call inside the transaction."""
    acting(ctx.user_id, ctx.request_id or origin.current().request_id)


@use_case
def record_create(
    ctx: Context,
    object_name: str,
    rows: Sequence[Values],
    *,
    added: Sequence[Values] = (),
    system: bool = False,
    atomic: bool = False,
) -> list[Outcome]:
    """Create records. `system`: domain code, which may set read-only fields and needs no permission.
    `added`: for each row, typed values that domain code adds to the caller's, of records that it has locked.

    One outcome for each row. With `atomic`, one failure means that no row is written (RolledBack), nor anything else in
    the caller's transaction.
    """
    spec = catalogue().get(object_name)
    check_open(spec)
    drafts = new_drafts(ctx, spec, rows, added=added, system=system)
    return create_drafts(ctx, spec, drafts, system=system, atomic=atomic)


def new_drafts(
    ctx: Context,
    spec: ObjectSpec,
    rows: Sequence[Values],
    *,
    added: Sequence[Values] = (),
    system: bool = False,
) -> list[Draft]:
    """The first half of `record_create`, without the database: converts the sent values and sets defaults."""
    if not system:
        ctx.require(spec.name, "create")
    if not system:
        not_a_line(spec)
    writable = WritableCheck(system=system, keep_states=spec.states is not None)
    drafts = [Draft(spec, new_row(spec), index, True) for index in range(len(rows))]
    for draft, values in zip(drafts, rows, strict=True):
        fill(ctx, draft, values, writable=writable)
        for name, value in (added[draft.index] if added else {}).items():
            draft.sent[name] = value
            draft.added.add(name)
            draft.set(name, value)
        apply_defaults(ctx, draft)
        attribute(ctx, draft)
    return drafts


def create_drafts(
    ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft], *, system: bool = False, atomic: bool = False
) -> list[Outcome]:
    """The second half of `record_create`: checks and writes the drafts."""
    try:
        _create(ctx, spec, drafts, system=system, atomic=atomic)
    except IntegrityError as error:
        if len(drafts) != 1:
            raise
        drafts[0].refusal = lost_race(drafts[0], error)
        _stop_if(atomic, drafts)
    return [outcome_of(draft) for draft in drafts]


def _create(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft], *, system: bool, atomic: bool) -> None:
    with whole(savepoint=not atomic):
        begin_write(ctx)
        prepare(ctx, spec, drafts, system=system)
        _stop_if(atomic, drafts)
        good = [d for d in drafts if d.ok]
        if len(drafts) > 1:
            insert(ctx, spec, good)
        elif good:  # an error ends this block, which contains nothing else
            insert_one(ctx, spec, good[0])
        _stop_if(atomic, drafts)


def not_a_line(spec: ObjectSpec) -> None:
    """Lines are written through their document alone, where its rules, its locks and its figures are: every door by
    which a record is written asks this. RecordInvalid for a line; Forbidden for a row of a ledger."""
    check_open(spec)
    if spec.is_line:
        raise RecordInvalid("line.use_parent")


def _stop_if(atomic: bool, drafts: Sequence[Draft]) -> None:
    if atomic and not all(draft.ok for draft in drafts):
        raise RolledBack([outcome_of(draft) for draft in drafts])


@use_case
def record_update(
    ctx: Context, object_name: str, rows: Sequence[Values], *, atomic: bool = False, step: str | None = None
) -> list[Outcome]:
    """Change records given as {"id", field: value, …}; `_version` is checked where given. `step`: the declared step with which
    an action lets its caller change what the state locks."""
    spec = catalogue().get(object_name)
    ctx.require(object_name, "edit")
    not_a_line(spec)
    with whole():
        begin_write(ctx)
        lock_for_edit(spec, rows)
        found, refused = fetch_locked(ctx, spec, [row["id"] for row in rows], "edit")
        lock_for_edit(spec, rows, found)
        drafts = []
        for index, values in enumerate(rows):
            draft = Draft(spec, found.get(values["id"]), index, False, step=step)
            draft.refusal = refused.get(values["id"])
            drafts.append(draft)
        change(ctx, spec, drafts, [dict(values) for values in rows])
        _stop_if(atomic, drafts)
    return [outcome_of(draft) for draft in drafts]


def change(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft], rows: Sequence[Values]) -> None:
    """Fill the sent values into locked rows, check and save them."""
    load_lines(
        spec,
        [d for d, values in zip(drafts, rows, strict=True) if d.refusal is None and _has_lines(spec, values)],
    )
    for draft, values in zip(drafts, rows, strict=True):
        if draft.refusal is None:
            draft.refusal = _stale(ctx, draft, values)
        if draft.refusal is None:
            fill(ctx, draft, values, writable=WritableCheck())
            if draft.changed("owner"):
                attribute(ctx, draft)
    hold_back(ctx, spec, [d for d in drafts if d.refusal is None and not d.errors])
    prepare(ctx, spec, [d for d in drafts if d.refusal is None], system=False)
    save_changes(ctx, spec, [d for d in drafts if d.ok])
    begin_held(ctx, spec, [d for d in drafts if d.ok])
    _still_in_scope(ctx, spec, drafts)


def _has_lines(spec: ObjectSpec, values: Values) -> bool:
    return any(f.type == "lines" and f.name in values for f in spec.fields)


def _stale(ctx: Context, draft: Draft, values: Values) -> Refusal | None:
    """The refusal if the sent version is not the row's; changes of lines require a version."""
    version = values.get("_version")
    if version is None:
        return RecordInvalid("version.required", field="_version") if _has_lines(draft.spec, values) else None
    if isinstance(version, bool) or not isinstance(version, int) or abs(version) >= 2**31:
        return Invalid([FieldError("_version", "type.integer")])
    if version == draft.row.version:
        return None
    shown = readable(ctx, draft.spec)
    changed = [name for name in changed_since(draft.spec, draft.row.pk, version) if name in shown]
    mine = {k: v for k, v in values.items() if k not in ("id", "_version")}
    current = records_by_ids(ctx, draft.spec, [draft.row.pk]).get(draft.row.pk)
    facts = {"yours": mine, "current": current, "base_version": version, "changed_fields": changed}
    return Conflict("conflict.stale", extra=facts)


def _still_in_scope(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """Refuse a change after which the row is out of the writer's scope. (The action `transfer` may do this.)"""
    moved = [d for d in drafts if d.ok and d.old and not d.changed("owner")]
    if not moved:
        return
    still = visible_of(ctx, spec, [d.row.pk for d in moved])
    if any(d.row.pk not in still for d in moved):
        raise Forbidden("access.out_of_scope")


def fetch_locked(
    ctx: Context, spec: ObjectSpec, ids: Iterable[int], action: str, *, for_deleting: bool = False
) -> tuple[dict[int, Any], dict[int, Refusal]]:
    """(rows by id, locked in the order of their ids; refusals by id). Invisible = not found; visible
    but outside the scope of `action` = out of scope. `for_deleting`: the lock also excludes writers that start to
    reference the rows."""
    wanted = sorted(set(ids))

    with taking({place_of(spec): wanted}, Mode.WHOLE if for_deleting else Mode.OWN) as at_once:

        def locking() -> Any:
            rows = visible(ctx, spec, action).filter(Q(GivenIds())).order_by("pk")
            return rows.select_for_update(no_key=not for_deleting, of=("self",), nowait=at_once)

        key = ("lock", spec.name, action, for_deleting, at_once)
        statement = per_caller(ctx, key, lambda: composed(locking()))
        found = {row.pk: row for row in statement.instances(wanted)}
    missing = [i for i in wanted if i not in found]
    refused: dict[int, Refusal] = {}
    if missing:
        seen = visible_of(ctx, spec, missing)
        refused = {i: Forbidden("access.out_of_scope") if i in seen else NotFound() for i in missing}
    return found, refused


def record_change(
    ctx: Context,
    object_name: str,
    changes: Sequence[tuple[Any, Values]],
    *,
    step: str = "",
    note: str = "",
    bypass: str = "",
) -> list[Draft]:
    """Write typed changes of domain code to rows that it has locked: [(row, {field: value})].

    `step`: the declared step between states that is taken; a step with one target sets the state itself. `note`: a
    remark for the `written` hook. `bypass`: the reason for skipping locks and write guards, which is in a golden list.
    Checks of values and states, roll-ups, history and events are those of any write, but there is no check of
    permission and no `prepare` hook. Raises the refusal of the first row that fails, because the use-case is one
    transaction.
    """
    drafts = _changed(ctx, object_name, changes, step=step, note=note, bypass=bypass, ends=True)
    for draft in drafts:
        refusal = outcome_of(draft).refusal
        if refusal is not None:
            raise refusal
    return drafts


def record_change_each(
    ctx: Context, object_name: str, changes: Sequence[tuple[Any, Values]], *, step: str = ""
) -> list[Refusal | None]:
    """`record_change` for the records of an action, each by itself, with one outcome for each row. A refused row (its
    state, a lock, a guard) does not affect the others. The refusal of a single record is raised; it needs no savepoint,
    because there is nothing else to keep."""
    if len(changes) == 1:
        record_change(ctx, object_name, changes, step=step)
        return [None]
    drafts = _changed(ctx, object_name, changes, step=step)
    return [outcome_of(draft).refusal for draft in drafts]


def _changed(
    ctx: Context,
    object_name: str,
    changes: Sequence[tuple[Any, Values]],
    *,
    step: str,
    note: str = "",
    bypass: str = "",
    ends: bool = False,
) -> list[Draft]:
    spec = catalogue().get(object_name)
    lock_for_step(spec, step, [row for row, _value in changes])
    drafts = []
    for index, (row, value) in enumerate(changes):
        draft = Draft(spec, row, index, False, step=step, note=note)
        for name, one in {**_state_of(spec, step), **value}.items():
            draft.set(name, one)
        if draft.changed("owner"):
            attribute(ctx, draft)
        drafts.append(draft)
    _only_kept_figures(spec, drafts)
    prepare(ctx, spec, drafts, system=True, hooks=False, bypass=bypass)
    save_changes(ctx, spec, [d for d in drafts if d.ok], ends=ends)
    return drafts


def _state_of(spec: ObjectSpec, step: str) -> dict[str, str]:
    """{field: state} that a step with one target leads to."""
    found = spec.states.step(step) if spec.states is not None else None
    return (
        {} if spec.states is None or found is None or len(found.targets) != 1 else spec.states.entering(step)
    )


def _only_kept_figures(spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """Refuse direct changes of lines by domain code, except fields that the system itself maintains; other fields are
    changed through the document."""
    if spec.is_line and any(not spec.by_name[name].system for draft in drafts for name in draft.old):
        raise RecordInvalid("line.use_parent")


@use_case
def record_delete(
    ctx: Context, object_name: str, ids: Sequence[int], *, atomic: bool = False
) -> list[Outcome]:
    """Move records to the recycle bin. Refused while undeleted records reference them."""
    spec = catalogue().get(object_name)
    ctx.require(object_name, "delete")
    not_a_line(spec)
    with whole():
        begin_write(ctx)
        found, refused = fetch_locked(ctx, spec, ids, "edit", for_deleting=True)
        drafts: list[Draft] = [
            Draft(spec, found.get(i), index, False, refusal=refused.get(i)) for index, i in enumerate(ids)
        ]
        live = [d for d in drafts if d.ok]
        children = seen_children(ctx, spec, [d.row.pk for d in live])
        for draft in live:
            if draft.row.pk in children:
                child, count = children[draft.row.pk]
                draft.refusal = (
                    RecordRefused("delete.children", count=count, object=child.label)
                    if count
                    else RecordRefused("delete.unseen")
                )
        states.check_deleting(ctx, spec, live)
        if spec.hooks.deleting:
            spec.hooks.deleting(ctx, [d for d in live if d.ok])
        prepare(ctx, spec, [d for d in live if d.ok], system=True, hooks=False)
        _stop_if(atomic, drafts)
        _mark_deleted(ctx, spec, [d for d in live if d.ok])
    return [outcome_of(draft) for draft in drafts]


def _mark_deleted(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    if not drafts:
        return
    for draft in drafts:
        draft.fate = "deleted"
    ids = [d.row.pk for d in drafts]
    moves = moves_of(spec, drafts, *lines_that_go(spec, ids))
    moves.lock()
    rows = table(spec).system(reason=LOCKED).filter(pk__in=ids)
    now = clock.now()
    rows.update(deleted_at=now, deleted_by=ctx.user_id)
    delete_lines(ctx, spec, ids, now)
    moves.refresh()
    participants.deleted(ctx, spec, drafts)
    leave_trail(ctx, spec, "delete", drafts)
    emit_deleted(spec, ids)


@use_case
def record_restore(ctx: Context, object_name: str, ids: Sequence[int]) -> list[Outcome]:
    """Restore records from the recycle bin. Refused while a parent is there."""
    spec = catalogue().get(object_name)
    ctx.require(object_name, "delete")
    not_a_line(spec)
    with whole():
        begin_write(ctx)
        binned = table(spec).filter(deleted_at__isnull=False).visible_to(ctx, "edit", spec.name)
        with taking({place_of(spec): ids}) as at_once:
            binned = binned.filter(pk__in=list(ids)).order_by("pk")
            rows = {r.pk: r for r in binned.select_for_update(no_key=True, of=("self",), nowait=at_once)}
        alive = visible_of(ctx, spec, ids)
        drafts: list[Draft] = [
            Draft(spec, rows.get(record_id), index, False, fate="restored")
            for index, record_id in enumerate(ids)
        ]
        under: dict[int, list[Draft]] = defaultdict(list)
        for line, returning in lines_that_return(spec, {pk: row.deleted_at for pk, row in rows.items()}):
            for one in returning:
                under[getattr(one.row, line.parent_field.attname)].append(one)
        missing = lock_targets([*(d for d in drafts if d.row is not None), *chain(*under.values())])
        for draft, record_id in zip(drafts, ids, strict=True):
            if draft.row is None:
                draft.refusal = RecordRefused("restore.not_deleted") if record_id in alive else NotFound()
            else:
                draft.refusal = _deleted_parent(ctx, spec, draft.row)
            if draft.row is not None and draft.refusal is None:
                draft.refusal = _gone_under(ctx, under[draft.row.pk], missing)
        check_within([d for d in drafts if d.ok])
        check_lines_within([(d, line) for d in drafts if d.ok for line in under[d.row.pk]])
        check_blocked(ctx, spec, [d for d in drafts if d.ok])
        good = [d for d in drafts if d.ok]
        restored = [d.row.pk for d in good]
        gone = {i: rows[i].deleted_at for i in restored}
        moves = moves_of(spec, good, *lines_that_return(spec, gone))
        moves.lock()
        restore_lines(spec, gone)
        table(spec).system(reason=LOCKED).filter(pk__in=restored).update(deleted_at=None, deleted_by=None)
        emptied = [d for d in good if d.old]  # drafts with a reference to a record that has left their group
        save_columns(ctx, spec, emptied)
        write_links(spec, emptied)
        moves.refresh()
        participants.restored(ctx, spec, good)
        leave_trail(ctx, spec, "restore", good)
        if restored:
            emit_restored(spec, restored)
    return [outcome_of(draft) for draft in drafts]


def _gone_under(ctx: Context, lines: Sequence[Draft], missing: Uses) -> Refusal | None:
    """The refusal for a line that would be restored with a reference to a deleted record."""
    for object_name, uses in missing.items():
        for target, places in uses.items():
            if any(draft is line for draft, _item in places for line in lines):
                name = labels(ctx, object_name, [target]).get(target) or f"#{target}"
                return RecordRefused("restore.parent_deleted", parent=name)
    return None


def _deleted_parent(ctx: Context, spec: ObjectSpec, row: Any) -> Refusal | None:
    for item in spec.fields:
        if (
            not item.is_reference
            or item.target_object == ""
            or item.system
            or item.traces
            or item.name in ("owner", "department")
        ):
            continue
        if item.target_object in ("user", "department") and item.target_object != spec.name:
            continue
        value = get_value(item, row)
        target = catalogue().objects.get(item.target_object)
        if value is None or target is None:
            continue
        gone = (
            table(target)
            .system(reason="a record is restored only under a living parent")
            .filter(pk=value, deleted_at__isnull=False)
        )
        if gone.exists():
            name = labels(ctx, target.name, [value]).get(value) or f"#{value}"
            return RecordRefused("restore.parent_deleted", parent=name)
    return None


def count_living(spec: ObjectSpec) -> int:
    """The number of undeleted rows, for the doctor and for backups."""
    return living(spec).system(reason="counts of all records for operators").count()
