"""Hand-over: when a person leaves, all his open work goes to a colleague, in one transaction.

Open work is found through the registry: the records of every object with an owner, without deleted ones and those in a
closed state. Creators and authors do not change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import F, QuerySet

from guike.kernel.errors import FieldError, Forbidden, Invalid, Refusal
from guike.kernel.limits import CHUNK_ROWS
from guike.platform.access.context import Context
from guike.platform.audit.services import AuditLine, audit_many
from guike.platform.directory.errors import AdministrationRefused
from guike.platform.directory.users import above_caller, set_status
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.org.queries import directory
from guike.platform.records.locking import lock
from guike.platform.records.reading import living, records_by_ids
from guike.platform.records.writing import record_change

SUCCESSION = "what somebody has in hand goes to his successor, whatever holds it meanwhile"
WHY = "hand-over moves everything that somebody has in hand, whoever may see it"

#: (caller, from, to) → {kind: how many moved}, for work that is not a record with an owner
Participant = Callable[[Context, int, int], Mapping[str, int]]
_participants: dict[str, Participant] = {}


def on_hand_over(name: str, participant: Participant) -> None:
    """Register a participant in every full hand-over, such as open approval tasks. ValueError for a name that
    exists."""
    if name in _participants:
        raise ValueError(f"{name} takes part in hand-over twice")
    _participants[name] = participant


def owned_objects() -> list[ObjectSpec]:
    """Objects whose records have an owner."""
    return [
        spec
        for spec in catalogue().objects.values()
        if spec.access.kind == "owned" and not spec.is_line and "owner" in spec.by_name
    ]


def user_hand_over(ctx: Context, rows: Sequence[Any], params: Mapping[str, Any]) -> list[Any]:
    """Hand open records over to `to`; `objects` limits this to some objects. Answers {"handed_over": {object:
    count}}."""
    return [_handed_over(ctx, row, params["to"], params.get("objects")) for row in rows]


def user_leave(ctx: Context, rows: Sequence[Any], params: Mapping[str, Any]) -> list[Any]:
    """Hand everything over to `to`, then close the user's login."""
    answers: list[Any] = []
    for row in rows:
        answer = _handed_over(ctx, row, params["to"], None)
        if isinstance(answer, Refusal):
            answers.append(answer)
            continue
        (refusal,) = set_status(ctx, [row], "leave", "left")
        if refusal is not None:
            raise refusal  # the rollback also undoes the hand-over
        record = records_by_ids(ctx, catalogue().get("user"), [row.pk])[row.pk]
        answers.append({**record, **answer})
    return answers


def _handed_over(ctx: Context, row: Any, to: int, objects: Sequence[str] | None) -> Any:
    if row.pk == to:
        return AdministrationRefused("user.to_himself")
    if above_caller(ctx, row.roles):
        return Forbidden("access.no_permission")
    chosen = _chosen(objects)
    found = {spec.name: list(_in_hand(spec, row.pk).values_list("pk", flat=True)) for spec in chosen}
    needs_seller = any(found[spec.name] for spec in chosen if not spec.access.any_owner)
    if needs_seller and not directory().people[to].is_salesperson:
        name = directory().people[to].name
        raise Invalid([FieldError("to", "owner.not_salesperson", {"name": name})])
    lock(found)
    counts = {spec.name: _move(ctx, spec, row.pk, to, found[spec.name]) for spec in chosen}
    if objects is None:
        for spec, item in _posts():
            count = _replace(ctx, spec, item, row.pk, to)
            if count:
                counts[f"{spec.name}.{item.name}"] = count
        for participant in _participants.values():
            counts |= participant(ctx, row.pk, to)
    counts = {name: count for name, count in counts.items() if count}
    audit_many(
        ctx.user_id,
        [
            AuditLine("user.hand_over", name, row.pk, detail={"from": row.pk, "to": to, "count": count})
            for name, count in counts.items()
        ],
    )
    return {"handed_over": counts}


def _chosen(objects: Sequence[str] | None) -> list[ObjectSpec]:
    every = owned_objects()
    if objects is None:
        return every
    known = {spec.name: spec for spec in every}
    wrong = [name for name in objects if name not in known]
    if wrong:
        raise Invalid([FieldError("objects", "objects.unknown", {"name": name}) for name in wrong])
    return [known[name] for name in dict.fromkeys(objects)]


def _in_hand(spec: ObjectSpec, giver: int) -> QuerySet[Any]:
    rows: QuerySet[Any] = living(spec).system(reason=WHY).filter(owner_id=giver)
    if spec.states is not None:
        rows = rows.exclude(**{f"{spec.by_name[spec.states.field].attname}__in": spec.states.closed})
    return rows.order_by("pk")


def _move(ctx: Context, spec: ObjectSpec, giver: int, to: int, ids: Sequence[int]) -> int:
    """Locked records, chunk by chunk; how many were still in hand."""
    step, moved = int(CHUNK_ROWS), 0
    for start in range(0, len(ids), step):
        rows = list(_in_hand(spec, giver).filter(pk__in=ids[start : start + step]))
        record_change(ctx, spec.name, [(one, {"owner": to}) for one in rows], bypass=SUCCESSION)
        moved += len(rows)
    return moved


def _posts() -> list[tuple[ObjectSpec, FieldSpec]]:
    """Fields in which the organisation names one person: head of a department, superior, receiver of a pool."""
    return [
        (spec, item)
        for spec in catalogue().objects.values()
        if spec.access.kind == "open" and spec.area == "admin" and spec.ledger is None
        for item in spec.fields
        if item.type == "user" and not item.read_only and not item.custom
    ]


def _replace(ctx: Context, spec: ObjectSpec, item: FieldSpec, giver: int, to: int) -> int:
    rows = living(spec).system(reason=WHY).filter(**{item.attname: giver}).order_by("pk")
    if spec.name == "user":
        rows = rows.exclude(pk=giver)
    lock({spec.name: rows.values_list("pk", flat=True)})
    held = list(rows)
    above = living(spec).system(reason=WHY).filter(pk=giver).values_list(F(item.attname), flat=True)
    changes = []
    for row in held:
        new: int | None = to
        if spec.name == "user" and row.pk == to:
            # nobody may be his own superior, so the successor gets the leaver's superior
            new = above.first() if item.name == "superior" else None
        changes.append((row, {item.name: new}))
    record_change(ctx, spec.name, changes)
    return len(changes)
