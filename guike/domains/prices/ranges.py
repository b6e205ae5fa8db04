"""Which products are sold to whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guike.domains.prices.books import rows_of
from guike.domains.prices.models import SellableRange
from guike.kernel.caches import METADATA, process_cache
from guike.platform.access.context import system_context
from guike.platform.filters.memory import matches
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import versions

_WHY = "what is sold to whom is decided by every rule, whoever writes the document"
#: (account or None, product)
Offer = tuple[int | None, int]


@dataclass(frozen=True)
class Range:
    """A rule in force. No condition: whoever, or whatever, it is."""

    accounts: Any
    products: Any
    allows: bool


def ranges() -> Sequence[Range]:
    """Those in force, in their order; one query for each version of the definitions."""
    return _ranges(versions().metadata)


@process_cache(key="the version of the definitions", stale=METADATA, limit=2)
def _ranges(_metadata: int) -> Sequence[Range]:
    rows = SellableRange.objects.system(reason=_WHY).filter(deleted_at=None, is_active=True)
    return [
        Range(row.filter or None, row.products or None, row.effect == "allow")
        for row in rows.order_by("position", "pk")
    ]


def has_ranges() -> bool:
    """Whether anything may be kept from being sold."""
    return bool(ranges())


def unsellable(offers: Collection[Offer]) -> set[Offer]:
    """Those that no rule lets be sold. Two queries, none without rules."""
    if not ranges() or not offers:
        return set()
    accounts = rows_of("account", {account for account, _product in offers if account is not None})
    products = rows_of("product", {product for _account, product in offers})
    for_account = {account: _for(account, accounts) for account in {account for account, _product in offers}}
    return {
        (account, product)
        for account, product in offers
        if product in products and not _is_sold(for_account[account], products[product])
    }


def product_filter(account: int | None) -> Mapping[str, Any] | None:
    """A filter over products that lets through what may be sold to the account; None where everything may be."""
    rules = _for(account, rows_of("account", [] if account is None else [account])) if ranges() else []
    found = NOTHING if any(rule.allows for rule in rules) else None
    for rule in reversed(rules):
        found = _or(rule.products, found) if rule.allows else _and_not(rule.products, found)
    return found


#: no product is without a name
NOTHING: Mapping[str, Any] = {"field": "name", "op": "is_empty"}


def _or(about: Any, otherwise: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if about is None or otherwise is None:
        return None
    return about if otherwise is NOTHING else {"any": [about, otherwise]}


def _and_not(about: Any, otherwise: Mapping[str, Any] | None) -> Mapping[str, Any]:
    if about is None or otherwise is NOTHING:
        return NOTHING
    denied = {"not": about}
    return denied if otherwise is None else {"all": [denied, otherwise]}


def _for(account: int | None, accounts: Mapping[int, Any]) -> list[Range]:
    """The rules that are about the account, in their order; a sale without account meets those about everybody."""
    row = accounts.get(account or 0)
    return [
        rule
        for rule in ranges()
        if rule.accounts is None or (row is not None and _fits("account", rule.accounts, row))
    ]


def _is_sold(rules: Sequence[Range], product: Any) -> bool:
    """The first rule about the product decides; without one, what the account may buy is all that it is told."""
    for rule in rules:
        if rule.products is None or _fits("product", rule.products, product):
            return rule.allows
    return not any(rule.allows for rule in rules)


def _fits(object_name: str, node: Any, row: Any) -> bool:
    return matches(system_context(), catalogue().get(object_name), node, row)
