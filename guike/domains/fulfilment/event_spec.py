"""Where shipments were seen, declared."""

from __future__ import annotations

from guike.domains.fulfilment import tracing
from guike.domains.fulfilment.models import ShipmentEvent
from guike.domains.fulfilment.rules import STATES
from guike.domains.fulfilment.trace import CONTENT_CHARS, PLACE_CHARS
from guike.kernel.text import Text
from guike.platform.metadata.ledgers import ledger_object
from guike.platform.metadata.spec import AccessSpec, ActionSpec, choices
from guike.platform.metadata.spec import spec_field as f

_GONE = STATES.among("shipped", "received")

SHIPMENT_EVENT = ledger_object(
    name="shipment_event",
    model=ShipmentEvent,
    label=Text("物流轨迹", "Station"),
    plural=Text("物流轨迹", "Stations"),
    parent="shipment",
    parent_relation="shipment_events",
    access=AccessSpec(kind="line"),
    name_field="content",
    fields=(
        f("reference", "shipment", "发货单", "Shipment", target="shipment"),
        f("instant", "at", "时间", "Time"),
        f("text", "place", "地点", "Place", max_length=PLACE_CHARS),
        f("text", "content", "内容", "What happened", max_length=CONTENT_CHARS, tells="shipment.last_event"),
        f("choice", "source", "来源", "Told by",
          choices=choices(("asked", "物流查询", "Tracing service", "blue"), ("noted", "登记或推送", "Entered or pushed", "default"))),
    ),
    list_columns=("shipment", "at", "place", "content", "source", "created_by", "created_at"),
)  # fmt: skip

#: fields of a shipment that tell of its way
WAY_FIELDS = (
    f("text", "last_event", "最新物流", "Last seen", read_only=True, system=True, max_length=CONTENT_CHARS),
    f("instant", "last_event_at", "最新物流时间", "Last seen at", read_only=True, system=True),
    f("text", "trace_note", "物流查询结果", "Why the tracing service did not say", read_only=True, system=True, max_length=500),
)  # fmt: skip

ACTIONS = (
    ActionSpec(
        "note_event",
        Text("登记物流", "Note a station"),
        tracing.shipment_note,
        operation="edit",
        when=_GONE,
        when_text=Text("还没有发出", "It has not left yet"),
        params=(
            f("text", "content", "内容", "What happened", required=True, max_length=CONTENT_CHARS),
            f("text", "place", "地点", "Place", max_length=PLACE_CHARS),
            f("instant", "at", "时间", "Time", help=Text("不填为现在", "Left empty: now")),
        ),
        shows=("carrier", "tracking_no", "last_event"),
        done=Text("已登记", "Noted"),
    ),
    ActionSpec(
        "trace",
        Text("查询物流", "Ask where it is"),
        tracing.shipment_trace,
        operation="view",
        scope="view",
        when=STATES.among("shipped"),
        when_text=Text("不在途", "It is not on its way"),
        confirm=Text(
            "向物流查询服务询问这张发货单到了哪里。", "The tracing service is asked where this shipment is."
        ),
        shows=("carrier", "tracking_no", "last_event"),
        done=Text("正在查询，结果稍后显示", "It is being asked; the answer is shown soon"),
    ),
)
