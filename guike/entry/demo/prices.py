"""What the demo company sells for what: a list for good customers and one for dealers, boxes of toner cheaper, last year's list, prices agreed with one
customer and those of one salesperson, what is not sold to everybody, and how far salespeople may go on their own."""

from __future__ import annotations

from datetime import date, timedelta

from guike.entry.demo.business import Company
from guike.entry.demo.stored import Row, rows_of
from guike.platform.org.queries import begin_versions


def prices(company: Company) -> None:
    """Create the books, then two drafts whose lines tell where their prices come from."""
    today = company.now.date()
    codes = dict(rows_of("product").values_list("code", "pk"))
    categories = dict(rows_of("product_category").values_list("name", "pk"))
    units = dict(rows_of("unit").values_list("name", "pk"))
    formal = rows_of("account").filter(status="formal", owner__in=company.sellers).order_by("owner_id", "pk")
    seller, first = formal.values_list("owner_id", "pk")[0]
    second = formal.filter(owner=seller).values_list("pk", flat=True).last()
    company.create("price_book", _books(today, codes, categories, units, seller, first))
    company.create("sellable_range", [_range()])
    company.create("discount_limit", [_limit()])
    begin_versions()  # the drafts below find the books
    toner, label = {"product": codes["HC-L310"]}, {"product": codes["HC-P100"], "quantity": "20"}
    drafts: list[list[Row]] = [
        [{**toner, "quantity": "30", "unit": units["箱"]}, label],
        [
            {"product": codes["HC-L720"], "quantity": "5"},
            {"product": codes["LX-T400"], "quantity": "1", "unit_price": "8200"},
        ],
    ]
    day = today.isoformat()
    company.create(
        "sales_order",
        [
            {"account": account, "owner": seller, "ordered_on": day, "lines": rows}
            for account, rows in zip((first, second), drafts, strict=True)
        ],
    )


def _books(
    today: date,
    codes: dict[str, int],
    categories: dict[str, int],
    units: dict[str, int],
    seller: int,
    account: int,
) -> list[Row]:
    first = today.replace(month=1, day=1)
    good = {"field": "level", "op": "in", "value": ["A", "B"]}
    year = {"valid_from_on": first.isoformat(), "valid_to_on": first.replace(month=12, day=31).isoformat()}
    last = {
        "valid_from_on": first.replace(year=first.year - 1).isoformat(),
        "valid_to_on": (first - timedelta(days=1)).isoformat(),
    }
    return [
        {
            "name": f"{first.year} 年重点客户价目表", "kind": "list", "priority": 1, "filter": good, **year,
            "description": "A、B 类客户：耗材 92 折，标签打印机 95 折",
            "entries": [
                {"category": categories["耗材"], "discount_rate": "0.08"},
                {"category": categories["标签打印机"], "discount_rate": "0.05"},
            ],
        },
        {
            "name": f"{first.year} 年耗材批量价", "kind": "list", "priority": 2, **year,
            "description": "整箱和大批量的硒鼓、标签纸",
            "entries": [
                {"product": codes["HC-L310"], "unit": units["箱"], "price": "3300"},
                {"product": codes["HC-L310"], "min_quantity": "20", "price": "285"},
                {"product": codes["HC-P100"], "min_quantity": "20", "price": "498"},
                {"product": codes["HC-P100"], "min_quantity": "100", "price": "468"},
            ],
        },
        {
            "name": "经销商耗材价目表", "kind": "list", "priority": 1, "is_forced": True,
            "filter": {"field": "channel_role", "op": "eq", "value": "dealer"}, **year,
            "description": "经销商耗材 8 折，优先于其他价目表",
            "entries": [{"category": categories["耗材"], "discount_rate": "0.2"}],
        },
        {
            "name": f"{first.year - 1} 年耗材批量价", "kind": "list", "priority": 2, **last,
            "entries": [{"product": codes["HC-L310"], "min_quantity": "20", "price": "279"}],
        },
        {
            "name": "框架协议客户价", "kind": "account", "accounts": [account], **year,
            "description": "按年度框架协议执行",
            "entries": [
                {"product": codes["HC-P100"], "price": "480"},
                {"product": codes["HC-R110"], "price": "735"},
            ],
        },
        {
            "name": "老客户维护价", "kind": "salesperson", "salespeople": [seller], **year,
            "entries": [{"product": codes["HC-L720"], "price": "650"}],
        },
    ]  # fmt: skip


def _range() -> Row:
    """The large press is sold to customers of the two best classes alone."""
    return {
        "name": "高速印刷机仅售 A、B 类客户",
        "filter": {"field": "level", "op": "not_in", "value": ["A", "B"]},
        "products": {"field": "code", "op": "eq", "value": "LX-D300"},
        "effect": "deny",
        "position": 1,
    }


def _limit() -> Row:
    """Below 80 % of the price by rule a salesperson asks."""
    sales = rows_of("role").values_list("pk", flat=True).get(code="sales")
    return {"role": sales, "max_discount_rate": "0.2", "effect": "approve"}
