"""Sales orders and their lines."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guike.platform.database.models import (
    AMOUNT,
    PRICE,
    RATE,
    LineModel,
    MoneyModel,
    RecordModel,
    base_column,
    plain_column,
    reference,
    text_column,
)


class SalesOrder(MoneyModel, RecordModel):
    """销售订单. Amounts are in the order's currency and follow from its lines."""

    account = reference("accounts.Account", null=False)
    contact = reference("accounts.Contact")
    opportunity = reference("opportunities.Opportunity")
    lead = reference("leads.Lead")
    campaign = reference("campaigns.Campaign")
    status = plain_column(20)
    sales_type = plain_column(30)
    scene = plain_column(30)
    channel = plain_column(30)
    customer_order_no = text_column(60)
    ordered_on = models.DateField(null=True, blank=True)
    expected_delivery_on = models.DateField(null=True, blank=True)
    shipping_address = reference("accounts.Address")
    billing_address = reference("accounts.Address")
    description = models.TextField(blank=True, default="")
    cancel_reason = models.CharField(max_length=500, blank=True, default="")
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    is_tax_included = models.BooleanField(default=True)
    list_amount = models.DecimalField(**AMOUNT, default=0)
    discount_amount = models.DecimalField(**AMOUNT, default=0)
    order_discount_amount = models.DecimalField(**AMOUNT, default=0)
    tax_amount = models.DecimalField(**AMOUNT, default=0)
    total_amount = models.DecimalField(**AMOUNT, default=0)
    base_total_amount = base_column("total_amount")

    class Meta(RecordModel.Meta):
        db_table = "sales_order"
        indexes = (
            *RecordModel.Meta.indexes,
            models.Index("account", F("created_at").desc(), F("id").desc(), name="sales_order_account_ix"),
            models.Index(
                "opportunity", name="sales_order_opportunity_ix", condition=Q(opportunity__isnull=False)
            ),
            models.Index("campaign", name="sales_order_campaign_ix", condition=Q(campaign__isnull=False)),
            models.Index("lead", name="sales_order_lead_ix", condition=Q(lead__isnull=False)),
            models.Index("ordered_on", name="sales_order_day_ix", condition=Q(deleted_at=None)),
        )
        constraints = (
            *RecordModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(total_amount__gte=0, tax_amount__gte=0, order_discount_amount__gte=0),
                name="sales_order_not_negative",
            ),
        )


class SalesOrderLine(LineModel):
    """订单明细. Prices are per `unit`, in the order's currency."""

    order = reference("orders.SalesOrder", null=False)
    product = reference("catalog.Product", null=False)
    description = text_column(255)
    quantity = models.DecimalField(**PRICE)
    unit = reference("catalog.Unit")
    list_price = models.DecimalField(**PRICE, default=0)
    list_amount = models.DecimalField(**AMOUNT, default=0)
    unit_price = models.DecimalField(**PRICE, default=0)
    discount_rate = models.DecimalField(**RATE, default=0)
    amount = models.DecimalField(**AMOUNT, default=0)
    allocated_discount_amount = models.DecimalField(**AMOUNT, default=0)
    discount_amount = models.DecimalField(**AMOUNT, default=0)
    net_amount = models.DecimalField(**AMOUNT, default=0)
    tax_rate = models.DecimalField(**RATE, default=0)
    tax_amount = models.DecimalField(**AMOUNT, default=0)
    shipped_qty = models.DecimalField(**PRICE, default=0)
    returned_qty = models.DecimalField(**PRICE, default=0)
    promised_on = models.DateField(null=True, blank=True)

    class Meta(LineModel.Meta):
        db_table = "sales_order_line"
        indexes = (
            models.Index("order", "position", name="sales_order_line_ix", condition=Q(deleted_at=None)),
            models.Index("product", name="sales_order_line_product_ix"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gt=0), name="sales_order_line_quantity"),
            models.CheckConstraint(
                condition=Q(discount_rate__gte=0, discount_rate__lte=1, tax_rate__gte=0, tax_rate__lte=1),
                name="sales_order_line_rates",
            ),
            models.CheckConstraint(
                condition=Q(net_amount=F("amount") - F("allocated_discount_amount"))
                & Q(discount_amount=F("list_amount") - F("net_amount"))
                & Q(net_amount__gte=0, unit_price__gte=0, list_price__gte=0),
                name="sales_order_line_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(shipped_qty__gte=0, returned_qty__gte=0, returned_qty__lte=F("shipped_qty")),
                name="sales_order_line_followers",
            ),
        )
