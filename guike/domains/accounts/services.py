"""Writes of accounts, contacts and addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from stdnum.cn import uscc

from guike.domains.accounts.formal import account_confirm, account_unconfirm, first_state
from guike.domains.accounts.models import Account, Address, Contact
from guike.domains.accounts.transactions import transaction_source as transaction_source
from guike.kernel.errors import FieldError, Invalid, Refusal, register
from guike.kernel.fold import normalize_company
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.pools.services import pool_enter, pool_entered
from guike.platform.records.locking import lock
from guike.platform.records.reading import Lookup, labels, living
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import record_change, record_create

__all__ = ["account_confirm", "account_unconfirm"]

register(
    {
        "account.credit_code": T(
            "统一社会信用代码校验不通过，请核对 18 位代码",
            "Not a valid unified social credit code; check its 18 characters",
        ),
        "account.parent_loop": T(
            "上级客户不能是自己或自己的下级", "The parent must not be the account itself or one below it"
        ),
        "account.first_state": T(
            "新客户从“潜在”开始；直接建为正式客户需要“转为正式客户”的权限",
            "A new account starts as potential; making it formal at once needs the right to formalize",
        ),
        "contact.reports_loop": T(
            "直接上级不能是自己或自己的下属", "Nobody reports to himself or to one of his reports"
        ),
    }
)

ONE = "one primary contact, one default address an account"
LEVELS = 100  # no company has more levels above it; an existing loop must not be followed for ever


def account_prepare(ctx: Context, drafts: Sequence[Draft[Account]]) -> None:
    """Sets owner or pool, first state, and the name key of the duplicate check; checks the credit code and loops of
    parents."""
    pool_enter(ctx, "account", drafts)
    for draft in drafts:
        if draft.is_new:
            first_state(ctx, draft)
        draft.keep("name_key", normalize_company(draft.row.name)[:200])
        code = draft.get("credit_code")
        if code and draft.changed("credit_code"):
            if uscc.is_valid(code):
                draft.set("credit_code", uscc.compact(code))
            else:
                draft.error("credit_code", "account.credit_code")
    refuse_loops(drafts, Account, "parent", "account.parent_loop")


def account_written(ctx: Context, drafts: Sequence[Draft[Account]]) -> None:
    """Remind the default assignees of accounts that came to them through a pool."""
    pool_entered(ctx, "account", drafts)


def refuse_loops(drafts: Sequence[Draft], model: Any, field: str, code: str) -> None:
    """Put an error on `field` of drafts whose chain of parents leads back to the record; one query for each level."""
    moved = {d.row.pk: d for d in drafts if d.row.pk is not None and d.changed(field) and d.get(field)}
    at = {pk: draft.get(field) for pk, draft in moved.items()}
    rows = model.objects.system(reason="a tree of records has no loop")
    for _level in range(LEVELS):
        for pk in [pk for pk, above in at.items() if above == pk]:
            moved[pk].error(field, code)
            del at[pk]
        if not at:
            return
        above = dict(rows.filter(pk__in=set(at.values())).values_list("pk", f"{field}_id"))
        above |= {pk: draft.get(field) for pk, draft in moved.items()}
        at = {pk: above[one] for pk, one in at.items() if above.get(one) is not None}


def activity_create_account(
    ctx: Context, rows: Sequence[Any], params: Mapping[str, Any]
) -> list[Refusal | Mapping[str, Any]]:
    """A potential account that was found by an activity of customer digging: it names the activity, and the activity is
    about it from now on. Made with the caller's rights; the duplicate rules apply. Answers `{"account": {"id", "name"}}`."""
    given = params.get("account") or {}
    if not isinstance(given, Mapping):
        raise Invalid([FieldError("account", "type.map")])
    return [_dug(ctx, row, given) for row in rows]


def _dug(ctx: Context, row: Any, given: Mapping[str, Any]) -> Refusal | Mapping[str, Any]:
    defaults = {"region": row.region} if row.region and ctx.level("account", "region") == "edit" else {}
    facts = {"status": "potential", "source_activity": row.pk, "owner": row.owner_id or ctx.user_id}
    (outcome,) = record_create(ctx, "account", [{**defaults, **given}], added=[facts])
    if outcome.refusal is not None:
        errors = [FieldError(f"account.{e.field}", e.code, e.params) for e in outcome.refusal.field_errors()]
        return Invalid(errors) if errors else outcome.refusal
    assert outcome.id is not None
    about = [*row.related, {"object": "account", "id": outcome.id}]
    record_change(ctx, "activity", [(row, {"related": about, "account": row.account_id or outcome.id})])
    return {"account": {"id": outcome.id, "name": labels(ctx, "account", [outcome.id])[outcome.id]}}


def contact_prepare(_ctx: Context, drafts: Sequence[Draft[Contact]]) -> None:
    """Refuse contacts who report to themselves, directly or indirectly."""
    refuse_loops(drafts, Contact, "reports_to", "contact.reports_loop")


def contact_written(ctx: Context, drafts: Sequence[Draft[Contact]]) -> None:
    """Keep one primary contact for each account: the last one that was set."""
    only_one(ctx, drafts, "is_primary", ("account",))


def address_written(ctx: Context, drafts: Sequence[Draft[Address]]) -> None:
    """Keep one default address for each account and kind: the last one that was set."""
    only_one(ctx, drafts, "is_default", ("account", "kind"))


def only_one(ctx: Context, drafts: Sequence[Draft], flag: str, group: tuple[str, ...]) -> None:
    """In each group only the last record that was flagged keeps the flag. The accounts are locked, so that the later of
    two concurrent writes sees the earlier one."""
    last = {
        tuple(d.get(name) for name in group): d for d in drafts if d.get(flag) and d.changed(flag, *group)
    }
    if not last:
        return
    accounts = {key[0] for key in last}
    lock({"account": accounts})
    spec = drafts[0].spec
    names = [spec.by_name[name].attname for name in group]

    def others() -> list[Any]:
        rows = _FLAGGED.instances(accounts, spec.name, flag)
        said = ((row, last.get(tuple(getattr(row, name) for name in names))) for row in rows)
        return [row for row, one in said if one is not None and one.row.pk != row.pk]

    found = [row.pk for row in others()]
    if found:
        lock({spec.name: found})
        record_change(ctx, spec.name, [(row, {flag: False}) for row in others()])


def _flagged(name: str, flag: str) -> QuerySet[Any]:
    rows = living(catalogue().get(name)).system(reason=ONE).filter(**{flag: True})
    return rows.order_by("pk")


_FLAGGED = Lookup(_flagged, "account_id")
