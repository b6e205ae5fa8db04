"""Currencies and their dated rates. Both are objects that administrators edit as records."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from guike.platform.database.models import EXCHANGE_RATE, BaseModel, text_column


class Currency(BaseModel):
    """A currency by its ISO 4217 code. `rate_to_base` is the worth of one unit in the company's base currency when no
    dated rate applies; it may be empty."""

    code = models.CharField(max_length=3)
    name = text_column(100)
    rate_to_base = models.DecimalField(**EXCHANGE_RATE, null=True, blank=True)
    minor_units = models.SmallIntegerField(default=2)
    is_active = models.BooleanField(default=True)

    class Meta(BaseModel.Meta):
        db_table = "currency"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="currency_code_uq", condition=Q(deleted_at=None)),
            models.CheckConstraint(
                condition=Q(rate_to_base=None) | Q(rate_to_base__gt=0), name="currency_rate_positive_ck"
            ),
            # Amounts are stored with four decimal places.
            models.CheckConstraint(condition=Q(minor_units__range=(0, 4)), name="currency_minor_units_ck"),
        ]


class ExchangeRate(BaseModel):
    """From the day `on`, one unit of `currency` (its code) is worth `rate` of the base currency,
    until the next dated rate."""

    currency = models.CharField(max_length=3)
    on = models.DateField()
    rate = models.DecimalField(**EXCHANGE_RATE)

    class Meta(BaseModel.Meta):
        db_table = "exchange_rate"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["currency", "on"], name="exchange_rate_day_uq", condition=Q(deleted_at=None)
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_positive_ck"),
        ]
