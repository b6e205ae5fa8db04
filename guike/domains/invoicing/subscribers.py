"""Work lists of finance and sales, and the notices that tell sales what finance did."""

from __future__ import annotations

from guike.domains.invoicing.sending import declare_sending
from guike.domains.invoicing.telling import FAILED, ISSUED, REJECTED
from guike.kernel.text import Text
from guike.platform.notify.registry import notification_kind, work_list


def declare() -> None:
    """Register the work lists and the kinds of notices."""
    work_list(
        "invoice_request.to_issue",
        Text("待开票", "Invoices to issue"),
        object="invoice_request",
        view="pending",
        position=48,
        operation="issue",
    )
    work_list(
        "invoice_request.rejected",
        Text("被驳回的开票申请", "Requests for invoices sent back"),
        object="invoice_request",
        view="returned",
        position=49,
    )
    notification_kind(ISSUED, Text("已开票", "Invoices issued"), Text("{text}", "{text}"))
    notification_kind(
        REJECTED, Text("开票申请被驳回", "Requests for invoices sent back"), Text("{text}", "{text}")
    )
    notification_kind(FAILED, Text("没有开出的发票", "Invoices not issued"), Text("{text}", "{text}"))
    declare_sending()
