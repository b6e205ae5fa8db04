"""What a company can set about orders."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.settings.registry import Section, setting

ORDERS = Section("orders", T("订单", "Orders"), 50)

MANUAL = "manual"
COMPLETE_WHEN = setting(
    "order.complete_when",
    "choice",
    MANUAL,
    section=ORDERS,
    label=T("订单何时完成", "When an order is completed"),
    help=T(
        "手工：由人点“完成”；货没有发完的订单不能完成",
        "By hand: somebody completes it; an order with goods that are still to be shipped cannot be completed",
    ),
    choices=((MANUAL, T("手工完成", "By hand")),),
    is_required=True,
).key

REQUIRE_FORMAL_ACCOUNT = setting(
    "order.require_formal_account",
    "boolean",
    True,
    section=ORDERS,
    label=T("潜在客户不能直接下单", "Potential accounts cannot order directly"),
    help=T(
        "打开后，潜在客户只能从商机或报价单下单；订单审核通过后自动转为正式客户",
        "When on, a potential account orders from an opportunity or a quote only; "
        "it becomes formal when an order is approved",
    ),
).key

REFUND_REOPENS = setting(
    "refund.reopens_outstanding",
    "boolean",
    True,
    section=ORDERS,
    label=T("退款后订单重新待回款", "What was refunded is outstanding again"),
    help=T(
        "打开后，退给客户的钱重新计入订单的待回款，所核销的应收款重新打开；关闭后，退款不再向客户收取",
        "When on, money that was given back is outstanding for its order again, and what it had settled is open again; "
        "when off, it is not asked for any more",
    ),
).key
