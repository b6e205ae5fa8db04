"""Registers the jobs of notifications, who tells of received records, and the list of what is on its way."""

from __future__ import annotations

from guike.kernel.text import T, Text
from guike.platform.events.registry import subscribe
from guike.platform.jobs.registry import job_kind, periodic
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    Choice,
    ObjectSpec,
    Section,
    ViewSpec,
    choices,
)
from guike.platform.metadata.spec import spec_field as f
from guike.platform.notify.channels import CHANNELS
from guike.platform.notify.deliveries import SEND, dispatch, resend, send_due
from guike.platform.notify.models import Notification, NotificationDelivery
from guike.platform.notify.receiving import tell_receivers
from guike.platform.notify.services import purge
from guike.platform.retention.registry import keep

FAILED = {"field": "status", "op": "eq", "value": NotificationDelivery.FAILED}
RETRIED = {
    "all": [
        {"field": "status", "op": "eq", "value": NotificationDelivery.WAITING},
        {"field": "attempts", "op": "gt", "value": 0},
    ]
}
UNSENT = {"any": [FAILED, RETRIED]}

DELIVERY = ObjectSpec(
    name="notification_delivery",
    model=NotificationDelivery,
    label=Text("提醒发送记录", "Sent reminder"),
    plural=Text("提醒发送记录", "Sent reminders"),
    module="admin",
    area="admin",
    position=93,
    access=AccessSpec(kind="open", administrators=True),
    has_team=False,
    has_timeline=False,
    has_files=False,
    history=False,
    recyclable=False,
    operations=("view", "export", "print"),
    name_field="kind",
    fields=(
        f("label", "kind", "提醒类型", "Kind"),
        f("user", "user", "接收人", "Receiver", traces=True, relation="reminder_deliveries",
          relation_label=Text("提醒发送记录", "Sent reminders")),
        f("any_reference", "record", "记录", "Record", unlinked=True, traces=True, scoped=True),
        f("choice", "channel", "方式", "Channel", choices=tuple(
            Choice(name, label) for name, (label, _port) in CHANNELS.items())),
        f("choice", "status", "状态", "Status", choices=choices(
            ("waiting", "等待发送", "Waiting", "blue"), ("sent", "已发送", "Sent", "green"), ("failed", "已放弃", "Given up", "red"))),
        f("integer", "attempts", "尝试次数", "Attempts"),
        f("label", "error", "失败原因", "Reason"),
        f("instant", "due_at", "下次尝试", "Next try"),
        f("instant", "sent_at", "发送时间", "Sent at"),
    ),
    list_columns=("kind", "user", "channel", "status", "attempts", "error", "record", "due_at", "sent_at", "created_at"),
    header=("user", "channel", "status"),
    detail=(
        Section(Text("基本信息", "Details"), (
            "kind", "user", "record", "channel", "status", "attempts", "error", "due_at", "sent_at", "created_at")),
    ),
    views=(
        ViewSpec("failed", Text("已放弃的", "Given up"), FAILED),
        ViewSpec("retried", Text("失败待重试的", "Failed, tried again"), RETRIED),
        ViewSpec("all", Text("全部", "All")),
    ),
    actions=(
        ActionSpec(
            "resend", Text("重新发送", "Send again"), resend, when=UNSENT, placement="primary",
            when_text=Text("没有失败", "it has not failed"), done=Text("一分钟内重新发送", "It is sent again within a minute"),
        ),
    ),
)  # fmt: skip

registry.add(DELIVERY)
keep(
    "notices",
    T("提醒", "Reminders"),
    T(
        "谁收到过关于哪条记录的什么提醒、何时已读",
        "Who was told what about which record, and when he read it",
    ),
    Notification.objects.all,
    "at",
    purge,
    days=180,
    least=30,
)
periodic("notify.dispatch", "* * * * *", dispatch)
job_kind(SEND, send_due, label=T("发送提醒", "Sending reminders"))
for event in ("record.created", "record.updated"):
    subscribe(event, "notify.tell_receivers", tell_receivers)
