"""Receipts of banks, claims and payers, declared."""

from __future__ import annotations

from guike.domains.bank import claiming, services
from guike.domains.bank.matching import TELLER, tell
from guike.domains.bank.models import BankClaim, BankClaimLine, BankReceipt, PayerAlias
from guike.domains.bank.rules import CLAIM_STATES, RECEIPT_STATES
from guike.domains.bank.scopes import pooled
from guike.kernel.text import Text
from guike.platform.access.reasons import scope_source
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import FULL, READ, VIEW, WRITE
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    Hooks,
    ObjectSpec,
    RollupSpec,
    Section,
    ViewSpec,
)
from guike.platform.metadata.spec import spec_field as f
from guike.platform.records.duplicates import DuplicateKey, Part, duplicate_keys
from guike.platform.records.reading import teller

UNMATCHED = RECEIPT_STATES.among("unmatched")
CLAIMED = {"all": [UNMATCHED, {"field": "claims_count", "op": "gt", "value": "0"}]}
#: what finance alone reads of a receipt: whose money it may be, and what the payer wrote
FINANCES = (
    "proposals",
    "proposal",
    "proposed_account",
    "account",
    "payment",
    "payer_account",
    "memo",
    "ignore_reason",
)
REASON = f("text", "reason", "原因", "Reason", required=True, max_length=500)

RECEIPT = ObjectSpec(
    name="bank_receipt",
    model=BankReceipt,
    label=Text("银行到账", "Bank receipt"),
    plural=Text("银行到账", "Bank receipts"),
    area="receivables",
    position=66,
    name_field="number",
    number_pattern="BR{yyyy}{mm}{dd}-{seq:4}",
    document_date="received_on",
    has_money=True,
    path_field="status",
    access=AccessSpec(any_owner=True),
    fields=(
        f("text", "bank_account", "收款账户", "Bank account", required=True, searchable=True, max_length=60,
            help=Text("本公司收款的银行账号", "The company's own account at which it came in")),
        f("text", "payer_name", "付款方", "Payer", searchable=True, max_length=200),
        f("text", "payer_account", "付款账号", "Payer's account", max_length=60),
        f("money", "amount", "到账金额", "Amount", base_column="base_amount"),
        f("money", "base_amount", "本位币金额", "Amount in base currency", read_only=True, system=True),
        f("date", "received_on", "到账日期", "Received on", required=True, default="$today"),
        f("text", "reference_no", "流水号", "Reference no.", required=True, searchable=True, max_length=60),
        f("text", "memo", "附言", "Memo", searchable=True, max_length=500),
        f("choice", "status", "状态", "Status", read_only=True),
        f("long_text", "proposal", "匹配建议", "Proposals", told=TELLER, read_only=True,
            help=Text("可能是谁的钱，以及依据；最可能的在前", "Whose money it may be, and why; the likeliest first")),
        f("json", "proposals", "建议明细", "Parts of proposals", read_only=True, system=True, holds="raw"),
        f("reference", "proposed_account", "建议客户", "Proposed account", target="account", read_only=True, traces=True,
            relation="proposed_receipts", relation_label=Text("可能的到账", "Receipts that may be theirs")),
        f("reference", "account", "客户", "Account", target="account", read_only=True, scoped=True,
            relation="bank_receipts", relation_label=Text("银行到账", "Bank receipts")),
        f("reference", "payment", "回款", "Payment", target="payment", read_only=True, traces=True,
            relation="bank_receipts", relation_label=Text("银行到账", "Bank receipts")),
        f("text", "ignore_reason", "忽略原因", "Reason for ignoring", read_only=True, max_length=500),
        f("integer", "claims_count", "待确认认领", "Open claims", read_only=True, system=True),
    ),
    states=RECEIPT_STATES,
    rollups=(RollupSpec("claims_count", "bank_claim", "receipt", "count", "", CLAIM_STATES.among("open")),),
    header=("payer_name", "amount", "received_on", "status", "claims_count", "account"),
    list_columns=(
        "number", "received_on", "payer_name", "amount", "status", "claims_count", "proposed_account", "memo", "account", "reference_no",
    ),
    form=(
        Section(Text("到账", "Receipt"), (
            "bank_account", "payer_name", "payer_account", "amount", "currency", "received_on", "reference_no", "memo", "owner",
        )),
    ),
    detail=(
        Section(Text("到账", "Receipt"), (
            "number", "bank_account", "payer_name", "payer_account", "amount", "currency", "received_on", "reference_no", "memo", "status",
            "owner", "department",
        )),
        Section(Text("匹配", "Matching"), ("proposal", "proposed_account", "account", "payment", "claims_count", "ignore_reason")),
    ),
    related=("bank_claims",),
    views=(
        ViewSpec("unmatched", Text("待认领", "Unmatched"), UNMATCHED, sort=("received_on",)),
        ViewSpec("claimed", Text("有人认领", "Claimed"), CLAIMED, sort=("received_on",)),
        ViewSpec("matched", Text("已匹配", "Matched"), RECEIPT_STATES.among("matched"), sort=("-received_on",)),
        ViewSpec("all", Text("全部到账", "All receipts"), sort=("-received_on",)),
    ),
    hooks=Hooks(prepare=services.receipt_prepare, written=services.receipt_written),
    actions=(
        ActionSpec(
            "match", Text("匹配", "Match"), services.receipt_match, placement="primary", scope="view",
            params=(
                f("reference", "order", "销售订单", "Sales order", target="sales_order",
                    help=Text("都不选时照第一条建议", "Nothing chosen: as proposed first")),
                f("reference", "receivable", "应收款", "Receivable", target="receivable"),
                f("reference", "payment", "已登记的回款", "Payment entered by sales", target="payment",
                    help=Text("业务员已登记、待确认的同额回款", "Of the same amount, which finance has not confirmed")),
                f("reference", "account", "客户", "Account", target="account",
                    help=Text("只选客户时作为预收款", "With an account alone: paid in advance")),
                f("boolean", "is_third_party", "代付", "Paid by a third party", default=False,
                    help=Text("付款方不是客户本身时勾选", "When the payer is not the account itself")),
                f("json", "splits", "拆分", "Parts", holds="raw"),
            ),
            shows=("payer_name", "amount", "memo", "proposal"), done=Text("已匹配", "Matched"),
        ),
        ActionSpec(
            "propose", Text("重新建议", "Propose anew"), services.receipt_propose, operation="match", scope="view", when=UNMATCHED,
            offered=UNMATCHED, shows=("payer_name", "amount"), done=Text("已更新建议", "Proposed"),
        ),
        ActionSpec(
            "ignore", Text("忽略", "Ignore"), services.receipt_ignore, operation="match", scope="view", danger=True,
            params=(REASON,), shows=("payer_name", "amount"), done=Text("已忽略", "Ignored"),
        ),
        ActionSpec(
            "restore_receipt", Text("恢复待认领", "Match it after all"), services.receipt_restore, operation="match", scope="view",
            shows=("payer_name", "amount", "ignore_reason"), done=Text("已恢复", "It waits again"),
        ),
    ),
)  # fmt: skip

CLAIM = ObjectSpec(
    name="bank_claim",
    model=BankClaim,
    label=Text("到款认领", "Claim of a receipt"),
    plural=Text("到款认领", "Claims of receipts"),
    area="receivables",
    position=67,
    name_field="number",
    number_pattern="BC{yyyy}{mm}{dd}-{seq:4}",
    path_field="status",
    access=AccessSpec(requires=("account",), any_owner=True),
    fields=(
        f("reference", "receipt", "银行到账", "Bank receipt", target="bank_receipt", required=True, create_only=True),
        f("reference", "account", "客户", "Account", target="account", required=True),
        f("text", "note", "说明", "Note", max_length=500, help=Text("依据，例如汇款回单", "Why, such as the slip of the transfer")),
        f("choice", "status", "状态", "Status", read_only=True),
        f("text", "refuse_reason", "未采纳原因", "Reason for refusing", read_only=True, max_length=500),
        f("lines", "lines", "认领明细", "Orders", lines_object="bank_claim_line",
            help=Text("明细之外的部分作为预收款", "What the lines leave was paid in advance")),
    ),
    states=CLAIM_STATES,
    header=("receipt", "account", "status", "owner"),
    list_columns=("number", "receipt", "account", "status", "owner", "note", "created_at"),
    form=(
        Section(Text("认领", "Claim"), ("receipt", "account", "note", "owner")),
        Section(Text("认领明细", "Orders"), ("lines",)),
    ),
    detail=(
        Section(Text("认领", "Claim"), ("number", "receipt", "account", "note", "status", "refuse_reason", "owner", "department")),
        Section(Text("认领明细", "Orders"), ("lines",)),
    ),
    views=(
        ViewSpec("open", Text("待确认", "To be confirmed"), CLAIM_STATES.among("open"), sort=("created_at",)),
        ViewSpec("mine", Text("我的认领", "My claims"), {"field": "owner", "op": "is_me"}),
        ViewSpec("all", Text("全部认领", "All claims")),
    ),
    hooks=Hooks(prepare=claiming.claim_prepare),
    actions=(
        ActionSpec(
            "accept", Text("确认认领", "Accept"), claiming.claim_accept, placement="primary", scope="view", locks=("receipt",),
            confirm=Text("到账成为已确认的回款，其他人的认领不再有效。", "It becomes confirmed payments; what others claimed of it is refused."),
            shows=("receipt", "account", "owner", "note"), done=Text("已确认", "Accepted"),
        ),
        ActionSpec(
            "refuse", Text("不采纳", "Refuse"), claiming.claim_refuse, operation="accept", scope="view", danger=True, params=(REASON,),
            shows=("receipt", "account", "owner"), done=Text("已退回", "Refused"),
        ),
        ActionSpec(
            "withdraw", Text("撤回", "Withdraw"), claiming.claim_withdraw, operation="edit",
            shows=("receipt", "account"), done=Text("已撤回", "Withdrawn"),
        ),
    ),
)  # fmt: skip

CLAIM_LINE = ObjectSpec(
    name="bank_claim_line",
    model=BankClaimLine,
    label=Text("认领明细", "Order of a claim"),
    plural=Text("认领明细", "Orders of claims"),
    parent="bank_claim",
    name_field="",
    named_after=("order",),
    access=AccessSpec(kind="line"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f("reference", "bank_claim", "到款认领", "Claim", target="bank_claim", create_only=True),
        f("reference", "order", "销售订单", "Sales order", target="sales_order", required=True),
        f("money", "amount", "金额", "Amount", required=True),
    ),
    list_columns=("bank_claim", "order", "amount"),
)  # fmt: skip

ALIAS = ObjectSpec(
    name="payer_alias",
    model=PayerAlias,
    label=Text("付款方别名", "Payer alias"),
    plural=Text("付款方别名", "Payer aliases"),
    area="receivables",
    position=68,
    access=AccessSpec(kind="open"),
    has_team=False,
    has_files=False,
    has_timeline=False,
    fields=(
        f("text", "name", "付款方", "Payer", required=True, searchable=True, max_length=200),
        f("reference", "account", "客户", "Account", target="account", required=True),
    ),
    header=("account",),
    list_columns=("name", "account", "created_at"),
    form=(Section(Text("基本信息", "Details"), ("name", "account")),),
    views=(ViewSpec("all", Text("全部别名", "All aliases"), sort=("name",)),),
    hooks=Hooks(prepare=services.alias_prepare),
)  # fmt: skip


def declare_rights() -> None:
    """Finance reads statements and decides; sales see what nobody identified, and claim it."""
    registry.grant("bank_receipt", {"sales": VIEW, "finance": (*FULL, "match"), "executive": READ})
    registry.grant("bank_claim", {"sales": WRITE, "finance": (*FULL, "accept"), "executive": READ})
    registry.grant("payer_alias", {"finance": FULL})
    registry.limit("bank_receipt", FINANCES, "hidden", duties="sales", beyond="finance executive")


def declare() -> None:
    """Register them, and the pool that sales see."""
    declare_rights()
    teller(TELLER, ("proposals",), tell)
    registry.add(RECEIPT, CLAIM, CLAIM_LINE, ALIAS)
    scope_source("bank.pool", "wide", pooled)
    duplicate_keys("bank_receipt", DuplicateKey((Part("reference_no"), Part("bank_account"))))
    registry.extend("account", related=("bank_receipts", "bank_claims", "payer_aliases"))
    registry.extend("payment", related=("bank_receipts",))
