"""Writes of accounts, contacts and addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stdnum.cn import uscc

from guike.domains.accounts.models import Account, Address, Contact
from guike.kernel.errors import register
from guike.kernel.fold import normalize_company
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.records.drafts import Draft
from guike.platform.records.services import record_change

register(
    {
        "account.credit_code": T("统一社会信用代码校验不通过，请核对 18 位代码", "Not a valid unified social credit code; check its 18 characters"),
        "account.parent_loop": T("上级客户不能是自己或自己的下级", "The parent must not be the account itself or one below it"),
    }
)


def account_prepare(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """Name key for the duplicate check, credit code, first state."""
    for draft in drafts:
        if draft.is_new and draft.get("status") is None:
            draft.set("status", "potential")
        draft.keep("name_key", normalize_company(draft.row.name)[:200])
        code = draft.get("credit_code")
        if code and draft.changed("credit_code"):
            if uscc.is_valid(code):
                draft.set("credit_code", uscc.compact(code))
            else:
                draft.error("credit_code", "account.credit_code")
        if draft.changed("parent") and draft.get("parent") is not None and draft.get("parent") == draft.row.pk:
            draft.error("parent", "account.parent_loop")


def account_formalize(ctx: Context, rows: Sequence[Any], _params: Mapping[str, Any]) -> list[None]:
    """A potential or lost account becomes formal."""
    record_change(ctx, "account", [(row, {"status": "formal"}) for row in rows], guarded=True)
    return [None for _row in rows]


def account_confirm(ctx: Context, ids: Iterable[int]) -> None:
    """They have bought: potential accounts among these become formal. Domain code; checks no permission."""
    rows = Account.objects.system(reason="an account becomes formal with its first order").filter(
        pk__in=set(ids), status="potential", deleted_at=None
    )
    locked = list(rows.order_by("pk").select_for_update(no_key=True, of=("self",)))
    record_change(ctx, "account", [(row, {"status": "formal"}) for row in locked])


def contact_prepare(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """Nobody reports to himself."""
    for draft in drafts:
        if draft.get("reports_to") is not None and draft.get("reports_to") == draft.row.pk:
            draft.error("reports_to", "account.parent_loop")


def contact_written(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """One primary contact an account: the one said last."""
    for draft in drafts:
        if draft.get("is_primary") and draft.changed("is_primary", "account"):
            others = Contact.objects.system(reason="one primary contact an account").filter(
                account_id=draft.row.account_id, is_primary=True, deleted_at=None
            )
            others.exclude(pk=draft.row.pk).update(is_primary=False)


def address_written(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """One default address an account and kind: the one said last."""
    for draft in drafts:
        if draft.get("is_default") and draft.changed("is_default", "account", "kind"):
            others = Address.objects.system(reason="one default address an account and kind").filter(
                account_id=draft.row.account_id, kind=draft.row.kind, is_default=True, deleted_at=None
            )
            others.exclude(pk=draft.row.pk).update(is_default=False)
