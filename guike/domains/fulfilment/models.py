"""What orders hold of the stock, shipments and returns with their lines."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guike.platform.database.models import (
    AMOUNT,
    PRICE,
    BaseModel,
    EntryModel,
    LineModel,
    MoneyModel,
    RecordModel,
    base_column,
    plain_column,
    reference,
    text_column,
)


class Reservation(BaseModel):
    """预留: goods that are held in a warehouse for a line of an order, in the product's base unit."""

    sales_order = reference("orders.SalesOrder", null=False)
    order_line = reference("orders.SalesOrderLine", null=False)
    level = reference("inventory.StockLevel", null=False)
    product = reference("catalog.Product", null=False)
    warehouse = reference("inventory.Warehouse", null=False)
    quantity = models.DecimalField(**PRICE)
    status = plain_column(20)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(BaseModel.Meta):
        db_table = "reservation"
        indexes = (
            models.Index("order_line", name="reservation_line_ix", condition=Q(status="held")),
            models.Index("level", name="reservation_level_ix", condition=Q(status="held")),
            models.Index("sales_order", name="reservation_order_ix"),
        )
        constraints = (models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_quantity_ck"),)


class Shipment(RecordModel):
    """发货单: what is shipped of one order from one warehouse. Where no stock is kept it has no warehouse. `issue`: the document by
    which the goods left the stock. `last_event`: where it was last seen; `trace_note`: why the tracing service did not say."""

    order = reference("orders.SalesOrder", null=False)
    account = reference("accounts.Account")
    warehouse = reference("inventory.Warehouse")
    status = plain_column(20)
    shipping_address = reference("accounts.Address")
    carrier = text_column(60)
    tracking_no = text_column(60)
    expected_delivery_on = models.DateField(null=True, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    prepared_by = reference("org.User")
    shipped_at = models.DateTimeField(null=True, blank=True)
    shipped_by = reference("org.User")
    received_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = reference("org.User")
    signed_by = text_column(60)
    customer_signed_by = text_column(60)
    customer_signed_at = models.DateTimeField(null=True, blank=True)
    customer_remark = text_column(500)
    issue = reference("inventory.StockDocument")
    description = models.TextField(blank=True, default="")
    cancel_reason = text_column(500)
    last_event = text_column(300)
    last_event_at = models.DateTimeField(null=True, blank=True)
    trace_note = text_column(500)

    class Meta(RecordModel.Meta):
        db_table = "shipment"
        indexes: ClassVar[tuple[models.Index, ...]] = (
            *RecordModel.Meta.indexes,
            models.Index("order", name="shipment_order_ix"),
            models.Index("account", F("created_at").desc(), F("id").desc(), name="shipment_account_ix"),
            models.Index("shipped_at", name="shipment_shipped_ix", condition=Q(shipped_at__isnull=False)),
            models.Index("issue", name="shipment_issue_ix", condition=Q(issue__isnull=False)),
            models.Index("shipped_at", name="shipment_traced_ix", condition=Q(status="shipped")),
        )


class ShipmentLine(LineModel):
    """发货明细: `quantity` and `received_qty` in the unit of the order's line."""

    shipment = reference("fulfilment.Shipment", null=False)
    order_line = reference("orders.SalesOrderLine", null=False)
    product = reference("catalog.Product")
    unit = reference("catalog.Unit")
    quantity = models.DecimalField(**PRICE)
    received_qty = models.DecimalField(**PRICE, default=0)

    class Meta(LineModel.Meta):
        db_table = "shipment_line"
        indexes = (
            models.Index("shipment", "position", name="shipment_line_ix", condition=Q(deleted_at=None)),
            models.Index("order_line", name="shipment_line_order_ix"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0, received_qty__gte=0, received_qty__lte=F("quantity")),
                name="shipment_line_received_ck",
            ),
        )


class ShipmentEvent(EntryModel):
    """物流轨迹: where a shipment was seen. Rows are only ever added; one station is kept once, whoever tells of it."""

    shipment = reference("fulfilment.Shipment", null=False)
    at = models.DateTimeField()
    place = plain_column(100)
    content = plain_column(300)
    source = plain_column(20)

    class Meta(EntryModel.Meta):
        db_table = "shipment_event"
        indexes = (*EntryModel.Meta.indexes,)
        constraints = (
            models.UniqueConstraint(
                fields=["shipment", "at", "place", "content"], name="shipment_event_once_uq"
            ),
        )


class TraceTurn(models.Model):
    """When a shipment is asked about next, and how often in a row there was no answer; no record of the company."""

    shipment_id = models.BigIntegerField(unique=True)
    due_at = models.DateTimeField()
    failures = models.IntegerField(default=0)

    class Meta:
        db_table = "trace_turn"
        indexes: ClassVar = [models.Index(fields=["due_at"], name="trace_turn_due_ix")]


class SalesReturn(MoneyModel, RecordModel):
    """退货单: what comes back of one order, for its money or for other goods. `receipt`: the document by which the goods came into the
    stock. `exchange_order`: the order by which others go out instead."""

    order = reference("orders.SalesOrder", null=False)
    account = reference("accounts.Account")
    shipment = reference("fulfilment.Shipment")
    kind = plain_column(20)
    reason = text_column(500)
    exchange_order = reference("orders.SalesOrder")
    warehouse = reference("inventory.Warehouse")
    total_amount = models.DecimalField(**AMOUNT, default=0)
    base_total_amount = base_column("total_amount")
    status = plain_column(20)
    returned_on = models.DateField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = reference("org.User")
    receipt = reference("inventory.StockDocument")
    description = models.TextField(blank=True, default="")
    cancel_reason = text_column(500)

    class Meta(RecordModel.Meta):
        db_table = "sales_return"
        indexes: ClassVar[tuple[models.Index, ...]] = (
            *RecordModel.Meta.indexes,
            models.Index("order", name="sales_return_order_ix"),
            models.Index("account", F("created_at").desc(), F("id").desc(), name="sales_return_account_ix"),
            models.Index(
                "exchange_order", name="sales_return_exchange_ix", condition=Q(exchange_order__isnull=False)
            ),
            models.Index("receipt", name="sales_return_receipt_ix", condition=Q(receipt__isnull=False)),
        )
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            *RecordModel.Meta.constraints,
            models.CheckConstraint(condition=Q(total_amount__gte=0), name="sales_return_total_ck"),
        )


class SalesReturnLine(LineModel):
    """退货明细: `quantity` in the unit of the order's line. `net_amount`: what it is worth to the customer, after every discount and with
    tax; it is worked out again when the goods are received."""

    sales_return = reference("fulfilment.SalesReturn", null=False)
    order_line = reference("orders.SalesOrderLine", null=False)
    product = reference("catalog.Product")
    unit = reference("catalog.Unit")
    quantity = models.DecimalField(**PRICE)
    net_amount = models.DecimalField(**AMOUNT, default=0)
    condition = plain_column(20)

    class Meta(LineModel.Meta):
        db_table = "sales_return_line"
        indexes = (
            models.Index(
                "sales_return", "position", name="sales_return_line_ix", condition=Q(deleted_at=None)
            ),
            models.Index("order_line", name="sales_return_line_order_ix"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0, net_amount__gte=0), name="sales_return_line_ck"
            ),
        )
