"""What must hold of receivables, plans and what settles them."""

from __future__ import annotations

from functools import partial

from django.db.models import Q

from guike.domains.orders.queries import SOLD
from guike.domains.receivables.entries import unbooked
from guike.kernel.text import T
from guike.platform.integrity.registry import SumOf, compared_by, identity

_NET = ("total_amount", "-closed_amount", "-returned_amount")
#: what follows an order, those apart that another system pushed or somebody entered
_OWED = SumOf("receivable", "amount", "order", ~Q(status="cancelled") & ~Q(source="external"))


def declare() -> None:
    """Register them."""
    for name, zh, en in (
        ("receivable", "应收款", "Receivables"),
        ("payment", "回款", "Payments"),
        ("refund", "退款", "Refunds"),
        ("write_off", "坏账核销", "Write-offs"),
    ):
        label = T(f"{zh}：往来明细之和 = 单据金额", f"{en}: the entries of the account = the document")
        compared_by(f"{name}.booked", name, label, partial(unbooked, name))
    identity(
        "sales_order.receivables",
        "sales_order",
        T("订单：应收款之和 = 订单净额", "Orders: receivables = net total"),
        _OWED,
        _NET,
        Q(status__in=SOLD, receivable_point="", approved_at__isnull=False),
    )
    identity(
        "sales_order.receivables_at_most",
        "sales_order",
        T("订单：应收款之和 ≤ 订单净额", "Orders: receivables ≤ net total"),
        _OWED,
        _NET,
        Q(status__in=SOLD),
        bound="at_most",
    )
    identity(
        "payment_plan.installments",
        "payment_plan",
        T("收款计划：分期之和 = 订单净额", "Payment plans: installments = net total of the order"),
        SumOf("installment", "amount", "payment_plan"),
        tuple(f"{'-' if one.startswith('-') else ''}order__{one.removeprefix('-')}" for one in _NET),
        Q(order__status__in=SOLD),
    )
    identity(
        "write_off.entries",
        "write_off",
        T("坏账核销：实际核销 ≤ 金额", "Write-offs: what is in effect ≤ the amount"),
        "effective_amount",
        "amount",
        Q(status="approved"),
        bound="at_most",
    )
    identity(
        "write_off.nothing",
        "write_off",
        T("未核销或已冲回的坏账：没有核销记录", "Write-offs that do not stand have no entries left"),
        SumOf("allocation", "amount", "write_off"),
        (),
        ~Q(status="approved"),
    )
    identity(
        "payment.used",
        "payment",
        T("回款：已核销 + 已退款 ≤ 金额", "Payments: allocated + refunded ≤ amount"),
        ("allocated_amount", "refunded_amount"),
        "amount",
        bound="at_most",
    )
    identity(
        "refund.settled",
        "refund",
        T("退款：不再应收的部分 ≤ 退款金额", "Refunds: what is not asked for again ≤ the refund"),
        SumOf("allocation", "amount", "refund"),
        "amount",
        bound="at_most",
    )
