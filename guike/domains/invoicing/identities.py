"""What must hold of requests and invoices: the head is the sum of its lines, for the amount and for the tax."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.integrity.registry import SumOf, identity


def declare() -> None:
    """Register them."""
    for name, line, by, zh, en in (
        ("invoice", "invoice_line", "invoice", "发票", "Invoices"),
        ("invoice_request", "invoice_request_line", "request", "开票申请", "Invoice requests"),
    ):
        identity(
            f"{name}.lines",
            name,
            T(f"{zh}：价税合计 = 明细之和", f"{en}: amount = sum of the lines"),
            "amount",
            SumOf(line, "amount", by),
        )
        identity(
            f"{name}.tax",
            name,
            T(f"{zh}：税额 = 明细税额之和", f"{en}: tax = sum of the lines"),
            "tax_amount",
            SumOf(line, "tax_amount", by),
        )
