"""What orders are refused for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal, register
from guike.kernel.text import T, Text

register(
    {
        "order.below_shipped": T(
            "已发货 {shipped}，不能少于它", "{shipped} have been shipped; it cannot be less"
        ),
        "order_template.too_many": T(
            "每人最多保存 {max} 个订单模板，请先删除不用的",
            "At most {max} order templates for each person; delete some that are not used",
        ),
        "order.is_shipped": T(
            "已发货 {shipped}，不能改成别的产品或单位；要换请另加一行",
            "{shipped} have been shipped, so product and unit stand; add a line for another",
        ),
    }
)


class OrderRefused(Refusal):
    """The state of the order, or of its account, does not admit it."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "order.locked": T(
            "订单{state}，不能再修改{fields}；只能修改备注等说明性内容",
            "The order is {state}: {fields} can no longer be changed; remarks can",
        ),
        "order.no_lines": T("订单还没有明细，请先添加产品", "The order has no lines; add products first"),
        "order.shipped": T(
            "订单已有发货，不能取消", "Part of the order has been shipped; it cannot be cancelled"
        ),
        "order.nothing_open": T(
            "没有未发的货，不用关闭", "Nothing is left to be shipped, so there is nothing to close"
        ),
        "order.nothing_shipped": T(
            "什么都还没有发，全部不要了请用“取消订单”",
            "Nothing has been shipped; cancel the order when all of it falls away",
        ),
        "order.still_open": T(
            "还有 {count} 行货没有发完：请先发货，不再发的用“少发关闭”",
            "{count} lines are not wholly shipped: ship them first, or close them short",
        ),
        "order.completes_itself": T(
            "订单在“{moment}”时自动完成，不用手工完成",
            "Orders are completed by themselves (“{moment}”); none is completed by hand",
        ),
        "order_template.nothing_sold": T(
            "模板里的产品都不能卖给这个客户：{products}",
            "None of the template's products is sold to this account: {products}",
        ),
        "order_template.incomplete": T(
            "这些产品下单时还要填写别的内容（如产品属性）：{products}。请在订单里填好后再“存为模板”",
            "These products need more when they are ordered, such as attributes: {products}. Fill it in on an order and save that as"
            " a template",
        ),
        "order.not_revised": T(
            "没有任何改动，请先修改明细或金额", "Nothing was changed; change lines or amounts first"
        ),
        "order.not_deletable": T(
            "只有草稿和被驳回的订单可以删除；已生效的订单请用“取消”",
            "Only drafts and rejected orders can be deleted; cancel the order instead",
        ),
        "account.not_formal": T(
            "“{account}”还是潜在客户：请先转为正式客户，或从商机、报价单下单",
            "“{account}” is still a potential account: make it formal, or order from an opportunity or a quote",
        ),
    }
