"""Messages to people outside and who does not want them, declared."""

from __future__ import annotations

from guike.kernel.text import T, Text
from guike.platform.jobs.registry import job_kind, periodic
from guike.platform.messaging import errors, linking, settings, timeline
from guike.platform.messaging.models import CustomerMessage, OptOut
from guike.platform.messaging.queries import purge
from guike.platform.messaging.sending import CHANNEL_LABELS, SEND, dispatch, send_due
from guike.platform.messaging.services import messages, opt_out_prepare, resend
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    Choice,
    Hooks,
    ObjectSpec,
    Section,
    ViewSpec,
    choices,
)
from guike.platform.metadata.spec import spec_field as f
from guike.platform.retention.registry import keep

__all__ = ["declare", "errors", "settings"]

FAILED = {"field": "status", "op": "eq", "value": CustomerMessage.FAILED}
RETRIED = {
    "all": [
        {"field": "status", "op": "eq", "value": CustomerMessage.QUEUED},
        {"field": "attempts", "op": "gt", "value": 0},
    ]
}
ADMINISTERED = AccessSpec(kind="open", administrators=True)
CHANNELS = tuple(Choice(name, label) for name, label in CHANNEL_LABELS.items())

MESSAGE = ObjectSpec(
    name="customer_message",
    model=CustomerMessage,
    label=Text("客户通知记录", "Message to a customer"),
    plural=Text("客户通知记录", "Messages to customers"),
    module="admin",
    area="admin",
    position=94,
    access=ADMINISTERED,
    has_team=False,
    has_timeline=False,
    has_files=False,
    history=False,
    recyclable=False,
    operations=("view", "export", "print"),
    name_field="title",
    fields=(
        f("label", "title", "通知类型", "Kind"),
        f("any_reference", "record", "关于", "About", unlinked=True, traces=True, scoped=True),
        f("any_reference", "receiver", "接收人", "Receiver", unlinked=True, traces=True, scoped=True),
        f("choice", "channel", "方式", "Channel", choices=CHANNELS),
        f("text", "address", "地址", "Address", personal=True),
        f("text", "subject", "标题", "Subject"),
        f("long_text", "text", "正文", "Text", personal=True),
        f("choice", "status", "状态", "Status", choices=choices(
            ("queued", "等待发送", "Waiting", "blue"), ("sent", "已发送", "Sent", "green"),
            ("failed", "已放弃", "Given up", "red"), ("suppressed", "未发送", "Not sent", "default"))),
        f("label", "reason", "原因", "Reason"),
        f("integer", "attempts", "尝试次数", "Attempts"),
        f("instant", "due_at", "下次尝试", "Next try"),
        f("instant", "sent_at", "发送时间", "Sent at"),
    ),
    list_columns=("title", "record", "receiver", "channel", "status", "attempts", "reason", "sent_at", "created_at"),
    header=("record", "receiver", "channel", "status"),
    detail=(
        Section(Text("基本信息", "Details"), (
            "title", "record", "receiver", "channel", "address", "status", "attempts", "reason", "due_at", "sent_at", "created_at")),
        Section(Text("内容", "Content"), ("subject", "text")),
    ),
    views=(
        ViewSpec("all", Text("全部", "All")),
        ViewSpec("failed", Text("已放弃的", "Given up"), FAILED),
        ViewSpec("retried", Text("失败待重试的", "Failed, tried again"), RETRIED),
        ViewSpec("suppressed", Text("未发送的", "Not sent"), {"field": "status", "op": "eq", "value": CustomerMessage.SUPPRESSED}),
    ),
    actions=(
        ActionSpec(
            "resend", Text("重新发送", "Send again"), resend, when={"any": [FAILED, RETRIED]}, placement="primary",
            when_text=Text("没有失败", "it has not failed"), done=Text("一分钟内重新发送", "It is sent again within a minute"),
        ),
    ),
)  # fmt: skip

OPT_OUT = ObjectSpec(
    name="opt_out",
    model=OptOut,
    label=Text("退订", "Opt-out"),
    plural=Text("退订", "Opt-outs"),
    module="admin",
    area="admin",
    position=95,
    access=ADMINISTERED,
    has_team=False,
    has_timeline=False,
    has_files=False,
    operations=("view", "create", "edit", "delete", "import", "export"),
    name_field="address",
    audited=True,
    fields=(
        f("text", "address", "邮箱或手机", "Mail address or mobile", required=True, unique=True, searchable=True, max_length=254,
          personal=True, help=Text("不再向它发送通知；删除这一行即恢复发送", "It is not written to any more; delete the row to write again")),
        f("choice", "kind", "方式", "Channel", choices=CHANNELS, read_only=True),
        f("choice", "source", "来源", "Source", read_only=True, choices=choices(
            ("link", "收件人点了退订", "The receiver's own click"), ("staff", "员工登记", "Noted by staff"))),
        f("any_reference", "record", "联系人", "Whose", unlinked=True, traces=True, scoped=True, read_only=True),
    ),
    list_columns=("address", "kind", "source", "record", "created_at", "created_by"),
    header=("kind", "source", "created_at"),
    form=(Section(Text("基本信息", "Details"), ("address",)),),
    views=(ViewSpec("all", Text("全部退订", "All opt-outs")),),
    hooks=Hooks(prepare=opt_out_prepare),
)  # fmt: skip


def declare() -> None:
    """Register the objects, the sender and what is shown on the pages of records."""
    registry.add(MESSAGE, OPT_OUT)
    timeline.declare()
    linking.declare()
    periodic("message.dispatch", "* * * * *", dispatch)
    job_kind(SEND, send_due, label=T("发送客户通知", "Sending messages to customers"))
    keep(
        "customer_messages",
        T("客户通知记录", "Messages to customers"),
        T(
            "向客户发送过什么通知、发到哪里、是否送出",
            "What customers were told, where, and whether it was sent",
        ),
        messages,
        "created_at",
        purge,
        days=365,
        least=30,
    )
