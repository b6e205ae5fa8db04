"""Warehouses, what lies in them, the documents by which goods move, and the ledger of their moves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guike.platform.database.models import (
    PRICE,
    BaseModel,
    LineModel,
    PostedModel,
    RecordModel,
    plain_column,
    posted_constraints,
    reference,
    text_column,
)


class Warehouse(BaseModel):
    """仓库. `position`: goods are reserved from the first one first. `outer_read_at`: when an outer system was last asked what lies here;
    `outer_note`: what was wrong with its answer."""

    code = text_column(40)
    name = text_column(100)
    department = reference("org.Department")
    keeper = reference("org.User")
    region = plain_column(6)
    address = text_column(300)
    position = models.IntegerField(default=100)
    outer_read_at = models.DateTimeField(null=True, blank=True)
    outer_note = text_column(500)
    is_active = models.BooleanField(default=True)

    class Meta(BaseModel.Meta):
        db_table = "warehouse"
        constraints = (
            models.UniqueConstraint(
                fields=["code_fold"], name="warehouse_code_uq", condition=Q(deleted_at=None)
            ),
        )


class StockLevel(BaseModel):
    """库存: of one product in one warehouse, in its base unit. `on_hand_qty` follows from the moves, `reserved_qty` from what
    orders hold; neither is written by hand, and nothing that is held is ever gone. `outer_qty`: what an outer system last said of it."""

    product = reference("catalog.Product", null=False)
    warehouse = reference("inventory.Warehouse", null=False)
    on_hand_qty = models.DecimalField(**PRICE, default=0)
    reserved_qty = models.DecimalField(**PRICE, default=0)
    available_qty = models.GeneratedField(
        expression=F("on_hand_qty") - F("reserved_qty"),
        output_field=models.DecimalField(**PRICE),
        db_persist=True,
        editable=False,
    )
    outer_qty = models.DecimalField(**PRICE, null=True, blank=True)
    difference_qty = models.GeneratedField(
        expression=F("outer_qty") - F("on_hand_qty"),
        output_field=models.DecimalField(**PRICE),
        db_persist=True,
        editable=False,
    )

    class Meta(BaseModel.Meta):
        db_table = "stock_level"
        indexes = (models.Index("warehouse", name="stock_level_warehouse_ix"),)
        constraints = (
            models.UniqueConstraint(fields=["product", "warehouse"], name="stock_level_place_uq"),
            models.CheckConstraint(
                condition=Q(on_hand_qty__gte=0, reserved_qty__gte=0), name="stock_level_floor_ck"
            ),
            models.CheckConstraint(
                condition=Q(reserved_qty__lte=F("on_hand_qty")), name="stock_level_reserved_ck"
            ),
        )


class StockDocument(RecordModel):
    """出入库单: goods come, go, are moved, counted or lent. `moved_on`: the day for which the moves count. `loan`: of a return of
    samples, the loan that it ends. `is_lent`: some of what was lent is still with the customer; `used_reason`: why it does not come
    back."""

    kind = plain_column(20)
    warehouse = reference("inventory.Warehouse", null=False)
    to_warehouse = reference("inventory.Warehouse")
    account = reference("accounts.Account")
    loan = reference("inventory.StockDocument")
    shipment = reference("fulfilment.Shipment")
    sales_return = reference("fulfilment.SalesReturn")
    moved_on = models.DateField()
    due_back_on = models.DateField(null=True, blank=True)
    reason = text_column(500)
    status = plain_column(20)
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_by = reference("org.User")
    cancel_reason = text_column(500)
    used_reason = text_column(500)
    is_lent = models.BooleanField(default=False)

    class Meta(RecordModel.Meta):
        db_table = "stock_document"
        indexes: ClassVar[tuple[models.Index, ...]] = (
            *RecordModel.Meta.indexes,
            models.Index("warehouse", F("moved_on").desc(), name="stock_document_place_ix"),
            models.Index("account", name="stock_document_account_ix", condition=Q(account__isnull=False)),
            models.Index("shipment", name="stock_document_ship_ix", condition=Q(shipment__isnull=False)),
            models.Index(
                "sales_return", name="stock_document_return_ix", condition=Q(sales_return__isnull=False)
            ),
            models.Index("loan", name="stock_document_loan_ix", condition=Q(loan__isnull=False)),
        )
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            *RecordModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(to_warehouse__isnull=True) | ~Q(to_warehouse=F("warehouse")),
                name="stock_document_places_ck",
            ),
        )


class StockDocumentLine(LineModel):
    """出入库明细. `quantity` in `unit`, `base_qty` in the product's base unit. Of a count: `counted_qty` as found, `book_qty` as it
    stood in the books. Of a loan: how much came back, and how much was used up. `lent`: of a return, the line of the loan."""

    document = reference("inventory.StockDocument", null=False)
    product = reference("catalog.Product", null=False)
    unit = reference("catalog.Unit")
    quantity = models.DecimalField(**PRICE, null=True, blank=True)
    base_qty = models.DecimalField(**PRICE, default=0)
    counted_qty = models.DecimalField(**PRICE, null=True, blank=True)
    book_qty = models.DecimalField(**PRICE, null=True, blank=True)
    returned_qty = models.DecimalField(**PRICE, default=0)
    used_qty = models.DecimalField(**PRICE, default=0)
    lent = reference("inventory.StockDocumentLine")
    note = text_column(200)

    class Meta(LineModel.Meta):
        db_table = "stock_document_line"
        indexes = (
            models.Index("document", "position", name="stock_document_line_ix", condition=Q(deleted_at=None)),
            models.Index("product", name="stock_document_line_product_ix"),
            models.Index("lent", name="stock_document_line_lent_ix", condition=Q(lent__isnull=False)),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(returned_qty=0, used_qty=0)
                | Q(
                    returned_qty__gte=0,
                    used_qty__gte=0,
                    returned_qty__lte=F("base_qty") - F("used_qty"),
                ),
                name="stock_document_line_lent_ck",
            ),
        )


class StockMove(PostedModel):
    """库存流水: what one line of a document changed at one level. `balance_qty`: what lay there after it. `moved_on`: the day for
    which it counts, which may be before the day on which it was entered."""

    level = reference("inventory.StockLevel", null=False)
    document = reference("inventory.StockDocument", null=False)
    product = reference("catalog.Product", null=False)
    warehouse = reference("inventory.Warehouse", null=False)
    change_qty = models.DecimalField(**PRICE)
    balance_qty = models.DecimalField(**PRICE)
    moved_on = models.DateField()

    class Meta(PostedModel.Meta):
        db_table = "stock_move"
        indexes = (
            *PostedModel.Meta.indexes,
            models.Index("document", name="stock_move_document_ix"),
            models.Index("product", "moved_on", name="stock_move_product_ix"),
            models.Index("level", "moved_on", name="stock_move_level_ix"),
        )
        constraints = posted_constraints("stock_move", "level", "balance_qty", floor=True)
