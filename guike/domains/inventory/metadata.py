"""Warehouses and stock, declared."""

from __future__ import annotations

from guike.domains.inventory import comparing, identities, services, settings
from guike.domains.inventory.models import (
    StockDocument,
    StockDocumentLine,
    StockLevel,
    StockMove,
    Warehouse,
)
from guike.domains.inventory.rules import STATES
from guike.kernel.text import Text
from guike.platform.metadata.ledgers import entry_fields, ledger_object
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import KEEP, OUT, READ, VIEW
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    Hooks,
    LedgerSpec,
    ObjectSpec,
    Section,
    ViewSpec,
    choices,
)
from guike.platform.metadata.spec import spec_field as f

__all__ = ["declare", "settings"]

KINDS = choices(
    ("issue", "出库", "Issue", "orange"),
    ("receipt", "入库", "Receipt", "green"),
    ("transfer", "调拨", "Transfer", "blue"),
    ("count", "盘点", "Count", "purple"),
    ("adjustment", "调整", "Adjustment", "gold"),
    ("loan", "样品借出", "Loan of samples", "cyan"),
    ("loan_return", "样品归还", "Return of samples", "geekblue"),
)
ACTIVE = {"field": "is_active", "op": "eq", "value": True}
LENT = {
    "all": [{"field": "kind", "op": "eq", "value": "loan"}, {"field": "is_lent", "op": "eq", "value": True}]
}
DIFFERENT = {
    "all": [
        {"field": "outer_qty", "op": "is_not_empty"},
        {"field": "difference_qty", "op": "ne", "value": "0"},
    ]
}
BASE = Text("按产品的基本单位计", "In the product's base unit")

WAREHOUSE = ObjectSpec(
    name="warehouse",
    model=Warehouse,
    label=Text("仓库", "Warehouse"),
    plural=Text("仓库", "Warehouses"),
    area="stock",
    position=70,
    access=AccessSpec(kind="open"),
    has_team=False,
    has_timeline=False,
    fields=(
        f("text", "code", "仓库编码", "Code", required=True, unique=True, searchable=True, max_length=40),
        f("text", "name", "仓库名称", "Name", required=True, searchable=True, max_length=100),
        f("department", "department", "所属部门", "Department"),
        f("user", "keeper", "保管员", "Keeper", relation="kept_warehouses"),
        f("region", "region", "地区", "Region"),
        f("text", "address", "地址", "Address", max_length=300),
        f("integer", "position", "预留顺序", "Order of reserving", default=100, minimum="0", maximum="9999",
          help=Text("数字小的先预留", "Goods are held in the one with the smallest number first")),
        f("boolean", "is_active", "启用", "Active", default=True),
        f("instant", "outer_read_at", "外部库存读取时间", "Outer stock read at", read_only=True, system=True),
        f("text", "outer_note", "外部库存读取结果", "What was wrong with the outer stock", read_only=True, system=True, max_length=500),
    ),
    header=("code", "department", "keeper", "is_active", "outer_read_at", "outer_note"),
    list_columns=("code", "name", "department", "keeper", "region", "address", "position", "is_active"),
    form=(
        Section(Text("基本信息", "Details"), ("code", "name", "department", "keeper", "position", "is_active")),
        Section(Text("地点", "Place"), ("region", "address")),
    ),
    related=("stock_levels",),
    views=(
        ViewSpec("active", Text("启用的仓库", "In use"), ACTIVE, sort=("position", "code")),
        ViewSpec("all", Text("全部仓库", "All warehouses"), sort=("code",)),
    ),
    actions=(
        ActionSpec(
            "read_outer",
            Text("读取外部库存", "Read the outer stock"),
            comparing.warehouse_read,
            scope="view",
            when=ACTIVE,
            when_text=Text("仓库已停用", "The warehouse is out of use"),
            confirm=Text(
                "向外部库存系统查询这个仓库的现存数量，和本系统的对照；本系统的数量不变。",
                "The outer system is asked what lies in this warehouse, to compare; what lies here by our books stays.",
            ),
            done=Text("正在读取，结果稍后显示在库存列表中", "It is being read; the list of stock shows it soon"),
        ),
    ),
)  # fmt: skip

STOCK_LEVEL = ObjectSpec(
    name="stock_level",
    model=StockLevel,
    label=Text("库存", "Stock"),
    plural=Text("库存", "Stock"),
    area="stock",
    position=71,
    name_field="",
    named_after=("product",),
    access=AccessSpec(kind="open"),
    operations=("view", *OUT),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f("reference", "product", "产品", "Product", target="product", required=True),
        f("reference", "warehouse", "仓库", "Warehouse", target="warehouse", required=True),
        f("decimal", "on_hand_qty", "现存数量", "On hand", read_only=True, system=True, default=0, help=BASE),
        f("decimal", "reserved_qty", "预留数量", "Reserved", read_only=True, system=True, default=0, help=BASE),
        f("decimal", "available_qty", "可用数量", "Available", read_only=True, system=True, help=BASE),
        f("decimal", "outer_qty", "外部系统数量", "In the outer system", read_only=True, system=True, help=BASE),
        f("decimal", "difference_qty", "与外部的差异", "Difference", read_only=True, system=True,
          help=Text("外部系统数量 − 现存数量", "What the outer system says, less what is on hand")),
    ),
    header=("warehouse", "on_hand_qty", "reserved_qty", "available_qty", "outer_qty", "difference_qty"),
    list_columns=("product", "warehouse", "on_hand_qty", "reserved_qty", "available_qty"),
    related=("stock_moves",),
    views=(
        ViewSpec("present", Text("有库存", "In stock"), {"field": "on_hand_qty", "op": "gt", "value": "0"}, sort=("product", "warehouse")),
        ViewSpec("all", Text("全部库存", "All stock"), sort=("product", "warehouse")),
        ViewSpec("different", Text("与外部系统不一致", "Other than in the outer system"), DIFFERENT,
                 columns=("product", "warehouse", "on_hand_qty", "reserved_qty", "outer_qty", "difference_qty"), sort=("warehouse", "product")),
    ),
    actions=(
        ActionSpec(
            "count",
            Text("按外部数量生成盘点单", "Draft a count from the outer system"),
            comparing.levels_count,
            scope="view",
            when=DIFFERENT,
            when_text=Text("与外部系统没有差异", "It is the same in the outer system"),
            offered=DIFFERENT,
            confirm=Text(
                "生成草稿盘点单，盘点数量是外部系统的数量；核对后再过账。",
                "A count is drafted with what the outer system says; look at it and post it.",
            ),
            done=Text("已生成草稿盘点单", "A count was drafted"),
        ),
    ),
)  # fmt: skip

STOCK_DOCUMENT = ObjectSpec(
    name="stock_document",
    model=StockDocument,
    label=Text("出入库单", "Stock document"),
    plural=Text("出入库单", "Stock documents"),
    area="stock",
    position=72,
    name_field="number",
    number_pattern="ST{yyyy}{mm}{dd}-{seq:4}",
    path_field="status",
    access=AccessSpec(any_owner=True, switch=settings.OBEYS_DOCUMENTS),
    fields=(
        f("choice", "kind", "类型", "Kind", required=True, create_only=True, choices=KINDS),
        f("reference", "warehouse", "仓库", "Warehouse", target="warehouse", required=True, offered="is_active"),
        f("reference", "to_warehouse", "调入仓库", "To warehouse", target="warehouse", offered="is_active",
          relation_label=Text("调入单", "Transfers to it")),
        f("reference", "account", "客户", "Account", target="account"),
        f("reference", "loan", "样品借出单", "Loan", target="stock_document", create_only=True, relation="returns",
          relation_label=Text("归还记录", "Returns")),
        f("date", "moved_on", "业务日期", "Day", required=True, default="$today",
          help=Text("按这一天计入库存", "The moves count from this day on")),
        f("date", "due_back_on", "预计归还日期", "Due back on"),
        f("text", "reason", "事由", "Reason", max_length=500),
        f("choice", "status", "状态", "Status", read_only=True),
        f("boolean", "is_lent", "样品未还清", "Samples still lent", read_only=True, system=True),
        f("instant", "posted_at", "过账时间", "Posted at", read_only=True),
        f("user", "posted_by", "过账人", "Posted by", read_only=True, relation="posted_stock_documents"),
        f("text", "cancel_reason", "作废原因", "Reason for cancelling", read_only=True, max_length=500),
        f("text", "used_reason", "留用原因", "Why samples were kept", read_only=True, system=True, max_length=500),
        f("lines", "lines", "明细", "Lines", lines_object="stock_document_line"),
    ),
    states=STATES,
    header=("kind", "status", "warehouse", "moved_on", "account", "owner"),
    list_columns=("number", "kind", "status", "warehouse", "to_warehouse", "account", "moved_on", "reason", "owner"),
    form=(
        Section(
            Text("基本信息", "Details"),
            ("kind", "warehouse", "to_warehouse", "account", "loan", "moved_on", "due_back_on", "reason", "owner"),
        ),
        Section(Text("明细", "Lines"), ("lines",)),
    ),
    detail=(
        Section(
            Text("基本信息", "Details"),
            ("number", "kind", "status", "warehouse", "to_warehouse", "account", "loan", "moved_on", "due_back_on",
             "reason", "owner", "department"),
        ),
        Section(Text("明细", "Lines"), ("lines",)),
        Section(Text("过账", "Posting"), ("posted_at", "posted_by", "is_lent", "used_reason", "cancel_reason")),
    ),
    related=("stock_moves", "returns"),
    views=(
        ViewSpec("all", Text("全部出入库单", "All documents")),
        ViewSpec("draft", Text("待过账", "To post"), STATES.among("draft")),
        ViewSpec("lent", Text("未还清的样品", "Samples still lent"), LENT, sort=("due_back_on",)),
        ViewSpec("mine", Text("我的出入库单", "Mine"), {"field": "owner", "op": "is_me"}),
    ),
    hooks=Hooks(prepare=services.document_prepare),
    actions=(
        ActionSpec(
            "post",
            Text("过账", "Post"),
            services.document_post,
            placement="primary",
            locks=("loan",),
            confirm=Text("过账后库存随之增减，单据不能再修改。", "The stock moves, and the document can no longer be changed."),
            shows=("kind", "warehouse"),
            done=Text("已过账", "Posted"),
        ),
        ActionSpec(
            "use",
            Text("客户留用", "Kept by the customer"),
            services.loan_use,
            when={"all": [STATES.among("posted"), LENT]},
            when_text=Text("样品还没有还清", "Some of the samples are still lent"),
            confirm=Text("未归还的样品不再收回，借出单就此结清。", "What did not come back stays with the customer, and the loan ends."),
            params=(f("text", "reason", "原因", "Reason", required=True, max_length=500),),
            done=Text("借出单已结清", "The loan has ended"),
        ),
        ActionSpec(
            "cancel",
            Text("作废", "Cancel"),
            services.document_cancel,
            danger=True,
            locks=("loan",),
            confirm=Text("按原数量反向记账，库存恢复到过账之前。", "The moves are taken back by opposite ones."),
            params=(f("text", "reason", "作废原因", "Reason", required=True, max_length=500),),
            done=Text("单据已作废", "The document was cancelled"),
        ),
    ),
)  # fmt: skip

STOCK_DOCUMENT_LINE = ObjectSpec(
    name="stock_document_line",
    model=StockDocumentLine,
    label=Text("出入库明细", "Stock document line"),
    plural=Text("出入库明细", "Stock document lines"),
    parent="stock_document",
    name_field="note",
    access=AccessSpec(kind="line"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f("reference", "stock_document", "出入库单", "Document", target="stock_document", column="document_id", create_only=True),
        f("reference", "product", "产品", "Product", target="product", required=True),
        f("decimal", "quantity", "数量", "Quantity",
          help=Text("盘点不填；调整可填负数", "Empty in a count; may be negative in an adjustment")),
        f("decimal", "counted_qty", "盘点数量", "Counted", minimum="0"),
        f("reference", "unit", "单位", "Unit", target="unit"),
        f("decimal", "base_qty", "基本单位数量", "Quantity in base unit", read_only=True),
        f("decimal", "book_qty", "账面数量", "In the books", read_only=True, system=True, help=BASE),
        f("decimal", "returned_qty", "已归还数量", "Came back", read_only=True, system=True, help=BASE),
        f("decimal", "used_qty", "留用数量", "Kept by the customer", read_only=True, system=True, help=BASE),
        f("reference", "lent", "借出明细", "Line of the loan", target="stock_document_line", read_only=True, relation="came_back"),
        f("text", "note", "说明", "Note", max_length=200),
    ),
    list_columns=("stock_document", "product", "quantity", "unit", "base_qty", "counted_qty", "book_qty", "returned_qty", "used_qty", "note"),
)  # fmt: skip

STOCK_MOVE = ledger_object(
    name="stock_move",
    model=StockMove,
    label=Text("库存流水", "Stock move"),
    plural=Text("库存流水", "Stock moves"),
    area="stock",
    position=73,
    name_field="",
    named_after=("product",),
    access=AccessSpec(kind="open"),
    ledger=LedgerSpec(account="level", amount="change_qty", balance="balance_qty", level="on_hand_qty", floor=True),
    fields=(
        f("reference", "level", "库存", "Stock", target="stock_level"),
        f("reference", "document", "出入库单", "Document", target="stock_document"),
        f("reference", "product", "产品", "Product", target="product"),
        f("reference", "warehouse", "仓库", "Warehouse", target="warehouse"),
        f("date", "moved_on", "业务日期", "Day"),
        f("decimal", "change_qty", "变动数量", "Change"),
        f("decimal", "balance_qty", "结存数量", "Balance"),
        *entry_fields("stock_move"),
    ),
    list_columns=("product", "warehouse", "moved_on", "change_qty", "balance_qty", "document", "created_by", "created_at"),
    views=(
        ViewSpec("all", Text("全部流水", "All moves")),
        ViewSpec("today", Text("今日流水", "Today"), {"field": "moved_on", "op": "within", "value": "today"}),
    ),
)  # fmt: skip


def declare_rights() -> None:
    """Who keeps the goods moves them; who sells sees what there is; samples are asked for by who needs them."""
    registry.grant(
        "warehouse",
        {
            "sales_assistant shipper purchasing": VIEW,
            "warehouse": (*KEEP, "export", "read_outer"),
            "executive": READ,
        },
    )
    registry.grant(
        "stock_level",
        {
            "sales sales_assistant order_manager shipper purchasing": VIEW,
            "warehouse": (*READ, "count"),
            "executive": READ,
        },
    )
    registry.grant(
        "stock_document",
        {"warehouse": (*KEEP, *OUT, "post", "use", "cancel"), "shipper purchasing": VIEW, "executive": READ},
    )
    registry.grant("stock_move", {"warehouse executive": READ, "purchasing": VIEW})


def declare() -> None:
    """Register the area of stock, its objects, and what products show of it."""
    registry.area("stock", "库存", "Stock", "sales", 65)
    registry.add(WAREHOUSE, STOCK_LEVEL, STOCK_DOCUMENT, STOCK_DOCUMENT_LINE, STOCK_MOVE)
    registry.extend("product", related=("stock_levels",))
    registry.extend("account", related=("stock_documents",))
    declare_rights()
    identities.declare()
