"""To whom invoices of accounts are made out, declared."""

from __future__ import annotations

from guike.domains.accounts import titles
from guike.domains.accounts.choicesets import TITLE_KINDS
from guike.domains.accounts.models import InvoiceTitle
from guike.kernel.text import Text
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import KEEP, READ, VIEW
from guike.platform.metadata.spec import AccessSpec, Hooks, ObjectSpec, Section
from guike.platform.metadata.spec import spec_field as f

#: what stands on an account by which management dimensions limit what belongs to it
OF_ACCOUNT = {"region": "account.region", "account_class": "account.level"}
INVOICE_TITLE = ObjectSpec(
    name="invoice_title",
    model=InvoiceTitle,
    label=Text("发票抬头", "Invoice title"),
    plural=Text("发票抬头", "Invoice titles"),
    area="",
    position=33,
    has_team=False,
    has_timeline=False,
    access=AccessSpec(inherits=("account",), dimensions=OF_ACCOUNT),
    fields=(
        f("reference", "account", "客户", "Account", target="account", required=True, create_only=True),
        f("choice", "kind", "发票类型", "Kind", required=True, default="ordinary", choices=TITLE_KINDS,
          help=Text("专用发票须填写税号、开户行、账号、地址和电话",
                    "A special invoice needs tax number, bank, account number, address and phone")),
        f("text", "name", "抬头名称", "Name", required=True, searchable=True, max_length=200,
          help=Text("不填时取客户的发票抬头或名称", "Left empty: that of the account")),
        f("text", "tax_number", "税号", "Tax number", searchable=True, max_length=20),
        f("text", "bank_name", "开户行", "Bank", max_length=100),
        f("text", "bank_account", "银行账号", "Bank account", max_length=40),
        f("text", "address", "注册地址", "Registered address", max_length=300),
        f("phone", "phone", "注册电话", "Registered phone"),
        f("boolean", "is_default", "默认抬头", "Default"),
    ),
    list_columns=("name", "account", "kind", "tax_number", "bank_name", "bank_account", "is_default"),
    form=(
        Section(Text("抬头", "Title"), ("account", "kind", "name", "tax_number", "is_default")),
        Section(Text("专用发票信息", "For special invoices"), ("bank_name", "bank_account", "address", "phone")),
    ),
    hooks=Hooks(prepare=titles.title_prepare, written=titles.title_written),
)  # fmt: skip


def declare_title_rights() -> None:
    """Sales and finance keep them; who moves goods sees none."""
    registry.grant(
        "invoice_title",
        {"sales finance": KEEP, "sales_assistant order_manager": VIEW, "executive": READ},
    )
