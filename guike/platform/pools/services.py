"""The pool engine: enter, claim, assign, return.

Who claims holds the records, and takes his turn where limits count his claims. Claims of different people in one pool do
not wait for one another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from guike.kernel import clock, periods
from guike.kernel.errors import FieldError, Invalid, Refusal
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.access.people import person_name
from guike.platform.database.ledger import append
from guike.platform.database.turns import take_turns
from guike.platform.events.registry import fact
from guike.platform.events.services import emit
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import directory
from guike.platform.pools.errors import PoolRefused
from guike.platform.pools.models import ClaimEntry
from guike.platform.pools.queries import administers
from guike.platform.pools.rules import Claimant, PoolTerms, check_claim, deal_out
from guike.platform.records.reading import Lookup, living
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import record_change

WHY = "pool terms hold for everyone who claims"
ASSIGNED = fact("pool.assigned", T("从池中分配", "Assigned from a pool"))
CLAIMED = fact("pool.claimed", T("从池中领取", "Claimed from a pool"))
RETURNED = fact("pool.returned", T("退回池中", "Returned to a pool"))


def pool_enter(ctx: Context, object_name: str, drafts: Sequence[Draft]) -> None:
    """For the `prepare` hook: a new record without owner goes to its pool's default assignee; none ends
    with neither owner nor pool; a standing one changes its pool as the verbs of pools allow. Migration takes
    owners and pools as they are given."""
    spec = catalogue().get(object_name)
    pool = spec.by_name[spec.access.pool]
    waiting = [d for d in drafts if d.is_new and d.row.owner_id is None and d.get(pool.name) is not None]
    assignees = {} if ctx.migration else _default_assignees(spec, {d.get(pool.name) for d in waiting})
    for draft in waiting:
        assignee = assignees.get(draft.get(pool.name))
        if assignee is not None:
            draft.set("owner", assignee)
            draft.set("department", directory().people[assignee].department_id)
            draft.set("claimed_at", clock.now())
    for draft in drafts:
        homeless = draft.row.owner_id is None and draft.get(pool.name) is None
        if (
            homeless
            and (draft.is_new or draft.changed(pool.name))
            and not any(e.field == pool.name for e in draft.errors)
        ):
            draft.error(pool.name, "pool.required")
        elif not draft.is_new and draft.changed(pool.name) and not ctx.migration:
            _check_move(ctx, spec, draft)


def _check_move(ctx: Context, spec: ObjectSpec, draft: Draft) -> None:
    """A pool's administrators see and assign what lies in it, and its limits count it, whoever owns it: putting a record
    into a pool asks what `return` asks, taking it out of one what `assign` asks."""
    name = spec.access.pool
    before = draft.before(name)
    if before is None and not ctx.can(spec.name, "return"):
        draft.error(name, "pool.entering", action=spec.action_labels("return"))
    elif before is not None and not (ctx.can(spec.name, "assign") and administers(ctx, spec, before)):
        draft.error(name, "pool.leaving", action=spec.action_labels("assign"))


def _default_assignees(spec: ObjectSpec, pools: Iterable[int]) -> dict[int, int]:
    """pool → the active user who gets what enters it."""
    wanted = set(pools)
    if not wanted:
        return {}
    pool_spec = _pool_spec(spec)
    found = _ASSIGNING.tuples(wanted, pool_spec.name)
    people = directory().people
    return {pool: user for pool, user in found if user in people and people[user].status == "active"}


def _assigning(pool_name: str) -> Any:
    rows = living(catalogue().get(pool_name)).system(
        reason="a pool's default assignee is a rule for everyone"
    )
    rows = rows.filter(is_active=True, default_assignee__isnull=False)
    return rows.values("pk", "default_assignee_id")


_ASSIGNING = Lookup(_assigning)


def pool_entered(ctx: Context, object_name: str, drafts: Sequence[Draft]) -> None:
    """For the `written` hook: tell of new records of a pool that somebody else owns at once."""
    spec = catalogue().get(object_name)
    if ctx.migration:
        return
    new = [d.row for d in drafts if d.is_new and d.get(spec.access.pool) is not None]
    _emit_assigned(ctx, spec, {row.pk: row.owner_id for row in new if row.owner_id}, new)


def _emit_assigned(ctx: Context, spec: ObjectSpec, shares: Mapping[int, int], rows: Sequence[Any]) -> None:
    """{"ids", "owners": {user: [ids]}, "pools": {pool: [ids]}, "by": user}"""
    if not shares:
        return
    column = spec.by_name[spec.access.pool].attname
    owners: dict[str, list[int]] = defaultdict(list)
    pools: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.pk in shares:
            owners[str(shares[row.pk])].append(row.pk)
            pools[str(getattr(row, column))].append(row.pk)
    emit(ASSIGNED, spec.name, {"ids": list(shares), "owners": owners, "pools": pools, "by": ctx.user_id})


def _pool_spec(spec: ObjectSpec) -> ObjectSpec:
    return catalogue().get(spec.by_name[spec.access.pool].target)


def _pools(spec: ObjectSpec, ids: set[int]) -> dict[int, Any]:
    return living(_pool_spec(spec)).system(reason=WHY).in_bulk(ids) if ids else {}


def terms_of(pool: Any) -> PoolTerms:
    """What the rules need of a pool; one that is switched off allows no claim."""
    return PoolTerms(
        pool.is_claimable and pool.is_active,
        pool.daily_claim_limit,
        pool.holding_limit,
        pool.former_owner_cooldown_hours,
    )


def _claimant(ctx: Context, spec: ObjectSpec, pool: Any, record_ids: Sequence[int]) -> Claimant:
    """What limits need to know of the caller, in his turn: his claims come one after the other."""
    if pool.daily_claim_limit is not None or pool.holding_limit is not None:
        take_turns([f"claims|{ctx.user_id}"])
    today = clock.today(ctx.timezone)
    first, last = periods.instants(*periods.resolve("today", today), ctx.timezone)
    entries = ClaimEntry.objects.filter(object=spec.name, user_id=ctx.user_id or 0)
    taken = entries.filter(verb="claim", pool_id=pool.pk, at__gte=first, at__lt=last).count()
    column = spec.by_name[spec.access.pool].attname
    held = living(spec).system(reason=WHY).filter(**{column: pool.pk}, owner_id=ctx.user_id)
    if spec.states is not None:
        held = held.exclude(**{f"{spec.by_name[spec.states.field].attname}__in": spec.states.closed})
    given_up = entries.filter(verb="return", record_id__in=record_ids).order_by("at")
    return Claimant(taken, held.count(), dict(given_up.values_list("record_id", "at")))


def pool_claim(ctx: Context, object_name: str, rows: Sequence[Any]) -> list[Refusal | None]:
    """Take records out of their pools for the caller; exclusive, since the rows are locked.

    One outcome a row; the object's step `claim`, where it declares one, brings its state along.
    """
    spec = catalogue().get(object_name)
    column = spec.by_name[spec.access.pool].attname
    pools = _pools(spec, {getattr(r, column) for r in rows if r.owner_id is None} - {None})
    granted: Counter[int] = Counter()
    claimants: dict[int, Claimant] = {}
    outcomes: list[Refusal | None] = []
    winners: list[Any] = []
    now = clock.now()
    for row in rows:
        pool = pools.get(getattr(row, column) or 0)
        refusal = _owned_or_poolless(ctx, row, pool)
        if refusal is None:
            assert pool is not None
            if pool.pk not in claimants:
                claimants[pool.pk] = _claimant(ctx, spec, pool, [r.pk for r in rows])
            wrong = check_claim(terms_of(pool), claimants[pool.pk], row.pk, granted[pool.pk], now)
            refusal = _claim_refusal(ctx, wrong)
        if refusal is None:
            assert pool is not None
            granted[pool.pk] += 1
            winners.append(row)
        outcomes.append(refusal)
    if winners:
        record_change(
            ctx,
            object_name,
            [(row, {"owner": ctx.user_id, "claimed_at": now}) for row in winners],
            step="claim",
        )
        _enter(ctx, spec, winners, "claim", {row.pk: ctx.user_id for row in winners})
        emit(CLAIMED, object_name, {"ids": [r.pk for r in winners], "owner": ctx.user_id})
    return outcomes


def _owned_or_poolless(ctx: Context, row: Any, pool: Any | None) -> Refusal | None:
    if row.owner_id is not None:
        return PoolRefused("pool.already_owned", owner=person_name(ctx, row.owner_id) or "")
    if pool is None:
        return PoolRefused("pool.no_pool")
    return None


def _claim_refusal(ctx: Context, wrong: tuple[str, object] | None) -> Refusal | None:
    if wrong is None:
        return None
    code, value = wrong
    if isinstance(value, datetime):
        local = value.astimezone(ZoneInfo(ctx.timezone))
        return PoolRefused(code, until=f"{local:%Y-%m-%d %H:%M}")
    return PoolRefused(code, limit=value)


def _enter(
    ctx: Context,
    spec: ObjectSpec,
    rows: Sequence[Any],
    verb: str,
    users: Mapping[int, int | None],
    reason: str = "",
) -> None:
    """Lines of the ledger. `users`: record → whom the verb is about."""
    column = spec.by_name[spec.access.pool].attname
    now = clock.now()
    append(
        ClaimEntry(
            object=spec.name,
            pool_id=getattr(row, column),
            record_id=row.pk,
            user_id=users[row.pk],
            verb=verb,
            at=now,
            by_id=ctx.user_id,
            reason=reason,
        )
        for row in rows
        if users[row.pk] is not None
    )


def chosen_owners(params: Mapping[str, Any]) -> list[int]:
    """`owner` or `owners[]`; Invalid unless exactly one is given."""
    one, many = params.get("owner"), params.get("owners") or []
    if bool(one) == bool(many):
        raise Invalid([FieldError("owner", "pool.one_of_owner")])
    return [one] if one else list(many)


def pool_assign(
    ctx: Context, object_name: str, rows: Sequence[Any], owners: Sequence[int]
) -> list[Refusal | None]:
    """Give records to owners in equal parts; also takes them from somebody else."""
    spec = catalogue().get(object_name)
    people = directory().people
    wrong = [people[i].name for i in owners if not people[i].is_salesperson]
    if wrong:
        raise Invalid([FieldError("owner", "owner.not_salesperson", {"name": "、".join(wrong)})])
    shares = dict(zip([row.pk for row in rows], deal_out(len(rows), owners), strict=True))
    record_change(
        ctx,
        object_name,
        [(row, {"owner": shares[row.pk], "claimed_at": clock.now()}) for row in rows],
        step="assign",
    )
    _enter(ctx, spec, rows, "assign", shares)
    _emit_assigned(ctx, spec, shares, rows)
    return [None for _row in rows]


def pool_return(ctx: Context, object_name: str, rows: Sequence[Any], reason: str) -> list[Refusal | None]:
    """Back into the pool they came from, with a reason."""
    spec = catalogue().get(object_name)
    former = {row.pk: row.owner_id for row in rows}
    record_change(ctx, object_name, [(row, {"owner": None}) for row in rows], step="return")
    _enter(ctx, spec, rows, "return", former, reason)
    emit(
        RETURNED,
        object_name,
        {"ids": list(former), "reason": reason, "former": {str(k): v for k, v in former.items()}},
    )
    return [None for _row in rows]
