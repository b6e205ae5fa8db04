"""How an account becomes formal: by somebody, who is asked for what is missing, or by its first order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from guike.domains.accounts.errors import AccountRefused
from guike.domains.accounts.models import Account
from guike.domains.accounts.settings import FORMAL_FIELDS, FORMAL_STAYS
from guike.kernel import clock
from guike.kernel.errors import FieldError, Invalid, Refusal
from guike.platform.access.context import Context
from guike.platform.database.locks import taking
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.types import empty
from guike.platform.records.locking import place_of
from guike.platform.records.reading import Lookup
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import record_change, record_update
from guike.platform.settings import queries as settings


def first_state(ctx: Context, draft: Draft[Account]) -> None:
    """A new account begins as formal if its writer may formalize it, and with everything that a formal one must have."""
    if draft.get("status") != "formal" or ctx.migration:
        return
    if not ctx.can("account", "formalize"):
        draft.error("status", "account.first_state")
    for name in missing(ctx, draft.row):
        draft.error(name, "required")
    for name, value in _facts(ctx, draft.row, ctx.user_id).items():
        draft.set(name, value)


def missing(_ctx: Context, row: Account) -> list[str]:
    """The fields that a formal account must have and this one does not."""
    return [name for name in settings.get(FORMAL_FIELDS) if empty(getattr(row, name))]


def account_formalize(
    ctx: Context, rows: Sequence[Account], params: Mapping[str, Any]
) -> list[Refusal | None]:
    """Make potential or lost accounts formal. `values`: what is missing for it."""
    given = params["values"] or {}
    if not isinstance(given, Mapping):
        raise Invalid([FieldError("values", "type.map")])
    wrong = [name for name in given if name not in settings.get(FORMAL_FIELDS)]
    if wrong:
        raise Invalid([FieldError(name, "unknown_field", {"name": name}) for name in wrong])
    return [_formalize(ctx, row, given) for row in rows]


def _formalize(ctx: Context, row: Account, given: Mapping[str, Any]) -> Refusal | None:
    left = [name for name in missing(ctx, row) if empty(given.get(name))]
    if any(not ctx.writes("account", name) for name in left):
        return AccountRefused("account.formal_by_others")
    if left:
        return Invalid([FieldError(name, "required") for name in left])
    if given:
        (outcome,) = record_update(ctx, "account", [{**given, "id": row.pk}])
        if outcome.refusal is not None:
            return outcome.refusal
        (row,) = _rows(row.pk)
    record_change(ctx, "account", [(row, _facts(ctx, row, ctx.user_id))], step="formalize")
    return None


def _facts(ctx: Context, row: Account, user: int | None) -> dict[str, Any]:
    """The day and who made it formal; nobody where it was an order. They stay, whatever becomes of the account."""
    if row.formal_on is not None:
        return {}
    return {"formal_on": clock.today(ctx.timezone), "formalized_by": user}


def account_confirm(ctx: Context, ids: Iterable[int]) -> None:
    """Make the potential ones among these accounts formal, because they have bought. For domain code; checks no
    permission."""
    rows = _locked(_POTENTIAL, ids)
    if rows:
        record_change(ctx, "account", [(row, _facts(ctx, row, None)) for row in rows], step="buy")


def account_unconfirm(ctx: Context, ids: Iterable[int]) -> None:
    """Make those of these accounts potential again that an order made formal and that have none in effect any more, where the company
    wants it so. For domain code; checks no permission."""
    if settings.get(FORMAL_STAYS):
        return
    rows = _locked(_BOUGHT, ids)
    if rows:
        record_change(ctx, "account", [(row, {"formal_on": None}) for row in rows], step="unbuy")


def _locked(lookup: Lookup, ids: Iterable[int]) -> list[Any]:
    wanted = set(ids)
    with taking({place_of(catalogue().get("account")): wanted}) as at_once:
        return list(lookup.instances(wanted, at_once))


def _rows(pk: int) -> QuerySet[Account]:
    return Account.objects.system(reason="an account that its caller has locked").filter(pk=pk)


def _potential(at_once: bool) -> QuerySet[Any]:
    rows = Account.objects.system(reason="an account becomes formal with its first order")
    rows = rows.filter(status="potential", deleted_at=None).order_by("pk")
    return rows.select_for_update(no_key=True, of=("self",), nowait=at_once)


def _bought(at_once: bool) -> QuerySet[Any]:
    rows = Account.objects.system(reason="an account that only an order made formal is potential without one")
    rows = rows.filter(
        status="formal", formal_on__isnull=False, formalized_by=None, last_order_on=None, deleted_at=None
    )
    return rows.order_by("pk").select_for_update(no_key=True, of=("self",), nowait=at_once)


_POTENTIAL = Lookup(_potential)
_BOUGHT = Lookup(_bought)
