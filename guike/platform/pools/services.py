"""The pool engine: claim, assign, return. One lock order: pool → record (by id)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from guike.kernel import clock, periods
from guike.kernel.errors import FieldError, Invalid, Refusal
from guike.platform.access.context import Context
from guike.platform.events.services import emit
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import directory
from guike.platform.pools.errors import PoolRefused
from guike.platform.pools.models import ClaimEntry
from guike.platform.pools.rules import Claimant, PoolTerms, check_claim, deal_out
from guike.platform.records.rows import living
from guike.platform.records.services import record_change

WHY = "pool terms hold for everyone who claims"
ASSIGNED = "pool.assigned"
CLAIMED = "pool.claimed"
RETURNED = "pool.returned"


def _pool_spec(spec: ObjectSpec) -> ObjectSpec:
    return catalogue().get(spec.by_name[spec.access.pool].target)


def _pools(spec: ObjectSpec, ids: set[int], *, lock: bool) -> dict[int, Any]:
    rows = living(_pool_spec(spec)).system(reason=WHY).filter(pk__in=ids).order_by("pk")
    return {row.pk: row for row in (rows.select_for_update(no_key=True) if lock else rows)}


def terms_of(pool: Any) -> PoolTerms:
    return PoolTerms(
        pool.is_claimable and pool.is_active,
        pool.daily_claim_limit,
        pool.holding_limit,
        pool.former_owner_cooldown_hours,
    )


def _claimant(ctx: Context, spec: ObjectSpec, pool_id: int, record_ids: Sequence[int]) -> Claimant:
    """What limits need to know of the caller, under the lock of the pool."""
    today = clock.today(ctx.timezone)
    first, last = periods.instants(*periods.resolve("today", today), ctx.timezone)
    mine = ClaimEntry.objects.filter(object=spec.name, user_id=ctx.user_id)
    taken = mine.filter(verb="claim", pool_id=pool_id, at__gte=first, at__lt=last).count()
    column = spec.by_name[spec.access.pool].attname
    held = living(spec).system(reason=WHY).filter(**{column: pool_id}, owner_id=ctx.user_id)
    if spec.states is not None:
        closed = [c.code for c in spec.by_name[spec.states.field].choices if c.closed]
        held = held.exclude(**{f"{spec.by_name[spec.states.field].attname}__in": closed})
    gave_up: dict[int, datetime] = {}
    entries = mine.filter(verb="return", record_id__in=record_ids).order_by("at")
    gave_up.update(entries.values_list("record_id", "at"))
    return Claimant(taken, held.count(), gave_up)


def pool_claim(
    ctx: Context, object_name: str, rows: Sequence[Any], changes: Mapping[str, Any]
) -> list[Refusal | None]:
    """Take records out of their pools for the caller; exclusive, since the rows are locked.

    `changes`: what else the domain sets on a claimed record. One outcome a row.
    """
    spec = catalogue().get(object_name)
    column = spec.by_name[spec.access.pool].attname
    pools = _pools(spec, {getattr(r, column) for r in rows} - {None}, lock=True)
    granted: Counter[int] = Counter()
    claimants: dict[int, Claimant] = {}
    outcomes: list[Refusal | None] = []
    winners: list[Any] = []
    now = clock.now()
    for row in rows:
        pool = pools.get(getattr(row, column) or 0)
        refusal = _owned_or_poolless(row, pool)
        if refusal is None:
            assert pool is not None
            if pool.pk not in claimants:
                claimants[pool.pk] = _claimant(ctx, spec, pool.pk, [r.pk for r in rows])
            wrong = check_claim(terms_of(pool), claimants[pool.pk], row.pk, granted[pool.pk], now)
            refusal = _claim_refusal(ctx, wrong)
        if refusal is None:
            assert pool is not None
            granted[pool.pk] += 1
            winners.append(row)
        outcomes.append(refusal)
    if winners:
        record_change(ctx, object_name, [(row, {"owner": ctx.user_id, "claimed_at": now, **changes}) for row in winners])
        _enter(spec, winners, "claim", {row.pk: ctx.user_id for row in winners})
        emit(CLAIMED, object_name, {"ids": [r.pk for r in winners], "owner": ctx.user_id})
    return outcomes


def _owned_or_poolless(row: Any, pool: Any | None) -> Refusal | None:
    if row.owner_id is not None:
        return PoolRefused("pool.already_owned", owner=directory().person_name(row.owner_id) or "")
    if pool is None:
        return PoolRefused("pool.no_pool")
    return None


def _claim_refusal(ctx: Context, wrong: tuple[str, object] | None) -> Refusal | None:
    if wrong is None:
        return None
    code, value = wrong
    if isinstance(value, datetime):
        local = periods.local_date(value, ctx.timezone)
        return PoolRefused(code, until=local.isoformat())
    return PoolRefused(code, limit=value)


def _enter(spec: ObjectSpec, rows: Sequence[Any], verb: str, users: Mapping[int, int | None]) -> None:
    column = spec.by_name[spec.access.pool].attname
    now = clock.now()
    ClaimEntry.objects.bulk_create(
        ClaimEntry(object=spec.name, pool_id=getattr(row, column), record_id=row.pk, user_id=users[row.pk], verb=verb, at=now)
        for row in rows
        if users[row.pk] is not None
    )


def chosen_owners(params: Mapping[str, Any]) -> list[int]:
    """`owner` or `owners[]`; Invalid unless exactly one is given."""
    one, many = params.get("owner"), params.get("owners")
    if bool(one) == bool(many):
        raise Invalid([FieldError("owner", "pool.one_of_owner")])
    return [one] if one else list(many)


def pool_assign(
    ctx: Context, object_name: str, rows: Sequence[Any], owners: Sequence[int], changes: Mapping[str, Any]
) -> list[Refusal | None]:
    """Give records to owners in equal parts; also takes them from somebody else."""
    spec = catalogue().get(object_name)
    people = directory().people
    wrong = [people[i].name for i in owners if i in people and not people[i].is_salesperson]
    if wrong:
        raise Invalid([FieldError("owner", "owner.not_salesperson", {"name": "、".join(wrong)})])
    shares = dict(zip([row.pk for row in rows], deal_out(len(rows), owners), strict=True))
    record_change(
        ctx,
        object_name,
        [(row, {"owner": shares[row.pk], "claimed_at": clock.now(), **changes}) for row in rows],
        guarded=True,
    )
    _enter(spec, rows, "assign", shares)
    by_owner: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        by_owner[shares[row.pk]].append(row.pk)
    emit(ASSIGNED, object_name, {"ids": [r.pk for r in rows], "owners": {str(k): v for k, v in by_owner.items()}})
    return [None for _row in rows]


def pool_return(
    ctx: Context, object_name: str, rows: Sequence[Any], reason: str, changes: Mapping[str, Any]
) -> list[Refusal | None]:
    """Back into the pool they came from, with a reason."""
    spec = catalogue().get(object_name)
    column = spec.by_name[spec.access.pool].attname
    outcomes: list[Refusal | None] = []
    going: list[Any] = []
    former: dict[int, int | None] = {}
    for row in rows:
        if getattr(row, column) is None:
            outcomes.append(PoolRefused("pool.no_pool"))
            continue
        going.append(row)
        former[row.pk] = row.owner_id
        outcomes.append(None)
    record_change(ctx, object_name, [(row, {"owner": None, **changes}) for row in going], guarded=True)
    _enter(spec, going, "return", former)
    if going:
        emit(RETURNED, object_name, {"ids": [r.pk for r in going], "reason": reason, "former": {str(k): v for k, v in former.items()}})
    return outcomes
