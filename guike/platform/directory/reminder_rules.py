"""Rules of reminders: the administrators' object, and the job that reminds by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import takewhile
from typing import Any

from django.db import transaction

from guike.kernel import clock, filters
from guike.kernel.errors import Refusal, register
from guike.kernel.limits import REMINDERS_PER_RULE
from guike.kernel.numerals import whole
from guike.kernel.periods import instants
from guike.kernel.text import T, Text
from guike.kernel.working_hours import WorkingHours
from guike.platform.access.context import Context, system_context
from guike.platform.calendar.queries import calendar_of
from guike.platform.directory.declaring import admin_object
from guike.platform.directory.definitions import KEEPING
from guike.platform.directory.shapes import check_filter, object_of
from guike.platform.events.registry import Happened, subscribe
from guike.platform.filters.caller import UNREADABLE
from guike.platform.jobs.registry import periodic
from guike.platform.metadata.catalogue import OBJECTS, catalogue
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import Hooks, ObjectSpec, Section, ViewSpec, choices
from guike.platform.metadata.spec import spec_field as f
from guike.platform.metadata.types import format_instant
from guike.platform.notify.models import ReminderRule
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.rendering import UNSEEN, receiver_context
from guike.platform.notify.services import Notice, notify_many, withdraw
from guike.platform.org.queries import begin_versions, directory
from guike.platform.records.reading import ListQuery, living, living_ids
from guike.platform.records.shapes import Draft
from guike.platform.settings import queries as settings

KIND = "reminder.rule"
_WHY = "reminders by rules go to the people of the record"
_LATE = 7  # days that are made good when no worker ran
_MOST_DAYS = 366
_DAY = timedelta(days=1)

register(
    {
        "reminder_rule.date_field": T(
            "“{name}”不是{object}的日期或时间字段", "“{name}” is no date or time of “{object}”"
        ),
        "reminder_rule.days": T(
            "“{value}”应为 0 到 366 之间的天数", "“{value}” must be a number of days from 0 to 366"
        ),
        "reminder_rule.no_days": T(
            "请至少填写一个提前或之后的天数，0 表示当天",
            "Give one day before or after at least; 0 is the day itself",
        ),
        "reminder_rule.no_receivers": T("请选择提醒谁", "Choose who is reminded"),
        "reminder_rule.no_owner": T(
            "{object}没有负责人，请选择具体的人", "“{object}” has no owner; choose people"
        ),
    }
)
notification_kind(
    KIND,
    T("日期提醒", "Dates"),
    T("{kind}：“{name}”的{field}是 {on}", "{kind}: the {field} of “{name}” is {on}"),
)


def rule_prepare(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Refuse a rule that could never remind anybody."""
    for draft in drafts:
        spec = object_of(draft)
        if spec is None:
            continue
        item = spec.by_name.get(draft.get("date_field") or "")
        if draft.get("date_field") and (item is None or item.value_type not in ("date", "instant")):
            draft.error(
                "date_field", "reminder_rule.date_field", name=draft.get("date_field"), object=spec.label
            )
        for name in ("days_before", "days_after"):
            for value in draft.get(name) or ():
                if whole(value, _MOST_DAYS) is None:
                    draft.error(name, "reminder_rule.days", value=value)
        if not draft.get("days_before") and not draft.get("days_after"):
            draft.error("days_before", "reminder_rule.no_days")
        receivers = set(draft.get("receivers") or ())
        if not receivers and not draft.get("users"):
            draft.error("receivers", "reminder_rule.no_receivers")
        if receivers & {"owner", "superior"} and "owner" not in spec.by_name:
            draft.error("receivers", "reminder_rule.no_owner", object=spec.label)
        check_filter(ctx, draft, spec, trusted=True)


RULE = admin_object(
    name="reminder_rule",
    model=ReminderRule,
    label=Text("提醒规则", "Reminder rule"),
    plural=Text("提醒规则", "Reminder rules"),
    position=48,
    name_field="kind",
    operations=KEEPING,
    audited=True,
    fields=(
        f("text", "kind", "提醒名称", "Kind", required=True, unique=True, searchable=True, max_length=100,
          help=Text("显示在提醒里，如“合同到期”", "Shown in the reminder, such as “Contract ends”")),
        f("choice", "object", "对象", "Object", required=True, create_only=True, choice_set=OBJECTS),
        f("json", "filter", "条件", "Condition", holds="filter",
          help=Text("只提醒符合条件、没有结束的记录；留空为全部", "Records that meet it and are not closed; empty: all")),
        f("text", "date_field", "日期字段", "Date", required=True, max_length=60),
        f("tags", "days_before", "提前天数", "Days before",
          help=Text("可填多个，如 7、1、0；0 表示当天", "One or more, such as 7, 1, 0; 0 is the day itself")),
        f("tags", "days_after", "之后天数", "Days after"),
        f("boolean", "is_workdays", "按工作日计", "In workdays", default=False,
          help=Text("节假日不计入，也不在节假日提醒", "Free days do not count, and nobody is reminded on them")),
        f("multi_choice", "receivers", "提醒谁", "Receivers", choices=choices(
            ("owner", "负责人", "Owner"), ("superior", "负责人的上级", "Superior of the owner"), ("created_by", "创建人", "Creator"))),
        f("references", "users", "指定的人", "People", target="user"),
        f("boolean", "is_active", "启用", "Active", default=True),
        f("date", "reminded_on", "最近运行", "Last run", read_only=True, system=True),
    ),
    list_columns=("kind", "object", "date_field", "days_before", "days_after", "receivers", "is_active"),
    header=("object", "is_active", "reminded_on"),
    form=(
        Section(Text("基本信息", "Details"), ("kind", "object", "filter", "is_active")),
        Section(Text("什么时候", "When"), ("date_field", "days_before", "days_after", "is_workdays")),
        Section(Text("提醒谁", "Who"), ("receivers", "users")),
    ),
    views=(ViewSpec("all", Text("全部提醒规则", "All reminder rules"), sort=("object", "kind")),),
    hooks=Hooks(prepare=rule_prepare),
)  # fmt: skip


def remind_by_rules() -> int:
    """Remind by every active rule, for today and for days of the last week on which no worker ran; the number of notices
    that were due. Run each day: a notice that was sent is not sent again."""
    begin_versions()
    today = clock.today(settings.get("company.timezone"))
    ids = ReminderRule.objects.system(reason=_WHY).filter(is_active=True, deleted_at=None).order_by("pk")
    return sum(_remind(rule_id, today) for rule_id in ids.values_list("pk", flat=True))


def _remind(rule_id: int, today: date) -> int:
    with transaction.atomic():
        rules = ReminderRule.objects.system(reason=_WHY).filter(pk=rule_id, is_active=True)
        rule = rules.select_for_update(no_key=True, skip_locked=True, of=("self",)).first()
        spec = catalogue().objects.get(rule.object) if rule is not None else None
        if rule is None or spec is None:
            return 0
        first = max((rule.reminded_on or today - _DAY) + _DAY, today - _DAY * _LATE)
        first = min(first, today)  # twice on a day: what was sent is known by its occasion
        notices = [
            notice
            for number in range((today - first).days + 1)
            for notice in _due(rule, spec, first + _DAY * number)
        ]
        notify_many(notices)
        rules.update(reminded_on=today)
    return len(notices)


def _due(rule: ReminderRule, spec: ObjectSpec, today: date) -> Iterator[Notice]:
    for days in sorted({*map(int, rule.days_before)}):
        yield from _of_days(rule, spec, f"-{days}", days_ahead(today, days, _calendar(rule, today)))
    for days in sorted({*map(int, rule.days_after)} - {0}):
        yield from _of_days(rule, spec, f"+{days}", days_ago(today, days, _calendar(rule, today)))


def _calendar(rule: ReminderRule, today: date) -> WorkingHours | None:
    span = _DAY * 2 * _MOST_DAYS
    return calendar_of(today - span, today + span) if rule.is_workdays else None


def days_ahead(today: date, days: int, calendar: WorkingHours | None) -> list[date]:
    """The days of which one is reminded today, so many days before. In workdays: free days do not count, nobody is reminded
    on them, and of a free day itself one is reminded on the last workday before."""
    if calendar is None:
        return [today + _DAY * days]
    if not calendar.is_workday(today):
        return []
    if days == 0:
        return [today, *takewhile(lambda on: not calendar.is_workday(on), _days(today + _DAY, _DAY))]
    return _so_far(today, days, calendar, _DAY)


def days_ago(today: date, days: int, calendar: WorkingHours | None) -> list[date]:
    """The days of which one is reminded today, so many days (workdays) after."""
    if calendar is None:
        return [today - _DAY * days]
    return _so_far(today, days, calendar, -_DAY) if calendar.is_workday(today) else []


def _so_far(today: date, days: int, calendar: WorkingHours, step: timedelta) -> list[date]:
    """The days in one direction to which there are so many workdays, today included and the day itself not."""
    found, passed = [], 0
    for on in _days(today, step):
        passed += calendar.is_workday(on)
        if passed > days:
            break
        if passed == days:
            found.append(on + step)
    return found


def _days(first: date, step: timedelta) -> Iterator[date]:
    return (first + step * number for number in range(3 * _MOST_DAYS))


def _of_days(rule: ReminderRule, spec: ObjectSpec, offset: str, days: Iterable[date]) -> Iterator[Notice]:
    item = spec.by_name.get(rule.date_field)
    if item is None:
        return
    ctx = system_context()
    for on in days:
        try:
            condition = filters.parse({"all": _conditions(rule, spec, on)})
            ids = living_ids(ctx, spec, ListQuery(filter=condition), int(REMINDERS_PER_RULE))
        except Refusal:  # a field that it names is gone
            return
        columns = [name for name in ("owner_id", "created_by_id") if _has(spec, name)]
        rows = living(spec).system(reason=_WHY).filter(pk__in=ids).order_by("pk")
        for row in rows.values("pk", "label", *columns):
            for user_id in _receivers(rule, row):
                yield Notice(
                    KIND,
                    [user_id],
                    spec.name,
                    row["pk"],
                    occasion=f"{rule.pk}:{offset}:{on.isoformat()}",
                    params={
                        "kind": rule.kind,
                        "name": row["label"],
                        "field": item.label.as_map(),
                        "on": on.isoformat() if _may_read(user_id, spec, item.name) else UNSEEN,
                    },
                )


def _has(spec: ObjectSpec, column: str) -> bool:
    return column.removesuffix("_id") in spec.by_name


def _conditions(rule: ReminderRule, spec: ObjectSpec, on: date) -> list[Mapping[str, Any]]:
    """The rule's own, the day, and that the record is not closed."""
    name = rule.date_field
    found: list[Mapping[str, Any]] = [rule.filter] if rule.filter else []
    if spec.by_name[name].value_type == "date":
        found.append({"field": name, "op": "eq", "value": on.isoformat()})
    else:
        start, end = instants(on, on + _DAY, settings.get("company.timezone"))
        found += [
            {"field": name, "op": "gte", "value": format_instant(start)},
            {"field": name, "op": "lt", "value": format_instant(end)},
        ]
    if spec.states is not None:
        found.append(spec.states.among(*spec.states.open))
    return found


def _receivers(rule: ReminderRule, row: Mapping[str, Any]) -> Iterator[int]:
    people = directory().people
    owner = people.get(row.get("owner_id") or 0)
    by_name = {
        "owner": owner.id if owner else None,
        "superior": owner.superior_id if owner else None,
        "created_by": row.get("created_by_id"),
    }
    found = [*(by_name[name] for name in rule.receivers if name in by_name), *rule.users]
    yield from dict.fromkeys(one for one in found if one is not None and one in people)


def _may_read(user_id: int, spec: ObjectSpec, name: str) -> bool:
    ctx = receiver_context(user_id)
    return ctx is not None and ctx.level(spec.name, name) not in UNREADABLE


def withdraw_closed(happened: Happened) -> None:
    """Withdraw unread reminders of records that were closed."""
    spec = catalogue().objects.get(happened.object_name)
    if spec is not None and spec.states is not None:
        closed = [one["id"] for one in happened.payload["changes"] if one["new"] in spec.states.closed]
        if closed:
            withdraw(KIND, spec.name, closed)


def declare() -> None:
    """Register the object, its job, and what withdraws reminders."""
    registry.add(RULE)
    periodic("reminder_rules.remind", "0 8 * * *", remind_by_rules)
    subscribe("record.state_changed", "reminder_rules.withdraw_closed", withdraw_closed)
