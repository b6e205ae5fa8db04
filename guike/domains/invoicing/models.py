"""Tables of what is to be invoiced, and of invoices."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Case, F, Func, Q, Value, When

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


def _without_tax(base: bool = False) -> models.GeneratedField:
    """The amount without its tax, worked out by the database, so that it can never disagree with them."""
    net: Any = F("amount") - F("tax_amount")
    if base:
        net = Func(net * F("exchange_rate"), 2, function="ROUND")
    return models.GeneratedField(
        expression=net, output_field=models.DecimalField(**AMOUNT), db_persist=True, editable=False
    )


class InvoiceRequest(MoneyModel, RecordModel):
    """开票申请: what of an order is to be invoiced, and to whom. `amount` contains the tax, and is the sum of its lines."""

    account = reference("accounts.Account", null=False)
    order = reference("orders.SalesOrder", null=False)
    title = reference("accounts.InvoiceTitle")
    kind = plain_column(20)
    address = reference("accounts.Address")
    amount = models.DecimalField(**AMOUNT, default=0)
    base_amount = base_column("amount")
    tax_amount = models.DecimalField(**AMOUNT, default=0)
    net_amount = _without_tax()
    requested_on = models.DateField()
    status = plain_column(20)
    issued_amount = models.DecimalField(**AMOUNT, default=0)
    sent_under = plain_column(60)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = reference("org.User")
    issue_error = text_column(500)
    reject_reason = text_column(500)
    cancel_reason = text_column(500)
    description = models.TextField(blank=True, default="")

    class Meta(RecordModel.Meta):
        db_table = "invoice_request"
        indexes = (
            *RecordModel.Meta.indexes,
            models.Index("order", name="invoice_request_order_ix"),
            models.Index(
                "account", F("created_at").desc(), F("id").desc(), name="invoice_request_account_ix"
            ),
            models.Index("sent_under", name="invoice_request_sent_ix", condition=Q(status="issuing")),
            models.Index(
                "requested_on",
                "id",
                name="invoice_request_waiting_ix",
                condition=Q(status="pending", deleted_at__isnull=True),
            ),
        )
        constraints = (
            *RecordModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount__gt=0, tax_amount__gte=0, tax_amount__lte=F("amount")),
                name="invoice_request_amount_ck",
            ),
        )


class InvoiceRequestLine(LineModel):
    """开票申请明细: how much of a line of the order. `quantity` in the unit of that line."""

    request = reference("invoicing.InvoiceRequest", null=False)
    order_line = reference("orders.SalesOrderLine", null=False)
    product = reference("catalog.Product")
    unit = reference("catalog.Unit")
    quantity = models.DecimalField(**PRICE)
    amount = models.DecimalField(**AMOUNT)
    tax_rate = models.DecimalField(**RATE, default=0)
    tax_amount = models.DecimalField(**AMOUNT, default=0)
    net_amount = _without_tax()

    class Meta(LineModel.Meta):
        db_table = "invoice_request_line"
        indexes = (
            models.Index("request", "position", name="invoice_request_line_ix", condition=Q(deleted_at=None)),
            models.Index("order_line", name="invoice_request_line_order_ix"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0, amount__gt=0, tax_amount__gte=0),
                name="invoice_request_line_amount_ck",
            ),
        )


class Invoice(MoneyModel, RecordModel):
    """发票, under the number that the tax office knows. It never changes: another one takes it back, in red, with amounts below 0. What
    it says of its buyer stands here as it was."""

    request = reference("invoicing.InvoiceRequest", null=False)
    account = reference("accounts.Account", null=False)
    order = reference("orders.SalesOrder", null=False)
    kind = plain_column(20)
    issued_on = models.DateField()
    issued_by = reference("org.User")
    is_red = models.BooleanField(default=False)
    red_of = reference("invoicing.Invoice")
    red_reason = text_column(500)
    red_amount = models.DecimalField(**AMOUNT, default=0)
    left_amount = models.GeneratedField(
        expression=Case(
            When(is_red=False, then=F("amount") + F("red_amount")),
            default=Value(0),
            output_field=models.DecimalField(**AMOUNT),
        ),
        output_field=models.DecimalField(**AMOUNT),
        db_persist=True,
        editable=False,
    )
    amount = models.DecimalField(**AMOUNT)
    base_amount = base_column("amount")
    tax_amount = models.DecimalField(**AMOUNT)
    base_tax_amount = base_column("tax_amount")
    net_amount = _without_tax()
    base_net_amount = _without_tax(base=True)
    title_name = text_column(200)
    title_tax_number = plain_column(20)
    title_bank_name = text_column(100)
    title_bank_account = plain_column(40)
    title_address = text_column(300)
    title_phone = plain_column(40)

    class Meta(RecordModel.Meta):
        db_table = "invoice"
        indexes = (
            *RecordModel.Meta.indexes,
            models.Index("request", name="invoice_request_of_ix"),
            models.Index("order", name="invoice_order_ix"),
            models.Index("account", "issued_on", name="invoice_account_ix"),
            models.Index("issued_on", "id", name="invoice_day_ix"),
            models.Index("red_of", name="invoice_red_of_ix", condition=Q(red_of__isnull=False)),
        )
        constraints = (
            *RecordModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(is_red=False, amount__gt=0, red_of__isnull=True)
                | Q(is_red=True, amount__lt=0, red_of__isnull=False),
                name="invoice_red_ck",
            ),
            models.CheckConstraint(
                condition=Q(red_amount=0) | Q(is_red=False, red_amount__lt=0, red_amount__gte=-F("amount")),
                name="invoice_red_amount_ck",
            ),
        )


class InvoiceLine(LineModel):
    """发票明细, as printed: goods, and right behind them the discount on them, which has neither quantity nor price."""

    invoice = reference("invoicing.Invoice", null=False)
    kind = plain_column(20)
    order_line = reference("orders.SalesOrderLine", null=False)
    product = reference("catalog.Product")
    item_name = text_column(200)
    specification = text_column(200)
    unit_name = plain_column(40)
    tax_code = plain_column(19)
    quantity = models.DecimalField(**PRICE, null=True, blank=True)
    unit_price = models.DecimalField(  # as 数电票 writes it
        max_digits=33, decimal_places=13, null=True, blank=True
    )
    amount = models.DecimalField(**AMOUNT)
    tax_rate = models.DecimalField(**RATE, default=0)
    tax_amount = models.DecimalField(**AMOUNT)
    net_amount = _without_tax()

    class Meta(LineModel.Meta):
        db_table = "invoice_line"
        indexes = (
            models.Index("invoice", "position", name="invoice_line_ix", condition=Q(deleted_at=None)),
            models.Index("order_line", name="invoice_line_order_ix"),
        )


class SimulatedPaper(models.Model):
    """What the simulator of a provider was given; no record of the company."""

    reference = models.CharField(max_length=60, unique=True)
    amount = models.DecimalField(**AMOUNT)
    at = models.DateTimeField()

    class Meta:
        db_table = "simulated_paper"
