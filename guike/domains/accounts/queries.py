"""Reads of accounts and addresses for other domains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from guike.domains.accounts.models import Account, Address
from guike.platform.database.prepared import GivenIds, fixed

_WHY = "a document checks the account and the addresses that it names"


@dataclass(frozen=True)
class AccountFacts:
    """What a document needs to know of its account."""

    id: int
    name: str
    status: str


def account_facts(ids: Iterable[int]) -> dict[int, AccountFacts]:
    """Living accounts by id; one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    statement = fixed("account.facts", lambda: _living(Account).values("pk", "name", "status"))
    return {pk: AccountFacts(pk, name, status) for pk, name, status in statement.tuples(wanted)}


def _living(model: Any, column: str = "pk") -> Any:
    """Living rows of which the ids are given."""
    return model.objects.system(reason=_WHY).filter(Q(GivenIds(column)), deleted_at=None)


def address_accounts(ids: Iterable[int]) -> dict[int, int]:
    """Living addresses → the account each belongs to; one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    statement = fixed("address.accounts", lambda: _living(Address).values("pk", "account_id"))
    return dict(statement.tuples(wanted))


def default_addresses(account_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """(account, kind) → its default address; one query."""
    wanted = set(account_ids)
    if not wanted:
        return {}
    statement = fixed(
        "address.defaults",
        lambda: _living(Address, "account_id").filter(is_default=True).values("account_id", "kind", "pk"),
    )
    return {(account, kind): pk for account, kind, pk in statement.tuples(wanted)}
