"""Sales orders and their lines."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guike.domains.pricing.columns import (
    WholePricedLine,
    WholePricedModel,
    whole_line_checks,
    whole_model_checks,
)
from guike.platform.database.models import (
    AMOUNT,
    PRICE,
    AttributedModel,
    BaseModel,
    LineModel,
    plain_column,
    reference,
    text_column,
)


class SalesOrder(AttributedModel, WholePricedModel):
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
    payment_term = reference("receivables.PaymentTerm")
    receivable_point = plain_column(10)
    shipping_address = reference("accounts.Address")
    billing_address = reference("accounts.Address")
    description = models.TextField(blank=True, default="")
    close_reason = models.CharField(max_length=500, blank=True, default="")
    closed_amount = models.DecimalField(**AMOUNT, default=0)
    shipped_amount = models.DecimalField(**AMOUNT, default=0)
    collected_amount = models.DecimalField(**AMOUNT, default=0)
    unconfirmed_payment_amount = models.DecimalField(**AMOUNT, default=0)
    refunded_amount = models.DecimalField(**AMOUNT, default=0)
    returned_amount = models.DecimalField(**AMOUNT, default=0)
    invoiced_amount = models.DecimalField(**AMOUNT, default=0)
    unconfirmed_invoice_amount = models.DecimalField(**AMOUNT, default=0)
    completed_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=500, blank=True, default="")
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    revision_no = models.IntegerField(default=0)
    revision_reason = models.CharField(max_length=500, blank=True, default="")
    revised_at = models.DateTimeField(null=True, blank=True)
    is_beyond_credit = models.BooleanField(default=False)

    class Meta(WholePricedModel.Meta):
        db_table = "sales_order"
        indexes = (
            *WholePricedModel.Meta.indexes,
            models.Index("account", F("created_at").desc(), F("id").desc(), name="sales_order_account_ix"),
            models.Index(
                "opportunity", name="sales_order_opportunity_ix", condition=Q(opportunity__isnull=False)
            ),
            models.Index("campaign", name="sales_order_campaign_ix", condition=Q(campaign__isnull=False)),
            models.Index("lead", name="sales_order_lead_ix", condition=Q(lead__isnull=False)),
            models.Index("ordered_on", name="sales_order_day_ix", condition=Q(deleted_at=None)),
        )
        constraints = (
            *WholePricedModel.Meta.constraints,
            *whole_model_checks("sales_order"),
            models.CheckConstraint(
                condition=Q(closed_amount__gte=0),
                name="sales_order_closed_part",
            ),
        )


class SalesOrderLine(WholePricedLine):
    """订单明细. Prices are per `unit`, in the order's currency. `closed_qty`: what is not going to be shipped any more. `unit_cost`: what
    one `unit` cost when the order took effect, in the base currency."""

    order = reference("orders.SalesOrder", null=False)
    description = text_column(255)
    shipped_qty = models.DecimalField(**PRICE, default=0)
    closed_qty = models.DecimalField(**PRICE, default=0)
    returned_qty = models.DecimalField(**PRICE, default=0)
    returned_amount = models.DecimalField(**AMOUNT, default=0)
    reserved_qty = models.DecimalField(**PRICE, default=0)
    backordered_qty = models.DecimalField(**PRICE, default=0)
    received_qty = models.DecimalField(**PRICE, default=0)
    invoiced_qty = models.DecimalField(**PRICE, default=0)
    promised_on = models.DateField(null=True, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    unit_cost = models.DecimalField(**PRICE, null=True, blank=True)

    class Meta(WholePricedLine.Meta):
        db_table = "sales_order_line"
        indexes = (
            models.Index("order", "position", name="sales_order_line_ix", condition=Q(deleted_at=None)),
            models.Index("product", name="sales_order_line_product_ix"),
            models.Index(
                "product",
                name="sales_order_line_missing_ix",
                condition=Q(backordered_qty__gt=0, deleted_at=None),
            ),
        )
        constraints = (
            *whole_line_checks("sales_order_line"),
            models.CheckConstraint(
                condition=Q(shipped_qty__gte=0, returned_qty__gte=0, returned_qty__lte=F("shipped_qty")),
                name="sales_order_line_followers",
            ),
            models.CheckConstraint(
                condition=Q(closed_qty__gte=0, closed_qty__lte=F("quantity") - F("shipped_qty")),
                name="sales_order_line_closed",
            ),
        )


class OrderTemplate(BaseModel):
    """订单模板: what somebody orders again and again, for himself or shared. Neither customer nor prices."""

    name = text_column(100)
    owner = reference("org.User")
    is_shared = models.BooleanField(default=False)
    description = models.TextField(blank=True, default="")

    class Meta(BaseModel.Meta):
        db_table = "order_template"
        indexes = (models.Index(fields=["owner"], name="order_template_owner_ix"),)


class OrderTemplateLine(LineModel):
    """模板明细. `attributes`: what was chosen of the product's attributes on the order that the template was made of."""

    template = reference("orders.OrderTemplate", null=False)
    product = reference("catalog.Product", null=False)
    unit = reference("catalog.Unit")
    quantity = models.DecimalField(**PRICE)
    attributes = models.JSONField(default=dict, blank=True)

    class Meta(LineModel.Meta):
        db_table = "order_template_line"
        indexes = (
            models.Index("template", "position", name="order_template_line_ix", condition=Q(deleted_at=None)),
            models.Index("product", name="order_template_line_product_ix"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gt=0), name="order_template_line_quantity"),
        )
