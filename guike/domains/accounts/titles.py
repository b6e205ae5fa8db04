"""Titles of invoices: what a title must say, and what it takes from its account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from guike.domains.accounts.models import Account, InvoiceTitle
from guike.domains.accounts.rules import compact_tax_number, is_tax_number
from guike.domains.accounts.services import only_one
from guike.kernel.errors import register
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.records.shapes import Draft

register(
    {
        "title.tax_number": T(
            "税号应为 15、18 或 20 位，且校验位正确；请对照营业执照核对",
            "A tax number has 15, 18 or 20 characters with a right check digit; compare it with the business license",
        ),
        "title.special_needs": T("增值税专用发票须填写这一项", "A special VAT invoice needs it"),
    }
)

#: what a special invoice says of its buyer beside the name
SPECIAL = ("tax_number", "bank_name", "bank_account", "address", "phone")
#: what a new title takes from its account: (field, fields of the account of which the first filled one counts)
_FROM_ACCOUNT = (
    ("name", ("invoice_title", "name")),
    ("tax_number", ("tax_number", "credit_code")),
    ("bank_name", ("bank_name",)),
    ("bank_account", ("bank_account",)),
)
_WHY = "a new title takes over what its writer may read of the account"


def title_prepare(ctx: Context, drafts: Sequence[Draft[InvoiceTitle]]) -> None:
    """What was left empty comes from the account; the tax number is right, and a special title is whole."""
    _take_over(ctx, [draft for draft in drafts if draft.is_new and draft.get("account") is not None])
    for draft in drafts:
        number = draft.get("tax_number")
        if number and draft.changed("tax_number"):
            draft.set("tax_number", compact_tax_number(number))
            if not is_tax_number(draft.get("tax_number")):
                draft.error("tax_number", "title.tax_number")
        if draft.get("kind") == "special" and draft.changed("kind", *SPECIAL):
            for name in SPECIAL:
                if not draft.get(name):
                    draft.error(name, "title.special_needs")


def title_written(ctx: Context, drafts: Sequence[Draft[InvoiceTitle]]) -> None:
    """Keep one default title for each account: the last one that was set."""
    only_one(ctx, drafts, "is_default", ("account",))


def _take_over(ctx: Context, drafts: Sequence[Draft[InvoiceTitle]]) -> None:
    known = _accounts({draft.get("account") for draft in drafts})
    for draft in drafts:
        account = known.get(draft.get("account"))
        if account is None:
            continue
        for name, sources in _FROM_ACCOUNT:
            if draft.get(name) is None and name not in draft.sent and ctx.writes("invoice_title", name):
                value = next((account[one] for one in sources if account[one] and _reads(ctx, one)), None)
                if value is not None and (name != "tax_number" or is_tax_number(value)):
                    draft.set(name, value)


def _reads(ctx: Context, name: str) -> bool:
    return ctx.level("account", name) in ("read", "edit")


def _accounts(ids: Iterable[int]) -> Mapping[int, Mapping[str, Any]]:
    names = {one for _name, sources in _FROM_ACCOUNT for one in sources}
    rows = Account.objects.system(reason=_WHY).filter(pk__in=list(ids), deleted_at=None)
    return {row["pk"]: row for row in rows.values("pk", *sorted(names))} if ids else {}
