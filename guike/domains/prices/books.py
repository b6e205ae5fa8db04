"""What prices are looked up in: the books in force, read once for each version of the definitions, and their entries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from guike.domains.prices.models import PriceBook, PriceBookEntry
from guike.domains.prices.rules import Audience, Book, Entry, demands_of
from guike.kernel.caches import METADATA, process_cache
from guike.platform.access.context import system_context
from guike.platform.filters.memory import matches
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import directory, versions
from guike.platform.records.reading import Lookup, living

_WHY = "the price of a document follows from every book, whoever writes it"


@dataclass(frozen=True)
class Books:
    """All in force, by id, and whom each is meant for. general: those that name no account, in any way but a filter."""

    by_id: Mapping[int, Book]
    audiences: Mapping[int, Audience]
    by_account: Mapping[int, Sequence[int]]
    general: Sequence[int]


def books() -> Books:
    """Those that are active, whatever the day; one query for each version of the definitions."""
    return _books(versions().metadata)


@process_cache(key="the version of the definitions", stale=METADATA, limit=2)
def _books(_metadata: int) -> Books:
    rows = PriceBook.objects.system(reason=_WHY).filter(deleted_at=None, is_active=True)
    by_id, audiences, general = dict[int, Book](), dict[int, Audience](), list[int]()
    by_account: dict[int, list[int]] = {}
    for row in rows.order_by("pk"):
        by_id[row.pk] = book_of(row)
        audiences[row.pk] = audience = audience_of(row)
        if not audience.accounts:
            general.append(row.pk)
        for account in audience.accounts:
            by_account.setdefault(account, []).append(row.pk)
    return Books(by_id, audiences, by_account, general)


def book_of(row: Any) -> Book:
    """A row of a book as the rules see it."""
    return Book(
        row.pk, row.name, row.kind, row.priority, row.is_forced, row.base_id, row.currency or "",
        row.valid_from_on, row.valid_to_on,
    )  # fmt: skip


def audience_of(row: Any) -> Audience:
    """Whom a row of a book is meant for; departments with all below them."""
    below = directory().departments_below(row.departments) if row.departments else frozenset()
    fields = catalogue().get("account").fields
    single = {item.name for item in fields if item.type in ("choice", "reference", "user", "department")}
    return Audience(
        frozenset(row.accounts),
        row.filter or None,
        demands_of(row.filter, single),
        frozenset(row.salespeople),
        frozenset(below),
    )


@dataclass(frozen=True)
class Asker:
    """For whom and by whom something is sold."""

    account: int | None
    owner: int | None
    department: int | None


def addressed(askers: Collection[Asker]) -> dict[Asker, frozenset[int]]:
    """The books that are meant for each; one query where a book has a condition on accounts."""
    known = books()
    accounts = _accounts({one.account for one in askers} - {None}) if known.by_id else {}
    return {
        one: frozenset(
            pk
            for pk in (*known.general, *known.by_account.get(one.account or 0, ()))
            if _is_for(known.audiences[pk], one, accounts)
        )
        for one in askers
    }


def _accounts(ids: set[Any]) -> dict[int, Any]:
    return rows_of("account", ids) if any(one.filter for one in books().audiences.values()) else {}


#: living records of an object, whole, because a condition may look at any field
_ROWS = Lookup(lambda name: living(catalogue().get(name)).system(reason=_WHY))


def rows_of(object_name: str, ids: Collection[int]) -> dict[int, Any]:
    """Living records by id; one query, none for none."""
    return {row.pk: row for row in _ROWS.instances(ids, object_name)} if ids else {}


def _is_for(audience: Audience, asker: Asker, accounts: Mapping[int, Any]) -> bool:
    if audience.salespeople and asker.owner not in audience.salespeople:
        return False
    if audience.departments and asker.department not in audience.departments:
        return False
    if audience.filter is None:
        return True
    row = accounts.get(asker.account or 0)
    return row is not None and matches(system_context(), catalogue().get("account"), audience.filter, row)


def entries_of(
    book_ids: Collection[int], product_ids: Collection[int], categories: Iterable[int]
) -> list[Entry]:
    """The entries of these books that are about one of the products or categories, or about everything; one query."""
    if not book_ids or not product_ids:
        return []
    return [Entry(*values) for values in _ENTRIES.tuples(product_ids, further=(book_ids, categories))]


def _entries() -> QuerySet[Any]:
    rows = PriceBookEntry.objects.system(reason=_WHY).filter(
        Lookup.given("price_book_id", 0), deleted_at=None
    )
    wide = Q(product=None) & (Q(category=None) | Lookup.given("category_id", 1))
    return (
        rows.filter(Lookup.given("product_id") | wide)
        .order_by("pk")
        .values("pk", "price_book_id", "product_id", "category_id", "unit_id", "min_quantity", "price", "discount_rate")
    )  # fmt: skip


_ENTRIES = Lookup(_entries, None)


def with_bases(book_ids: Iterable[int]) -> set[int]:
    """These books and those on which their discounts build."""
    known = books().by_id
    found: set[int] = set()
    for pk in book_ids:
        at: int | None = pk
        while at is not None and at in known and at not in found:
            found.add(at)
            at = known[at].base
    return found
