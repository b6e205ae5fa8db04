"""What a company can set about credit."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.settings.registry import Section, setting

CREDIT = Section("credit", T("信用", "Credit"), 51)

COUNTS = setting(
    "credit.counts",
    "choice",
    "approved",
    section=CREDIT,
    label=T("哪些订单占用信用额度", "Which orders use credit"),
    help=T(
        "已取消和已完成的订单不占用额度",
        "Orders that were cancelled or completed use none",
    ),
    choices=(
        ("approved", T("已生效的订单", "Orders in effect")),
        ("submitted", T("已生效和待审批的订单", "Orders in effect and those that wait for approval")),
    ),
).key

WITHOUT_LIMIT = setting(
    "credit.without_limit",
    "choice",
    "pass",
    section=CREDIT,
    label=T("没有信用额度的客户", "Accounts without a limit"),
    help=T(
        "客户自己及其上级客户都没有额度时如何处理订单",
        "What becomes of an order where neither the account nor one above it has a limit",
    ),
    choices=(
        ("pass", T("不做信用控制", "No control of credit")),
        ("approve", T("订单须经审批", "Its orders need an approval")),
    ),
).key
