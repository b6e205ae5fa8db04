"""Rules of pools, without a database: who may claim a record, and how records are dealt out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class PoolTerms:
    """The limits of a pool; None means no limit."""

    is_claimable: bool
    daily_claim_limit: int | None
    holding_limit: int | None
    former_owner_cooldown_hours: int | None


@dataclass(frozen=True)
class Claimant:
    """A claimant's numbers in this pool: records claimed today, records held now, and when he returned which record."""

    claimed_today: int
    holding: int
    gave_up_at: Mapping[int, datetime]


def check_claim(
    terms: PoolTerms, claimant: Claimant, record_id: int, already: int, now: datetime
) -> tuple[str, object] | None:
    """(code, parameter) of the rule that forbids it, or None. `already`: claims granted in this call."""
    if not terms.is_claimable:
        return "pool.not_claimable", None
    if terms.daily_claim_limit is not None and claimant.claimed_today + already >= terms.daily_claim_limit:
        return "pool.daily_limit", terms.daily_claim_limit
    if terms.holding_limit is not None and claimant.holding + already >= terms.holding_limit:
        return "pool.holding_limit", terms.holding_limit
    gave_up = claimant.gave_up_at.get(record_id)
    if terms.former_owner_cooldown_hours and gave_up is not None:
        until = gave_up + timedelta(hours=terms.former_owner_cooldown_hours)
        if now < until:
            return "pool.cooldown", until
    return None


def deal_out(count: int, owners: Sequence[int]) -> list[int]:
    """An owner for each of `count` records, in equal shares; the first owners get the remainder."""
    share, rest = divmod(count, len(owners))
    found: list[int] = []
    for n, owner in enumerate(owners):
        found += [owner] * (share + (1 if n < rest else 0))
    return found
