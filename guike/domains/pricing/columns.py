"""The columns of priced documents. Abstract: each document has tables of its own."""

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
)


class PricedLine(LineModel):
    """A product on a document. Prices are per `unit`, in the document's currency."""

    product = reference("catalog.Product", null=False)
    quantity = models.DecimalField(**PRICE)
    unit = reference("catalog.Unit")
    unit_price = models.DecimalField(**PRICE, default=0)
    discount_rate = models.DecimalField(**RATE, default=0)
    amount = models.DecimalField(**AMOUNT, default=0)

    class Meta(LineModel.Meta):
        abstract = True


class WholePricedLine(PricedLine):
    """A line with every part: quantity in the base unit, which rule gave its price, list price, its share of the discount on the whole document, tax."""

    base_qty = models.DecimalField(**PRICE, null=True, blank=True)
    price_source = plain_column(20)
    policy_price = models.DecimalField(**PRICE, null=True, blank=True)
    price_book = reference("prices.PriceBook")
    price_reasons = models.JSONField(null=True, blank=True)
    list_price = models.DecimalField(**PRICE, default=0)
    list_amount = models.DecimalField(**AMOUNT, default=0)
    allocated_discount_amount = models.DecimalField(**AMOUNT, default=0)
    discount_amount = models.DecimalField(**AMOUNT, default=0)
    net_amount = models.DecimalField(**AMOUNT, default=0)
    tax_rate = models.DecimalField(**RATE, default=0)
    tax_amount = models.DecimalField(**AMOUNT, default=0)

    class Meta(PricedLine.Meta):
        abstract = True


class WholePricedModel(MoneyModel, RecordModel):
    """A document with every part. Its amounts are in its currency and follow from its lines."""

    is_tax_included = models.BooleanField(default=True)
    list_amount = models.DecimalField(**AMOUNT, default=0)
    discount_amount = models.DecimalField(**AMOUNT, default=0)
    order_discount_amount = models.DecimalField(**AMOUNT, default=0)
    tax_amount = models.DecimalField(**AMOUNT, default=0)
    total_amount = models.DecimalField(**AMOUNT, default=0)
    base_total_amount = base_column("total_amount")
    is_beyond_limits = models.BooleanField(default=False)

    class Meta(RecordModel.Meta):
        abstract = True


def whole_model_checks(table: str) -> tuple[models.CheckConstraint, ...]:
    """What the database refuses of a document with every part."""
    return (
        models.CheckConstraint(
            condition=Q(total_amount__gte=0, tax_amount__gte=0, order_discount_amount__gte=0),
            name=f"{table}_not_negative",
        ),
    )


def whole_line_checks(table: str) -> tuple[models.CheckConstraint, ...]:
    """What the database refuses of a line with every part."""
    return (
        models.CheckConstraint(condition=Q(quantity__gt=0), name=f"{table}_quantity"),
        models.CheckConstraint(
            condition=Q(discount_rate__gte=0, discount_rate__lte=1, tax_rate__gte=0, tax_rate__lte=1),
            name=f"{table}_rates",
        ),
        models.CheckConstraint(
            condition=Q(net_amount=F("amount") - F("allocated_discount_amount"))
            & Q(discount_amount=F("list_amount") - F("net_amount"))
            & Q(net_amount__gte=0, unit_price__gte=0, list_price__gte=0),
            name=f"{table}_adds_up",
        ),
    )
