"""Lists of orders whose goods, money and invoices are not at one; each shows the amount that is missing, and nothing else."""

from __future__ import annotations

from guike.domains.orders.queries import SOLD
from guike.kernel.text import Text
from guike.platform.metadata.spec import ViewSpec

_IS_SOLD = {"field": "status", "op": "in", "value": list(SOLD)}
_WHO = ("number", "account", "status", "owner", "total_amount")
#: view → its label, the amount that it is about, and those from which that follows
GAPS = {
    "shipped_not_invoiced": (
        Text("已发货未开票", "Shipped, not invoiced"),
        "shipped_uninvoiced_amount",
        ("shipped_amount", "invoiced_amount", "unconfirmed_invoice_amount"),
    ),
    "collected_not_invoiced": (
        Text("已回款未开票", "Collected, not invoiced"),
        "collected_uninvoiced_amount",
        ("collected_amount", "invoiced_amount", "unconfirmed_invoice_amount", "uninvoiced_amount"),
    ),
    "invoiced_not_collected": (
        Text("已开票未回款", "Invoiced, not collected"),
        "invoiced_uncollected_amount",
        ("invoiced_amount", "collected_amount", "unconfirmed_payment_amount"),
    ),
    "invoiced_above_order": (
        Text("超开票", "Invoiced above the order"),
        "over_invoiced_amount",
        ("invoiced_amount", "closed_amount"),
    ),
}
_BILLED = ("invoiced_amount", "unconfirmed_invoice_amount", "uninvoiced_amount")


def order_views() -> tuple[ViewSpec, ...]:
    """How orders stand with their invoices, and a list for each gap."""
    whole = ViewSpec(
        "invoicing",
        Text("开票情况", "Invoicing"),
        _IS_SOLD,
        columns=(*_WHO, *_BILLED, "ordered_on"),
        sort=("-ordered_on",),
    )
    gaps = (
        ViewSpec(
            name,
            label,
            {"all": [_IS_SOLD, {"field": amount, "op": "gt", "value": "0"}]},
            columns=(*_WHO, amount, *parts),
        )
        for name, (label, amount, parts) in GAPS.items()
    )
    return (whole, *gaps)
