"""Reads of accounts and addresses for other domains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from guike.domains.accounts.choicesets import TITLE_KINDS as TITLE_KINDS
from guike.domains.accounts.models import Account, Address, InvoiceTitle
from guike.kernel.limits import ACCOUNT_GROUP_DEPTH
from guike.platform.records.reading import Lookup

_WHY = "a document checks the account and the addresses that it names"


def _living(model: type[Account | Address]) -> QuerySet[Any]:
    return model.objects.system(reason=_WHY).filter(deleted_at=None)


_FACTS = Lookup(lambda: _living(Account).values("pk", "name", "status"))
_TERMS = Lookup(lambda: _living(Account).filter(payment_term__isnull=False).values("pk", "payment_term_id"))
_ADDRESSES = Lookup(lambda: _living(Address).values("pk", "account_id"))
_DEFAULTS = Lookup(
    lambda: _living(Address).filter(is_default=True).values("account_id", "kind", "pk"), "account_id"
)
_PARENTS = Lookup(lambda: _living(Account).filter(parent__isnull=False).values("pk", "parent_id"))
_CHILDREN = Lookup(lambda: _living(Account).values("parent_id", "pk"), "parent_id")


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


def account_terms(ids: Iterable[int]) -> dict[int, int]:
    """Account → its terms of payment; those without are absent. One query."""
    wanted = set(ids)
    return dict(_TERMS.tuples(wanted)) if wanted else {}


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


def account_chains(ids: Iterable[int]) -> dict[int, list[int]]:
    """Each account followed by its parent, the parent's parent and so on, without deleted ones; one query for each level."""
    chains = {pk: [pk] for pk in set(ids)}
    at = {pk: pk for pk in chains}
    for _level in range(ACCOUNT_GROUP_DEPTH):
        parents = dict(_PARENTS.tuples(set(at.values())))
        above = {pk: parents[one] for pk, one in at.items() if one in parents}
        at = {pk: one for pk, one in above.items() if one not in chains[pk]}
        if not at:
            break
        for pk, one in at.items():
            chains[pk].append(one)
    return chains


def account_groups(ids: Iterable[int]) -> dict[int, set[int]]:
    """Each account with all its subsidiaries, at any distance, without deleted ones; one query for each level."""
    groups = {pk: {pk} for pk in set(ids)}
    fresh: dict[int, set[int]] = {pk: {pk} for pk in groups}
    for _level in range(ACCOUNT_GROUP_DEPTH):
        below: dict[int, set[int]] = defaultdict(set)
        for parent, child in _CHILDREN.tuples(set().union(*fresh.values())):
            below[parent].add(child)
        fresh = {pk: set().union(*(below[one] for one in found)) - groups[pk] for pk, found in fresh.items()}
        if not any(fresh.values()):
            break
        for pk, found in fresh.items():
            groups[pk] |= found
    return groups


def titles_by_id(ids: Iterable[int]) -> dict[int, InvoiceTitle]:
    """Living titles of invoices; one query, none for no ids."""
    wanted = set(ids)
    rows = InvoiceTitle.objects.system(reason=_WHY).filter(pk__in=wanted, deleted_at=None)
    return {row.pk: row for row in rows.order_by("pk")} if wanted else {}


def usual_titles(accounts: Iterable[int]) -> dict[int, InvoiceTitle]:
    """Account → its default title, else the only one that it has; one query, none for no accounts."""
    wanted = set(accounts)
    found: dict[int, list[InvoiceTitle]] = defaultdict(list)
    rows = InvoiceTitle.objects.system(reason=_WHY).filter(account_id__in=wanted, deleted_at=None)
    for row in rows.order_by("-is_default", "pk") if wanted else ():
        found[row.account_id].append(row)
    return {pk: titles[0] for pk, titles in found.items() if titles[0].is_default or len(titles) == 1}
