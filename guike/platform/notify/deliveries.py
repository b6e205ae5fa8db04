"""Sends reminders through the channels that their receivers chose.

A reminder is written once, by `services.notify_many`. Each minute `dispatch` makes a delivery for each channel of new
ones, and starts a job that sends what is due: the reminders of one person and channel together. A crash between sending
and its mark sends once more; a mail then has the same id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings as django_settings
from django.db import transaction
from django.db.models import Count, Min, Q

from guike.kernel import clock
from guike.kernel.errors import Refusal, register
from guike.kernel.limits import CHUNK_ROWS
from guike.kernel.text import LOCALES, T, join
from guike.platform.access.context import Context
from guike.platform.adapters.errors import AdapterRefused, AdapterUnavailable
from guike.platform.adapters.mail import Mail, MailPort
from guike.platform.adapters.registry import adapter_of
from guike.platform.adapters.robots import RobotPort
from guike.platform.jobs.models import Job
from guike.platform.jobs.registry import Run
from guike.platform.jobs.services import start
from guike.platform.notify.channels import CHANNELS, EMAIL, next_try
from guike.platform.notify.models import Notification, NotificationDelivery
from guike.platform.notify.preferences import preferences_of
from guike.platform.notify.queries import shown_to
from guike.platform.notify.registry import kind_named as notification_kind_named
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.rendering import receiver_context
from guike.platform.notify.services import Notice, notify_many
from guike.platform.org.queries import administrators, user_by_id
from guike.platform.settings import queries as settings

SEND = "notify.send"
FAILED = "notify.failed"
_LEASE = timedelta(minutes=10)  # whose job died meanwhile is tried again after that
_GROUPS = 200  # at once: what is left comes with the next minute
_LINES = 50  # of one message
SUBJECT = T("{count} 条提醒", "{count} reminders")
FOOT = T(
    "这是 {company} 的 CRM 发出的提醒，在「CRM提醒 → 提醒设置」中可以更改接收方式。",
    "A reminder of the CRM of {company}. How you receive them is set in Reminders → Settings.",
)
ONE_KIND = T("{label} {count} 条", "{label}: {count}")
SAID = T(
    "{name}：您有新的提醒，{kinds}。请登录 CRM 查看",
    "{name}: new reminders, {kinds}. Please sign in to the CRM",
)
register(
    {
        "notify.no_email": T(
            "“{name}”没有填写邮箱，请在用户资料中补充",
            "“{name}” has no e-mail address; add it to the user's record",
        ),
    },
    status=409,
)

notification_kind(
    FAILED,
    T("提醒发送失败", "Reminders not sent"),
    T("通过“{channel}”发送提醒失败：{reason}", "Reminders could not be sent through “{channel}”: {reason}"),
    in_app_only=True,
)


def deliveries() -> Any:
    """Every delivery, for the jobs that send them and the monitor of administrators."""
    return NotificationDelivery.objects.system(reason="reminders on their way are sent by the system")


def dispatch() -> int:
    """Make the deliveries of new reminders, and have sent what is due; the number of new deliveries. Run each minute."""
    with transaction.atomic():
        rows = list(
            Notification.objects.filter(is_dispatched=False)
            .order_by("id")
            .select_for_update(skip_locked=True, no_key=True)[: int(CHUNK_ROWS)]
        )
        made = _deliveries(rows)
        deliveries().bulk_create(made, batch_size=int(CHUNK_ROWS), ignore_conflicts=True)
        Notification.objects.filter(pk__in=[row.pk for row in rows]).update(is_dispatched=True)
    if _due().exists() and not Job.objects.filter(kind=SEND, status__in=Job.OPEN).exists():
        start(SEND, {}, None)
    return len(made)


def _deliveries(rows: Sequence[Notification]) -> list[NotificationDelivery]:
    now, zone = clock.now(), ZoneInfo(settings.get("company.timezone"))
    chosen = preferences_of({row.user_id for row in rows})
    return [
        NotificationDelivery(
            notification=row,
            user_id=row.user_id,
            channel=channel,
            **_named(row),
            due_at=chosen(row.user_id, row.kind).due(now, zone),
        )
        for row in rows
        for channel in chosen(row.user_id, row.kind).channels
        if channel in CHANNELS
    ]


def _named(row: Notification) -> dict[str, Any]:
    """What the list of deliveries says of a reminder: its kind and its record, never its text."""
    kind = notification_kind_named(row.kind)
    label = kind.label.as_map() if kind else {}
    record = {"object": row.object_name, "id": row.record_id} if row.record_id else None
    return {"kind": label, "record": record, "label": label.get("zh-CN", row.kind)}


def _due() -> Any:
    return deliveries().filter(status=NotificationDelivery.WAITING, due_at__lte=clock.now())


def send_due(run: Run) -> Mapping[str, Any]:
    """Send what is due. A channel that does not answer is not tried again in this run."""
    sent, away = 0, set[str]()
    groups = _due().values("user_id", "channel").annotate(first=Min("due_at")).order_by("first", "user_id")
    for user_id, channel in groups.values_list("user_id", "channel")[:_GROUPS]:
        if channel in away:
            continue
        rows = _taken(user_id, channel)
        try:
            sent += _send(user_id, channel, rows)
        except AdapterUnavailable as trouble:
            away.add(channel)
            _failed(rows, trouble, next_try(max(row.attempts for row in rows), clock.now()))
        except Refusal as trouble:
            _failed(rows, trouble, None)
        run.progress(done=sent)
    return {"sent": sent}


def _taken(user_id: int, channel: str) -> list[NotificationDelivery]:
    """What is due for one person and channel, taken so that no other process sends it meanwhile."""
    with transaction.atomic():
        rows = list(
            _due()
            .filter(user_id=user_id, channel=channel)
            .order_by("id")
            .select_for_update(skip_locked=True, no_key=True)
            .select_related("notification")[:_LINES]
        )
        for row in rows:
            row.attempts, row.due_at = row.attempts + 1, clock.now() + _LEASE
        deliveries().bulk_update(rows, ["attempts", "due_at"])
    return rows


def _send(user_id: int, channel: str, rows: Sequence[NotificationDelivery]) -> int:
    """Send them as one message; the number of reminders in it. What he has read meanwhile, or may not see any more, is left
    out for good."""
    ctx, user = receiver_context(user_id), user_by_id(user_id)
    shown = [] if ctx is None else shown_to(ctx, [row.notification for row in rows])
    wanted = {item["id"] for item in shown if not item["is_read"]}
    deliveries().filter(pk__in=[row.pk for row in rows if row.notification_id not in wanted]).delete()
    if ctx is None or user is None or not wanted:
        return 0
    items = [item for item in shown if item["id"] in wanted]
    if channel == EMAIL:
        _mail(ctx, user, items, rows[0])
    else:
        robot: RobotPort = adapter_of(CHANNELS[channel][1])
        robot.say(_said(ctx, user, items), _mobiles(user))
    deliveries().filter(pk__in=[row.pk for row in rows]).update(
        status=NotificationDelivery.SENT, sent_at=clock.now(), error=None
    )
    return len(items)


def _mail(ctx: Context, user: Any, items: Sequence[Mapping[str, Any]], first: NotificationDelivery) -> None:
    if not user.email:
        raise AdapterRefused("notify.no_email", name=user.name)
    company = settings.get("company.name")
    lines = (
        [f"{item['label']}：{item['text']}" for item in items]
        if ctx.locale != "en"
        else [f"{item['label']}: {item['text']}" for item in items]
    )
    subject = lines[0] if len(items) == 1 else SUBJECT.format(ctx.locale, count=len(items))
    linked = [
        f"{line}\n{link}" if (link := _link(item)) else line for line, item in zip(lines, items, strict=True)
    ]
    text = "\n\n".join([*linked, FOOT.format(ctx.locale, company=company)])
    mail: MailPort = adapter_of(CHANNELS[EMAIL][1])
    mail.send(Mail((user.email,), f"[{company}] {subject}", text, reference=f"guike-notice-{first.pk}"))


def _link(item: Mapping[str, Any]) -> str:
    """The address of the record's page, where the operator has said under which address the product is reached."""
    origins = django_settings.CSRF_TRUSTED_ORIGINS
    return f"{origins[0]}/o/{item['object']}/{item['record_id']}" if origins and item["record_id"] else ""


def _said(ctx: Context, user: Any, items: Sequence[Mapping[str, Any]]) -> str:
    """Kinds and numbers alone: a whole group reads it."""
    kinds = Counter(item["label"] for item in items)
    parts = [ONE_KIND.format(ctx.locale, label=label, count=count) for label, count in kinds.items()]
    return SAID.format(ctx.locale, name=user.name, kinds=join(parts, ctx.locale))


def _mobiles(user: Any) -> list[str]:
    """The number by which a group's members are mentioned: without the code of mainland China."""
    return [user.mobile.removeprefix("+86")] if user.mobile else []


def _failed(rows: Sequence[NotificationDelivery], trouble: Refusal, again: datetime | None) -> None:
    """Note why it failed, and when it is tried again; for good: tell the person and the administrators, once a day."""
    error = {locale: trouble.message(locale) for locale in LOCALES}
    status = NotificationDelivery.FAILED if again is None else NotificationDelivery.WAITING
    with transaction.atomic():
        deliveries().filter(pk__in=[row.pk for row in rows]).update(
            status=status, error=error, due_at=again or clock.now()
        )
        if again is None and rows:
            _tell(rows[0], error)


def resend(
    _ctx: Context, rows: Sequence[NotificationDelivery], _params: Mapping[str, Any]
) -> list[Refusal | None]:
    """Send again what was given up, and now what is to be tried again later. What its receiver has read meanwhile is not
    sent any more."""
    deliveries().filter(pk__in=[row.pk for row in rows]).update(
        status=NotificationDelivery.WAITING, attempts=0, due_at=clock.now(), updated_at=clock.now()
    )
    return [None for _row in rows]


def backlog() -> dict[str, int]:
    """{"pending", "failed", "dead"}: how many reminders wait for their first try, are tried again, were given up."""
    waiting = deliveries().filter(status=NotificationDelivery.WAITING)
    found = waiting.aggregate(
        pending=Count("pk", filter=Q(attempts=0)), failed=Count("pk", filter=Q(attempts__gt=0))
    )
    return {**found, "dead": deliveries().filter(status=NotificationDelivery.FAILED).count()}


def oldest_due() -> datetime | None:
    """Since when something waits that should have gone by now; None without one."""
    found: datetime | None = _due().order_by("due_at").values_list("due_at", flat=True).first()
    return found


def sent_since(start: datetime) -> int:
    """How many reminders went out since an instant."""
    return int(deliveries().filter(status=NotificationDelivery.SENT, sent_at__gte=start).count())


def _tell(row: NotificationDelivery, error: Mapping[str, str]) -> None:
    day = clock.today(settings.get("company.timezone")).isoformat()
    label = CHANNELS[row.channel][0]
    told = {row.user_id, *administrators()}
    notify_many(
        [
            Notice(
                FAILED,
                [user_id],
                occasion=f"{row.channel}:{day}",
                params={"channel": label.as_map(), "reason": error},
            )
            for user_id in sorted(told)
        ]
    )
