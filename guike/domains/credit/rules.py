"""Whether an amount is within the credit of an account: decided without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from guike.kernel.money import ZERO

#: why somebody has to decide
Objection = Literal["limit", "group", "overdue", "no_limit"]


@dataclass(frozen=True)
class Granted:
    """A limit as it was granted. `to`: its last day, None for no end."""

    amount: Decimal
    since: date
    to: date | None
    is_temporary: bool
    term_days: int | None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.to is None or day <= self.to)


@dataclass(frozen=True)
class Limit:
    """What holds for an account on a day: the formal limit and all temporary ones. `term_days`: how many days a receivable may
    be overdue."""

    formal: Decimal = ZERO
    temporary: Decimal = ZERO
    term_days: int = 0

    @property
    def amount(self) -> Decimal:
        return self.formal + self.temporary


def limit_on(granted: Iterable[Granted], day: date) -> Limit | None:
    """The limit of an account on a day; None without one."""
    valid = [one for one in granted if one.holds_on(day)]
    if not valid:
        return None
    formal = [one for one in valid if not one.is_temporary]
    return Limit(
        sum((one.amount for one in formal), ZERO),
        sum((one.amount for one in valid if one.is_temporary), ZERO),
        max((one.term_days or 0 for one in formal), default=0),
    )


def overlaps(one: Granted, other: Granted) -> bool:
    """Whether there is a day on which both hold."""
    return (other.to is None or one.since <= other.to) and (one.to is None or other.since <= one.to)


@dataclass(frozen=True)
class Position:
    """How an account with a limit stands: itself and all its subsidiaries."""

    account: int
    limit: Limit
    used: Decimal

    @property
    def available(self) -> Decimal:
        return self.limit.amount - self.used


@dataclass(frozen=True)
class Overdue:
    """What an account should have paid: how much, and for how many days the oldest of it."""

    amount: Decimal = ZERO
    days: int = 0


@dataclass(frozen=True)
class Credit:
    """The credit of an account. `positions`: of itself and of those above it that have a limit, itself first. `parts`: what of its
    own limit is used, by part. `needs_limit`: whether somebody has to decide where there is no limit at all."""

    account: int
    positions: Sequence[Position] = ()
    overdue: Overdue = Overdue()
    needs_limit: bool = False
    parts: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def own(self) -> Position | None:
        return next((one for one in self.positions if one.account == self.account), None)

    @property
    def available(self) -> Decimal | None:
        """What is left of the narrowest limit; None without one."""
        return min((one.available for one in self.positions), default=None)

    @property
    def term_days(self) -> int:
        return self.positions[0].limit.term_days if self.positions else 0

    def after(self, taken: Mapping[int, Decimal]) -> Credit:
        """The same when of limits, by their account, more was taken."""
        positions = [replace(one, used=one.used + taken.get(one.account, ZERO)) for one in self.positions]
        return replace(self, positions=positions)

    def objections(self, amount: Decimal) -> list[Objection]:
        """Why somebody has to decide about a further amount; empty: it is within the credit."""
        if not self.positions:
            return ["no_limit"] if self.needs_limit else []
        found: list[Objection] = []
        for one in self.positions:
            kind: Objection = "limit" if one.account == self.account else "group"
            if amount > max(one.available, ZERO) and kind not in found:
                found.append(kind)
        if self.overdue.days > self.term_days:
            found.append("overdue")
        return found
