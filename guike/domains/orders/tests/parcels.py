"""A document of a higher package that stands in tests alone: what of an order's lines is in a parcel.

It has lines, four states, a figure by state that a lower object keeps, and takes part in what happens to orders: all that
a package above must be able to declare without a line in the platform or in orders (docs/howto/add-an-object.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from django.db import connection, models

from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.states import State, StateLock, StateSpec, Step
from guike.kernel.text import T, Text
from guike.platform.access.context import Context
from guike.platform.database.models import PRICE, LineModel, RecordModel, plain_column, reference
from guike.platform.metadata.machine import with_machine
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import AccessSpec, ActionSpec, ObjectSpec, Participant, RollupSpec
from guike.platform.metadata.spec import spec_field as f
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.errors import RecordRefused
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import record_change_each
from guike.platform.settings.registry import _SETTINGS, RECORDS, SettingSpec

APP = "parcels_trial"
#: the company's choice whether looking at parcels obeys the rights on records (PM-17)
SWITCH = "trial.parcels_obey_rights"
Values = Mapping[str, Any]
OBEY = SettingSpec(
    SWITCH,
    "boolean",
    True,
    T("包裹按记录级权限查看", "Parcels obey the rights on records"),
    T("关闭后，有查看权限的人可查看全部包裹", "When off, whoever may view parcels views all of them"),
    RECORDS,
)


class Parcel(RecordModel):
    order = reference("orders.SalesOrder", null=False)
    status = plain_column(20)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta(RecordModel.Meta):
        app_label = APP
        db_table = "parcel"


class ParcelLine(LineModel):
    parcel = reference(f"{APP}.Parcel", null=False)
    order_line = reference("orders.SalesOrderLine", null=False)
    quantity = models.DecimalField(**PRICE)

    class Meta(LineModel.Meta):
        app_label = APP
        db_table = "parcel_line"


_GONE = frozenset({"gone"})
STATES = StateSpec(
    field="status",
    states=(
        State("draft", Text("草稿", "Draft")),
        State("sent", Text("已发出", "Sent"), "blue", _GONE),
        State("delivered", Text("已送达", "Delivered"), "green", _GONE),
        State("cancelled", Text("已取消", "Cancelled")),
    ),
    first=("draft",),
    steps=(
        Step("send", ("draft",), ("sent",)),
        Step("deliver", ("sent",), ("delivered",)),
        Step("cancel", ("draft", "sent"), ("cancelled",)),
    ),
    locks=(
        StateLock(("sent", "delivered", "cancelled"), Text("已发出，不能再修改", "It was sent and stands")),
    ),
)


def _send(ctx: Context, rows: Sequence[Parcel], _params: Values) -> list[Refusal | None]:
    return record_change_each(ctx, "parcel", [(row, {"sent_at": clock.now()}) for row in rows], step="send")


def _deliver(ctx: Context, rows: Sequence[Parcel], _params: Values) -> list[Refusal | None]:
    return record_change_each(ctx, "parcel", [(row, {}) for row in rows], step="deliver")


def _cancel(ctx: Context, rows: Sequence[Parcel], _params: Values) -> list[Refusal | None]:
    return record_change_each(ctx, "parcel", [(row, {}) for row in rows], step="cancel")


def _order_cancelled(_ctx: Context, drafts: Sequence[Draft]) -> None:
    rows = Parcel.objects.system(reason="whether an order has open parcels")
    rows = rows.filter(order_id__in=[draft.row.pk for draft in drafts], deleted_at=None)
    if rows.exclude(status="cancelled").exists():
        raise RecordRefused("line.has_followers")


PARCEL = ObjectSpec(
    name="parcel",
    model=Parcel,
    label=Text("包裹", "Parcel"),
    plural=Text("包裹", "Parcels"),
    name_field="number",
    number_pattern="PC{yyyy}-{seq:5}",
    path_field="status",
    access=AccessSpec(requires=("sales_order",), switch=SWITCH),
    fields=(
        f(
            "reference",
            "sales_order",
            "订单",
            "Order",
            target="sales_order",
            column="order_id",
            required=True,
        ),
        f("choice", "status", "状态", "Status", read_only=True),
        f("instant", "sent_at", "发出时间", "Sent at", read_only=True),
        f("lines", "lines", "明细", "Lines", lines_object="parcel_line"),
    ),
    states=STATES,
    actions=(
        ActionSpec("send", Text("发出", "Send"), _send),
        ActionSpec("deliver", Text("送达", "Deliver"), _deliver),
        ActionSpec("cancel", Text("取消", "Cancel"), _cancel),
    ),
)
PARCEL_LINE = ObjectSpec(
    name="parcel_line",
    model=ParcelLine,
    label=Text("包裹明细", "Parcel line"),
    plural=Text("包裹明细", "Parcel lines"),
    parent="parcel",
    name_field="order_line",
    access=AccessSpec(kind="line"),
    fields=(
        f("reference", "parcel", "包裹", "Parcel", target="parcel", create_only=True),
        f(
            "reference", "order_line", "订单明细", "Order line", target="sales_order_line", required=True,
            within="sales_order", keeps=True,
        ),
        f("decimal", "quantity", "数量", "Quantity", required=True, minimum="0"),
    ),
)  # fmt: skip


@pytest.fixture
def parcels(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Its tables and declarations, for one test."""
    with connection.schema_editor() as editor:
        for model in (Parcel, ParcelLine):
            editor.create_model(model)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    line, order = registry.objects["sales_order_line"], registry.objects["sales_order"]
    gone = {"field": "parcel.status", "op": "in", "value": list(STATES.of("gone"))}
    shipped = RollupSpec("shipped_qty", "parcel_line", "order_line", "sum", "quantity", gone)
    keeping = Participant("parcels", "entered", _order_cancelled, states=("cancelled",))
    for spec in (
        with_machine(PARCEL),
        PARCEL_LINE,
        line.with_(rollups=(*line.rollups, shipped)),
        order.with_(participants=(*order.participants, keeping)),
    ):
        monkeypatch.setitem(registry.objects, spec.name, spec)
    monkeypatch.setitem(_SETTINGS, SWITCH, OBEY)
    bump(metadata=True)
    begin_versions()
    yield
    bump(metadata=True)  # what this process remembers of the trial ends with it
