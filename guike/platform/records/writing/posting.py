"""Entries of accounts: posted one after the other under the lock of their account, and taken back by opposite ones.

An account is any record that a ledger names as one (`LedgerSpec.account`). Its entries are numbered without holes, and each
has the balance after it, so that the last entry says what the account holds. Nothing of it is ever changed: what was wrong is
reversed by an entry of the exact opposite amount, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models

from guike.kernel.errors import FieldError, Invalid, NotFound
from guike.kernel.money import plain
from guike.platform.access.context import Context
from guike.platform.audit import origin
from guike.platform.database.locks import taking, use_case, whole
from guike.platform.database.models import PostedModel
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import LedgerSpec, ObjectSpec
from guike.platform.records.errors import RecordRefused
from guike.platform.records.locking import place_of
from guike.platform.records.reading import living, table
from guike.platform.records.shapes import get_value
from guike.platform.records.writing.services import create_drafts, new_drafts, record_change

WHY = "entries of an account that is locked"
FOLLOWS = "what an account holds follows from its entries, whatever state it is in"


@dataclass(frozen=True)
class Posting:
    """One entry to come. `values`: other fields of it, typed; `reverses`: the entry that it takes back."""

    account: int
    amount: Decimal
    values: Mapping[str, Any] = field(default_factory=dict)
    reverses: int | None = None


@use_case
def post(ctx: Context, object_name: str, postings: Sequence[Posting]) -> list[PostedModel]:
    """Add entries in this order; all or none. Invalid for an account that is not there, RecordRefused ledger.floor where a
    balance would fall below zero. The accounts are locked until the transaction ends."""
    spec, ledger = _ledger_of(object_name)
    with whole():
        accounts = _locked_accounts(spec, ledger, {one.account for one in postings})
        return _write(ctx, spec, ledger, accounts, postings)


@use_case
def reverse(
    ctx: Context, object_name: str, ids: Sequence[int], values: Mapping[str, Any] | None = None
) -> list[PostedModel]:
    """Take entries back, each by one of the exact opposite amount with the same other fields, but for `values`; all or none.
    RecordRefused for one that was reversed already, or that is a reversal."""
    spec, ledger = _ledger_of(object_name)
    with whole():
        rows = table(spec).system(reason=WHY)
        standing = {row.pk: row for row in rows.filter(pk__in=ids)}
        if len(standing) != len(set(ids)):
            raise NotFound
        account = spec.by_name[ledger.account].attname
        accounts = _locked_accounts(spec, ledger, {getattr(row, account) for row in standing.values()})
        reversed_before = set(rows.filter(reverses_id__in=ids).values_list("reverses_id", flat=True))
        for row in standing.values():
            if row.reverses_id is not None:
                raise RecordRefused("ledger.reversal", sequence=row.sequence)
            if row.pk in reversed_before:
                raise RecordRefused("ledger.reversed", sequence=row.sequence)
        postings = [_opposite(spec, ledger, standing[one], values or {}) for one in dict.fromkeys(ids)]
        return _write(ctx, spec, ledger, accounts, postings)


def _opposite(spec: ObjectSpec, ledger: LedgerSpec, row: Any, values: Mapping[str, Any]) -> Posting:
    kept = {
        item.name: get_value(item, row)
        for item in spec.fields
        if _is_own(ledger, item.name) and not item.system
    }
    return Posting(
        getattr(row, spec.by_name[ledger.account].attname),
        -getattr(row, spec.by_name[ledger.amount].attname),
        {**kept, **values},
        reverses=row.pk,
    )


def _is_own(ledger: LedgerSpec, name: str) -> bool:
    """Whether the field is the domain's own, and not what posting gives."""
    given = {"sequence", "reverses", "why", "source", "operation"}
    return name not in given | {ledger.account, ledger.amount, ledger.balance}


def _ledger_of(object_name: str) -> tuple[ObjectSpec, LedgerSpec]:
    spec = catalogue().get(object_name)
    if spec.ledger is None or not spec.ledger.account:
        raise TypeError(f"{object_name} is no ledger of accounts")
    return spec, spec.ledger


def _locked_accounts(spec: ObjectSpec, ledger: LedgerSpec, ids: Iterable[int]) -> dict[int, Any]:
    """The accounts, locked in the order of their ids."""
    wanted = sorted(set(ids))
    holder = catalogue().get(spec.by_name[ledger.account].target_object)
    rows = living(holder).system(reason=WHY).filter(pk__in=wanted).order_by("pk")
    with taking({place_of(holder): wanted}) as at_once:
        found = {row.pk: row for row in rows.select_for_update(no_key=True, of=("self",), nowait=at_once)}
    if len(found) != len(wanted):
        raise Invalid([FieldError(ledger.account, "reference.unknown")])
    return found


def _last(spec: ObjectSpec, ledger: LedgerSpec, accounts: Iterable[int]) -> dict[int, tuple[int, Decimal]]:
    """account → (number, balance) of its last entry."""
    account, balance = (spec.by_name[name].attname for name in (ledger.account, ledger.balance))
    rows = table(spec).system(reason=WHY).filter(**{f"{account}__in": list(accounts)})
    rows = rows.order_by(account, "-sequence").distinct(account)
    return {one: (number, held) for one, number, held in rows.values_list(account, "sequence", balance)}


def _write(
    ctx: Context,
    spec: ObjectSpec,
    ledger: LedgerSpec,
    accounts: Mapping[int, Any],
    postings: Sequence[Posting],
) -> list[PostedModel]:
    if not postings:
        return []
    last = _last(spec, ledger, accounts)
    now = origin.current()
    said = {"why": now.why, "source": now.source, "operation": now.operation}
    entries: list[dict[str, Any]] = []
    for one in postings:
        _check_scale(spec, ledger, one.amount)
        number, held = last.get(one.account, (0, Decimal(0)))
        if ledger.floor and held + one.amount < 0:
            label = accounts[one.account].label or f"#{one.account}"
            raise RecordRefused("ledger.floor", account=label, balance=plain(held), amount=plain(one.amount))
        last[one.account] = (number + 1, held + one.amount)
        own = {ledger.account: one.account, ledger.amount: one.amount, ledger.balance: held + one.amount}
        entries.append({**one.values, **said, **own, "sequence": number + 1, "reverses": one.reverses})
    drafts = new_drafts(ctx, spec, [{} for _one in entries], added=entries, system=True)
    for outcome in create_drafts(ctx, spec, drafts, system=True):
        if outcome.refusal is not None:
            raise outcome.refusal
    _keep_level(ctx, spec, ledger, accounts, last)
    return [draft.row for draft in drafts]


def _check_scale(spec: ObjectSpec, ledger: LedgerSpec, amount: Decimal) -> None:
    """ValueError for an amount that the column would round: the balances would not add up."""
    column = spec.model._meta.get_field(spec.by_name[ledger.amount].attname)
    assert isinstance(column, models.DecimalField)
    places = column.decimal_places
    if amount != round(amount, places):
        raise ValueError(f"{spec.name}: {amount} has more than {places} places")


def _keep_level(
    ctx: Context,
    spec: ObjectSpec,
    ledger: LedgerSpec,
    accounts: Mapping[int, Any],
    last: Mapping[int, tuple[int, Decimal]],
) -> None:
    """The field of the account that says what it holds."""
    if ledger.level:
        holder = spec.by_name[ledger.account].target_object
        changes = [(row, {ledger.level: last[pk][1]}) for pk, row in accounts.items()]
        record_change(ctx, holder, changes, bypass=FOLLOWS)
