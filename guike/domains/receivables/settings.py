"""What a company can set about receivables and payments."""

from __future__ import annotations

from guike.domains.receivables.planning import ISSUE, ORDER, RECEIPT, SHIPMENT
from guike.kernel.text import T
from guike.platform.messaging.registry import SECTION
from guike.platform.settings.registry import RECORDS, Section, setting

MONEY = Section("receivables", T("应收与回款", "Receivables and payments"), 52)

AUTO_ALLOCATE = setting(
    "payment.auto_allocate",
    "boolean",
    True,
    section=MONEY,
    label=T("确认回款时自动核销", "Allocate payments when they are confirmed"),
    help=T(
        "打开后，财务确认回款时，先到期的应收款先核销；只核销该回款所属订单的应收款",
        "When on, a confirmed payment settles the receivables of its order, those due first before others",
    ),
).key

DUE_DAYS = setting(
    "receivable.due_days",
    "integer",
    30,
    section=MONEY,
    label=T("应收款到期天数", "Days until a receivable is due"),
    help=T(
        "没有收款条件时，应收款在产生后这么多天到期",
        "Without terms of payment a receivable is due so many days after it arose",
    ),
    minimum=0,
    maximum=3650,
).key

POINT = setting(
    "receivable.point",
    "choice",
    ORDER,
    section=MONEY,
    label=T("货物的应收款何时产生", "When goods become a receivable"),
    help=T(
        "按订单生效、发货、出库或签收产生，金额按数量折算；服务、虚拟产品和订单生效后起算的预付款在订单生效时产生。更改只影响此后生效的订单",
        "When their order takes effect, or by what was shipped, left the stock or was received; services, and parts of a plan that count from the "
        "order, are owed since it took effect. A change is for orders that take effect from then on",
    ),
    choices=(
        (ORDER, T("订单生效时", "When the order takes effect")),
        (SHIPMENT, T("发货时", "When they are shipped")),
        (ISSUE, T("出库时", "When they leave the stock")),
        (RECEIPT, T("签收时", "When they are received")),
    ),
).key

CLOSED_UNTIL = setting(
    "receivable.closed_until",
    "date",
    None,
    section=MONEY,
    label=T("往来已关账至", "Accounts are closed until"),
    help=T(
        "到这一天为止的往来明细和对账单不再变动；迟到的业务记在之后的第一天，并注明它更正的日期",
        "Nothing changes any more in statements of account up to this day; what comes late is booked on the day after, and says which day it "
        "corrects",
    ),
).key

OBEYS_PAYMENTS = setting(
    "access.payment",
    "boolean",
    True,
    section=RECORDS,
    label=T("回款按记录级权限查看", "Payments obey the rights on records"),
    help=T(
        "关闭后，有查看权限的人可查看全部回款",
        "When off, whoever may view payments views all of them",
    ),
).key

CUSTOMER_DAYS = setting(
    "receivable.customer_days",
    "integer",
    3,
    section=SECTION,
    label=T("到期前几天提醒客户付款", "Days before the due day on which customers are reminded"),
    help=T(
        "选了发送方式才会提醒；已付清、已登记回款待确认的不提醒",
        "Only where a way of sending is chosen; not of what was paid, nor while a payment waits to be confirmed",
    ),
    minimum=0,
    maximum=60,
).key

TOLD_DEPARTMENTS = setting(
    "payment.told_departments",
    "boolean",
    False,
    section=MONEY,
    scope="department",
    label=T("确认到账时通知全部门", "Confirmed payments are told to the department"),
    help=T(
        "在要通知的部门打开（如发货部），财务确认回款后，该部门及下级部门的人各收到一条；无权查看该回款的人收不到",
        "Switch it on for the departments that wait for money, such as shipping: their people, and those below, are each told once of"
        " a confirmed payment, if they may see it",
    ),
).key
