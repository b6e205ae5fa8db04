"""What a company can set about invoices."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.settings.registry import Section, setting

INVOICES = Section("invoicing", T("发票", "Invoices"), 53)

LIMIT = setting(
    "invoice.limit",
    "choice",
    "ordered",
    section=INVOICES,
    label=T("最多可开票", "Invoices up to"),
    help=T(
        "按回款开票时，只能申请已确认回款的部分",
        "Up to what was collected: only confirmed payments are invoiced",
    ),
    choices=(
        ("ordered", T("订单金额", "What was ordered")),
        ("collected", T("已回款金额", "What was collected")),
    ),
    is_required=True,
).key
