"""What price books and sellable ranges are refused for."""

from __future__ import annotations

from guike.kernel.errors import register
from guike.kernel.text import T

NOBODY, PERIOD, TIE = "price_book.nobody", "price_book.period", "price_book.tie"
LOOP, DEPTH = "price_book.loop", "price_book.depth"
NOT_SELLABLE, BEYOND_LIMITS = "line.not_sellable", "line.beyond_limits"
NO_LIMIT = "discount_limit.nothing"
ONE_OF, PRODUCT_OR_CATEGORY, PRICE_OF_PRODUCT = (
    "price_entry.one_of",
    "price_entry.product_or_category",
    "price_entry.product",
)
UNIT, UNIT_OF_PRODUCT, TWICE = "price_entry.unit", "price_entry.unit_of_product", "price_entry.twice"

register(
    {
        NOT_SELLABLE: T(
            "“{product}”不在该客户的可售范围内",
            "“{product}” is not among the products that are sold to this account",
        ),
        BEYOND_LIMITS: T(
            "成交价超出价格权限，请调整单价或折扣",
            "The price is beyond what may be agreed to; change unit price or discount",
        ),
        NO_LIMIT: T(
            "最多让利和最低毛利率至少填写一项", "Give the largest discount, the least margin, or both"
        ),
        NOBODY: T(
            "请选择适用的客户、业务员或部门；对所有人适用的价格请用“价目表”",
            "Say which accounts, salespeople or departments it is for; prices for everybody stand in a price list",
        ),
        PERIOD: T("失效日期不能早于生效日期", "It cannot end before it begins"),
        TIE: T(
            "与“{other}”优先级相同，且对同一产品、同一客户可能同时有效；请改用其他优先级或缩小适用范围",
            "“{other}” has the same priority and may hold for the same product and account; choose another priority or a"
            " narrower audience",
        ),
        LOOP: T(
            "价目表不能以自己为基础，也不能互相循环", "A book cannot build on itself, directly or in a circle"
        ),
        DEPTH: T("价目表最多连续基于 {max} 级", "At most {max} books build on one another"),
        ONE_OF: T("价格和折扣率请填写其中一项", "Give a price or a discount rate, one of them"),
        PRODUCT_OR_CATEGORY: T("产品和产品类目只填一项", "Give a product or a category, not both"),
        PRICE_OF_PRODUCT: T(
            "价格要对应具体产品；按类目或全部产品请填折扣率",
            "A price is of one product; for a category or everything give a discount rate",
        ),
        UNIT: T("产品“{product}”没有这个单位", "“{product}” is not sold in this unit"),
        UNIT_OF_PRODUCT: T("单位只用于具体产品的价格", "A unit belongs to the price of one product"),
        TWICE: T(
            "同一产品（或类目）、单位和起订数量已有一行",
            "There is another row for this product or category, unit and quantity",
        ),
    }
)
