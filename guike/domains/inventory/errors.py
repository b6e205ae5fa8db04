"""What documents of stock are refused for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal, register
from guike.kernel.text import T, Text

NEEDS_TARGET, NEEDS_ACCOUNT, NEEDS_LOAN, NOT_HERE = (
    "stock.needs_target",
    "stock.needs_account",
    "stock.needs_loan",
    "stock.not_of_this_kind",
)
NOT_POSITIVE, NEEDS_COUNT, NOT_GOODS, UNIT_UNKNOWN, TWICE = (
    "stock.not_positive",
    "stock.needs_count",
    "stock.not_goods",
    "stock.unit_unknown",
    "stock.product_twice",
)
NOT_LENT, BEYOND_LENT, FUTURE = "stock.not_lent", "stock.beyond_lent", "stock.future"
SAME_PLACE, CLOSED_PLACE, OWN_DOCUMENT = "stock.same_place", "stock.closed_place", "stock.made_by_system"

register(
    {
        NEEDS_TARGET: T("调拨请选择调入仓库", "Say to which warehouse the goods go"),
        SAME_PLACE: T("调入仓库不能与调出仓库相同", "Goods are moved to another warehouse"),
        CLOSED_PLACE: T("仓库已停用，请选择其他仓库", "The warehouse is out of use; choose another"),
        NEEDS_ACCOUNT: T("样品借出请选择客户", "Say to which account the samples are lent"),
        NEEDS_LOAN: T("归还请选择对应的样品借出单", "Say which loan of samples this ends"),
        NOT_HERE: T("此类型的单据不填该项，请清空", "This kind of document has none; leave it empty"),
        NOT_POSITIVE: T("请填写大于 0 的数量", "Give a quantity above 0"),
        NEEDS_COUNT: T("请填写盘点数量，没有货时填 0", "Give the quantity that was counted, 0 for none"),
        NOT_GOODS: T("“{product}”不是实物产品，没有库存", "“{product}” is not goods and has no stock"),
        UNIT_UNKNOWN: T("“{product}”没有这个单位", "“{product}” has no such unit"),
        TWICE: T(
            "“{product}”出现了两次，盘点时每个产品只填一行",
            "“{product}” is there twice; a count has one line for each product",
        ),
        NOT_LENT: T("该借出单没有“{product}”", "“{product}” is not on that loan"),
        BEYOND_LENT: T("最多可归还 {left}", "At most {left} can come back"),
        FUTURE: T("日期不能晚于今天", "The day cannot be after today"),
    }
)


class StockRefused(Refusal):
    """The stock does not admit it."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "stock.not_enough": T(
            "“{product}”在“{warehouse}”可用 {available}，需要 {wanted}；请减少数量或先补货",
            "Of “{product}” {available} are available in “{warehouse}” and {wanted} are needed; take less or get more in first",
        ),
        "stock.is_reserved": T(
            "“{product}”在“{warehouse}”有 {reserved} 已为订单预留，只能减到 {reserved}；请先解除预留",
            "Of “{product}” {reserved} are held for orders in “{warehouse}”, so {reserved} have to stay; let go of them first",
        ),
        "stock.no_lines": T("没有明细，请先添加产品", "There are no lines; add a product first"),
        "stock.loan_returned": T(
            "已有归还或留用的样品，不能作废借出单",
            "Some of the samples came back or were used up; the loan cannot be cancelled",
        ),
        "stock.not_lent_any_more": T(
            "借出的样品只剩 {left} 未还，请减少归还数量",
            "Only {left} of the samples are still lent; take fewer back",
        ),
        "stock.may_not_count": T(
            "您没有新建出入库单的权限，不能生成盘点单",
            "You may not make documents of stock, so no count is drafted",
        ),
        "stock.below_zero_outside": T(
            "外部系统的数量小于 0，不能盘点；请先在外部系统更正",
            "The outer system says less than 0, which cannot be counted; correct it there first",
        ),
        "stock.nothing_lent": T("样品已全部归还或留用", "All samples came back or were used up"),
        OWN_DOCUMENT: T(
            "这张单据由发货或退货产生，请在原单据上操作",
            "This document comes from a shipment or a return; do it there",
        ),
    }
