"""Writes of activities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from guike.domains.activities.models import Activity
from guike.domains.activities.repeats import checked
from guike.domains.activities.rules import STATES, account_of, usual_purpose
from guike.domains.activities.series import apply_following, move_following
from guike.kernel import clock
from guike.kernel.errors import FieldError, Invalid, Refusal, register
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.database.locks import taking
from guike.platform.events.services import gathered
from guike.platform.feed.services import check_people, tell_mentioned
from guike.platform.metadata.catalogue import catalogue
from guike.platform.notify.queries import not_yet_told
from guike.platform.notify.services import Notice, notify_many, withdraw
from guike.platform.records.locking import in_order, place_of
from guike.platform.records.reading import Lookup, living, table
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import record_change, record_change_each, record_create

register(
    {
        "activity.needs_related": T(
            "请至少关联一条记录（客户、线索、商机等）；客户挖掘也可以只填区域",
            "Relate it to at least one record (account, lead, opportunity …); customer digging may name an area instead",
        ),
        "activity.needs_result": T("完成时请填写结果", "A done activity needs its result"),
        "activity.repeat_rule": T(
            "重复规则无效，请重新选择：只能按天、周、月或年重复",
            "This is no rule by which activities repeat; choose one by days, weeks, months or years",
        ),
        "activity.repeat_start": T(
            "重复的行动请填写计划开始", "An activity that repeats needs its planned start"
        ),
        "activity.no_series": T("这个行动不重复", "This activity does not repeat"),
        "activity.first_state": T(
            "新建行动只能是“未开始”，或带结果的“已完成”", "A new activity is planned, or done with its result"
        ),
    }
)

DUE = "activity.due"
LATE = "activity.overdue"
REMINDED_FOR = timedelta(days=30)  # after a longer outage no reminders are sent for older times
REMINDERS_AT_ONCE = 5_000


def activity_prepare(ctx: Context, drafts: Sequence[Draft[Activity]]) -> None:
    """Check that a new activity is planned, or done with its result, and is about something; set its purpose and the
    account that it is put down to."""
    _put_down(drafts)
    for draft in drafts:
        check_people(draft, "mentions")
        if draft.is_new and draft.get("purpose") is None:
            objects = [one["object"] for one in draft.get("related") or ()]
            draft.set("purpose", usual_purpose(draft.get("kind"), objects))
        in_an_area = draft.get("purpose") == "digging" and draft.get("region") is not None
        if (
            draft.get("related") is None
            and not in_an_area
            and not any(e.field == "related" for e in draft.errors)
        ):
            draft.error("related", "activity.needs_related")
        if draft.is_new:
            _begin(ctx, draft)
        elif draft.changed("done_at") and draft.get("status") != "done":
            draft.use_action("done_at", "complete")
        if draft.changed("repeat") and draft.get("repeat") is not None:
            _check_repeat(draft)
        start, end = draft.get("planned_start_at"), draft.get("planned_end_at")
        if start and end and end < start and draft.changed("planned_start_at", "planned_end_at"):
            draft.error("planned_end_at", "before_start", start=draft.spec.by_name["planned_start_at"].label)
        if draft.get("status") == "done" and draft.get("result") is None and draft.get("content") is None:
            draft.error("result", "activity.needs_result")


def _check_repeat(draft: Draft[Activity]) -> None:
    rule = checked(draft.get("repeat"))
    if rule is None:
        draft.error("repeat", "activity.repeat_rule")
    elif draft.get("planned_start_at") is None:
        draft.error("repeat", "activity.repeat_start")
    else:
        draft.set("repeat", rule)


def _put_down(drafts: Sequence[Draft[Activity]]) -> None:
    """Set the account of activities that are about other records than before."""
    moved = [draft for draft in drafts if draft.changed("related")]
    accounts = accounts_about([draft.get("related") or () for draft in moved])
    for draft, account in zip(moved, accounts, strict=True):
        draft.set("account", account)


def accounts_about(abouts: Sequence[Sequence[Mapping[str, Any]]]) -> list[int | None]:
    """The account to which something about these records is put down, for each list of records."""
    accounts = accounts_of([one for about in abouts for one in about])
    return [account_of(about, accounts) for about in abouts]


def accounts_of(related: Iterable[Mapping[str, Any]]) -> dict[tuple[str, int], int | None]:
    """(object, id) → the account that each of these records names; one query for each object that names one."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for one in related:
        wanted[one["object"]].add(one["id"])
    found: dict[tuple[str, int], int | None] = {}
    for name, ids in sorted(wanted.items()):
        spec = catalogue().objects.get(name)
        item = spec.by_name.get("account") if spec is not None else None
        if item is not None and item.target_object == "account":
            found |= {(name, pk): account for pk, account in _ACCOUNTS.tuples(ids, name)}
    return found


def _naming_accounts(name: str) -> Any:
    rows = table(catalogue().get(name)).system(reason="the account of what an activity is about")
    return rows.values("pk", "account_id")


_ACCOUNTS = Lookup(_naming_accounts)


def _begin(ctx: Context, draft: Draft[Activity]) -> None:
    status = draft.sent.get("status") or ("done" if draft.get("done_at") else STATES.usual)
    draft.set("status", status)
    if status == "done":
        if draft.get("done_at") is None:
            draft.set("done_at", clock.now())
        draft.set("done_by", ctx.user_id)
    elif draft.get("done_at") is not None and not ctx.migration:
        draft.error("done_at", "activity.first_state")


def activity_written(ctx: Context, drafts: Sequence[Draft[Activity]]) -> None:
    """Set the last follow-up of the records of done activities, and clear reminders of activities that are closed,
    given away or planned for another time."""
    newest: dict[str, dict[int, datetime]] = defaultdict(dict)
    for draft in drafts:
        if draft.is_new and not ctx.migration:
            tell_mentioned(ctx.user_id, "activity", draft.row.pk, draft.row.mentions)
        if not draft.is_new and draft.sent.get("following"):
            apply_following(ctx, draft)
    over = {
        d.row.pk for d in drafts if not d.is_new and d.changed("status") and d.get("status") in STATES.closed
    }
    for kind, field in ((DUE, "planned_start_at"), (LATE, "planned_end_at")):
        moved = {d.row.pk for d in drafts if not d.is_new and d.changed(field, "owner")}
        if over or moved:
            withdraw(kind, "activity", over | moved)
    for draft in drafts:
        at = draft.row.done_at if draft.get("status") == "done" else None
        if at is None or not draft.changed("status", "done_at", "related"):
            continue
        for one in draft.get("related") or ():
            known = newest[one["object"]].get(one["id"])
            newest[one["object"]][one["id"]] = max(known, at) if known else at
    for spec, _ids in in_order(
        {name: found for name, found in newest.items() if name in catalogue().objects}
    ):
        touch_follow_up(spec.name, newest[spec.name])


def touch_follow_up(object_name: str, found: Mapping[int, datetime]) -> None:
    """Set last_follow_up_at of the records, if the object has the field; an earlier time never replaces a later one."""
    spec = catalogue().objects.get(object_name)
    if spec is None or "last_follow_up_at" not in spec.by_name:
        return
    rows = table(spec).system(reason="last follow-up of records that an activity is about")
    by_time: dict[datetime, list[int]] = defaultdict(list)
    for record_id, at in found.items():
        by_time[at].append(record_id)
    for at, ids in sorted(by_time.items()):
        with taking({place_of(spec): ids}) as at_once:
            stale = rows.filter(pk__in=ids).exclude(last_follow_up_at__gte=at)
            if at_once or len(ids) > 1:  # an UPDATE by itself waits, and takes several in no order
                list(stale.order_by("pk").select_for_update(no_key=True, nowait=at_once).values_list("pk"))
            stale.update(last_follow_up_at=at)


def activity_start(ctx: Context, rows: Sequence[Activity], _params: Values) -> list[Refusal | None]:
    """Planned → in progress, with the time of the start."""
    values = {"started_at": clock.now(), "started_by": ctx.user_id}
    return record_change_each(ctx, "activity", [(row, values) for row in rows], step="start")


def activity_complete(ctx: Context, rows: Sequence[Activity], params: Values) -> list[Refusal | None]:
    """→ done, with the result; counts as a follow-up. A planned activity is started in the same step."""
    now = clock.now()
    values = {
        "done_at": params["done_at"] or now,
        "done_by": ctx.user_id,
        "result": params["result"],
    }
    if params["next_contact_at"]:
        values["next_contact_at"] = params["next_contact_at"]
    changes = []
    for row in rows:
        start = (
            {} if row.started_at else {"started_at": min(values["done_at"], now), "started_by": ctx.user_id}
        )
        changes.append((row, {**values, **start}))
    return record_change_each(ctx, "activity", changes, step="complete")


def activity_cancel(ctx: Context, rows: Sequence[Activity], _params: Values) -> list[Refusal | None]:
    """→ cancelled, with the time."""
    values = {"cancelled_at": clock.now(), "cancelled_by": ctx.user_id}
    return record_change_each(ctx, "activity", [(row, values) for row in rows], step="cancel")


def activity_reopen(ctx: Context, rows: Sequence[Activity], _params: Values) -> list[Refusal | None]:
    """Done → in progress: it was not over after all. The result stays to be completed; what it told of the last
    follow-up stands."""
    changes = [
        (
            row,
            {
                "done_at": None,
                "done_by": None,
                "started_at": row.started_at or row.done_at,
                "started_by": row.started_by_id or ctx.user_id,
            },
        )
        for row in rows
    ]
    return record_change_each(ctx, "activity", changes, step="reopen")


def activity_reschedule(ctx: Context, rows: Sequence[Activity], params: Values) -> list[Refusal | None]:
    """Plan it for another time; without an end it lasts as long as before."""
    start, end = params["planned_start_at"], params.get("planned_end_at")
    if end is not None and end < start:
        label = catalogue().get("activity").by_name["planned_start_at"].label
        raise Invalid([FieldError("planned_end_at", "before_start", {"start": label})])
    following = bool(params.get("following"))
    return [_rescheduled(ctx, row, start, end, following) for row in rows]


def _rescheduled(
    ctx: Context, row: Activity, start: datetime, end: datetime | None, following: bool
) -> Refusal | None:
    """Each by itself: one that may not be moved, because its room is taken, leaves no trace."""
    lasts = row.planned_end_at - row.planned_start_at if row.planned_end_at and row.planned_start_at else None
    values = {
        "planned_start_at": start,
        "planned_end_at": end or (start + lasts if lasts is not None else None),
    }
    try:
        with transaction.atomic(), gathered():
            before = row.planned_start_at
            record_change(ctx, "activity", [(row, values)])
            if following:
                move_following(ctx, row, before)
    except Refusal as refusal:
        return refusal
    return None


def activity_remind() -> int:
    """Remind owners of activities whose time has come, and of those that are overdue, once for each time planned; the
    number of reminders."""
    begun = _remind(DUE, "planned_start_at", STATES.sources("start"))
    return begun + _remind(LATE, "planned_end_at", STATES.open)


def _remind(kind: str, field: str, states: Collection[str]) -> int:
    now = clock.now()
    rows = living(catalogue().get("activity")).system(
        reason="reminders of planned activities go to every owner"
    )
    past = {f"{field}__gt": now - REMINDED_FOR, f"{field}__lte": now}
    rows = rows.filter(status__in=states, **past)
    due = not_yet_told(rows, kind, "activity", field).order_by(field, "pk")[:REMINDERS_AT_ONCE]
    notices = [
        Notice(kind, [owner], "activity", pk, occasion=at.isoformat(), params={"name": label})
        for pk, owner, label, at in due.values_list("pk", "owner_id", "label", field)
    ]
    notify_many(notices)
    return len(notices)


def follow_up_record(ctx: Context, object_name: str, ids: Sequence[int], params: Values) -> list[int]:
    """Create one done activity for each record and return their ids. `params`: content, kind?, done_at?,
    next_contact_at?, is_problem?, mentions?, files? (of one record alone: a file belongs to one)"""
    rows = [
        {
            "kind": params.get("kind") or "call",
            "content": params["content"],
            "status": "done",
            "done_at": params.get("done_at") or clock.now(),
            "next_contact_at": params.get("next_contact_at"),
            "is_problem": bool(params.get("is_problem")),
            "related": [{"object": object_name, "id": record_id}],
            "owner": ctx.user_id,
            "mentions": params.get("mentions") or [],
            "files": params.get("files") or [] if record_id == ids[0] else [],
        }
        for record_id in ids
    ]
    outcomes = record_create(ctx, "activity", [_as_sent(row) for row in rows], system=True)
    found = []
    for outcome in outcomes:
        if outcome.refusal is not None:
            raise outcome.refusal
        assert outcome.id is not None
        found.append(outcome.id)
    return found


def _as_sent(row: Values) -> dict[str, Any]:
    """Typed values in the form that the write path reads."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
