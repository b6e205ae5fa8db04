"""What a company can set about receivables and payments."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.settings.registry import Section, setting

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
