"""Work lists of finance and sales, and the notices that tell sales what finance did."""

from __future__ import annotations

from guike.domains.receivables.dunning import declare_dunning, remind_customers
from guike.domains.receivables.telling import CONFIRMED, REJECTED
from guike.kernel.text import Text
from guike.platform.jobs.registry import periodic
from guike.platform.notify.registry import notification_kind, work_list


def declare() -> None:
    """Register the work lists and the kinds of notices."""
    work_list(
        "payment.to_confirm",
        Text("待确认回款", "Payments to be confirmed"),
        object="payment",
        view="pending",
        position=44,
        operation="confirm",
    )
    work_list(
        "payment.rejected",
        Text("被驳回的回款", "Payments sent back"),
        object="payment",
        view="returned",
        position=45,
    )
    work_list(
        "receivable.overdue",
        Text("逾期应收款", "Overdue receivables"),
        object="receivable",
        view="overdue",
        position=46,
    )
    work_list(
        "installment.due",
        Text("7 天内到期的应收款", "Receivables due within 7 days"),
        object="receivable",
        view="due",
        position=47,
    )
    for name, zh, en, position in (
        ("refund", "退款", "Refunds", 48),
        ("write_off", "坏账核销", "Write-offs", 49),
    ):
        work_list(
            f"{name}.to_approve",
            Text(f"待审批的{zh}", f"{en} to be approved"),
            object=name,
            view="pending",
            position=position,
            operation="approve",
        )
    work_list(
        "refund.to_pay",
        Text("待付款的退款", "Refunds to be paid"),
        object="refund",
        view="to_pay",
        position=49,
        operation="pay",
    )
    notification_kind(CONFIRMED, Text("回款已确认", "Payments confirmed"), Text("{text}", "{text}"))
    notification_kind(REJECTED, Text("回款被驳回", "Payments sent back"), Text("{text}", "{text}"))
    declare_dunning()
    periodic("receivables.remind_customers", "20 8 * * *", remind_customers)
