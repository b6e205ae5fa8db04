"""Reads of accounts and addresses for other domains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from guike.domains.accounts.models import Account, Address
from guike.platform.records.reading import Lookup

_WHY = "a document checks the account and the addresses that it names"


def _living(model: type[Account | Address]) -> QuerySet[Any]:
    return model.objects.system(reason=_WHY).filter(deleted_at=None)


_FACTS = Lookup(lambda: _living(Account).values("pk", "name", "status"))
_ADDRESSES = Lookup(lambda: _living(Address).values("pk", "account_id"))
_DEFAULTS = Lookup(
    lambda: _living(Address).filter(is_default=True).values("account_id", "kind", "pk"), "account_id"
)


@dataclass(frozen=True)
class AccountFacts:
    """The values that a document needs from its account."""

    id: int
    name: str
    status: str


def account_facts(ids: Iterable[int]) -> dict[int, AccountFacts]:
    """Accounts by id, without deleted ones; one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {pk: AccountFacts(pk, name, status) for pk, name, status in _FACTS.tuples(wanted)}


def address_accounts(ids: Iterable[int]) -> dict[int, int]:
    """{address id: its account's id}, without deleted addresses; one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    return dict(_ADDRESSES.tuples(wanted))


def default_addresses(account_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """{(account id, kind): id of the default address}; one query."""
    wanted = set(account_ids)
    if not wanted:
        return {}
    return {(account, kind): pk for account, kind, pk in _DEFAULTS.tuples(wanted)}
