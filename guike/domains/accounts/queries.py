"""Reads of accounts and addresses for other domains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from guike.domains.accounts.models import Account, Address, Contact

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
    rows = Account.objects.system(reason=_WHY).filter(pk__in=wanted, deleted_at=None)
    return {
        pk: AccountFacts(pk, name, status) for pk, name, status in rows.values_list("pk", "name", "status")
    }


def address_accounts(ids: Iterable[int]) -> dict[int, int]:
    """Living addresses → the account each belongs to; one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = Address.objects.system(reason=_WHY).filter(pk__in=wanted, deleted_at=None)
    return dict(rows.values_list("pk", "account_id"))


def contact_accounts(ids: Iterable[int]) -> dict[int, int | None]:
    """Living contacts → the account each belongs to; one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = Contact.objects.system(reason="a contact named on a record belongs to its account")
    return dict(rows.filter(pk__in=wanted, deleted_at=None).values_list("pk", "account_id"))


def default_addresses(account_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """(account, kind) → its default address; one query."""
    wanted = set(account_ids)
    if not wanted:
        return {}
    rows = Address.objects.system(reason=_WHY).filter(account_id__in=wanted, is_default=True, deleted_at=None)
    return {(account, kind): pk for account, kind, pk in rows.values_list("account_id", "kind", "pk")}
