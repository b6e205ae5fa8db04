"""Recompute every balance of orders, money and stock from exported sheets alone, and compare.

python ops/recompute.py FOLDER

It shares no code with the product and needs nothing but Python: whoever doubts a figure can read it in ten minutes, or write another
one. FOLDER holds CSV files as the product exports them, named by their object: `receivable.csv`, or in parts `receivable-1.csv`,
`receivable-2.csv`. Headings may be Chinese or English. What is not there is not compared, and said.

Prints what was compared; ends with 1 where something differs, with 2 where a file cannot be read.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

ZERO = Decimal(0)
#: what the checks call a column → its headings
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "effective": ("In effect", "实际核销"),
    "number": ("Number", "编号"),
    "order": ("Sales order", "Order", "销售订单", "订单"),
    "receivable": ("Receivable", "应收款"),
    "payment": ("Payment", "回款"),
    "write_off": ("Write-off", "坏账核销"),
    "status": ("Status", "状态"),
    "amount": ("Amount", "应收金额", "回款金额", "核销金额", "退款金额", "价税合计"),
    "total": ("Total", "订单金额"),
    "net": ("Net amount", "折后金额"),
    "allocated": ("Allocated", "已核销金额"),
    "open": ("Open", "未收金额"),
    "unallocated": ("Unallocated", "未核销金额"),
    "refunded": ("Refunded", "已退款"),
    "collected": ("Collected", "已回款"),
    "closed": ("Closed amount", "关闭金额"),
    "returned": ("Returned amount", "退货金额"),
    "invoiced": ("Invoiced", "已开票"),
    "product": ("Product", "产品"),
    "warehouse": ("Warehouse", "仓库"),
    "quantity": ("Quantity", "数量", "发货数量"),
    "shipped": ("Shipped", "已发数量"),
    "shipment": ("Shipment", "发货单"),
    "change": ("Change", "变动数量"),
    "on_hand": ("On hand", "现存数量"),
    "reserved": ("Reserved", "预留数量"),
    "available": ("Available", "可用数量"),
}
CONFIRMED, PAID, HELD, CANCELLED = (
    ("Confirmed", "已确认"),
    ("Paid", "已退款"),
    ("Held", "已预留"),
    ("Cancelled", "已作废"),
)
GONE = ("Shipped", "已发货", "Received", "已收货")
SOLD = (
    "To ship",
    "待发货",
    "Partly shipped",
    "部分发货",
    "Shipped",
    "已发货",
    "Received",
    "已签收",
    "Completed",
    "已完成",
)
RETURNED = ("Received", "已收货")

Row = Mapping[str, str]
Key = tuple[str, ...]


class Unreadable(Exception):
    """A file that is not what it should be."""


class Books:
    """The sheets of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def rows(self, name: str) -> list[Row]:
        """All rows of an object, with the columns that are known by name."""
        files = sorted([*self.folder.glob(f"{name}.csv"), *self.folder.glob(f"{name}-*.csv")])
        return [row for file in files for row in _read(file)]

    def sums(
        self, name: str, column: str, *by: str, only: Mapping[str, tuple[str, ...]] | None = None
    ) -> dict[Key, Decimal]:
        """What a column sums to for each value of other columns. `only`: rows with one of these words in these columns."""
        found: dict[Key, Decimal] = defaultdict(lambda: ZERO)
        for row in self.rows(name):
            if all(row[where] in words for where, words in (only or {}).items()):
                found[tuple(row[one] for one in by)] += number(row[column])
        return found


def _read(file: Path) -> Iterator[Row]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        known = {
            name: heading
            for name, headings in HEADINGS.items()
            for heading in headings
            if heading in (reader.fieldnames or ())
        }
        if not known:
            raise Unreadable(f"{file.name}: none of its headings is known")
        for row in reader:
            yield {name: row[heading] or "" for name, heading in known.items()}


def number(text: str) -> Decimal:
    """A cell as a number; an empty one is 0."""
    return Decimal(text.replace(",", "")) if text else ZERO


def checks(books: Books) -> Iterator[tuple[str, str, Decimal, Decimal]]:
    """(what, which record, what is kept, what was recomputed)."""
    yield from _money(books)
    yield from _orders(books)
    yield from _stock(books)


def _money(books: Books) -> Iterator[tuple[str, str, Decimal, Decimal]]:
    settled = books.sums("allocation", "amount", "receivable")
    spent = books.sums("allocation", "amount", "payment")
    back = books.sums("refund", "amount", "payment", only={"status": PAID})
    given_up = books.sums("allocation", "amount", "write_off")
    for row in books.rows("receivable"):
        total = settled[(row["number"],)]
        yield "receivable: allocated", row["number"], number(row["allocated"]), total
        yield "receivable: open", row["number"], number(row["open"]), number(row["amount"]) - total
    for row in books.rows("payment"):
        total, gone = spent[(row["number"],)], back[(row["number"],)]
        left = number(row["amount"]) - total - gone if row["status"] in CONFIRMED else ZERO
        yield "payment: allocated", row["number"], number(row["allocated"]), total
        yield "payment: unallocated", row["number"], number(row["unallocated"]), left
    for row in books.rows("write_off"):
        yield "write-off: in effect", row["number"], number(row["effective"]), given_up[(row["number"],)]


def _orders(books: Books) -> Iterator[tuple[str, str, Decimal, Decimal]]:
    lines = books.sums("sales_order_line", "net", "order")
    owed: dict[Key, Decimal] = defaultdict(lambda: ZERO)
    for row in books.rows("receivable"):
        if row["status"] not in CANCELLED:
            owed[(row["order"],)] += number(row["amount"])
    paid = books.sums("payment", "amount", "order", only={"status": CONFIRMED})
    back = books.sums("refund", "amount", "order", only={"status": PAID})
    billed = books.sums("invoice", "amount", "order")
    returned = books.sums("sales_return", "returned", "order", only={"status": RETURNED})
    for row in books.rows("sales_order"):
        key = (row["number"],)
        yield "order: total", row["number"], number(row["total"]), lines[key]
        yield "order: collected", row["number"], number(row["collected"]), paid[key]
        yield "order: refunded", row["number"], number(row["refunded"]), back[key]
        yield "order: invoiced", row["number"], number(row["invoiced"]), billed[key]
        yield "order: returned", row["number"], number(row["returned"]), returned[key]
        if row["status"] in SOLD:
            net = number(row["total"]) - number(row["closed"]) - returned[key]
            yield "order: receivables", row["number"], owed[key], net


def _stock(books: Books) -> Iterator[tuple[str, str, Decimal, Decimal]]:
    moved = books.sums("stock_move", "change", "product", "warehouse")
    held = books.sums("reservation", "quantity", "product", "warehouse", only={"status": HELD})
    for row in books.rows("stock_level"):
        key = (row["product"], row["warehouse"])
        name = " / ".join(key)
        yield "stock: on hand", name, number(row["on_hand"]), moved[key]
        yield "stock: reserved", name, number(row["reserved"]), held[key]
        yield "stock: available", name, number(row["available"]), moved[key] - held[key]
    gone = {row["number"] for row in books.rows("shipment") if row["status"] in GONE}
    shipped: dict[Key, Decimal] = defaultdict(lambda: ZERO)
    for (shipment, product), quantity in books.sums(
        "shipment_line", "quantity", "shipment", "product"
    ).items():
        shipped[(product,)] += quantity if shipment in gone else ZERO
    ordered = books.sums("sales_order_line", "shipped", "product")
    for (product,), quantity in ordered.items():
        yield "lines: shipped", product, quantity, shipped[(product,)]


def main(arguments: list[str]) -> int:
    """See the head of this file."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        sys.stderr.write(__doc__ or "")
        return 2
    compared: dict[str, int] = defaultdict(int)
    wrong = 0
    try:
        for what, which, kept, recomputed in checks(Books(Path(arguments[0]))):
            compared[what] += 1
            if kept != recomputed:
                wrong += 1
                sys.stdout.write(f"{what}: {which} says {kept}, recomputed {recomputed}\n")
    except (Unreadable, KeyError, ArithmeticError) as error:
        sys.stderr.write(f"{error!r}\n")
        return 2
    for what, count in compared.items():
        sys.stdout.write(f"{what}: {count} compared\n")
    sys.stdout.write(f"{sum(compared.values())} compared, {wrong} differ\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
