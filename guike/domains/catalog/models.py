"""What the company sells: products, their categories and units."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from guike.platform.database.models import (
    PRICE,
    RATE,
    BaseModel,
    LineModel,
    RecordModel,
    plain_column,
    reference,
    text_column,
)

#: digits of a code in the tax administration's classification of goods and services
TAX_CODE_DIGITS = 19
#: with the beginning that its fields have, an attribute's code is no longer than the name of a field may be
ATTRIBUTE_CODE_CHARS = 40


class ProductCategory(BaseModel):
    """产品类目: a node of the tree that products are arranged in."""

    name = text_column(100)
    parent = reference("catalog.ProductCategory")
    description = models.TextField(blank=True, default="")

    class Meta(BaseModel.Meta):
        db_table = "product_category"
        indexes = (
            models.Index("parent", name="product_category_parent_ix", condition=Q(parent__isnull=False)),
        )


class ProductAttribute(BaseModel):
    """产品属性: what products of some categories are told apart by. Its values are custom fields (`attributes.py`)."""

    code = plain_column(ATTRIBUTE_CODE_CHARS)
    labels = models.JSONField(default=dict)
    type = plain_column(20)
    choices = models.JSONField(null=True, blank=True)
    is_required = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    categories = ArrayField(models.BigIntegerField(), default=list, blank=True)

    class Meta(BaseModel.Meta):
        db_table = "product_attribute"
        constraints = (
            models.UniqueConstraint(
                fields=["code"], name="product_attribute_code_uq", condition=Q(deleted_at=None)
            ),
        )


class Unit(BaseModel):
    """计量单位"""

    name = text_column(20)

    class Meta(BaseModel.Meta):
        db_table = "unit"
        constraints = (
            models.UniqueConstraint(fields=["name_fold"], name="unit_name_uq", condition=Q(deleted_at=None)),
        )


class Product(BaseModel):
    """产品: goods, virtual goods, a service or a project. Prices are in the company's base currency, for one
    base unit. `tax_code`: 税收分类编码, of `TAX_CODE_DIGITS` digits. `unit_barcodes`: those of its further units, by spaces."""

    code = text_column(60)
    name = text_column(200)
    category = reference("catalog.ProductCategory")
    variant_of = reference("catalog.Product")
    kind = plain_column(20)
    specification = text_column(200)
    barcode = plain_column(60)
    unit_barcodes = models.TextField(blank=True, default="")
    base_unit = reference("catalog.Unit")
    standard_price = models.DecimalField(**PRICE, null=True, blank=True)
    cost = models.DecimalField(**PRICE, null=True, blank=True)
    tax_rate = models.DecimalField(**RATE, null=True, blank=True)
    tax_code = plain_column(TAX_CODE_DIGITS)
    picture = models.BigIntegerField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_sellable = models.BooleanField(default=True)
    is_new = models.BooleanField(default=False)
    description = models.TextField(blank=True, default="")

    class Meta(BaseModel.Meta):
        db_table = "product"
        indexes = (
            models.Index("category", name="product_category_ix", condition=Q(category__isnull=False)),
            models.Index("variant_of", name="product_variant_ix", condition=Q(variant_of__isnull=False)),
            models.Index("barcode", name="product_barcode_ix", condition=~Q(barcode="")),
            models.Index("name_fold", "id", name="product_name_ix", condition=Q(deleted_at=None)),
            GinIndex(fields=["search_grams"], name="product_gram_ix"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["code_fold"], name="product_code_uq", condition=Q(deleted_at=None)
            ),
            models.UniqueConstraint(
                fields=["source_system", "external_id"],
                name="product_external_uq",
                condition=Q(external_id__isnull=False),
            ),
            models.CheckConstraint(condition=Q(standard_price__gte=0), name="product_price_not_negative"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="product_cost_not_negative"),
            models.CheckConstraint(condition=Q(tax_rate__gte=0, tax_rate__lte=1), name="product_tax_rate"),
            models.CheckConstraint(
                condition=Q(tax_code="") | Q(tax_code__regex=rf"^[0-9]{{{TAX_CODE_DIGITS}}}$"),
                name="product_tax_code",
            ),
        )


class ProductUnit(LineModel):
    """多单位: a further unit that a product is sold in; one of it is `factor` base units."""

    product = reference("catalog.Product", null=False)
    unit = reference("catalog.Unit", null=False)
    factor = models.DecimalField(**PRICE)
    barcode = plain_column(60)

    class Meta(LineModel.Meta):
        db_table = "product_unit"
        indexes = (
            models.Index("product", "position", name="product_unit_ix", condition=Q(deleted_at=None)),
            models.Index("barcode", name="product_unit_barcode_ix", condition=~Q(barcode="")),
        )
        constraints = (models.CheckConstraint(condition=Q(factor__gt=0), name="product_unit_factor"),)


class ProductCodeRequest(RecordModel):
    """存货编码申请: somebody asks for a product that the catalogue does not have. `product` is made of it with the approval."""

    name = text_column(200)
    code = text_column(60)
    category = reference("catalog.ProductCategory")
    kind = plain_column(20)
    specification = text_column(200)
    base_unit = reference("catalog.Unit")
    reason = models.TextField(blank=True, default="")
    status = plain_column(20)
    approved_at = models.DateTimeField(null=True, blank=True)
    product = reference("catalog.Product")

    class Meta(RecordModel.Meta):
        db_table = "product_code_request"
        indexes = (
            *RecordModel.Meta.indexes,
            models.Index("product", name="code_request_product_ix", condition=Q(product__isnull=False)),
            models.Index("category", name="code_request_category_ix", condition=Q(category__isnull=False)),
        )
        constraints = (
            *RecordModel.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(product__isnull=False), name="code_request_product_ck"
            ),
        )
