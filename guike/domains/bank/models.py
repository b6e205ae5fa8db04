"""Tables of what came in at the company's banks, of who claims it, and of payers that are known by another name."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guike.platform.database.models import (
    AMOUNT,
    BaseModel,
    LineModel,
    MoneyModel,
    RecordModel,
    base_column,
    plain_column,
    reference,
    text_column,
)


class BankReceipt(MoneyModel, RecordModel):
    """银行到账: one line of a statement by which money came in. `proposals`: what it may be for, the likeliest first, as
    `matching.stored` writes it. `payment`: the first of the payments that it became."""

    bank_account = text_column(60)
    payer_name = text_column(200)
    payer_account = text_column(60)
    amount = models.DecimalField(**AMOUNT)
    base_amount = base_column("amount")
    received_on = models.DateField()
    reference_no = text_column(60)
    memo = text_column(500)
    status = plain_column(20)
    proposals = models.JSONField(default=list, blank=True)
    proposed_account = reference("accounts.Account")
    account = reference("accounts.Account")
    payment = reference("receivables.Payment")
    ignore_reason = text_column(500)
    claims_count = models.IntegerField(default=0)

    class Meta(RecordModel.Meta):
        db_table = "bank_receipt"
        indexes = (
            *RecordModel.Meta.indexes,
            models.Index(
                "received_on",
                "id",
                name="bank_receipt_waiting_ix",
                condition=Q(status="unmatched", deleted_at__isnull=True),
            ),
            models.Index("account", name="bank_receipt_account_ix", condition=Q(account__isnull=False)),
            models.Index("payment", name="bank_receipt_payment_ix", condition=Q(payment__isnull=False)),
            models.Index(
                "proposed_account",
                name="bank_receipt_proposed_ix",
                condition=Q(proposed_account__isnull=False),
            ),
        )
        constraints = (
            *RecordModel.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="bank_receipt_amount_ck"),
            models.UniqueConstraint(
                fields=["bank_account_fold", "reference_no_fold"],
                name="bank_receipt_reference_uq",
                condition=Q(deleted_at=None),
            ),
        )


class BankClaim(RecordModel):
    """到款认领: somebody says whose money it is, and for which orders. What the lines leave was paid in advance."""

    receipt = reference("bank.BankReceipt", null=False)
    account = reference("accounts.Account", null=False)
    note = text_column(500)
    status = plain_column(20)
    refuse_reason = text_column(500)

    class Meta(RecordModel.Meta):
        db_table = "bank_claim"
        indexes = (
            *RecordModel.Meta.indexes,
            models.Index("receipt", name="bank_claim_receipt_ix"),
            models.Index("account", name="bank_claim_account_ix"),
        )


class BankClaimLine(LineModel):
    """认领明细: a part of the money, for an order."""

    bank_claim = reference("bank.BankClaim", null=False)
    order = reference("orders.SalesOrder", null=False)
    amount = models.DecimalField(**AMOUNT)

    class Meta(LineModel.Meta):
        db_table = "bank_claim_line"
        indexes = (
            models.Index("bank_claim", "position", name="bank_claim_line_ix", condition=Q(deleted_at=None)),
            models.Index("order", name="bank_claim_line_order_ix"),
        )
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="bank_claim_line_amount_ck"),)


class PayerAlias(BaseModel):
    """付款方别名: a payer who is not called as the account is, and the account that he paid for. Learned when finance confirms a match."""

    name = text_column(200)
    name_key = models.CharField(max_length=200, blank=True, default="")
    account = reference("accounts.Account", null=False)

    class Meta(BaseModel.Meta):
        db_table = "payer_alias"
        indexes = (
            models.Index("name_key", name="payer_alias_key_ix", condition=Q(deleted_at=None)),
            models.Index("account", name="payer_alias_account_ix"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["name_key", "account"], name="payer_alias_uq", condition=Q(deleted_at=None)
            ),
        )
