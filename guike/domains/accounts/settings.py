"""What a company can set about accounts."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.messaging.registry import SECTION
from guike.platform.settings.registry import Section, setting

ACCOUNTS = Section("accounts", T("客户", "Accounts"), 45)

FORMAL_FIELDS = setting(
    "account.formal_fields",
    "multi_choice",
    (),
    section=ACCOUNTS,
    label=T("转为正式客户的必填资料", "What a formal account must have"),
    help=T(
        "手工转为正式客户时，这里的字段没有填的要先补上；由订单转为正式的不受影响",
        "Whoever makes an account formal is asked for those of these fields that are empty; an order makes it formal without them",
    ),
    choices=(
        ("credit_code", T("统一社会信用代码", "Unified social credit code")),
        ("industry", T("行业", "Industry")),
        ("level", T("客户级别", "Level")),
        ("kind", T("客户类型", "Kind")),
        ("scale", T("企业规模", "Company size")),
        ("region", T("地区", "Region")),
        ("address", T("详细地址", "Address")),
        ("phone", T("电话", "Phone")),
        ("source", T("客户来源", "Source")),
        ("invoice_title", T("发票抬头", "Invoice title")),
        ("tax_number", T("税号", "Tax number")),
        ("bank_name", T("开户银行", "Bank")),
        ("bank_account", T("银行账号", "Bank account")),
    ),
).key

FORMAL_STAYS = setting(
    "account.formal_stays",
    "boolean",
    True,
    section=ACCOUNTS,
    label=T("订单取消后仍是正式客户", "An account stays formal when its order is cancelled"),
    help=T(
        "关闭后，由订单转为正式的客户在最后一张生效订单取消时退回潜在客户；手工转的不受影响",
        "When off, an account that an order made formal is potential again when its last order in effect is cancelled; one that"
        " somebody made formal is not",
    ),
).key

LAST_TRANSACTION = setting(
    "account.last_transaction",
    "choice",
    "order",
    section=ACCOUNTS,
    label=T("最近交易日期按什么算", "What the last transaction is"),
    help=T(
        "订单：生效订单的下单日期；回款：财务确认的到账日期；也可以取最近的",
        "Of orders the latest in effect, of payments the latest that finance confirmed; or the latest of all",
    ),
    choices=(("order", T("订单", "Order")),),
    is_required=True,
).key

TOLD = setting(
    "message.contacts",
    "choice",
    "all",
    section=SECTION,
    label=T("通知客户的哪些联系人", "Which contacts of a customer are told"),
    help=T(
        "只发给首要联系人时，没有标记首要联系人的客户仍发给全部",
        "Where only the primary contact is told, a customer without one has all of them told",
    ),
    choices=(
        ("all", T("全部联系人", "All of them")),
        ("primary", T("首要联系人", "The primary contact")),
    ),
).key
