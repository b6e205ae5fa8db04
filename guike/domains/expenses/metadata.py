"""Expenses, what was reimbursed of them, and suppliers, declared."""

from __future__ import annotations

from guike.domains.expenses import services
from guike.domains.expenses.models import Expense, ExpenseReimbursement, Supplier
from guike.domains.expenses.rules import EDITABLE, STATES
from guike.kernel.text import Text
from guike.platform.approvals.registry import ApprovalSpec, DefaultFlow, approval, default_flow
from guike.platform.metadata.ledgers import entry_fields, ledger_object
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import FULL, KEEP, OUT, READ, WRITE
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    Hooks,
    LedgerSpec,
    ObjectSpec,
    Section,
    ViewSpec,
)
from guike.platform.metadata.spec import spec_field as f

RELATED = ("account", "contact", "lead", "opportunity", "activity", "campaign", "sales_order")
ACTIVE = {"field": "is_active", "op": "eq", "value": True}
UNPAID = {"field": "paid_amount", "op": "eq", "value": "0"}
PAID = {"field": "paid_amount", "op": "gt", "value": "0"}
TO_REIMBURSE = STATES.among("approved")

SUPPLIER = ObjectSpec(
    name="supplier",
    model=Supplier,
    label=Text("供应商", "Supplier"),
    plural=Text("供应商", "Suppliers"),
    area="expenses",
    position=58,
    access=AccessSpec(kind="open"),
    has_team=False,
    has_timeline=False,
    fields=(
        f("text", "code", "供应商编码", "Code", required=True, unique=True, searchable=True, max_length=60),
        f("text", "name", "供应商名称", "Name", required=True, searchable=True, max_length=200),
        f("text", "tax_number", "税号", "Tax number", max_length=30),
        f("text", "bank_name", "开户银行", "Bank", max_length=100),
        f("text", "bank_account", "银行账号", "Bank account", max_length=60),
        f("boolean", "is_active", "启用", "Active", default=True),
        f("long_text", "description", "备注", "Remarks"),
    ),
    header=("code", "tax_number", "is_active"),
    list_columns=("code", "name", "tax_number", "bank_name", "bank_account", "is_active"),
    form=(
        Section(Text("基本信息", "Details"), ("code", "name", "tax_number", "is_active")),
        Section(Text("收款账户", "Account"), ("bank_name", "bank_account")),
        Section(Text("备注", "Remarks"), ("description",)),
    ),
    related=("expenses",),
    views=(
        ViewSpec("active", Text("启用的供应商", "In use"), ACTIVE, sort=("code",)),
        ViewSpec("all", Text("全部供应商", "All suppliers"), sort=("code",)),
    ),
)  # fmt: skip

EXPENSE = ObjectSpec(
    name="expense",
    model=Expense,
    label=Text("费用申请", "Expense"),
    plural=Text("费用申请", "Expenses"),
    area="expenses",
    position=57,
    name_field="number",
    number_pattern="EX{yyyy}{mm}{dd}-{seq:4}",
    document_date="incurred_on",
    has_money=True,
    has_approval=True,
    path_field="status",
    access=AccessSpec(any_owner=True),
    fields=(
        f("choice", "kind", "费用类型", "Kind", required=True, choice_set="expense_kind"),
        f("money", "amount", "申请金额", "Amount", required=True, base_column="base_amount"),
        f("money", "base_amount", "本位币金额", "Amount in base currency", read_only=True, system=True),
        f("date", "incurred_on", "发生日期", "Incurred on", required=True, default="$today"),
        f("user", "employee", "报销人", "Employee", required=True, default="$me"),
        f("text", "payee", "收款方", "Payee", searchable=True, max_length=200,
            help=Text("不填时付给报销人", "Left empty: the employee")),
        f("reference", "supplier", "供应商", "Supplier", target="supplier",
            help=Text("款项直接付给供应商时选择", "When the supplier is paid directly")),
        f("any_references", "related", "关联", "Related to", targets=RELATED, scoped=True,
            help=Text("为哪次行动、哪个商机或客户花的", "The activity, opportunity or account it was spent for")),
        f("reference", "account", "归属客户", "Account", target="account", read_only=True, traces=True, scoped=True,
            relation="all_expenses", relation_label=Text("全部费用", "All expenses"),
            help=Text("取自关联的客户、联系人、商机、订单或行动",
                      "From the account, contact, opportunity, order or activity it is about")),
        f("reference", "campaign", "市场活动", "Campaign", target="campaign", scoped=True,
            relation="all_expenses", relation_label=Text("全部费用", "All expenses"),
            help=Text("不填时取自关联的市场活动或市场行动", "Left empty: from the campaign or market action it is about")),
        f("long_text", "description", "事由", "Reason"),
        f("choice", "status", "状态", "Status", read_only=True),
        f("instant", "submitted_at", "提交时间", "Submitted at", read_only=True),
        f("instant", "approved_at", "批准时间", "Approved at", read_only=True),
        f("money", "approved_amount", "批准金额", "Approved amount", read_only=True),
        f("money", "paid_amount", "已报销金额", "Reimbursed amount", read_only=True, system=True),
        f("date", "reimbursed_on", "报销日期", "Reimbursed on", read_only=True),
        f("text", "reference_no", "报销单号", "Reference no.", read_only=True, searchable=True, max_length=60),
    ),
    states=STATES,
    header=("kind", "status", "amount", "approved_amount", "paid_amount", "employee"),
    list_columns=(
        "number", "kind", "amount", "status", "incurred_on", "employee", "related", "description", "approved_amount", "paid_amount",
    ),
    form=(
        Section(Text("费用", "Expense"), ("kind", "amount", "currency", "incurred_on", "employee", "owner")),
        Section(Text("用途", "Use"), ("related", "campaign", "description")),
        Section(Text("收款", "Payment"), ("payee", "supplier")),
    ),
    detail=(
        Section(Text("费用", "Expense"), (
            "number", "kind", "amount", "currency", "base_amount", "incurred_on", "employee", "owner", "department", "status",
        )),
        Section(Text("用途", "Use"), ("related", "account", "campaign", "description")),
        Section(Text("审批与报销", "Approval and reimbursement"), (
            "submitted_at", "approved_at", "approved_amount", "paid_amount", "reimbursed_on", "reference_no", "payee", "supplier",
        )),
    ),
    related=("reimbursements", "activities"),
    views=(
        ViewSpec("all", Text("全部费用", "All expenses")),
        ViewSpec("mine", Text("我的费用", "My expenses"), {"field": "owner", "op": "is_me"}),
        ViewSpec("to_submit", Text("待提交", "To submit"), STATES.among(*EDITABLE)),
        ViewSpec("pending", Text("待审批", "Pending approval"), STATES.among("pending"), sort=("submitted_at",)),
        ViewSpec(
            "to_reimburse", Text("待报销", "To reimburse"), TO_REIMBURSE, sort=("approved_at",),
            columns=(
                "number", "employee", "department", "kind", "incurred_on", "approved_amount", "paid_amount", "payee", "supplier",
                "account", "campaign", "description", "approved_at",
            ),
        ),
        ViewSpec("reimbursed", Text("已报销", "Reimbursed"), STATES.among("reimbursed"), sort=("-reimbursed_on",)),
        ViewSpec(
            "this_month", Text("本月发生", "Incurred this month"),
            {"field": "incurred_on", "op": "within", "value": "this_month"}, sort=("-incurred_on",),
        ),
    ),
    hooks=Hooks(prepare=services.expense_prepare),
    actions=(
        ActionSpec(
            "submit", Text("提交", "Submit"), services.expense_submit, placement="primary",
            confirm=Text(
                "提交后不能再修改；需要审批的进入审批，其余的立即批准。",
                "It can no longer be changed. One that needs an approval goes there; any other is approved at once.",
            ),
            shows=("kind", "amount", "incurred_on"), done=Text("已提交", "Submitted"),
        ),
        ActionSpec(
            "reimburse", Text("报销", "Reimburse"), services.expense_reimburse, placement="primary", scope="view",
            when_text=Text("尚未批准，或已全部报销", "it is not approved, or reimbursed already"),
            params=(
                f("money", "amount", "报销金额", "Amount", minimum="0",
                    help=Text("不填就是全部未报销的金额；可以分次报销", "Left empty: all that is left; several payments are possible")),
                f("text", "reference_no", "报销单号", "Reference no.", max_length=60),
                f("date", "on", "报销日期", "On", help=Text("不填就是今天", "Left empty: today")),
            ),
            shows=("employee", "approved_amount", "paid_amount"), done=Text("已登记报销", "Reimbursed"),
        ),
        ActionSpec(
            "reverse_reimbursement", Text("冲销报销", "Take reimbursement back"), services.expense_reverse, scope="view",
            operation="reimburse", offered=PAID, danger=True, on_list=False,
            params=(f("text", "reason", "冲销原因", "Reason", required=True, max_length=500),),
            confirm=Text("冲销最近一笔报销，费用回到“已批准”。", "The last payment is taken back; the expense is approved and waits again."),
            shows=("approved_amount", "paid_amount"), done=Text("已冲销", "Taken back"),
        ),
        ActionSpec(
            "revise", Text("重新编辑", "Revise"), services.expense_revise, operation="edit", offered=UNPAID, on_list=False,
            when_text=Text("尚未批准，或已有报销", "it is not approved, or partly reimbursed"),
            confirm=Text("重新编辑后，批准作废，修改完需再次提交。", "The approval counts no longer; submit it again after your changes."),
            done=Text("可以修改了", "It can be changed"),
        ),
    ),
)  # fmt: skip

REIMBURSEMENT = ledger_object(
    name="expense_reimbursement",
    model=ExpenseReimbursement,
    label=Text("报销记录", "Reimbursement"),
    plural=Text("报销记录", "Reimbursements"),
    parent="expense",
    parent_relation="reimbursements",
    access=AccessSpec(kind="line"),
    name_field="reference_no",
    ledger=LedgerSpec(account="expense", amount="amount", balance="balance", level="paid_amount", floor=True),
    fields=(
        f("reference", "expense", "费用申请", "Expense", target="expense"),
        f("date", "paid_on", "报销日期", "Paid on"),
        f("money", "amount", "金额", "Amount", tells="expense.paid_amount"),
        f("money", "balance", "累计已报销", "Reimbursed in all", tells="expense.paid_amount"),
        f("text", "reference_no", "报销单号", "Reference no.", max_length=60, tells="expense.reference_no"),
        f("text", "note", "说明", "Note", max_length=500),
        *entry_fields("expense_reimbursement"),
    ),
    list_columns=("expense", "sequence", "paid_on", "amount", "balance", "reference_no", "note", "created_by", "created_at"),
)  # fmt: skip

APPROVAL = ApprovalSpec(
    "expense",
    waiting=("pending",),
    on_submit=services.expense_follow("submit", "pending"),
    on_approved=services.expense_follow("approve", "approved"),
    on_rejected=services.expense_follow("reject", "rejected"),
    on_withdrawn=services.expense_follow("take_back", "draft"),
    card=("kind", "amount", "employee", "incurred_on", "related", "description"),
)


#: nothing is reimbursed that nobody looked at: a fresh company asks the superior, and an administrator where there is none
DEFAULT = DefaultFlow(
    "expense",
    Text("费用审批（预置）", "Approval of expenses (preset)"),
    [(Text("直接上级", "Superior"), [{"kind": "superior"}])],
)


def declare_rights() -> None:
    """What the preset roles may do with expenses. Suppliers are purchasing's, finance's and marketing's; salespeople have nothing to do
    with them."""
    registry.grant("supplier", {"finance purchasing": FULL, "marketing": WRITE, "executive": READ})
    registry.grant(
        "expense",
        {
            "sales marketing": (*KEEP, "submit", "print"),
            "superior marketing_head": OUT,
            "finance": (*READ, "reimburse", "print"),
            "executive": READ,
        },
    )
    registry.limit("expense", ("supplier",), "hidden", duties="sales", beyond="marketing finance")


def declare() -> None:
    """Register expenses and suppliers, the menu area, and where they are listed beside what they were spent for."""
    declare_rights()
    registry.area("expenses", "费用", "Expenses", "sales", 65)
    registry.choice_set(
        "expense_kind",
        "费用类型",
        "Expense kind",
        ("travel", "差旅费", "Travel"),
        ("transport", "市内交通费", "Local transport"),
        ("entertainment", "业务招待费", "Entertainment"),
        ("gift", "礼品费", "Gifts"),
        ("exhibition", "展会费", "Exhibition"),
        ("promotion", "市场推广费", "Promotion"),
        ("meeting", "会议费", "Meeting"),
        ("sample", "样品费", "Samples"),
        ("communication", "通讯费", "Communication"),
        ("office", "办公费", "Office"),
        ("other", "其他", "Other"),
    )
    registry.add(SUPPLIER, EXPENSE, REIMBURSEMENT)
    registry.extend("user", related=("owned_expenses",))
    approval(APPROVAL)
    default_flow(DEFAULT)
    for name in ("opportunity", "activity"):
        registry.extend(name, related=("expenses",))
    for name in ("account", "campaign"):
        registry.extend(name, related=("expenses", "all_expenses"))
