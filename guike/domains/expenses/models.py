"""Tables of expenses, of what was reimbursed, and of suppliers."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from guike.platform.database.models import (
    AMOUNT,
    BaseModel,
    MoneyModel,
    PostedModel,
    RecordModel,
    amount_column,
    base_column,
    plain_column,
    posted_constraints,
    reference,
    text_column,
)


class Supplier(BaseModel):
    """供应商: who is paid for what the company spends."""

    code = text_column(60)
    name = text_column(200)
    tax_number = plain_column(30)
    bank_name = text_column(100)
    bank_account = plain_column(60)
    is_active = models.BooleanField(default=True)
    description = models.TextField(blank=True, default="")

    class Meta(BaseModel.Meta):
        db_table = "supplier"
        indexes = (
            models.Index("name_fold", "id", name="supplier_name_ix", condition=Q(deleted_at=None)),
            GinIndex(fields=["search_grams"], name="supplier_gram_ix"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["code_fold"], name="supplier_code_uq", condition=Q(deleted_at=None)
            ),
            models.UniqueConstraint(
                fields=["source_system", "external_id"],
                name="supplier_external_uq",
                condition=Q(external_id__isnull=False),
            ),
        )


class Expense(MoneyModel, RecordModel):
    """费用申请. Amounts are in the expense's currency. `related`: [{"object", "id"}]."""

    kind = plain_column(40)
    amount = models.DecimalField(**AMOUNT)
    base_amount = base_column("amount")
    incurred_on = models.DateField()
    employee = reference("org.User", null=False)
    payee = text_column(200)
    supplier = reference("expenses.Supplier")
    related = models.JSONField(default=list, blank=True)
    account = reference("accounts.Account")
    campaign = reference("campaigns.Campaign")
    description = models.TextField(blank=True, default="")
    status = plain_column(20)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_amount = amount_column()
    paid_amount = models.DecimalField(**AMOUNT, default=0)
    reimbursed_on = models.DateField(null=True, blank=True)
    reference_no = text_column(60)

    class Meta(RecordModel.Meta):
        db_table = "expense"
        indexes = (
            *RecordModel.Meta.indexes,
            models.Index("incurred_on", "kind", name="expense_day_ix", condition=Q(deleted_at=None)),
            models.Index(
                "approved_at",
                name="expense_to_pay_ix",
                condition=Q(status="approved", deleted_at__isnull=True),
            ),
            models.Index("employee", name="expense_employee_ix"),
            models.Index("supplier", name="expense_supplier_ix", condition=Q(supplier__isnull=False)),
            models.Index("campaign", name="expense_campaign_ix", condition=Q(campaign__isnull=False)),
            models.Index(
                "account",
                F("created_at").desc(),
                F("id").desc(),
                name="expense_account_ix",
                condition=Q(account__isnull=False),
            ),
        )
        constraints = (
            *RecordModel.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="expense_amount_positive_ck"),
            models.CheckConstraint(
                condition=Q(approved_amount__isnull=True) | Q(approved_amount=F("amount")),
                name="expense_approved_ck",
            ),
            models.CheckConstraint(
                condition=Q(paid_amount=0)
                | Q(approved_amount__isnull=False, paid_amount__gt=0, paid_amount__lte=F("approved_amount")),
                name="expense_paid_ck",
            ),
        )


class ExpenseReimbursement(PostedModel):
    """报销记录: what was paid of an approved expense, or taken back. `balance`: paid in all, after it."""

    expense = reference("expenses.Expense", null=False)
    amount = models.DecimalField(**AMOUNT)
    balance = models.DecimalField(**AMOUNT)
    paid_on = models.DateField()
    reference_no = text_column(60)
    note = text_column(500)

    class Meta(PostedModel.Meta):
        db_table = "expense_reimbursement"
        constraints = posted_constraints("expense_reimbursement", "expense", "balance", floor=True)
