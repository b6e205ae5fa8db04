"""Reads of accounts and addresses for other domains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from guike.domains.accounts.addressees import contacts_to_tell as contacts_to_tell
from guike.domains.accounts.choicesets import TITLE_KINDS as TITLE_KINDS
from guike.domains.accounts.models import Account, Address, InvoiceTitle
from guike.kernel.fold import normalize_company
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


_CALLED = "whose money came in is found by the name, whoever looks"


def accounts_called(keys: Iterable[str], inside: Iterable[str]) -> set[int]:
    """Accounts whose name or short name, as `normalize_company` writes it, is one of these, or begins or continues one of `keys`; three
    queries."""
    wanted = {key for key in keys if key}
    exact = wanted | set(inside) | {key[:end] for key in wanted for end in range(2, len(key))}
    rows = Account.objects.system(reason=_CALLED).filter(deleted_at=None)
    found = set(rows.filter(name_key__in=exact).values_list("pk", flat=True))
    found |= set(rows.filter(short_name_fold__in=exact).exclude(short_name="").values_list("pk", flat=True))
    begun = [Q(name_key__startswith=key) for key in sorted(wanted) if len(key) >= _LEAST]
    if begun:
        found |= set(rows.filter(reduce(or_, begun)).values_list("pk", flat=True)[: _ALIKE * len(begun)])
    return found


#: a shorter beginning says nothing about who it is, and more that begin alike say no more
_LEAST, _ALIKE = 2, 20


def names_of(ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Account → its name and short name as they are compared; one query."""
    rows = Account.objects.system(reason=_CALLED).filter(pk__in=list(ids), deleted_at=None)
    return {
        pk: frozenset({key, normalize_company(short)} - {""})
        for pk, key, short in rows.values_list("pk", "name_key", "short_name")
    }
