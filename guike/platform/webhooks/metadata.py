"""The declaration of webhooks and their deliveries."""

from __future__ import annotations

from guike.kernel.text import T, Text
from guike.platform.events.registry import listen
from guike.platform.metadata.catalogue import EVENTS, OBJECTS
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import AccessSpec, ActionSpec, Hooks, ObjectSpec, Section, ViewSpec, choices
from guike.platform.metadata.spec import spec_field as f
from guike.platform.retention.registry import keep
from guike.platform.webhooks import trying
from guike.platform.webhooks.models import Webhook, WebhookDelivery
from guike.platform.webhooks.queries import purge
from guike.platform.webhooks.queueing import HANDLER, deliveries, enqueue, wanted
from guike.platform.webhooks.services import (
    delivery_replay,
    webhook_enable,
    webhook_prepare,
    webhook_purging,
    webhook_test,
)

DISABLED = {"field": "status", "op": "eq", "value": Webhook.DISABLED}
FINISHED = {"field": "status", "op": "in", "value": [WebhookDelivery.DEAD, WebhookDelivery.DELIVERED]}
TROUBLED = {"field": "status", "op": "in", "value": [WebhookDelivery.DEAD, WebhookDelivery.FAILED]}
ADMINISTERED = AccessSpec(kind="open", administrators=True)

WEBHOOK = ObjectSpec(
    name="webhook",
    model=Webhook,
    label=Text("推送", "Webhook"),
    plural=Text("推送", "Webhooks"),
    module="admin",
    area="admin",
    position=91,
    access=ADMINISTERED,
    has_team=False,
    has_timeline=False,
    has_files=False,
    operations=("view", "create", "edit", "delete"),
    fields=(
        f("text", "name", "名称", "Name", required=True, searchable=True, max_length=100),
        f("url", "url", "接收地址", "Address", required=True, searchable=True,
          help=Text("以 https:// 开头；内网地址须由运维人员先开放", "Begins with https://; inner addresses are opened by the operator first")),
        f("text", "secret", "密钥", "Secret", write_only=True, max_length=200,
          help=Text("至少 16 个字符，接收方用它验证签名；保存后不再显示，留空表示不修改",
                    "At least 16 characters; the receiver checks the signature with it. Never shown again; leave empty to keep it")),
        f("multi_choice", "objects", "对象", "Objects", required=True, choice_set=OBJECTS, column="objects_told"),
        f("multi_choice", "events", "事件", "Events", required=True, choice_set=EVENTS),
        f("json", "filter", "只推送符合条件的", "Only those that match", holds="filter",
          help=Text("只选了一个对象时可以填写", "When one object is chosen")),
        f("user", "run_as", "以谁的身份", "As whom", required=True,
          help=Text("只推送此人看得到的记录和字段", "It sends the records and fields that this user may see"),
          relation="webhooks_run", relation_label=Text("以其身份的推送", "Webhooks that send as this user")),
        f("boolean", "is_active", "启用", "Active", default=True),
        f("choice", "status", "状态", "Status", read_only=True, system=True, default=Webhook.OK, choices=choices(
            ("ok", "正常", "Working", "green"), ("failing", "失败中", "Failing", "orange"), ("disabled", "已停用", "Switched off", "red"))),
        f("text", "trouble", "原因", "Reason", read_only=True, system=True),
        f("integer", "failures", "连续失败次数", "Failures in a row", read_only=True, system=True, default=0),
        f("instant", "failing_since", "开始失败于", "Failing since", read_only=True, system=True),
        f("instant", "last_success_at", "最近成功", "Last success", read_only=True, system=True),
    ),
    list_columns=("name", "objects", "events", "is_active", "status", "last_success_at", "run_as"),
    header=("url", "is_active", "status", "trouble", "last_success_at"),
    form=(
        Section(Text("基本信息", "Details"), ("name", "url", "secret", "is_active")),
        Section(Text("推送内容", "What is sent"), ("objects", "events", "filter", "run_as")),
    ),
    related=("deliveries",),
    views=(
        ViewSpec("all", Text("全部推送", "All webhooks"), sort=("name",)),
        ViewSpec("troubled", Text("有问题的", "With trouble"), {"field": "status", "op": "ne", "value": Webhook.OK}, sort=("name",)),
    ),
    actions=(
        ActionSpec(
            "test", Text("发送测试", "Send a test"), webhook_test, on_list=False, placement="primary",
            confirm=Text("将向接收地址发送一条示例，不含任何记录。", "An example without any record is sent to the address."),
        ),
        ActionSpec(
            "enable", Text("重新启用", "Switch on again"), webhook_enable, when=DISABLED,
            when_text=Text("没有停用", "it is not switched off"), offered=DISABLED,
            done=Text("已启用，积压的内容会接着发送", "Switched on; what waits is sent"),
        ),
    ),
    hooks=Hooks(prepare=webhook_prepare, purging=webhook_purging),
    audited=True,
)  # fmt: skip

DELIVERY = ObjectSpec(
    name="webhook_delivery",
    model=WebhookDelivery,
    label=Text("推送记录", "Delivery"),
    plural=Text("推送记录", "Deliveries"),
    module="admin",
    area="admin",
    position=92,
    access=ADMINISTERED,
    has_team=False,
    has_timeline=False,
    has_files=False,
    history=False,
    recyclable=False,
    operations=("view", "export", "print"),
    name_field="event",
    fields=(
        f("reference", "webhook", "推送", "Webhook", target="webhook", relation="deliveries", traces=True),
        f("choice", "event", "事件", "Event", choice_set=EVENTS),
        f("any_reference", "record", "记录", "Record", unlinked=True, traces=True),
        f("choice", "object", "对象", "Object", choice_set=OBJECTS),
        f("integer", "record_id", "记录 ID", "Record ID"),
        f("integer", "sequence", "序号", "No."),
        f("choice", "status", "状态", "Status", choices=choices(
            ("pending", "等待发送", "Waiting", "blue"), ("delivered", "已送达", "Delivered", "green"),
            ("failed", "失败，将重试", "Failed, tried again", "orange"), ("dead", "已放弃", "Given up", "red"))),
        f("integer", "attempts", "尝试次数", "Attempts"),
        f("integer", "response_code", "对方的回答", "Answer"),
        f("text", "error", "原因", "Reason"),
        f("instant", "happened_at", "发生时间", "Happened"),
        f("instant", "next_try_at", "下次尝试", "Next try"),
        f("instant", "finished_at", "结束时间", "Finished"),
        f("instant", "discarded_at", "不再处理", "Discarded"),
    ),
    list_columns=("happened_at", "webhook", "event", "record", "status", "attempts", "response_code", "error", "finished_at"),
    header=("webhook", "event", "record", "status"),
    detail=(
        Section(Text("基本信息", "Details"), (
            "webhook", "event", "record", "sequence", "status", "attempts", "response_code", "error", "happened_at", "next_try_at", "finished_at",
            "discarded_at",
        )),
    ),
    views=(
        ViewSpec("all", Text("全部", "All")),
        ViewSpec("troubled", Text("失败和放弃的", "Failed and given up"), TROUBLED),
        ViewSpec("dead", Text("已放弃的", "Given up"), {"field": "status", "op": "eq", "value": WebhookDelivery.DEAD}),
        ViewSpec("waiting", Text("等待发送的", "Waiting"), {"field": "status", "op": "eq", "value": WebhookDelivery.PENDING}),
    ),
    actions=(
        ActionSpec(
            "replay", Text("重新推送", "Send again"), delivery_replay, when=FINISHED, locks=("webhook",),
            when_text=Text("还在等待发送", "it still waits to be sent"), done=Text("将重新推送", "It is sent again"),
        ),
    ),
)  # fmt: skip


def declare() -> None:
    """Register the objects, the listener and the nightly task."""
    registry.add(WEBHOOK, DELIVERY)
    listen(HANDLER, enqueue, wanted)
    trying.declare()
    keep(
        "webhook_deliveries",
        T("推送记录", "Deliveries of webhooks"),
        T(
            "推送给其他系统的变更和结果；每条记录的最后一次保留",
            "What other systems were told of changes; of each record the last one stays",
        ),
        deliveries,
        "created_at",
        purge,
        days=30,
        least=7,
    )
