"""Tables of receivables, of what was paid on them, and of payments."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Case, F, Func, Q, Value, When

from guike.platform.database.models import (
    AMOUNT,
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
    """应收款: what an account owes for one thing that happened. `allocated_amount`: what entries of the ledger took off it."""

    account = reference("accounts.Account", null=False)
    order = reference("orders.SalesOrder")
    source = plain_column(20)
    incurred_on = models.DateField()
    due_on = models.DateField()
    amount = models.DecimalField(**AMOUNT)
    base_amount = base_column("amount")
    allocated_amount = models.DecimalField(**AMOUNT, default=0)
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
    unallocated_amount = _generated(_once_confirmed(F("amount") - F("allocated_amount")))
    base_unallocated_amount = _generated(_in_base(_once_confirmed(F("amount") - F("allocated_amount"))))
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
                condition=Q(allocated_amount=0)
                | (_CONFIRMED & Q(allocated_amount__gt=0, allocated_amount__lte=F("amount"))),
                name="payment_allocated_ck",
            ),
        )


class Allocation(PostedModel):
    """核销记录: what was taken off a receivable, or given back. `balance`: taken off in all, after it. `payment`: the money it came from;
    none where something else settles it, such as a small difference."""

    receivable = reference("receivables.Receivable", null=False)
    payment = reference("receivables.Payment")
    kind = plain_column(20)
    amount = models.DecimalField(**AMOUNT)
    balance = models.DecimalField(**AMOUNT)
    note = text_column(500)

    class Meta(PostedModel.Meta):
        db_table = "allocation"
        indexes = (
            *PostedModel.Meta.indexes,
            models.Index("payment", name="allocation_payment_ix", condition=Q(payment__isnull=False)),
        )
        constraints = posted_constraints("allocation", "receivable", "balance", floor=True)
