"""The catalogue, declared."""

from __future__ import annotations

from guike.domains.catalog import attributes, requests, services, units, variants
from guike.domains.catalog.models import (
    ATTRIBUTE_CODE_CHARS,
    TAX_CODE_DIGITS,
    Product,
    ProductAttribute,
    ProductCategory,
    ProductCodeRequest,
    ProductUnit,
    Unit,
)
from guike.domains.catalog.rules import REQUEST_STATES
from guike.kernel.text import Text
from guike.platform.approvals.registry import ApprovalSpec, DefaultFlow, approval, default_flow
from guike.platform.directory.fields import field_keeper
from guike.platform.metadata.labels import in_language
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import EVERYBODY, FULL, KEEP, READ, VIEW
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    Hooks,
    ObjectSpec,
    Participant,
    Section,
    ViewSpec,
    choices,
)
from guike.platform.metadata.spec import spec_field as f

ARCHIVE = AccessSpec(kind="open")
#: what is done with an archive that is never deleted
KEPT = ("view", "create", "edit", "export")
ACTIVE = {"field": "is_active", "op": "eq", "value": True}
OFFERED = {"all": [ACTIVE, {"field": "is_sellable", "op": "eq", "value": True}]}
KINDS = choices(
    ("goods", "实物", "Goods", "blue"),
    ("virtual", "虚拟产品", "Virtual goods", "purple"),
    ("service", "服务", "Service", "green"),
    ("project", "项目", "Project", "orange"),
)
BASE_PRICE = Text("按本位币、基本单位计", "In the base currency, for one base unit")

PRODUCT_CATEGORY = ObjectSpec(
    name="product_category",
    model=ProductCategory,
    label=Text("产品类目", "Product category"),
    plural=Text("产品类目", "Product categories"),
    area="catalog",
    position=52,
    access=ARCHIVE,
    feeds=("metadata",),
    has_team=False,
    has_files=False,
    has_timeline=False,
    fields=(
        f("text", "name", "类目名称", "Name", required=True, searchable=True, max_length=100),
        f(
            "reference",
            "parent",
            "上级类目",
            "Parent category",
            target="product_category",
            relation="subcategories",
            relation_label=Text("下级类目", "Subcategories"),
        ),
        f("long_text", "description", "说明", "Description"),
        attributes.attribute_codes(),
    ),
    list_columns=("name", "parent", "description"),
    header=("parent",),
    related=("products", "subcategories"),
    views=(ViewSpec("all", Text("全部类目", "All categories"), sort=("name",)),),
    hooks=Hooks(prepare=services.category_prepare),
)


def _attribute_label(row: ProductAttribute) -> str:
    return in_language(row.labels or {}, "zh-CN") or row.code


PRODUCT_ATTRIBUTE = ObjectSpec(
    name="product_attribute",
    model=ProductAttribute,
    label=Text("产品属性", "Product attribute"),
    plural=Text("产品属性", "Product attributes"),
    area="catalog",
    position=54,
    name_field="label",
    label_of=_attribute_label,
    label_from=("label", "code"),
    access=ARCHIVE,
    operations=KEPT,  # its values stay, so it is switched off, not deleted
    has_team=False,
    has_files=False,
    has_timeline=False,
    fields=(
        f("label", "label", "属性名称", "Name", required=True, searchable=True, column="labels"),
        f(
            "text",
            "code",
            "编码",
            "Code",
            required=True,
            unique=True,
            create_only=True,
            searchable=True,
            max_length=ATTRIBUTE_CODE_CHARS,
            help=Text(
                "小写字母开头，如 section；创建后不能修改",
                "Begins with a small letter, as section; never changes",
            ),
        ),
        f(
            "choice",
            "type",
            "类型",
            "Type",
            required=True,
            create_only=True,
            default="choice",
            choices=choices(
                ("choice", "单选", "Choice"), ("number", "数值", "Number"), ("text", "文字", "Text")
            ),
        ),
        f("choices", "choices", "选项", "Choices"),
        f(
            "references",
            "categories",
            "产品类目",
            "Categories",
            target="product_category",
            required=True,
            help=Text("下级类目的产品也有此属性", "Products of categories below have it, too"),
        ),
        f(
            "boolean",
            "is_required",
            "下单必填",
            "Asked when ordering",
            default=False,
            help=Text(
                "产品自己没有定下的，订单明细必须填写",
                "What the product itself leaves open must be said on the line of an order",
            ),
        ),
        f("boolean", "is_active", "启用", "Active", default=True),
    ),
    list_columns=("label", "code", "type", "categories", "is_required", "is_active"),
    header=("code", "type", "is_required", "is_active"),
    form=(
        Section(
            Text("基本信息", "Details"),
            ("label", "code", "type", "categories", "is_required", "is_active", "choices"),
        ),
    ),
    views=(ViewSpec("all", Text("全部属性", "All attributes"), sort=("code",)),),
    hooks=Hooks(prepare=attributes.attribute_prepare, written=attributes.attribute_written),
)

UNIT = ObjectSpec(
    name="unit",
    model=Unit,
    label=Text("计量单位", "Unit"),
    plural=Text("计量单位", "Units"),
    area="catalog",
    position=53,
    access=ARCHIVE,
    has_team=False,
    has_files=False,
    has_timeline=False,
    fields=(
        f("text", "name", "单位名称", "Name", required=True, unique=True, searchable=True, max_length=20),
    ),
    views=(ViewSpec("all", Text("全部单位", "All units"), sort=("name",)),),
)

PRODUCT = ObjectSpec(
    name="product",
    model=Product,
    label=Text("产品", "Product"),
    plural=Text("产品", "Products"),
    area="catalog",
    position=51,
    access=ARCHIVE,
    has_team=False,
    has_timeline=False,
    fields=(
        f("text", "code", "产品编码", "Code", required=True, unique=True, searchable=True, max_length=60),
        f("text", "name", "产品名称", "Name", required=True, searchable=True, max_length=200),
        f("reference", "category", "产品类目", "Category", target="product_category"),
        f(
            "reference",
            "variant_of",
            "规格所属产品",
            "Variant of",
            target="product",
            create_only=True,
            relation="variants",
            relation_label=Text("规格产品", "Variants"),
        ),
        f("choice", "kind", "产品类型", "Kind", default="goods", choices=KINDS),
        f("text", "specification", "规格型号", "Specification", searchable=True, max_length=200),
        f("text", "barcode", "条码", "Barcode", searchable=True, max_length=60),
        f(
            "long_text",
            "unit_barcodes",
            "多单位的条码",
            "Barcodes of further units",
            read_only=True,
            system=True,
            searchable=True,
        ),
        f("reference", "base_unit", "基本单位", "Base unit", target="unit"),
        f("decimal", "standard_price", "标准价", "Standard price", minimum="0", help=BASE_PRICE),
        f("decimal", "cost", "成本价", "Cost", minimum="0", help=BASE_PRICE),
        f(
            "percent",
            "tax_rate",
            "税率",
            "Tax rate",
            minimum="0",
            maximum="1",
            help=Text("0.13 表示 13%", "0.13 is 13 %"),
        ),
        f(
            "text",
            "tax_code",
            "税收分类编码",
            "Tax classification code",
            max_length=TAX_CODE_DIGITS,
            help=Text(
                f"{TAX_CODE_DIGITS} 位数字，开票时使用", f"{TAX_CODE_DIGITS} digits, as invoices give it"
            ),
        ),
        f("image", "picture", "产品图片", "Picture"),
        f(
            "boolean",
            "is_active",
            "启用",
            "Active",
            default=True,
            help=Text(
                "停用后不能再选到新单据上，旧单据不受影响",
                "An inactive product cannot be put on new documents; old ones keep it",
            ),
        ),
        f(
            "boolean",
            "is_sellable",
            "可销售",
            "For sale",
            default=True,
            help=Text(
                "不可销售的产品（如维修备件）照常维护，但不能选到单据上",
                "A product that is not for sale, such as a spare part, is kept but put on no document",
            ),
        ),
        f("boolean", "is_new", "新品", "New product", default=False),
        attributes.attribute_map("product"),
        f("lines", "units", "多单位", "Further units", lines_object="product_unit"),
        f("long_text", "description", "产品说明", "Description"),
    ),
    header=("code", "category", "kind", "standard_price", "is_active", "is_sellable"),
    list_columns=(
        "code",
        "name",
        "specification",
        "category",
        "kind",
        "base_unit",
        "standard_price",
        "cost",
        "tax_rate",
        "is_new",
        "is_sellable",
        "is_active",
        "picture",
    ),
    form=(
        Section(
            Text("基本信息", "Details"),
            (
                "code",
                "name",
                "category",
                "variant_of",
                "kind",
                "specification",
                "barcode",
                "base_unit",
                "picture",
            ),
        ),
        Section(Text("销售", "Sale"), ("is_active", "is_sellable", "is_new")),
        Section(Text("多单位", "Further units"), ("units",)),
        Section(Text("价格与税", "Price and tax"), ("standard_price", "cost", "tax_rate", "tax_code")),
        Section(Text("说明", "Description"), ("description",)),
    ),
    views=(
        ViewSpec("active", Text("在售产品", "Products for sale"), OFFERED, sort=("name",)),
        ViewSpec(
            "new",
            Text("新品", "New products"),
            {"all": [ACTIVE, {"field": "is_new", "op": "eq", "value": True}]},
            sort=("name",),
        ),
        ViewSpec("all", Text("全部产品", "All products"), sort=("name",)),
        ViewSpec(
            "inactive",
            Text("已停用", "Inactive"),
            {"field": "is_active", "op": "eq", "value": False},
            sort=("name",),
        ),
    ),
    actions=(
        ActionSpec(
            "create_variants",
            Text("生成规格", "Create variants"),
            variants.create_variants,
            params=(f("json", attributes.MAP, "属性值", "Values of attributes", required=True),),
            operation="create",
            when={"field": "variant_of", "op": "is_empty"},
            when_text=Text("规格产品不能再有规格", "A variant has no variants"),
            on_list=False,
        ),
    ),
    related=("variants",),
    hooks=Hooks(prepare=services.product_prepare),
    participants=(Participant("catalog.barcodes", "restored", units.product_restored),),
)

PRODUCT_UNIT = ObjectSpec(
    name="product_unit",
    model=ProductUnit,
    label=Text("多单位", "Further unit"),
    plural=Text("多单位", "Further units"),
    parent="product",
    parent_relation="units",
    name_field="barcode",
    access=AccessSpec(kind="line"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f("reference", "product", "产品", "Product", target="product", create_only=True),
        f("reference", "unit", "辅单位", "Further unit", target="unit", required=True),
        f(
            "decimal",
            "factor",
            "换算系数",
            "Factor",
            required=True,
            minimum="0.000001",
            help=Text(
                "一个此单位等于多少基本单位：1 箱 = 12 件，填 12",
                "How many base units one of it is: 12 for a box of 12",
            ),
        ),
        f("text", "barcode", "条码", "Barcode", max_length=60),
    ),
)


PRODUCT_CODE_REQUEST = ObjectSpec(
    name="product_code_request",
    model=ProductCodeRequest,
    label=Text("存货编码申请", "Request for a product code"),
    plural=Text("存货编码申请", "Requests for product codes"),
    area="catalog",
    position=55,
    name_field="number",
    number_pattern="P{yy}{mm}-{seq:4}",
    has_approval=True,
    path_field="status",
    access=AccessSpec(default="read", any_owner=True),
    fields=(
        f("text", "name", "产品名称", "Name", required=True, searchable=True, max_length=200),
        f("reference", "category", "产品类目", "Category", target="product_category", required=True),
        f("choice", "kind", "产品类型", "Kind", default="goods", choices=KINDS),
        f("text", "specification", "规格型号", "Specification", searchable=True, max_length=200),
        f("reference", "base_unit", "基本单位", "Base unit", target="unit", required=True),
        f("text", "code", "产品编码", "Code", searchable=True, max_length=60,
            help=Text("不填就用申请编号作产品编码", "Left empty, the product has the number of the request")),
        f("long_text", "reason", "申请原因", "Reason", required=True),
        f("choice", "status", "状态", "Status", read_only=True),
        f("instant", "approved_at", "批准时间", "Approved at", read_only=True),
        f("reference", "product", "产品", "Product", target="product", read_only=True,
            relation="code_requests"),
    ),
    states=REQUEST_STATES,
    header=("name", "category", "status", "product"),
    list_columns=("number", "name", "category", "specification", "code", "status", "product", "owner", "created_at"),
    form=(
        Section(Text("产品", "Product"), ("name", "category", "kind", "specification", "base_unit", "code", "owner")),
        Section(Text("申请原因", "Reason"), ("reason",)),
    ),
    detail=(
        Section(Text("产品", "Product"), (
            "number", "name", "category", "kind", "specification", "base_unit", "code", "status", "approved_at", "product",
            "owner", "department",
        )),
        Section(Text("申请原因", "Reason"), ("reason",)),
    ),
    views=(
        ViewSpec("all", Text("全部申请", "All requests")),
        ViewSpec("mine", Text("我的申请", "My requests"), {"field": "owner", "op": "is_me"}),
        ViewSpec("pending", Text("待审批", "Pending approval"), REQUEST_STATES.among("pending")),
    ),
    hooks=Hooks(prepare=requests.request_prepare),
    actions=(
        ActionSpec(
            "submit", Text("提交", "Submit"), requests.request_submit, placement="primary",
            confirm=Text("批准后自动建立产品；不需要审批时立即建立。",
                "The product is made with the approval, or at once where nobody has to approve."),
            shows=("name", "category", "base_unit"), done=Text("已提交", "Submitted"),
        ),
    ),
)  # fmt: skip

APPROVAL = ApprovalSpec(
    "product_code_request",
    waiting=("pending",),
    on_submit=requests.request_follow("submit", "pending"),
    on_approved=requests.request_follow("approve", "approved"),
    on_rejected=requests.request_follow("reject", "rejected"),
    on_withdrawn=requests.request_follow("take_back", "draft"),
    card=("name", "category", "specification", "base_unit", "code", "reason"),
)

#: one hand gives out codes: a fresh company asks whoever keeps the products
DEFAULT = DefaultFlow(
    "product_code_request",
    Text("存货编码审批（预置）", "Approval of product codes (preset)"),
    [(Text("编码审核", "Code given"), [{"kind": "role", "value": "product_admin"}])],
)


def declare() -> None:
    """Register the catalogue and its menu area."""
    registry.area("catalog", "产品", "Products", "sales", 50)
    registry.add(PRODUCT, PRODUCT_UNIT, PRODUCT_CATEGORY, UNIT, PRODUCT_ATTRIBUTE, PRODUCT_CODE_REQUEST)
    for name in ("product", "product_category", "unit"):
        registry.grant(name, {EVERYBODY: VIEW, "product_admin": FULL})
    registry.grant("product_attribute", {EVERYBODY: VIEW, "product_admin": KEPT})
    registry.grant(
        "product_code_request",
        {"sales purchasing product_admin": (*KEEP, "submit", "print"), "executive": READ},
    )
    field_keeper("catalog.attributes", attributes.keeps_field)
    approval(APPROVAL)
    default_flow(DEFAULT)
    registry.limit("product", ("cost",), "hidden", beyond="costs")
