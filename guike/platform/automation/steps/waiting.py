"""The step that waits: for a time, a date of the record, or until a condition holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from guike.kernel import clock, filters
from guike.kernel.errors import FieldError, Refusal
from guike.kernel.limits import AUTOMATION_WAIT_DAYS
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.automation.definition import Step
from guike.platform.automation.moments import MORNING
from guike.platform.automation.steps.reading import read, reads
from guike.platform.automation.steps.registry import Hold, Item, StepKind, Work, nothing, step_kind
from guike.platform.calendar.queries import add_workdays, add_working_hours
from guike.platform.filters.memory import matches
from guike.platform.filters.resolve import resolve
from guike.platform.metadata.spec import ObjectSpec

#: how long a run sleeps that waits for a condition; a save of its record wakes it before
LOOK = timedelta(minutes=15)
UNITS = ("hours", "days", "workdays", "workhours")
_FORMS = ("for", "until", "when")


def _check(ctx: Context, spec: ObjectSpec, step: Step, place: str) -> list[FieldError]:
    forms = [form for form in _FORMS if step.get(form)]
    if len(forms) != 1:
        return [FieldError(place, "automation.wait_form")]
    (form,) = forms
    return {"for": _check_for, "until": _check_until, "when": _check_when}[form](ctx, spec, step, place)


def _check_for(_ctx: Context, _spec: ObjectSpec, step: Step, place: str) -> list[FieldError]:
    given = step["for"]
    if not isinstance(given, Mapping) or len(given) != 1 or next(iter(given)) not in UNITS:
        return [FieldError(f"{place}.for", "automation.wait_form")]
    ((unit, number),) = given.items()
    most = int(AUTOMATION_WAIT_DAYS) * (24 if unit.endswith("hours") else 1)
    return _number(number, most, f"{place}.for.{unit}")


def _number(number: Any, most: int, place: str) -> list[FieldError]:
    if type(number) is int and 1 <= number <= most:
        return []
    return [FieldError(place, "out_of_range", {"min": 1, "max": most})]


def _check_until(ctx: Context, spec: ObjectSpec, step: Step, place: str) -> list[FieldError]:
    given = step["until"]
    if not isinstance(given, Mapping) or not given.keys() <= {"field", "offset_days"}:
        return [FieldError(f"{place}.until", "automation.wait_form")]
    item = reads(ctx, spec, given.get("field"))
    if item is None or item.value_type not in ("date", "instant"):
        return [
            FieldError(
                f"{place}.until.field", "automation.not_a_date", {"name": str(given.get("field"))[:60]}
            )
        ]
    offset, most = given.get("offset_days", 0), int(AUTOMATION_WAIT_DAYS)
    if type(offset) is not int or abs(offset) > most:
        return [FieldError(f"{place}.until.offset_days", "out_of_range", {"min": -most, "max": most})]
    return []


def _check_when(ctx: Context, spec: ObjectSpec, step: Step, place: str) -> list[FieldError]:
    try:
        resolve(ctx, spec, filters.parse(step["when"]))
    except Refusal as refused:
        return [
            FieldError(f"{place}.when{error.field.removeprefix('filter')}", error.code, error.params)
            for error in refused.field_errors()
        ] or [FieldError(f"{place}.when", refused.code, refused.params)]
    if step.get("after", "end") not in ("end", "go_on"):
        return [FieldError(f"{place}.after", "automation.wait_form")]
    return _number(step.get("at_most_days", 30), int(AUTOMATION_WAIT_DAYS), f"{place}.at_most_days")


def _wait(work: Work) -> None:
    for item in work.items:
        _wait_one(work, item)


def _wait_one(work: Work, item: Item) -> None:
    now = clock.now()
    if step_when := work.step.get("when"):
        limit = _limit(work, item, now)
        if matches(work.ctx, work.spec, step_when, item.row, load=work.load):
            item.did = {"waited": "held"}
        elif now < limit:
            item.hold = Hold(min(now + LOOK, limit), {"kind": "field", "limit": limit.isoformat()})
        elif work.step.get("after", "end") == "go_on":
            item.did = {"waited": "too_long"}
        else:
            item.ends = "waited_too_long"
        return
    until = _until(work, item, now)
    if until is None:
        item.ends = "no_date"
    elif until > now:
        item.hold = Hold(until, {"kind": "time", "until": until.isoformat()})
    else:
        item.did = {"waited": "until"}


def _limit(work: Work, item: Item, now: datetime) -> datetime:
    if item.awaits and item.awaits.get("limit"):
        return datetime.fromisoformat(item.awaits["limit"])
    return now + timedelta(days=int(work.step.get("at_most_days", 30)))


def _until(work: Work, item: Item, now: datetime) -> datetime | None:
    """When the wait is over; a wait for a date of the record follows the date."""
    given = work.step.get("until")
    if given:
        return _moment_of(work, item, given)
    if item.awaits and item.awaits.get("until"):
        return datetime.fromisoformat(item.awaits["until"])
    ((unit, number),) = work.step["for"].items()
    if unit == "workhours":
        return add_working_hours(now, number)
    if unit == "workdays":
        zone = ZoneInfo(work.ctx.timezone)
        local = now.astimezone(zone)
        return datetime.combine(add_workdays(local.date(), number), local.timetz())
    return now + (timedelta(hours=number) if unit == "hours" else timedelta(days=number))


def _moment_of(work: Work, item: Item, given: Mapping[str, Any]) -> datetime | None:
    _field, value = read(work.ctx, work.spec, item.row, str(given["field"]), work.load)
    if value is None:
        return None
    shift = timedelta(days=int(given.get("offset_days", 0)))
    if isinstance(value, datetime):
        return value + shift
    return datetime.combine(value + shift, MORNING, ZoneInfo(work.ctx.timezone))


def _plan(work: Work) -> None:
    now = clock.now()
    for item in work.items:
        if work.step.get("when"):
            item.did = {"waits": {"days": int(work.step.get("at_most_days", 30))}}
        else:
            until = _until(work, item, now)
            item.did = {"waits": {"until": until.isoformat() if until else None}}


def declare() -> None:
    """Offer the step."""
    step_kind(StepKind("wait", T("等待", "Wait"), _check, _wait, _plan, nothing))
