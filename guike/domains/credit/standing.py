"""How accounts stand, whoever may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from guike.domains.accounts.queries import account_chains, account_groups
from guike.domains.credit.exposure import exposures, overdue_of
from guike.domains.credit.models import CreditLimit
from guike.domains.credit.rules import Credit, Granted, Limit, Overdue, Position, limit_on
from guike.domains.credit.settings import WITHOUT_LIMIT
from guike.kernel import clock
from guike.platform.access.context import system_context
from guike.platform.records.locking import lock
from guike.platform.records.reading import Lookup
from guike.platform.settings import queries as settings

WHY = "credit is judged by every limit, whoever writes the order"


def _limits() -> Any:
    return CreditLimit.objects.system(reason=WHY).filter(deleted_at=None, is_active=True)


#: whether there is any limit at all, which most companies that use none are asked first
_ANY = Lookup(lambda: _limits().values("pk")[:1], None)
_OF_ACCOUNTS = Lookup(_limits, "account_id")


def granted(row: CreditLimit) -> Granted:
    """A row as the rules see it."""
    return Granted(row.limit_amount, row.valid_from_on, row.valid_to_on, row.is_temporary, row.term_days)


def limits_today(accounts: Iterable[int]) -> dict[int, Limit]:
    """The limits that hold today, of those accounts that have one; one query, none for no accounts."""
    wanted = set(accounts)
    if not wanted:
        return {}
    today = clock.today(system_context().timezone)
    found: dict[int, list[Granted]] = defaultdict(list)
    for row in _OF_ACCOUNTS.instances(wanted):
        found[row.account_id].append(granted(row))
    limits = {account: limit_on(rows, today) for account, rows in found.items()}
    return {account: limit for account, limit in limits.items() if limit is not None}


def credit_of(
    accounts: Collection[int], without: Collection[int] = (), *, held: bool = False
) -> dict[int, Credit]:
    """How accounts stand when those orders do not count. `held`: it stays so until the transaction ends, since the accounts and
    those above them are locked before anything is added up."""
    needs_limit = settings.get(WITHOUT_LIMIT) == "approve"
    chains = account_chains(accounts) if accounts and _ANY.tuples() else {}
    limits = limits_today(_all(chains))
    if limits and held:
        chains = _held(chains)
        limits = limits_today(_all(chains))
    if not limits:
        return {account: Credit(account, needs_limit=needs_limit) for account in accounts}
    groups = account_groups({*limits, *chains})
    amounts = exposures(_all(groups), without)
    parts = {one: _added(amounts[pk] for pk in group if pk in amounts) for one, group in groups.items()}
    overdue = overdue_of(chains)
    return {
        account: Credit(
            account,
            tuple(
                Position(one, limits[one], sum(parts[one].values(), Decimal(0)))
                for one in chain
                if one in limits
            ),
            overdue.get(account, Overdue()),
            needs_limit,
            parts[account],
        )
        for account, chain in chains.items()
    }


def _held(chains: dict[int, list[int]]) -> dict[int, list[int]]:
    """The same chains, of locked accounts. One that got another parent meanwhile is followed there."""
    held: set[int] = set()
    while not (wanted := _all(chains)) <= held:
        lock({"account": wanted - held})
        held |= wanted
        chains = account_chains(chains)
    return chains


def _all(groups: Mapping[int, Collection[int]]) -> set[int]:
    return {one for group in groups.values() for one in group}


def _added(many: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for parts in many:
        for name, amount in parts.items():
            found[name] += amount
    return dict(found)
