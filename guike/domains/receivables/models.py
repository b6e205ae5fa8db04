"""Tables of receivables, of what was paid on them, of payments, and of when they are agreed to be paid."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Case, F, Func, Q, Value, When

from guike.platform.database.ledger import AppendOnly
from guike.platform.database.models import (
    AMOUNT,
    RATE,
    BaseModel,
    LineModel,
    MoneyModel,
    PostedModel,
    RecordModel,
    base_column,
    plain_column,
    posted_constraints,
    reference,
    text_column,
)

_CONFIRMED = Q(status="confirmed")
#: what of a payment settles nothing and was not given back
_LEFT = F("amount") - F("allocated_amount") - F("refunded_amount")


def _generated(expression: Any) -> models.GeneratedField:
    """An amount that the database works out, so that it can never disagree with its parts."""
    return models.GeneratedField(
        expression=expression, output_field=models.DecimalField(**AMOUNT), db_persist=True, editable=False
    )


def _in_base(expression: Any) -> Any:
    return Func(expression * F("exchange_rate"), 2, function="ROUND")


def _once_confirmed(expression: Any) -> Any:
    """Nothing before finance has confirmed it."""
    return Case(
        When(_CONFIRMED, then=expression), default=Value(0), output_field=models.DecimalField(**AMOUNT)
    )


class Receivable(MoneyModel, RecordModel):
    """应收款: what an account owes for one thing that happened. `allocated_amount`: what entries of the ledger took off it;
    `written_off_amount`: the part of that which nobody paid. `due_on`: none while that from which it counts has not happened."""

    account = reference("accounts.Account", null=False)
    order = reference("orders.SalesOrder")
    shipment = reference("fulfilment.Shipment")
    installment = reference("receivables.Installment")
    source = plain_column(20)
    incurred_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    amount = models.DecimalField(**AMOUNT)
    base_amount = base_column("amount")
    allocated_amount = models.DecimalField(**AMOUNT, default=0)
    written_off_amount = models.DecimalField(**AMOUNT, default=0)
    balance_amount = _generated(F("amount") - F("allocated_amount"))
    base_balance_amount = _generated(_in_base(F("amount") - F("allocated_amount")))
    status = plain_column(20)
    description = models.TextField(blank=True, default="")

    class Meta(RecordModel.Meta):
        db_table = "receivable"
        indexes = (
            *RecordModel.Meta.indexes,
            models.Index(
                "account", "due_on", "id", name="receivable_account_ix", condition=Q(deleted_at=None)
            ),
            models.Index("order", name="receivable_order_ix", condition=Q(order__isnull=False)),
            models.Index("shipment", name="receivable_shipment_ix", condition=Q(shipment__isnull=False)),
            models.Index(
                "installment", name="receivable_installment_ix", condition=Q(installment__isnull=False)
            ),
            models.Index(
                "due_on",
                "id",
                name="receivable_due_ix",
                condition=Q(status__in=("open", "partly"), deleted_at__isnull=True),
            ),
        )
        constraints = (
            *RecordModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(allocated_amount__gte=0, allocated_amount__lte=F("amount")),
                name="receivable_allocated_ck",
            ),
            models.CheckConstraint(
                condition=Q(written_off_amount__gte=0, written_off_amount__lte=F("amount")),
                name="receivable_written_off_ck",
            ),
        )


class Payment(MoneyModel, RecordModel):
    """回款: money that an account paid. It counts once finance has confirmed it."""

    account = reference("accounts.Account", null=False)
    order = reference("orders.SalesOrder")
    amount = models.DecimalField(**AMOUNT)
    base_amount = base_column("amount")
    received_on = models.DateField()
    method = plain_column(20)
    reference_no = text_column(60)
    payer_name = text_column(200)
    accepts_over = models.BooleanField(default=False)
    status = plain_column(20)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = reference("org.User")
    reject_reason = text_column(500)
    allocated_amount = models.DecimalField(**AMOUNT, default=0)
    refunded_amount = models.DecimalField(**AMOUNT, default=0)
    unallocated_amount = _generated(_once_confirmed(_LEFT))
    base_unallocated_amount = _generated(_in_base(_once_confirmed(_LEFT)))
    description = models.TextField(blank=True, default="")

    class Meta(RecordModel.Meta):
        db_table = "payment"
        indexes = (
            *RecordModel.Meta.indexes,
            models.Index("account", "received_on", name="payment_account_ix", condition=Q(deleted_at=None)),
            models.Index("order", name="payment_order_ix", condition=Q(order__isnull=False)),
            models.Index(
                "received_on",
                "id",
                name="payment_waiting_ix",
                condition=Q(status="pending", deleted_at__isnull=True),
            ),
        )
        constraints = (
            *RecordModel.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_ck"),
            models.CheckConstraint(
                condition=Q(allocated_amount=0, refunded_amount=0)
                | (
                    _CONFIRMED
                    & Q(
                        allocated_amount__gte=0,
                        refunded_amount__gte=0,
                        amount__gte=F("allocated_amount") + F("refunded_amount"),
                    )
                ),
                name="payment_allocated_ck",
            ),
        )


class Refund(MoneyModel, RecordModel):
    """退款: money of one payment that goes back to the account."""

    account = reference("accounts.Account", null=False)
    payment = reference("receivables.Payment", null=False)
    order = reference("orders.SalesOrder")
    amount = models.DecimalField(**AMOUNT)
    base_amount = base_column("amount")
    asked_on = models.DateField()
    reason = text_column(500)
    status = plain_column(20)
    paid_on = models.DateField(null=True, blank=True)
    reference_no = text_column(60)
    reject_reason = text_column(500)

    class Meta(RecordModel.Meta):
        db_table = "refund"
        indexes = (
            *RecordModel.Meta.indexes,
            models.Index("account", "asked_on", name="refund_account_ix", condition=Q(deleted_at=None)),
            models.Index("payment", name="refund_payment_ix"),
            models.Index("order", name="refund_order_ix", condition=Q(order__isnull=False)),
        )
        constraints = (
            *RecordModel.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount_ck"),
        )


class WriteOff(MoneyModel, RecordModel):
    """坏账核销: a part of a receivable that the company no longer asks for. `effective_amount`: what of it still stands; a receivable that
    becomes smaller later takes back what was given up beyond it."""

    account = reference("accounts.Account", null=False)
    receivable = reference("receivables.Receivable", null=False)
    kind = plain_column(20)
    amount = models.DecimalField(**AMOUNT)
    base_amount = base_column("amount")
    effective_amount = models.DecimalField(**AMOUNT, default=0)
    written_on = models.DateField()
    reason = text_column(500)
    status = plain_column(20)
    reject_reason = text_column(500)

    class Meta(RecordModel.Meta):
        db_table = "write_off"
        indexes = (
            *RecordModel.Meta.indexes,
            models.Index("account", "written_on", name="write_off_account_ix", condition=Q(deleted_at=None)),
            models.Index("receivable", name="write_off_receivable_ix"),
        )
        constraints = (
            *RecordModel.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="write_off_amount_ck"),
        )


class WriteOffLimit(BaseModel):
    """小额核销权限: up to how much, in the base currency, people of a role write off without being asked."""

    role = reference("org.Role", null=False)
    max_amount = models.DecimalField(**AMOUNT)
    is_active = models.BooleanField(default=True)

    class Meta(BaseModel.Meta):
        db_table = "write_off_limit"
        indexes = (models.Index("role", name="write_off_limit_role_ix"),)
        constraints = (
            models.UniqueConstraint(
                fields=["role"], name="write_off_limit_role_uq", condition=Q(deleted_at=None)
            ),
            models.CheckConstraint(condition=Q(max_amount__gte=0), name="write_off_limit_amount_ck"),
        )


class Allocation(PostedModel):
    """核销记录: what was taken off a receivable, or given back. `balance`: taken off in all, after it. It came from one of `payment`,
    `write_off` and `refund` (money that was given back and is not asked for again)."""

    receivable = reference("receivables.Receivable", null=False)
    payment = reference("receivables.Payment")
    write_off = reference("receivables.WriteOff")
    refund = reference("receivables.Refund")
    kind = plain_column(20)
    amount = models.DecimalField(**AMOUNT)
    balance = models.DecimalField(**AMOUNT)
    note = text_column(500)

    class Meta(PostedModel.Meta):
        db_table = "allocation"
        indexes = (
            *PostedModel.Meta.indexes,
            models.Index("payment", name="allocation_payment_ix", condition=Q(payment__isnull=False)),
            models.Index("write_off", name="allocation_write_off_ix", condition=Q(write_off__isnull=False)),
            models.Index("refund", name="allocation_refund_ix", condition=Q(refund__isnull=False)),
        )
        constraints = posted_constraints("allocation", "receivable", "balance", floor=True)


class DueRuleModel(models.Model):
    """When something is due (`kernel.due_dates.DueRule`)."""

    due_rule = plain_column(20)
    months = models.IntegerField(default=0)
    is_month_end = models.BooleanField(default=False)
    days = models.IntegerField(default=0)
    day_of_month = models.IntegerField(null=True, blank=True)
    free_days = plain_column(10)

    class Meta:
        abstract = True


class PaymentTerm(BaseModel):
    """收款条件: when orders are agreed to be paid, in which parts."""

    name = text_column(100)
    is_active = models.BooleanField(default=True)
    description = models.TextField(blank=True, default="")

    class Meta(BaseModel.Meta):
        db_table = "payment_term"


class PaymentTermLine(DueRuleModel, LineModel):
    """收款条件明细: a part of it, as a share of the order."""

    payment_term = reference("receivables.PaymentTerm", null=False)
    name = text_column(60)
    rate = models.DecimalField(**RATE)

    class Meta(LineModel.Meta):
        db_table = "payment_term_line"
        indexes = (
            models.Index(
                "payment_term", "position", name="payment_term_line_ix", condition=Q(deleted_at=None)
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(rate__gt=0, rate__lte=1), name="payment_term_line_rate"),
        )


class PaymentPlan(RecordModel):
    """收款计划 of an order. `kind`: its parts are shares of the order, or amounts."""

    order = reference("orders.SalesOrder", null=False)
    kind = plain_column(10)
    description = models.TextField(blank=True, default="")

    class Meta(RecordModel.Meta):
        db_table = "payment_plan"
        constraints = (
            *RecordModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["order"], name="payment_plan_order_uq", condition=Q(deleted_at=None)
            ),
        )


class Installment(DueRuleModel, LineModel):
    """分期: a part of what is to be paid for an order: a share, or `fixed_amount`. `amount`: what that is of the order now. `due_on`: as far as it is
    known; `fixed_on` where a day is named. `paid_amount`: what was allocated to its receivables."""

    payment_plan = reference("receivables.PaymentPlan", null=False)
    name = text_column(60)
    rate = models.DecimalField(**RATE, null=True, blank=True)
    fixed_amount = models.DecimalField(**AMOUNT, null=True, blank=True)
    fixed_on = models.DateField(null=True, blank=True)
    amount = models.DecimalField(**AMOUNT, default=0)
    due_on = models.DateField(null=True, blank=True)
    paid_amount = models.DecimalField(**AMOUNT, default=0)
    open_amount = _generated(F("amount") - F("paid_amount"))

    class Meta(LineModel.Meta):
        db_table = "installment"
        indexes = (
            models.Index(
                "payment_plan", "position", name="installment_plan_ix", condition=Q(deleted_at=None)
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gte=0, paid_amount__gte=0, paid_amount__lte=F("amount")),
                name="installment_amounts",
            ),
        )


class AccountEntry(AppendOnly):
    """往来明细: by how much an account owes more, or less, and by which document. Only ever appended: what was wrong is corrected by
    another entry. `on`: the day for which it counts; `booked_at`: when it became known; `corrects_on`: the day of a closed period for
    which it would have counted."""

    account_id = models.BigIntegerField()
    object = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    number = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    on = models.DateField()
    corrects_on = models.DateField(null=True, blank=True)
    booked_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    document_amount = models.DecimalField(**AMOUNT)
    amount = models.DecimalField(**AMOUNT)

    class Meta:
        db_table = "account_entry"
        indexes = (
            models.Index(fields=["account_id", "on", "id"], name="account_entry_account_ix"),
            models.Index(fields=["object", "record_id"], name="account_entry_record_ix"),
        )
