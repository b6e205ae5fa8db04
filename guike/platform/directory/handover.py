"""Hand-over: when a person leaves, all that he has in hand goes to colleagues, in one transaction.

What that is, `duties` tells. One receiver takes it all, or for each kind another one, or it stays. Creators and authors do not
change. What went where is kept in a ledger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from guike.kernel import clock
from guike.kernel.errors import FieldError, Forbidden, Invalid, Refusal, field_error
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.audit.services import AuditLine, audit_many
from guike.platform.database.ledger import append
from guike.platform.directory.duties import Duty, in_hand, other_duties, owned_objects, record_duties
from guike.platform.directory.errors import AdministrationRefused
from guike.platform.directory.users import above_caller, set_status
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import ApiToken, HandoverEntry, SignIn, User
from guike.platform.org.queries import directory
from guike.platform.records.locking import lock
from guike.platform.records.reading import records_by_ids, require_visible

WHY = "what a leaver has in hand is counted whole, whoever may see it"


def user_hand_over(ctx: Context, rows: Sequence[Any], params: Mapping[str, Any]) -> list[Any]:
    """Hand over to `to`; `objects` limits this to the records of some objects, `receivers` {kind: person or null} gives a kind to
    somebody else or keeps it. Answers {"handed_over": {kind: count}}."""
    chosen = _chosen(params.get("objects"))
    return [_handed_over(ctx, row, params, chosen, "hand_over") for row in rows]


def user_leave(ctx: Context, rows: Sequence[Any], params: Mapping[str, Any]) -> list[Any]:
    """Hand everything over, then close the user's login."""
    answers: list[Any] = []
    for row in rows:
        answer = _handed_over(ctx, row, params, _chosen(None), "leave")
        if isinstance(answer, Refusal):
            answers.append(answer)
            continue
        (refusal,) = set_status(ctx, [row], "leave", "left")
        if refusal is not None:
            raise refusal  # the rollback also undoes the hand-over
        record = records_by_ids(ctx, catalogue().get("user"), [row.pk])[row.pk]
        answers.append({**record, **answer})
    return answers


def handover_preview(ctx: Context, user_id: int) -> dict[str, Any]:
    """What somebody would hand over, and which sign-ins and keys would end. For whoever may hand over or let people leave."""
    require_visible(ctx, "user", user_id)
    if not (ctx.can("user", "hand_over") or ctx.can("user", "leave")):
        raise Forbidden("access.no_permission")
    row = User.objects.system(reason=WHY).get(pk=user_id)
    if above_caller(ctx, row.roles):
        raise Forbidden("access.no_permission")
    objects = {spec.name for spec in owned_objects()}
    found = ((duty, duty.count(user_id)) for duty in _chosen(None))
    return {
        "items": [
            {
                "key": duty.key,
                "label": duty.label.get(ctx.locale),
                "count": count,
                "names": list(duty.names(user_id)),
                "is_object": duty.key in objects,
                "needs_salesperson": duty.needs_seller,
            }
            for duty, count in found
            if count
        ],
        "sessions": SignIn.objects.filter(user_id=user_id).count(),
        "keys": ApiToken.objects.filter(user_id=user_id, revoked_at=None).count(),
    }


def _chosen(objects: Sequence[str] | None) -> list[Duty]:
    """Everything, or the records of some objects alone."""
    if objects is None:
        return [*record_duties(), *other_duties()]
    known = {duty.key: duty for duty in record_duties()}
    wrong = [name for name in objects if name not in known]
    if wrong:
        raise Invalid([FieldError("objects", "objects.unknown", {"name": name}) for name in wrong])
    return [known[name] for name in dict.fromkeys(objects)]


def _handed_over(
    ctx: Context, row: Any, params: Mapping[str, Any], duties: Sequence[Duty], operation: str
) -> Any:
    to = int(params["to"])
    if row.pk == to:
        return AdministrationRefused("user.to_himself")
    if above_caller(ctx, row.roles):
        return Forbidden("access.no_permission")
    receivers = _receivers(row.pk, to, duties, params.get("receivers"))
    specs = {spec.name: spec for spec in owned_objects()}
    taken = [duty for duty in duties if receivers[duty.key] is not None]
    lock({d.key: in_hand(specs[d.key], row.pk).values_list("pk", flat=True) for d in taken if d.key in specs})
    lines: list[tuple[Text, str, int, int]] = []
    for duty in taken:
        heir, what = receivers[duty.key], duty.told(row.pk)
        assert heir is not None
        lines += [(what, key, n, heir) for key, n in duty.move(ctx, row.pk, heir).items() if n]
    kept = [(duty.told(row.pk), duty.count(row.pk)) for duty in duties if receivers[duty.key] is None]
    _report(ctx, row.pk, operation, lines, [(what, count) for what, count in kept if count])
    return {"handed_over": {key: n for _what, key, n, _heir in lines}}


def _receivers(giver: int, to: int, duties: Sequence[Duty], given: Any) -> dict[str, int | None]:
    """Who takes what; None for what stays. Invalid for unknown kinds, for people who cannot take over, and for records of
    salespeople that would go to somebody else."""
    named: Mapping[str, Any] = {} if given is None else given
    if not isinstance(named, Mapping):
        raise Invalid([FieldError("receivers", "type.map")])
    found: dict[str, int | None] = {duty.key: named.get(duty.key, to) for duty in duties}
    errors = [field_error(f"receivers.{k}", "objects.unknown", name=k) for k in named if k not in found]
    people = directory().people
    for duty in duties:
        heir = found[duty.key]
        place = f"receivers.{duty.key}" if duty.key in named else "to"
        person = people.get(heir) if isinstance(heir, int) else None
        if heir is None:
            continue
        if person is None or person.status != "active" or person.id == giver:
            errors.append(FieldError(place, "reference.unknown"))
        elif duty.needs_seller and not person.is_salesperson and duty.count(giver):
            errors.append(field_error(place, "owner.not_salesperson", name=person.name))
        elif wrong := duty.fault(giver, heir):
            errors.append(replace(wrong, field=place))
    if errors:
        raise Invalid(list({(one.field, one.code): one for one in errors}.values()))
    return found


def _report(
    ctx: Context,
    giver: int,
    operation: str,
    lines: Sequence[tuple[Text, str, int, int]],
    kept: Sequence[tuple[Text, int]],
) -> None:
    """Keep what went to whom, and what stayed."""
    at = clock.now()
    told = [(what, count, heir) for what, _key, count, heir in lines] + [(what, n, None) for what, n in kept]
    append(
        HandoverEntry(
            created_at=at,
            created_by_id=ctx.user_id,
            person_id=giver,
            receiver_id=heir,
            operation=operation,
            what=what.as_map(),
            count=count,
        )
        for what, count, heir in told
    )
    audit_many(
        ctx.user_id,
        [
            AuditLine(
                "user.hand_over",
                "user",
                giver,
                detail={"from": giver, "to": heir, "of": key, "what": what.as_map(), "count": count},
            )
            for what, key, count, heir in lines
        ],
    )
