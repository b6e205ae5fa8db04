"""Limits of discounts: how far below the price by rule, and how near the cost, a salesperson may go. Decided without a database,
but for the limits in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

from guike.domains.prices.models import DiscountLimit
from guike.kernel.caches import METADATA, process_cache
from guike.kernel.money import EXACT, ONE
from guike.platform.org.queries import directory, versions

_WHY = "limits hold for whoever sells, whoever writes the document"
Verdict = Literal["within", "approve", "refuse"]


@dataclass(frozen=True)
class Limit:
    """A limit of a role. None: there is none of that kind. `refuses`: what is beyond it is not even asked for."""

    max_discount_rate: Decimal | None
    min_margin_rate: Decimal | None
    refuses: bool = False


@dataclass(frozen=True)
class Bargain:
    """What was agreed to on a line. `asked`: the amount by rule, None where no rule gives a price; `given`: quantity × unit price
    less the line's discount; `kept`: the part of every line that the discount on the whole document leaves, rounding in
    favour of who gave it; `untaxed`: what is paid without tax, in the base currency; `cost`: in the base currency, None
    where it is not known."""

    asked: Decimal | None
    given: Decimal
    kept: Decimal
    untaxed: Decimal
    cost: Decimal | None


def is_within(limit: Limit, bargain: Bargain) -> bool:
    """Whether a bargain keeps to a limit; nothing is rounded. The discount is that off the price by rule; the margin is (amount
    without tax − cost) ÷ amount without tax."""
    with localcontext(EXACT):
        least = None if limit.max_discount_rate is None else ONE - limit.max_discount_rate
        if (
            least is not None
            and bargain.asked is not None
            and bargain.given * bargain.kept < bargain.asked * least
        ):
            return False
        if limit.min_margin_rate is None or bargain.cost is None:
            return True
        return bargain.untaxed - bargain.cost >= bargain.untaxed * limit.min_margin_rate


def judge(limits: Sequence[Limit], bargain: Bargain) -> Verdict:
    """Of the limits of several roles the widest counts; beyond all of them, an approval is enough where one of them says so."""
    if not limits or any(is_within(limit, bargain) for limit in limits):
        return "within"
    return "refuse" if all(limit.refuses for limit in limits) else "approve"


def kept_part(amounts: Decimal, order_discount: Decimal, minor_units: int) -> Decimal:
    """The part of every line that the discount on the whole document leaves. Its amount was rounded to a minor unit, so half of one
    is given back: a rate at the limit is not beyond it by rounding."""
    if not order_discount or not amounts:
        return ONE
    with localcontext(EXACT):
        half = ONE.scaleb(-minor_units) / 2
        return min(ONE, (amounts - order_discount + half) / amounts)


def limits_of(owner: int | None) -> Sequence[Limit]:
    """Those of the roles of a person; a role without a limit widens nothing."""
    person = directory().people.get(owner or 0)
    if person is None:
        return ()
    known = _limits(versions().metadata)
    return [known[role] for role in person.roles if role in known]


@process_cache(key="the version of the definitions", stale=METADATA, limit=2)
def _limits(_metadata: int) -> dict[int, Limit]:
    rows = DiscountLimit.objects.system(reason=_WHY).filter(deleted_at=None, is_active=True)
    return {
        row.role_id: Limit(row.max_discount_rate, row.min_margin_rate, row.effect == "refuse") for row in rows
    }


def needs_cost(limits: Iterable[Limit]) -> bool:
    """Whether anybody looks at the cost."""
    return any(limit.min_margin_rate is not None for limit in limits)
