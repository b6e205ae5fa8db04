"""What products are sold for, to whom and by whom."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guike.platform.database.models import (
    PRICE,
    RATE,
    BaseModel,
    LineModel,
    plain_column,
    reference,
    text_column,
)


def _ids() -> ArrayField[Any, Any]:
    return ArrayField(models.BigIntegerField(), default=list, blank=True)


class PriceBook(BaseModel):
    """价目表: prices and discounts for those whom it is meant for. What names nobody is meant for everybody."""

    name = text_column(100)
    kind = plain_column(20)
    priority = models.IntegerField(default=1)
    is_forced = models.BooleanField(default=False)
    base = reference("prices.PriceBook")
    currency = plain_column(3)
    valid_from_on = models.DateField(null=True, blank=True)
    valid_to_on = models.DateField(null=True, blank=True)
    accounts = _ids()
    filter = models.JSONField(null=True, blank=True)
    salespeople = _ids()
    departments = _ids()
    is_active = models.BooleanField(default=True)
    description = models.TextField(blank=True, default="")

    class Meta(BaseModel.Meta):
        db_table = "price_book"
        indexes = (models.Index("base", name="price_book_base_ix", condition=Q(base__isnull=False)),)
        constraints = (
            models.UniqueConstraint(
                fields=["name_fold"], name="price_book_name_uq", condition=Q(deleted_at=None)
            ),
            models.CheckConstraint(
                condition=Q(valid_to_on=None)
                | Q(valid_from_on=None)
                | Q(valid_to_on__gte=F("valid_from_on")),
                name="price_book_period",
            ),
        )


class PriceBookEntry(LineModel):
    """价目表明细: one price, or one discount, from a quantity on."""

    price_book = reference("prices.PriceBook", null=False)
    product = reference("catalog.Product")
    category = reference("catalog.ProductCategory")
    unit = reference("catalog.Unit")
    min_quantity = models.DecimalField(**PRICE, default=0)
    price = models.DecimalField(**PRICE, null=True, blank=True)
    discount_rate = models.DecimalField(**RATE, null=True, blank=True)

    class Meta(LineModel.Meta):
        db_table = "price_book_entry"
        indexes = (
            models.Index("price_book", "position", name="price_book_entry_ix", condition=Q(deleted_at=None)),
            models.Index(
                "price_book", "product", name="price_book_entry_product_ix", condition=Q(deleted_at=None)
            ),
            models.Index("product", name="price_book_entry_of_ix", condition=Q(product__isnull=False)),
            models.Index("category", name="price_book_entry_cat_ix", condition=Q(category__isnull=False)),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(price__gte=0, discount_rate=None)
                | Q(price=None, discount_rate__gte=0, discount_rate__lte=1),
                name="price_book_entry_one",
            ),
            models.CheckConstraint(condition=Q(min_quantity__gte=0), name="price_book_entry_quantity"),
        )


class SellableRange(BaseModel):
    """可售范围: which products are sold to whom. The first rule, by position, that is about account and product decides."""

    name = text_column(100)
    filter = models.JSONField(null=True, blank=True)
    products = models.JSONField(null=True, blank=True)
    effect = plain_column(10)
    position = models.IntegerField(default=1)
    is_active = models.BooleanField(default=True)

    class Meta(BaseModel.Meta):
        db_table = "sellable_range"
        constraints = (
            models.UniqueConstraint(
                fields=["name_fold"], name="sellable_range_name_uq", condition=Q(deleted_at=None)
            ),
        )


class DiscountLimit(BaseModel):
    """折扣权限: how far below the price by rule, and how near the cost, people of a role sell without being asked."""

    role = reference("org.Role", null=False)
    max_discount_rate = models.DecimalField(**RATE, null=True, blank=True)
    min_margin_rate = models.DecimalField(**RATE, null=True, blank=True)
    effect = plain_column(10)
    is_active = models.BooleanField(default=True)

    class Meta(BaseModel.Meta):
        db_table = "discount_limit"
        indexes = (models.Index("role", name="discount_limit_role_ix"),)
        constraints = (
            models.UniqueConstraint(
                fields=["role"], name="discount_limit_role_uq", condition=Q(deleted_at=None)
            ),
            models.CheckConstraint(
                condition=Q(max_discount_rate__gte=0, max_discount_rate__lte=1) | Q(max_discount_rate=None),
                name="discount_limit_discount",
            ),
            models.CheckConstraint(
                condition=Q(min_margin_rate__lt=1) | Q(min_margin_rate=None), name="discount_limit_margin"
            ),
        )
