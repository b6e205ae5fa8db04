"""Writes drafts that passed every check: rows, lines, numbers, links, roll-ups, events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Literal

from django.db import IntegrityError, transaction
from django.db.models import UniqueConstraint

from guike.kernel import clock, limits
from guike.kernel.errors import IN_CURRENT_DATA, Invalid, Refusal, field_error
from guike.platform.access.context import Context
from guike.platform.database.copying import insert_rows, update_alike, update_each
from guike.platform.files.services import attach
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.figures import compute_formulas, compute_late, figure_index, moves_of
from guike.platform.records.reading import living, table
from guike.platform.records.references import attachments, left_behind, write_links
from guike.platform.records.shapes import INDEX_COLUMNS, Draft, index_row, name_row
from guike.platform.records.writing.events import emit_created, emit_updated
from guike.platform.records.writing.numbers import keep_clear, next_numbers, next_of_field
from guike.platform.records.writing.trail import leave_trail
from guike.platform.states import participants

LOCKED = "write path: rows were fetched in scope and are locked"
CHUNK = int(limits.CHUNK_ROWS)
#: columns that the write path itself changes with every change of a row
_KEPT = ("version", "updated_at", "updated_by_id")


def bisect(drafts: Sequence[Draft], write: Callable[[Sequence[Draft]], None]) -> None:
    """Write in chunks; after a constraint error halve the chunk until the wrong rows are found."""
    for start in range(0, len(drafts), CHUNK):
        _bisect(drafts[start : start + CHUNK], write)


def _bisect(drafts: Sequence[Draft], write: Callable[[Sequence[Draft]], None]) -> None:
    if not drafts:
        return
    try:
        with transaction.atomic():
            write(drafts)
    except IntegrityError as error:
        if len(drafts) == 1:
            drafts[0].refusal = _constraint_refusal(drafts[0], error)
            return
        middle = len(drafts) // 2
        for half in (drafts[:middle], drafts[middle:]):
            for draft in half:
                draft.row.pk = None if draft.is_new else draft.row.pk
            _bisect(half, write)


#: constraint of a table → what a draft that breaks it is refused with
_refusals: dict[str, Callable[[Draft], Refusal]] = {}


def refuse_constraint(name: str, refusal: Callable[[Draft], Refusal]) -> None:
    """Register the refusal for drafts that break a constraint of a package's own table. ValueError for a name taken."""
    if name in _refusals:
        raise ValueError(f"the constraint {name} has a refusal already")
    _refusals[name] = refusal


def _constraint_refusal(draft: Draft, error: IntegrityError) -> Refusal:
    """The refusal for a lost race about a unique value, as for any value that exists, or the one registered for the
    constraint; other errors are bugs and are raised."""
    diagnostics = getattr(error.__cause__, "diag", None)
    name = getattr(diagnostics, "constraint_name", "") or ""
    if name in _refusals:
        return _refusals[name](draft)
    taken = _constrained(draft, name)
    if taken is None:
        raise error
    return Invalid(
        [field_error(taken.name, "unique.taken", value=draft.get(taken.name), where=IN_CURRENT_DATA)]
    )


def _constrained(draft: Draft, constraint: str) -> FieldSpec | None:
    """The field of a unique constraint; of several, the last."""
    fields = draft.spec.fields
    if constraint == "record_unique_uq":
        return next((f for f in fields if f.unique and f.custom and draft.changed(f.name)), None)
    columns: list[str] = []
    for one in draft.spec.model._meta.constraints:
        if isinstance(one, UniqueConstraint) and one.name == constraint:
            columns = [
                f.attname
                for name in one.fields
                for f in draft.spec.model._meta.concrete_fields
                if f.name == name
            ]
    if columns:
        last = columns[-1].removesuffix("_fold")  # the generated column of a folded text
        return next((f for f in fields if not f.custom and f.attname in (columns[-1], last)), None)
    return next((f for f in fields if f.unique and f.name in constraint), None)


def insert(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """Insert new rows with lines, links, files and figures."""
    bisect(drafts, lambda chunk: _insert(ctx, spec, chunk))


def insert_one(ctx: Context, spec: ObjectSpec, draft: Draft) -> None:
    """Insert one row, whose failure ends the caller's own transaction or savepoint (see `lost_race`)."""
    _insert(ctx, spec, [draft])


def lost_race(draft: Draft, error: IntegrityError) -> Refusal:
    """The refusal for people after a constraint refused a row; any other error is raised again."""
    return _constraint_refusal(draft, error)


def _insert(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    moves = moves_of(spec, drafts)
    moves.lock()
    _number(ctx, spec, drafts)
    now, user_id = clock.now(), ctx.user_id
    for draft in drafts:
        # written to `__dict__`, because the descriptors of references would first drop a cached target, which a new row
        # does not have
        draft.row.__dict__.update(
            created_at=now, updated_at=now, created_by_id=user_id, updated_by_id=user_id
        )
        if ctx.migration:
            _keep_origin(draft)
        compute_late(draft)
    insert_rows(table(spec).system(reason=LOCKED), [d.row for d in drafts], partial(index_row, spec))
    _insert_lines(ctx, drafts)
    write_links(spec, drafts)
    write_files(ctx, drafts)
    moves.refresh()
    if spec.hooks.written:
        spec.hooks.written(ctx, drafts)
    participants.created(ctx, spec, drafts)
    leave_trail(ctx, spec, "create", drafts)
    emit_created(spec, drafts, quiet=ctx.migration)


def _number(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """Record numbers and values of custom auto-number fields; a migrated row keeps its number."""
    fresh = [d for d in drafts if not d.is_numbered]
    for draft, number in zip(fresh, next_numbers(ctx, spec, len(fresh)), strict=True):
        if number:
            draft.row.number = number
    if ctx.migration and spec.number_pattern:
        keep_clear(spec, [d.row.number for d in drafts if d.row.number])
    _number_fields(ctx, spec, drafts)


def _keep_origin(draft: Draft) -> None:
    """Set the given creation time and creator of a migrated row."""
    for name in ("created_at", "created_by", "updated_at", "updated_by"):
        if draft.sent.get(name) is not None:
            setattr(draft.row, draft.spec.by_name[name].attname, draft.sent[name])


def _number_fields(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """Set the values of custom auto-number fields in the order of the rows."""
    for item in spec.fields:
        if item.custom and item.type == "auto_number" and item.is_active:
            fresh = [d for d in drafts if d.get(item.name) is None]
            for draft, number in zip(fresh, next_of_field(ctx, spec, item, len(fresh)), strict=True):
                draft.set(item.name, number)


def _insert_lines(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Insert new lines of new and existing parents, by line object."""
    grouped: dict[str, list[tuple[Draft, Draft]]] = defaultdict(list)
    for draft in drafts:
        for line in draft.all_lines():
            if line.is_new:
                grouped[line.spec.name].append((draft, line))
    now = clock.now()
    for name, pairs in grouped.items():
        spec = catalogue().get(name)
        for draft, line in pairs:
            setattr(line.row, spec.parent_field.attname, draft.row.pk)
            line.row.created_at = line.row.updated_at = now
            line.row.created_by_id = line.row.updated_by_id = ctx.user_id
            name_row(spec, line.row)
        lines = [line for _draft, line in pairs]
        _number_fields(ctx, spec, lines)
        for line in lines:
            compute_late(line)
        insert_rows(table(spec).system(reason=LOCKED), [line.row for line in lines])
        write_links(spec, lines)


def write_files(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Attach files in file and image fields to their records."""
    written = (*drafts, *(line for draft in drafts for line in draft.all_lines()))
    found = [attachment for draft in written for attachment in attachments(draft)]
    if found:
        attach(found, ctx.user_id)


def load_lines(spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """Load the existing lines of these parents onto the drafts and lock them in the order of ids."""
    for item, line in catalogue().lines_of(spec.name):
        parent = line.parent_field.attname
        rows = living(line).system(reason=LOCKED).filter(**{f"{parent}__in": [d.row.pk for d in drafts]})
        grouped: dict[int, list[Any]] = defaultdict(list)
        # who writes lines holds their document, so that nobody else does: these locks are never waited for
        for row in rows.order_by("pk").select_for_update(no_key=True, of=("self",)):
            grouped[getattr(row, parent)].append(row)
        for draft in drafts:
            draft.standing_lines[item.name] = sorted(
                grouped.get(draft.row.pk, []), key=lambda row: (row.position, row.pk)
            )


def save_changes(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft], *, ends: bool = False) -> None:
    """Save what changed on locked rows; untouched rows are left alone.

    `ends`: a single row that a constraint refuses ends the caller's transaction or savepoint.
    """
    touched_rows = [d for d in drafts if d.old or d.columns or _lines_changed(d)]
    if not ends or len(touched_rows) != 1:
        bisect(touched_rows, lambda chunk: _save(ctx, spec, chunk))
        return
    try:
        _save(ctx, spec, touched_rows)
    except IntegrityError as error:
        touched_rows[0].refusal = lost_race(touched_rows[0], error)


def _lines_changed(draft: Draft) -> bool:
    return any(draft.removed.values()) or any(
        line.is_new or line.old or line.columns for line in draft.all_lines()
    )


def _save(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    moves = moves_of(spec, drafts)
    moves.lock()
    save_columns(ctx, spec, drafts)
    _save_lines(ctx, drafts)
    write_links(spec, drafts)
    write_files(ctx, drafts)
    moves.refresh()
    for holder, left in left_behind(spec, drafts):
        for draft in left:
            compute_formulas(draft)
        _save(ctx, holder, left)
    if spec.hooks.written:
        spec.hooks.written(ctx, drafts)
    participants.changed(ctx, spec, drafts)
    leave_trail(ctx, spec, "edit", drafts)
    emit_updated(spec, drafts)


def save_columns(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """Save the rows themselves with version, author and label; the caller must update everything that depends on
    them."""
    for draft in drafts:
        edited = _lines_changed(draft) or any(not spec.by_name[n].system for n in draft.old)
        if edited:
            draft.row.version += 1
            draft.row.updated_at = clock.now()
            draft.row.updated_by_id = ctx.user_id
        label = draft.row.label
        index_row(spec, draft.row)
        if draft.row.label != label:
            draft.columns.add("label")
    write_columns(spec, drafts)


def write_columns(spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """UPDATE of the changed columns: one statement per set of columns, one value for all where equal."""
    groups: dict[tuple[str, ...], list[Draft]] = defaultdict(list)
    for draft in drafts:
        names = {
            "custom" if spec.by_name[n].custom else spec.by_name[n].attname for n in draft.old
        } | draft.columns
        groups[tuple(sorted(names | set(_KEPT) | set(INDEX_COLUMNS)))].append(draft)
    everything = table(spec).system(reason=LOCKED)
    for columns, members in groups.items():
        own = [c for c in columns if c not in _KEPT and c not in INDEX_COLUMNS]
        alike = all(getattr(m.row, c) == getattr(members[0].row, c) for m in members for c in own)
        moves = _label_moves(spec, members)
        if len(members) == 1 or (alike and not moves):
            row = members[0].row
            wanted = (*own, "updated_at", "updated_by_id", *(INDEX_COLUMNS if moves else ()))
            values: dict[str, Any] = {c: getattr(row, c) for c in wanted}
            update_alike(everything, [m.row.pk for m in members], values, _step(members))
        else:
            update_each(everything, [m.row for m in members], columns)


def _step(members: Sequence[Draft]) -> int:
    spec = members[0].spec
    return 1 if any(not spec.by_name[n].system for n in members[0].old) or _lines_changed(members[0]) else 0


def _label_moves(spec: ObjectSpec, members: Sequence[Draft]) -> bool:
    """Whether the change touches fields of the label or of the search grams."""
    return any(
        "label" in m.columns or any(spec.by_name[n].searchable or n == spec.name_field for n in m.old)
        for m in members
    )


def _save_lines(ctx: Context, drafts: Sequence[Draft]) -> None:
    _insert_lines(ctx, drafts)
    removed: dict[str, list[Any]] = defaultdict(list)
    changed: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        for name, rows in draft.removed.items():
            removed[draft.spec.by_name[name].lines_object] += rows
        for line in draft.all_lines():
            if not line.is_new and (line.old or line.columns):
                changed[line.spec.name].append(line)
    for object_name in sorted({*removed, *changed}):
        spec = catalogue().get(object_name)
        _remove_lines(ctx, spec, removed[object_name])
        _change_lines(spec, changed[object_name])


def _remove_lines(ctx: Context, spec: ObjectSpec, rows: Sequence[Any]) -> None:
    if rows:
        standing = table(spec).system(reason=LOCKED).filter(pk__in=[row.pk for row in rows])
        standing.update(deleted_at=clock.now(), deleted_by=ctx.user_id)


def _change_lines(spec: ObjectSpec, lines: Sequence[Draft]) -> None:
    if not lines:
        return
    now = clock.now()
    for line in lines:
        line.row.version += 1 if line.old else 0
        line.row.updated_at = now
        name_row(spec, line.row)
    fields = [spec.by_name[name] for name in {name for line in lines for name in line.old}]
    columns = {item.attname for item in fields if not item.custom}
    columns |= {"custom", "position", "version", "updated_at", "label", "label_sort"}
    update_each(table(spec).system(reason=LOCKED), [line.row for line in lines], sorted(columns))
    write_links(spec, lines)


def _lines_under(line: ObjectSpec, ids: Sequence[int]) -> Any:
    return table(line).system(reason=LOCKED).filter(**{f"{line.parent_field.attname}__in": list(ids)})


def lines_that_go(spec: ObjectSpec, ids: Sequence[int]) -> list[tuple[ObjectSpec, list[Draft]]]:
    """The lines of parents that are being deleted, if a figure reads them."""
    return [
        (line, _fated(line, _lines_under(line, ids).filter(deleted_at=None), "deleted"))
        for _item, line in catalogue().lines_of(spec.name)
        if _is_figured(line)
    ]


def lines_that_return(
    spec: ObjectSpec, deleted: Mapping[int, datetime]
) -> list[tuple[ObjectSpec, list[Draft]]]:
    """All lines that are restored with their parents ({parent id: when it was deleted})."""
    parents = [(line, line.parent_field.attname) for _item, line in catalogue().lines_of(spec.name)]
    return [
        (
            line,
            [
                draft
                for draft in _fated(line, _lines_under(line, list(deleted)), "restored")
                if draft.row.deleted_at == deleted[getattr(draft.row, parent)]
            ],
        )
        for line, parent in parents
    ]


def _is_figured(line: ObjectSpec) -> bool:
    return line.name in figure_index().children or line.name in figure_index().along


def _fated(line: ObjectSpec, rows: Any, fate: Literal["deleted", "restored"]) -> list[Draft]:
    return [Draft(line, row, n, False, fate=fate) for n, row in enumerate(rows.order_by("pk"))]


def delete_lines(ctx: Context, spec: ObjectSpec, ids: Sequence[int], at: datetime) -> None:
    """Move lines to the recycle bin with their parents, with the same time of deletion."""
    for _item, line in catalogue().lines_of(spec.name):
        _lines_under(line, ids).filter(deleted_at=None).update(deleted_at=at, deleted_by=ctx.user_id)


def restore_lines(spec: ObjectSpec, deleted: Mapping[int, datetime]) -> None:
    """Restore the lines that were deleted together with these parents ({id: when}), not those that were removed
    before."""
    for _item, line in catalogue().lines_of(spec.name):
        for at in set(deleted.values()):
            ids = [i for i, gone in deleted.items() if gone == at]
            _lines_under(line, ids).filter(deleted_at=at).update(deleted_at=None, deleted_by=None)


def purge_lines(spec: ObjectSpec, ids: Sequence[int]) -> None:
    """Remove all lines of parents that are about to be removed for good."""
    for _item, line in catalogue().lines_of(spec.name):
        rows = _lines_under(line, ids)
        rows._raw_delete(rows.db)
