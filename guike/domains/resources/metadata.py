"""The declaration of resources and their bookings."""

from __future__ import annotations

from guike.domains.resources import services
from guike.domains.resources.agenda import declare_agenda
from guike.domains.resources.models import Resource, ResourceBooking
from guike.domains.resources.rules import STATES
from guike.kernel.text import Text
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import EVERYBODY, KEEP, READ, VIEW
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    Hooks,
    ObjectSpec,
    Participant,
    Section,
    ViewSpec,
    choices,
)
from guike.platform.metadata.spec import spec_field as f

BOOKED = STATES.among("booked")

RESOURCE = ObjectSpec(
    name="resource",
    model=Resource,
    label=Text("资源", "Resource"),
    plural=Text("资源", "Resources"),
    area="activities",
    position=52,
    access=AccessSpec(default="read", any_owner=True),
    has_team=False,
    fields=(
        f("text", "name", "名称", "Name", required=True, unique=True, searchable=True, max_length=100),
        f("choice", "kind", "类型", "Kind", required=True, default="meeting_room", choices=choices(
            ("meeting_room", "会议室", "Meeting room", "blue"), ("equipment", "样机", "Demo machine", "purple"),
            ("vehicle", "车辆", "Vehicle", "orange"), ("other", "其他", "Other", "default"))),
        f("text", "place", "位置", "Place", max_length=200),
        f("boolean", "is_active", "启用", "Active", default=True),
        f("long_text", "description", "说明", "Description"),
    ),
    header=("kind", "place", "department", "is_active"),
    list_columns=("name", "kind", "place", "department", "is_active", "owner"),
    form=(Section(Text("资源", "Resource"), ("name", "kind", "place", "is_active", "owner", "description")),),
    related=("resource_bookings",),
    views=(
        ViewSpec("active", Text("可预订", "In use"), {"field": "is_active", "op": "eq", "value": True}, sort=("kind", "name")),
        ViewSpec("all", Text("全部资源", "All resources")),
    ),
)  # fmt: skip

RESOURCE_BOOKING = ObjectSpec(
    name="resource_booking",
    model=ResourceBooking,
    label=Text("资源预订", "Resource booking"),
    plural=Text("资源预订", "Resource bookings"),
    area="activities",
    position=53,
    name_field="number",
    named_after=("resource",),
    access=AccessSpec(default="read", managers_edit=False, any_owner=True),
    has_team=False,
    fields=(
        f("reference", "resource", "资源", "Resource", target="resource", required=True),
        f("reference", "activity", "行动", "Activity", target="activity", traces=True, scoped=True, create_only=True,
            help=Text("行动改期或取消，预订随之改期或取消", "The booking moves and ends with the activity")),
        f("instant", "start_at", "开始", "Start", required=True,
            help=Text("关联行动时可不填，取行动的计划时间", "Left empty with an activity: its planned time")),
        f("instant", "end_at", "结束", "End", required=True),
        f("choice", "status", "状态", "Status"),
        f("text", "description", "用途", "Use", max_length=500),
    ),
    states=STATES,
    header=("resource", "status", "start_at", "end_at", "owner"),
    list_columns=("resource", "start_at", "end_at", "owner", "activity", "status"),
    form=(Section(Text("预订", "Booking"), ("resource", "activity", "start_at", "end_at", "owner", "description")),),
    views=(
        ViewSpec("coming", Text("今天及以后", "From today"),
            {"all": [BOOKED, {"any": [
                {"field": "start_at", "op": "within", "value": "today"},
                {"field": "start_at", "op": "within", "value": "next_365_days"}]}]}, sort=("start_at",)),
        ViewSpec("mine", Text("我的预订", "Mine"), {"all": [BOOKED, {"field": "owner", "op": "is_me"}]}, sort=("-start_at",)),
        ViewSpec("all", Text("全部预订", "All bookings"), sort=("-start_at",)),
    ),
    hooks=Hooks(prepare=services.booking_prepare),
    actions=(
        ActionSpec(
            "cancel", Text("取消预订", "Cancel"), services.booking_cancel,
            danger=True, done=Text("已取消，资源已空出", "Cancelled; the resource is free"),
        ),
    ),
)  # fmt: skip


def _to_activities() -> None:
    """Add to activities what they book."""
    registry.grant("activity", {EVERYBODY: ("book",)})
    registry.extend(
        "activity",
        related=("resource_bookings",),
        fields=(
            f(
                "references",
                "resources",
                "预订资源",
                "Book resources",
                target="resource",
                write_only=True,
                create_only=True,
                help=Text("按计划开始和计划结束预订", "Booked for the planned time"),
            ),
        ),
        form=(Section(Text("资源", "Resources"), ("resources",)),),
        hooks=Hooks(prepare=services.activity_prepare, written=services.activity_written),
        participants=(Participant("resources.free", "deleted", services.activity_deleted),),
        actions=(
            ActionSpec(
                "book",
                Text("预订资源", "Book resources"),
                services.activity_book,
                when={"field": "status", "op": "in", "value": ["planned", "in_progress"]},
                on_list=False,
                params=(
                    f("references", "resources", "资源", "Resources", target="resource", required=True),
                    f(
                        "instant",
                        "start_at",
                        "开始",
                        "Start",
                        help=Text("不填就按行动的计划时间", "Left empty: the planned time of the activity"),
                    ),
                    f("instant", "end_at", "结束", "End"),
                ),
                done=Text("已预订", "Booked"),
            ),
        ),
    )


def declare() -> None:
    """Register resources and bookings."""
    registry.add(RESOURCE, RESOURCE_BOOKING)
    registry.grant("resource", {EVERYBODY: VIEW, "department_head": KEEP, "executive": READ})
    registry.grant("resource_booking", {EVERYBODY: (*KEEP, "cancel", "transfer"), "executive": READ})
    _to_activities()
    declare_agenda()
