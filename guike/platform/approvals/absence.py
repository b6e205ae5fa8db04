"""People who are away: they say themselves, or an administrator for them, who decides in their place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from guike.kernel import clock
from guike.kernel.approvals import running
from guike.kernel.approvals.running import NotAllowed
from guike.kernel.errors import FieldError, Invalid, NotSignedIn
from guike.platform.access.context import Context, system_context
from guike.platform.access.people import person
from guike.platform.approvals import notices, people
from guike.platform.approvals.store import hold, save, tasks
from guike.platform.audit.services import AuditLine, audit_many
from guike.platform.database.locks import use_case, whole
from guike.platform.org.models import User
from guike.platform.org.queries import directory
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import begin_write, record_change

WHY = "somebody says himself that he is away"


def of(ctx: Context) -> dict[str, Any]:
    """{"from_on", "until_on", "substitute", "takes_open"} of the caller."""
    row = User.objects.system(reason=WHY).get(pk=ctx.person_id)
    return {
        "from_on": row.absent_from_on and row.absent_from_on.isoformat(),
        "until_on": row.absent_until_on and row.absent_until_on.isoformat(),
        "substitute": person(ctx, row.substitute_id),
        "takes_open": row.substitute_takes_open,
    }


def faults(
    user_id: int, from_on: date | None, until_on: date | None, substitute: int | None
) -> list[FieldError]:
    """What is wrong with an absence: its days, a substitute who cannot decide, a chain that comes back."""
    errors = []
    if from_on is not None and until_on is not None and until_on < from_on:
        errors.append(FieldError("until_on", "absence.days"))
    if substitute is None:
        return errors
    if not people.can_decide(directory(), substitute):
        errors.append(FieldError("substitute", "reference.unknown"))
    elif _comes_back(user_id, substitute):
        errors.append(
            FieldError("substitute", "absence.circle", {"name": directory().person_name(substitute)})
        )
    return errors


def _comes_back(user_id: int, substitute: int) -> bool:
    """Whether the chain of substitutes leads back to the person."""
    tree, one = directory(), substitute
    for _step in range(people.CHAIN + 1):
        if one == user_id:
            return True
        further = tree.people[one].substitute_id if one in tree.people else None
        if further is None:
            return False
        one = further
    return False


@use_case
def set_own(
    ctx: Context, from_on: date | None, until_on: date | None, substitute: int | None, *, takes_open: bool
) -> None:
    """The caller says that he is away. Invalid for what `faults` names."""
    user = ctx.person_id
    errors = faults(user, from_on, until_on, substitute)
    if errors:
        raise Invalid(errors)
    with whole():
        begin_write(ctx)
        lock({"user": [user]})
        row = User.objects.system(reason=WHY).filter(pk=user, deleted_at=None).first()
        if row is None:
            raise NotSignedIn
        values = {
            "absent_from_on": from_on,
            "absent_until_on": until_on,
            "substitute": substitute,
            "substitute_takes_open": takes_open,
        }
        record_change(ctx, "user", [(row, values)])
        audit_many(ctx.user_id, [AuditLine("user.absent", "user", user, detail={"until": str(until_on)})])


def check_absences(drafts: Sequence[Draft[User]]) -> None:
    """An administrator who sets somebody's absence is told the same faults."""
    names = {"until_on": "absent_until_on", "substitute": "substitute"}
    for draft in drafts:
        if not draft.changed("absent_from_on", "absent_until_on", "substitute"):
            continue
        days = (draft.get("absent_from_on"), draft.get("absent_until_on"))
        for error in faults(draft.row.pk or 0, *days, draft.get("substitute")):
            draft.error(names[error.field], error.code, **error.params)


def hand_open_tasks() -> int:
    """Give the open tasks of those who are away now to their substitutes, where they said so; how many. Run when somebody goes,
    and often, because absences begin by the clock."""
    ctx = system_context()
    today = clock.today(ctx.timezone)
    tree = directory()
    away = [one.id for one in tree.people.values() if people.is_absent(one, today) and one.substitute_id]
    willing = User.objects.system(reason=WHY).filter(pk__in=away, substitute_takes_open=True)
    moved = 0
    for user in willing.order_by("pk").values_list("pk", flat=True):
        moved += _hand(ctx, user, today)
    return moved


def _hand(ctx: Context, user: int, today: date) -> int:
    instead = people.present(today, user)
    if instead is None or instead.person == user:
        return 0
    moved = 0
    waiting = tasks().filter(approver_id=user, status__in=("open", "waiting"))
    for request in sorted(set(waiting.values_list("request_id", flat=True))):
        with whole():
            begin_write(ctx)
            held = hold(request)
            if not held.about.can(instead.person):
                continue  # he could not open it; it stays where it is
            for task in [one for one in held.run.tasks if one.is_undecided and one.person == user]:
                try:
                    running.transfer(held.run, task.key, instead)
                    moved += 1
                except NotAllowed:
                    continue  # the substitute sits in this step himself; the absent one keeps his own seat
            notices.tasks_moved(held, save(ctx, held))
    return moved
