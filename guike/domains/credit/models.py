"""How far a company lets its customers owe it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guike.platform.database.models import AMOUNT, RecordModel, reference, text_column


class CreditLimit(RecordModel):
    """信用额度 of an account, for a time, in the company's currency."""

    account = reference("accounts.Account", null=False)
    limit_amount = models.DecimalField(**AMOUNT)
    is_temporary = models.BooleanField(default=False)
    term_days = models.IntegerField(null=True, blank=True)
    valid_from_on = models.DateField()
    valid_to_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    note = text_column(500)

    class Meta(RecordModel.Meta):
        db_table = "credit_limit"
        indexes = (*RecordModel.Meta.indexes, models.Index("account", name="credit_limit_account_ix"))
        constraints = (
            *RecordModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(limit_amount__gte=0) & (Q(term_days=None) | Q(term_days__gte=0)),
                name="credit_limit_amounts",
            ),
            models.CheckConstraint(
                condition=Q(valid_to_on=None) | Q(valid_to_on__gte=F("valid_from_on")),
                name="credit_limit_period",
            ),
        )
