"""对账单: what an account owed before a period, what happened in it, and what it owes at its end, in the base currency, from the ledger of
accounts. As of a past day it is what it was on that day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from guike.domains.accounts.queries import account_groups
from guike.domains.receivables.entries import DOCUMENTS
from guike.domains.receivables.models import AccountEntry
from guike.kernel import clock
from guike.kernel.errors import FieldError, Forbidden, Invalid
from guike.kernel.limits import STATEMENT_ENTRIES
from guike.kernel.periods import instants
from guike.platform.access.context import Context
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import require_visible, table, visible


def account_statement(
    ctx: Context,
    account: int,
    start_on: date | None = None,
    end_on: date | None = None,
    as_of: date | None = None,
    *,
    group: bool = False,
) -> Mapping[str, Any]:
    """{"start_on", "end_on", "as_of", "opening_amount", "entries": [{"on", "kind", "document", "amount", "balance_amount", "corrects_on"}],
    "closing_amount"}: of the documents that the caller sees; from the first of the month to today, if nothing else was asked. `as_of`: only
    what was booked until the end of that day; `group`: with the accounts below it. NotFound for an account that he does not see,
    Forbidden where he may not see one of the amounts."""
    require_visible(ctx, "account", account)
    for name in DOCUMENTS:
        ctx.require(name, "view")
        if {ctx.level(name, "amount"), ctx.level(name, "base_amount")} & set(UNREADABLE):
            raise Forbidden("access.no_permission")
    today = clock.today(ctx.timezone)
    known = as_of or today
    until = end_on or known
    since = start_on or until.replace(day=1)
    _check(since, until, known, today)
    accounts = _accounts(ctx, account, group=group)
    found = statement_of(accounts, since, until, known, ctx.timezone, _seen(ctx))
    return {
        "start_on": since.isoformat(),
        "end_on": until.isoformat(),
        "as_of": known.isoformat(),
        "opening_amount": f"{found.opening:.2f}",
        "entries": found.entries,
        "closing_amount": f"{found.closing:.2f}",
    }


@dataclass(frozen=True)
class Told:
    """A statement: what was owed before, entries with the balance after each, and what is owed at the end."""

    opening: Decimal
    entries: list[dict[str, Any]]
    closing: Decimal


def statement_of(
    accounts: Collection[int], since: date, until: date, as_of: date, timezone: str, seen: Q | None = None
) -> Told:
    """What is booked of these accounts, of the entries that are `seen`. Invalid for more of them than anybody reads."""
    rows = AccountEntry.objects.filter(
        seen or Q(),
        account_id__in=list(accounts),
        booked_at__lt=instants(as_of, as_of + timedelta(days=1), timezone)[1],
        on__lte=until,
    )
    opening = rows.filter(on__lt=since).aggregate(total=Sum("amount"))["total"] or Decimal(0)
    within = list(rows.filter(on__gte=since).order_by("on", "id")[: STATEMENT_ENTRIES + 1])
    if len(within) > STATEMENT_ENTRIES:
        raise Invalid([FieldError("start_on", "statement.long", {"max": int(STATEMENT_ENTRIES)})])
    balance, entries = opening, []
    for one in within:
        balance += one.amount
        entries.append(_told(one, balance))
    return Told(opening, entries, balance)


def _check(since: date, until: date, known: date, today: date) -> None:
    errors = []
    if since > until:
        errors.append(FieldError("end_on", "statement.order", {"start": since.isoformat()}))
    if known > today:
        errors.append(FieldError("as_of", "statement.future", {"today": today.isoformat()}))
    if errors:
        raise Invalid(errors)


def _accounts(ctx: Context, account: int, *, group: bool) -> list[int]:
    if not group:
        return [account]
    below = account_groups([account])[account] - {account}
    seen = visible(ctx, catalogue().get("account")).filter(pk__in=below)
    return [account, *seen.order_by("pk").values_list("pk", flat=True)]


def _seen(ctx: Context) -> Q:
    """Entries of documents that the caller sees, those in the recycle bin too: what was booked of them stands."""
    found = Q()
    for name in DOCUMENTS:
        spec = catalogue().get(name)
        rows = table(spec).visible_to(ctx, "view", name)
        found |= Q(object=name, record_id__in=rows.order_by().values("pk"))
    return found


def _told(one: AccountEntry, balance: Decimal) -> dict[str, Any]:
    return {
        "on": one.on.isoformat(),
        "kind": one.kind,
        "document": {"object": one.object, "id": one.record_id, "name": one.number},
        "amount": f"{one.amount:.2f}",
        "balance_amount": f"{balance:.2f}",
        "corrects_on": one.corrects_on.isoformat() if one.corrects_on else None,
    }
