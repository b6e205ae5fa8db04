"""How an object is declared to be a priced document: its fields, the same in each, and what each write does with them.

QUOTE_PRICES = PricedDocument("quote", frozenset({"list_price", "order_discount", "tax", "base_total", "base_qty", "price_source"}))
QUOTE = ObjectSpec(…, has_money=True, fields=(…, *header_fields(QUOTE_PRICES, "quote_line", LINES_LABEL, TOTAL_LABEL)))
QUOTE_LINE = ObjectSpec(…, fields=(…, *line_fields(QUOTE_PRICES)))
registry.add(*priced(QUOTE_PRICES, QUOTE, QUOTE_LINE))
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Expression, ExpressionWrapper, F

from guike.domains.pricing.limiting import BEYOND, beyond
from guike.domains.pricing.rules import LINES, ORIGIN, TYPED, PricedDocument
from guike.domains.pricing.services import price_documents
from guike.kernel.money import to_base
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.database.models import amount_column
from guike.platform.filters.computed import computed
from guike.platform.metadata.spec import FieldSpec, Hooks, ObjectSpec, choices
from guike.platform.metadata.spec import spec_field as f
from guike.platform.records.shapes import Draft

__all__ = ["DOCUMENTS", "ORIGIN", "PricedDocument", "beyond", "header_fields", "line_fields", "priced"]

#: every priced document that was declared, by the name of its object
DOCUMENTS: dict[str, PricedDocument] = {}
#: what a unit price can come from: a source of prices, or somebody's hand
SOURCES = choices(
    ("agreement", "协议价", "Agreement", "purple"),
    ("account", "客户价", "Account price", "blue"),
    ("salesperson", "业务员价", "Salesperson price", "cyan"),
    ("list", "价目表", "Price list", "green"),
    ("standard", "标准价", "Standard price"),
    (TYPED, "手工填写", "By hand", "orange"),
)
_BASE_MINOR_UNITS = 2  # as the generated column rounds


def line_fields(document: PricedDocument, *own: FieldSpec) -> tuple[FieldSpec, ...]:
    """What each line has. `own`: fields of this document alone, which stand behind the product."""
    return (
        f("reference", "product", "产品", "Product", target="product", required=True, offered="is_sellable"),
        *own,
        *_priced(document),
    )


def _priced(document: PricedDocument) -> Iterator[FieldSpec]:
    parts = document.parts
    yield f("decimal", "quantity", "数量", "Quantity", required=True, minimum="0")
    yield f("reference", "unit", "单位", "Unit", target="unit")
    if "base_qty" in parts:
        yield f("decimal", "base_qty", "基本单位数量", "Quantity in base unit", read_only=True)
    if "list_price" in parts:
        yield f("decimal", "list_price", "标价", "List price", minimum="0")
    yield f("decimal", "unit_price", "单价", "Unit price", minimum="0")
    yield f("percent", "discount_rate", "折扣率", "Discount rate", minimum="0", maximum="1", discount="off")
    if "price_source" in parts:
        yield from _origin()
    yield f("money", "amount", "金额", "Amount", read_only=True)
    if "order_discount" in parts:
        yield f(
            "money", "allocated_discount_amount", "整单优惠分摊", "Share of order discount", read_only=True
        )
        yield f("money", "net_amount", "折后金额", "Net amount", read_only=True)
    if "tax" in parts:
        yield f("percent", "tax_rate", "税率", "Tax rate", minimum="0", maximum="1")
        yield f("money", "tax_amount", "税额", "Tax", read_only=True)
    if "list_price" in parts:
        yield f("money", "list_amount", "标价金额", "List amount", read_only=True)
        yield f("money", "discount_amount", "优惠金额", "Discount", read_only=True)


def _origin() -> Iterator[FieldSpec]:
    """Where the unit price of a line comes from, kept with it."""
    yield f("choice", "price_source", "价格来源", "Price source", read_only=True, choices=SOURCES)
    yield f(
        "decimal", "policy_price", "政策价", "Price by rule", read_only=True, system=True,
        help=Text("按价格规则应取的单价", "The unit price that the rules of prices give"),
    )  # fmt: skip
    yield f(
        "reference",
        "price_book",
        "所取价目表",
        "Price book",
        target="price_book",
        read_only=True,
        system=True,
        traces=True,
    )
    yield f("json", "price_reasons", "价格说明", "Reasons of the price", read_only=True, holds="price")


def header_fields(
    document: PricedDocument, lines_object: str, lines: Text, total: Text
) -> tuple[FieldSpec, ...]:
    """What the header has: its lines, what sets the discount on the whole document, and the sums."""
    return tuple(_summed(document, lines_object, lines, total))


def _summed(document: PricedDocument, lines_object: str, lines: Text, total: Text) -> Iterator[FieldSpec]:
    parts = document.parts
    if "tax" in parts:
        yield f("boolean", "is_tax_included", "单价含税", "Prices include tax", default=True)
    yield f("lines", LINES, lines.zh, lines.en, lines_object=lines_object)
    if "order_discount" in parts:
        yield from _discounts()
    if "list_price" in parts:
        yield f("money", "list_amount", "标价金额", "List amount", read_only=True)
        yield f("money", "discount_amount", "优惠金额", "Discount", read_only=True)
    if "order_discount" in parts:
        yield f("money", "order_discount_amount", "整单优惠", "Order discount", read_only=True)
    if "tax" in parts:
        yield f("money", "tax_amount", "税额", "Tax", read_only=True)
    typed = {"minimum": "0"} if document.is_total_typed else {"read_only": True}
    yield f("money", document.total, total.zh, total.en, base_column=document.base_total, **typed)
    if "limits" in parts:
        yield f(
            "boolean", BEYOND, "超出价格权限", "Beyond price limits", read_only=True, system=True, tells="product.cost",
            help=Text("成交价超出负责人的折扣权限，须经审批", "The prices are beyond the limits of the owner: somebody has to agree"),
        )  # fmt: skip
    if "base_total" in parts:
        yield f(
            "money",
            document.base_total,
            "本位币金额",
            "Total in base currency",
            read_only=True,
            computed=f"{document.object}.{document.base_total}",
        )


def _discounts() -> Iterator[FieldSpec]:
    yield f(
        "percent",
        "order_discount_rate",
        "整单折扣率",
        "Order discount rate",
        write_only=True,
        minimum="0",
        maximum="1",
        discount="off",
        help=Text("与“整单金额”只填一项", "Give this or the target amount"),
    )
    yield f(
        "money",
        "target_amount",
        "整单金额",
        "Target amount",
        write_only=True,
        minimum="0",
        help=Text(
            "按此金额成交，差额分摊到明细",
            "The lines come to this amount; the difference is spread over them",
        ),
    )


def priced(document: PricedDocument, header: ObjectSpec, line: ObjectSpec) -> tuple[ObjectSpec, ObjectSpec]:
    """Both specs, to be registered: the header's own `prepare` runs first, then lines and amounts are worked out.
    ValueError for what was declared twice or does not belong together."""
    if document.object in DOCUMENTS:
        raise ValueError(f"{document.object}: declared twice")
    if header.name != document.object or line.parent != header.name:
        raise ValueError(f"{document.object}: is not declared by {header.name} and lines of {line.parent!r}")
    if not header.has_money:
        raise ValueError(f"{document.object}: a priced document has a currency")
    DOCUMENTS[document.object] = document
    if "base_total" in document.parts:
        _declare_base_total(document)
    pricing = Hooks(prepare=partial(_prepare, document))
    return header.with_(hooks=header.hooks.joined(pricing)), line


def _prepare(document: PricedDocument, ctx: Context, drafts: Sequence[Draft]) -> None:
    price_documents(document, ctx, drafts)


def _declare_base_total(document: PricedDocument) -> None:
    total, base_total = document.total, document.base_total

    def build(_now: datetime, _timezone: str) -> Expression:
        return ExpressionWrapper(F(base_total), amount_column())

    def read(row: Any, _now: datetime, _timezone: str) -> Decimal | None:
        amount = getattr(row, total)
        return (
            None
            if amount is None
            else to_base(Decimal(amount), Decimal(row.exchange_rate), _BASE_MINOR_UNITS)
        )

    computed(f"{document.object}.{base_total}", build, read, follows_clock=False)
