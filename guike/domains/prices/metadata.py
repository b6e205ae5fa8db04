"""Price books and sellable ranges, declared."""

from __future__ import annotations

from guike.domains.prices import services
from guike.domains.prices.models import DiscountLimit, PriceBook, PriceBookEntry, SellableRange
from guike.kernel.text import Text
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import FULL, READ, VIEW
from guike.platform.metadata.spec import AccessSpec, Hooks, ObjectSpec, Section, ViewSpec, choices
from guike.platform.metadata.spec import spec_field as f

KINDS = choices(
    ("account", "客户价", "Account price", "blue"),
    ("salesperson", "业务员价", "Salesperson price", "cyan"),
    ("agreement", "协议价", "Agreement", "purple"),
    ("list", "价目表", "Price list", "green"),
)
ACTIVE = {"field": "is_active", "op": "eq", "value": True}
EVERYBODY_HELP = Text("不填表示不限", "Empty: whoever it is")

PRICE_BOOK = ObjectSpec(
    name="price_book",
    model=PriceBook,
    label=Text("价目表", "Price book"),
    plural=Text("价目表", "Price books"),
    area="catalog",
    position=54,
    access=AccessSpec(kind="open"),
    has_team=False,
    has_files=False,
    has_timeline=False,
    feeds=("metadata",),
    fields=(
        f("text", "name", "价目表名称", "Name", required=True, unique=True, searchable=True, max_length=100),
        f("choice", "kind", "价格来源", "Source", default="list", required=True, choices=KINDS,
          help=Text("各来源的先后次序在系统设置“取价顺序”中设定", "The order of the sources is a setting, “Order of prices”")),
        f("integer", "priority", "优先级", "Priority", default=1, required=True, minimum="1", maximum="9999", holds="ordinal",
          help=Text("同一来源中数字小的优先", "Of one source the smaller number comes first")),
        f("boolean", "is_forced", "强制优先", "Comes first", default=False,
          help=Text("打开后先于所有来源取价", "When on, it comes before every source")),
        f("reference", "base", "折扣基于", "Discounts of", target="price_book", relation="derived",
          relation_label=Text("以此为基础的价目表", "Books that build on it"),
          help=Text("本表的折扣按所选价目表的价格计算；不填按标准价", "Discounts are taken off the prices of this book; off the standard price if empty")),
        f("text", "currency", "币种", "Currency", max_length=3, holds="currency",
          help=Text("只用于该币种的单据；不填时价格按本位币填写，用于各币种并按汇率折算",
                    "For documents in this currency; if empty, prices are in the base currency and are converted for any other")),
        f("date", "valid_from_on", "生效日期", "Valid from"),
        f("date", "valid_to_on", "失效日期", "Valid to", help=Text("含当日", "The last day")),
        f("references", "accounts", "适用客户", "Accounts", target="account", help=EVERYBODY_HELP),
        f("json", "filter", "适用客户条件", "Accounts that match", holds="filter", targets=("account",),
          help=Text("按客户级别、性质、渠道角色等条件；与“适用客户”同时满足", "By class, nature or channel role; beside “Accounts” both hold")),
        f("references", "salespeople", "适用业务员", "Salespeople", target="user", help=EVERYBODY_HELP),
        f("references", "departments", "适用部门", "Departments", target="department",
          help=Text("含下级部门；不填表示不限", "With those below; empty: any")),
        f("boolean", "is_active", "启用", "Active", default=True),
        f("long_text", "description", "说明", "Description"),
        f("lines", "entries", "价格明细", "Prices", lines_object="price_book_entry"),
    ),
    list_columns=("name", "kind", "priority", "is_forced", "currency", "valid_from_on", "valid_to_on", "is_active"),
    header=("kind", "priority", "is_forced", "valid_to_on", "is_active"),
    form=(
        Section(Text("基本信息", "Details"), ("name", "kind", "priority", "is_forced", "base", "currency", "is_active")),
        Section(Text("适用范围", "For whom and when"),
                ("valid_from_on", "valid_to_on", "accounts", "filter", "salespeople", "departments")),
        Section(Text("价格明细", "Prices"), ("entries",)),
        Section(Text("说明", "Description"), ("description",)),
    ),
    views=(
        ViewSpec("active", Text("启用的价目表", "Active books"), ACTIVE, sort=("kind", "priority")),
        ViewSpec("all", Text("全部价目表", "All books"), sort=("kind", "priority")),
    ),
    hooks=Hooks(prepare=services.book_prepare),
)  # fmt: skip

PRICE_BOOK_ENTRY = ObjectSpec(
    name="price_book_entry",
    model=PriceBookEntry,
    label=Text("价格明细", "Price"),
    plural=Text("价格明细", "Prices"),
    parent="price_book",
    parent_relation="entries",
    name_field="",
    access=AccessSpec(kind="line"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f("reference", "price_book", "价目表", "Price book", target="price_book", create_only=True),
        f("reference", "product", "产品", "Product", target="product"),
        f("reference", "category", "产品类目", "Category", target="product_category",
          help=Text("不填产品时按类目（含下级）给折扣；两者都不填表示全部产品",
                    "Without product: a discount on the category and all below it; without both: on everything")),
        f("reference", "unit", "单位", "Unit", target="unit", help=Text("不填为基本单位", "Empty: the base unit")),
        f("decimal", "min_quantity", "起订数量", "From quantity", default="0", minimum="0"),
        f("decimal", "price", "价格", "Price", minimum="0", help=Text("与折扣率只填一项", "This or the discount")),
        f("percent", "discount_rate", "折扣率", "Discount rate", minimum="0", maximum="1", discount="off"),
    ),
    list_columns=("price_book", "product", "category", "unit", "min_quantity", "price", "discount_rate"),
)  # fmt: skip

SELLABLE_RANGE = ObjectSpec(
    name="sellable_range",
    model=SellableRange,
    label=Text("可售范围", "Sellable range"),
    plural=Text("可售范围", "Sellable ranges"),
    area="catalog",
    position=55,
    access=AccessSpec(kind="open"),
    has_team=False,
    has_files=False,
    has_timeline=False,
    feeds=("metadata",),
    fields=(
        f("text", "name", "名称", "Name", required=True, unique=True, searchable=True, max_length=100),
        f("json", "filter", "哪些客户", "Which accounts", holds="filter", targets=("account",), help=EVERYBODY_HELP),
        f("json", "products", "哪些产品", "Which products", holds="filter", targets=("product",), help=EVERYBODY_HELP),
        f("choice", "effect", "效果", "Effect", default="deny", required=True, choices=choices(
            ("allow", "可售", "May be sold", "green"), ("deny", "不可售", "May not be sold", "red"))),
        f("integer", "position", "次序", "Position", default=1, required=True, minimum="1", maximum="9999", holds="ordinal",
          help=Text("按次序第一条符合客户和产品的规则起作用；都不符合时可售，除非有针对该客户的“可售”规则",
                    "The first rule about account and product decides; without one it may be sold, unless a rule says what"
                    " the account may buy")),
        f("boolean", "is_active", "启用", "Active", default=True),
    ),
    list_columns=("name", "filter", "products", "effect", "position", "is_active"),
    header=("effect", "position", "is_active"),
    form=(Section(Text("基本信息", "Details"), ("name", "filter", "products", "effect", "position", "is_active")),),
    views=(
        ViewSpec("active", Text("启用的可售范围", "Active ranges"), ACTIVE, sort=("position",)),
        ViewSpec("all", Text("全部可售范围", "All ranges"), sort=("position",)),
    ),
    hooks=Hooks(prepare=services.range_prepare),
)  # fmt: skip


DISCOUNT_LIMIT = ObjectSpec(
    name="discount_limit",
    model=DiscountLimit,
    label=Text("折扣权限", "Discount limit"),
    plural=Text("折扣权限", "Discount limits"),
    area="catalog",
    position=56,
    name_field="",
    label_of=services.limit_label,
    label_from=("role",),
    access=AccessSpec(kind="open"),
    has_team=False,
    has_files=False,
    has_timeline=False,
    feeds=("metadata",),
    fields=(
        f("reference", "role", "角色", "Role", target="role", required=True, unique=True),
        f("percent", "max_discount_rate", "最多让利", "Largest discount", minimum="0", maximum="1", discount="off",
          help=Text("成交价比政策价最多低多少；不填不限", "How far below the price by rule; empty: as far as they like")),
        f("percent", "min_margin_rate", "最低毛利率", "Least margin", maximum="0.999999",
          help=Text("（不含税成交额 − 成本）÷ 不含税成交额；不填不限。没有成本价的产品不判断",
                    "(amount without tax − cost) ÷ amount without tax; empty: any. Products without cost are not judged")),
        f("choice", "effect", "超出时", "Beyond it", default="approve", required=True, choices=choices(
            ("approve", "送审批", "An approval", "orange"), ("refuse", "不能保存", "Refused", "red"))),
        f("boolean", "is_active", "启用", "Active", default=True),
    ),
    list_columns=("role", "max_discount_rate", "min_margin_rate", "effect", "is_active"),
    header=("max_discount_rate", "min_margin_rate", "effect", "is_active"),
    form=(Section(Text("基本信息", "Details"), ("role", "max_discount_rate", "min_margin_rate", "effect", "is_active")),),
    views=(ViewSpec("all", Text("全部折扣权限", "All limits"), sort=("id",)),),
    hooks=Hooks(prepare=services.limit_prepare),
)  # fmt: skip


def declare() -> None:
    """Register what prices are kept in, and who keeps them."""
    registry.add(PRICE_BOOK, PRICE_BOOK_ENTRY, SELLABLE_RANGE, DISCOUNT_LIMIT)
    for name in ("price_book", "sellable_range", "discount_limit"):
        registry.grant(name, {"product_admin": FULL, "finance": READ, "executive": READ})
    # who keeps prices names for whom they are: any account, and the roles that limits are for
    registry.grant("account", {"product_admin": VIEW}, scopes={"product_admin": ("all", "own")})
    registry.grant("role", {"product_admin": VIEW})
