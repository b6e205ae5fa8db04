"""Objects that stand in tests alone, with all that later packages bring to reports: a document that is somebody's performance
from the day it is signed, targets, bills whose open amounts are kept at the end of each month, and what was collected of orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, models

from guike.kernel.errors import Refusal
from guike.kernel.states import State, StateSpec, Step
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.database.ledger_triggers import hold_ledger
from guike.platform.database.models import (
    AMOUNT,
    AttributedModel,
    BaseModel,
    EntryModel,
    RecordModel,
    plain_column,
    reference,
    text_column,
)
from guike.platform.metadata.ledgers import check_ledger, ledger_object
from guike.platform.metadata.machine import with_machine
from guike.platform.metadata.registry import registry
from guike.platform.metadata.snapshots import SnapshotSpec
from guike.platform.metadata.spec import AccessSpec, ActionSpec, ObjectSpec
from guike.platform.metadata.spec import spec_field as f
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.writing import record_change_each

APP = "reports_trial"


class Deed(AttributedModel, RecordModel):
    name = text_column(100)
    status = plain_column(20)
    amount = models.DecimalField(**AMOUNT, default=0)

    class Meta(RecordModel.Meta):
        app_label = APP
        db_table = "deed"


class Goal(BaseModel):
    name = text_column(100)
    user = reference("org.User", null=False)
    start_on = models.DateField()
    amount = models.DecimalField(**AMOUNT, default=0)

    class Meta(BaseModel.Meta):
        app_label = APP
        db_table = "goal"


class Bill(RecordModel):
    name = text_column(100)
    open_amount = models.DecimalField(**AMOUNT, default=0)

    class Meta(RecordModel.Meta):
        app_label = APP
        db_table = "bill"


class Collection(BaseModel):
    name = text_column(100)
    order = reference("orders.SalesOrder", null=False)
    amount = models.DecimalField(**AMOUNT, default=0)

    class Meta(BaseModel.Meta):
        app_label = APP
        db_table = "collection"


class BillBalance(EntryModel):
    taken_on = models.DateField()
    department = reference("org.Department", db_constraint=False)
    owner = reference("org.User", db_constraint=False)
    bills = models.IntegerField()
    open_amount = models.DecimalField(**AMOUNT)

    class Meta(EntryModel.Meta):
        app_label = APP
        db_table = "bill_balance"


STATES = StateSpec(
    field="status",
    states=(
        State("draft", Text("草稿", "Draft")),
        State("signed", Text("已签", "Signed")),
        State("cancelled", Text("已取消", "Cancelled")),
    ),
    first=("draft", "signed"),
    steps=(Step("sign", ("draft",), ("signed",)), Step("reopen", ("signed",), ("draft",), reopens=True)),
    attributed=("signed",),
)


def _step(name: str) -> Any:
    def run(ctx: Context, rows: Sequence[Deed], _params: Mapping[str, Any]) -> list[Refusal | None]:
        (target,) = STATES.step(name).targets  # type: ignore[union-attr]
        return record_change_each(ctx, "deed", [(row, {"status": target}) for row in rows], step=name)

    return run


DEED = ObjectSpec(
    name="deed",
    model=Deed,
    label=Text("签约", "Deed"),
    plural=Text("签约", "Deeds"),
    states=STATES,
    fields=(
        f("text", "name", "名称", "Name", max_length=100),
        f("choice", "status", "状态", "Status"),
        f("money", "amount", "金额", "Amount"),
    ),
    actions=(
        ActionSpec("sign", Text("签", "Sign"), _step("sign")),
        ActionSpec("reopen", Text("重开", "Reopen"), _step("reopen")),
    ),
)
GOAL = ObjectSpec(
    name="goal",
    model=Goal,
    label=Text("目标", "Goal"),
    plural=Text("目标", "Goals"),
    access=AccessSpec(kind="open"),
    has_team=False,
    fields=(
        f("text", "name", "名称", "Name", max_length=100),
        f("user", "user", "人员", "Person", required=True),
        f("date", "start_on", "开始日期", "From", required=True),
        f("money", "amount", "金额", "Amount"),
    ),
)
BILL = ObjectSpec(
    name="bill",
    model=Bill,
    label=Text("账单", "Bill"),
    plural=Text("账单", "Bills"),
    fields=(
        f("text", "name", "名称", "Name", max_length=100),
        f("money", "open_amount", "未收金额", "Open amount"),
    ),
)
COLLECTION = ObjectSpec(
    name="collection",
    model=Collection,
    label=Text("收款", "Collection"),
    plural=Text("收款", "Collections"),
    access=AccessSpec(kind="open"),
    has_team=False,
    fields=(
        f("text", "name", "名称", "Name", max_length=100),
        f(
            "reference",
            "sales_order",
            "订单",
            "Order",
            target="sales_order",
            column="order_id",
            required=True,
        ),
        f("money", "amount", "金额", "Amount"),
    ),
)
BILL_BALANCE = ledger_object(
    name="bill_balance",
    model=BillBalance,
    label=Text("月末应收", "Balance"),
    plural=Text("月末应收", "Balances"),
    access=AccessSpec(),
    name_field="taken_on",
    fields=(
        f("date", "taken_on", "截至日期", "As of"),
        f("reference", "department", "部门", "Department", target="department", traces=True),
        f("user", "owner", "负责人", "Owner", traces=True),
        f("integer", "bills", "账单数", "Bills"),
        f("money", "open_amount", "未收金额", "Open amount", tells="bill.open_amount"),
    ),
)
MONTHLY = SnapshotSpec(
    "month_end_bills",
    into="bill_balance",
    every="month",
    spec={
        "object": "bill",
        "groups": ["department", "owner"],
        "measures": [
            {"as": "bills", "agg": "count"},
            {"as": "open_amount", "agg": "sum", "field": "open_amount"},
        ],
        "filter": {"field": "open_amount", "op": "gt", "value": "0"},
    },
)


@contextmanager
def trial() -> Iterator[None]:
    """The objects with their tables, in the database at hand."""
    specs = (with_machine(DEED), GOAL, BILL, COLLECTION, BILL_BALANCE)
    with pytest.MonkeyPatch.context() as patch:
        for spec in specs:
            patch.setitem(registry.objects, spec.name, spec)
            check_ledger(spec, registry.objects)
        patch.setattr(registry, "snapshots", {MONTHLY.code: MONTHLY})
        with connection.schema_editor() as editor:
            for spec in specs:
                editor.create_model(spec.model)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        hold_ledger(BillBalance)
        bump(metadata=True, permission=True)
        begin_versions()
        yield
        bump(metadata=True)  # what this process remembers of the trial ends with it
