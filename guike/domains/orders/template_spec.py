"""Order templates, declared."""

from __future__ import annotations

from guike.domains.orders import templates
from guike.domains.orders.models import OrderTemplate, OrderTemplateLine
from guike.kernel.text import Text
from guike.platform.access.scope import scope_rule
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import KEEP
from guike.platform.metadata.spec import AccessSpec, ActionSpec, Hooks, ObjectSpec, Section, ViewSpec
from guike.platform.metadata.spec import spec_field as f

_MINE = {"field": "owner", "op": "is_me"}

TEMPLATE = ObjectSpec(
    name="order_template",
    model=OrderTemplate,
    label=Text("订单模板", "Order template"),
    plural=Text("订单模板", "Order templates"),
    area="orders",
    position=62,
    access=AccessSpec(kind="open"),
    operations=("view", "create", "edit", "delete"),
    has_team=False,
    has_files=False,
    has_timeline=False,
    fields=(
        f("text", "name", "模板名称", "Name", required=True, searchable=True, max_length=100),
        f("user", "owner", "所有者", "Owner", read_only=True),
        f("boolean", "is_shared", "共享", "Shared", default=False,
          help=Text("打开后，能用订单模板的同事都可以用它下单；只有所有者能改",
                    "When on, every colleague who uses templates orders by it; its owner alone changes it")),
        f("lines", "lines", "产品", "Products", lines_object="order_template_line"),
        f("long_text", "description", "备注", "Remarks"),
    ),
    header=("owner", "is_shared"),
    list_columns=("name", "is_shared", "owner", "description", "updated_at"),
    form=(
        Section(Text("基本信息", "Details"), ("name", "is_shared")),
        Section(Text("产品", "Products"), ("lines",)),
        Section(Text("备注", "Remarks"), ("description",)),
    ),
    views=(
        ViewSpec("all", Text("全部模板", "All templates"), sort=("name",)),
        ViewSpec("mine", Text("我的模板", "My templates"), _MINE, sort=("name",)),
        ViewSpec("shared", Text("共享的模板", "Shared templates"), {"field": "is_shared", "op": "eq", "value": True}, sort=("name",)),
    ),
    hooks=Hooks(prepare=templates.template_prepare),
    actions=(
        ActionSpec(
            "create_order", Text("按模板下单", "Order by it"), templates.template_create_order, scope="view", placement="primary",
            params=(f("reference", "account", "客户", "Account", target="account", required=True),),
            done=Text("已按今天的价格生成订单草稿", "A draft was made at today's prices"),
        ),
    ),
)  # fmt: skip

TEMPLATE_LINE = ObjectSpec(
    name="order_template_line",
    model=OrderTemplateLine,
    label=Text("模板明细", "Template line"),
    plural=Text("模板明细", "Template lines"),
    parent="order_template",
    name_field="",
    access=AccessSpec(kind="line"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f("reference", "order_template", "订单模板", "Order template", target="order_template", column="template_id", create_only=True),
        f("reference", "product", "产品", "Product", target="product", required=True, offered="is_sellable"),
        f("reference", "unit", "单位", "Unit", target="unit", help=Text("不填为基本单位", "Empty: the base unit")),
        f("decimal", "quantity", "数量", "Quantity", required=True, minimum="0"),
        f("json", "attributes", "产品属性", "Attributes", read_only=True),
    ),
    list_columns=("order_template", "product", "unit", "quantity"),
)  # fmt: skip

SAVE = ActionSpec(
    "save_as_template",
    Text("存为模板", "Save as template"),
    templates.order_save_as_template,
    scope="view",
    operation="create",
    on_list=False,
    params=(
        f("text", "name", "模板名称", "Name", required=True, max_length=100),
        f("boolean", "is_shared", "共享给同事", "Shared with colleagues", default=False),
    ),
    done=Text("已存为订单模板", "Saved as an order template"),
)


def declare() -> None:
    """Register templates, who keeps them, and that an order is saved as one."""
    registry.add(TEMPLATE, TEMPLATE_LINE)
    registry.grant("order_template", {"sales sales_assistant order_manager": (*KEEP, "create_order")})
    scope_rule("order_template", templates.own_or_shared)
    registry.extend("sales_order", actions=(SAVE,))
