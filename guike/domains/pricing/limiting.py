"""Whether what was agreed to on a document is within the limits of whoever sells: of drafts that are written, and of documents
that are about to take effect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from guike.domains.catalog.queries import ProductTerms, product_terms
from guike.domains.prices.errors import BEYOND_LIMITS
from guike.domains.prices.queries import Bargain, judge, kept_part, limits_of, needs_cost
from guike.domains.pricing.rules import LINES
from guike.kernel.money import EXACT, ONE
from guike.platform.access.context import Context
from guike.platform.currency.queries import minor_units_of
from guike.platform.records.shapes import Draft

#: the field of the header that says that somebody has to agree to the prices
BEYOND = "is_beyond_limits"


@dataclass(frozen=True)
class Deal:
    """A document as its limits see it. `lines`: rows with the columns of a priced line."""

    owner: int | None
    currency: str
    exchange_rate: Decimal
    is_tax_included: bool
    order_discount_amount: Decimal
    lines: Sequence[Any]


def mark_beyond(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Say on each draft whether its prices are beyond the limits of its owner; refuse the lines that he may not even ask for. What
    is migrated was agreed to elsewhere."""
    judged = [draft for draft in drafts if draft.ok and LINES in draft.lines]
    if ctx.migration or not judged:
        return
    deals = [_deal(draft.row, [line.row for line in draft.lines[LINES]]) for draft in judged]
    for draft, found in zip(judged, _verdicts(deals), strict=True):
        draft.set(BEYOND, any(verdict != "within" for verdict in found))
        for line, verdict in zip(draft.lines[LINES], found, strict=True):
            if verdict == "refuse":
                line.error("unit_price", BEYOND_LIMITS)


def beyond(rows: Iterable[Any], lines: Mapping[int, Sequence[Any]]) -> dict[int, str]:
    """By id of each stored document, the severest verdict as of now: its owner, limits and costs may have changed since it was
    written."""
    standing = list(rows)
    found = _verdicts([_deal(row, lines.get(row.pk, ())) for row in standing])
    return {
        row.pk: max(verdicts, key=_SEVERITY.index, default="within")
        for row, verdicts in zip(standing, found, strict=True)
    }


_SEVERITY = ("within", "approve", "refuse")


def _deal(row: Any, lines: Sequence[Any]) -> Deal:
    return Deal(
        row.owner_id, row.currency, row.exchange_rate, row.is_tax_included, row.order_discount_amount, lines
    )


def _verdicts(deals: Sequence[Deal]) -> list[list[str]]:
    """For each line of each deal. Two queries for costs, and only where a limit looks at them."""
    limits = [limits_of(deal.owner) for deal in deals]
    costly = {
        line.product_id
        for deal, of_owner in zip(deals, limits, strict=True)
        if needs_cost(of_owner)
        for line in deal.lines
    }
    terms = product_terms(costly)
    places = minor_units_of({deal.currency for deal, of_owner in zip(deals, limits, strict=True) if of_owner})
    return [
        [judge(of_owner, one) for one in _bargains(deal, terms, places[deal.currency])]
        if of_owner
        else ["within"] * len(deal.lines)
        for deal, of_owner in zip(deals, limits, strict=True)
    ]


def _bargains(deal: Deal, terms: Mapping[int, ProductTerms], minor_units: int) -> list[Bargain]:
    with localcontext(EXACT):
        amounts = sum((line.amount for line in deal.lines), Decimal(0))
        kept = kept_part(amounts, deal.order_discount_amount, minor_units)
        return [
            Bargain(
                None if line.policy_price is None else line.quantity * line.policy_price,
                line.quantity * line.unit_price * (ONE - line.discount_rate),
                kept,
                (line.net_amount - (line.tax_amount if deal.is_tax_included else 0)) * deal.exchange_rate,
                _cost(line, terms.get(line.product_id)),
            )
            for line in deal.lines
        ]


def _cost(line: Any, product: ProductTerms | None) -> Decimal | None:
    factor = product.factor_of(line.unit_id) if product is not None else None
    if product is None or product.cost is None or factor is None:
        return None
    return Decimal(line.quantity * product.cost * factor)
