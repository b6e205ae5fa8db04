"""Keeps the members that team rules add: with each write of a record, and for all records after a rule or a person changed.

A rule's member row names the rule as its source, beside rows that people made; a person may have one of each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.limits import CHUNK_ROWS
from guike.kernel.text import T
from guike.platform.access.context import Context, system_context
from guike.platform.access.models import TeamMember
from guike.platform.access.scope import Among
from guike.platform.filters.memory import matches, stored_value
from guike.platform.jobs.registry import Run, job_kind, periodic
from guike.platform.jobs.services import start
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import begin_versions, directory
from guike.platform.records.locking import lock
from guike.platform.records.reading import living
from guike.platform.records.writing import insert_values
from guike.platform.sharing.in_force import BY_RULE, Team, condition, in_force, parties, people_of
from guike.platform.sharing.models import TeamRule
from guike.platform.states.participants import observe

KIND = "sharing.teams"
WHY = "members by rule follow from the record, whoever wrote it"
#: of a person, what decides who is a member of what
_OF_PEOPLE = frozenset({"deputies", "roles", "department", "status"})
_KEPT = ("created", "changed", "restored")

#: (record, user, source) → role and access
Wanted = dict[tuple[int, int, str], tuple[str, str]]


def observed(_ctx: Context, spec: ObjectSpec, moment: str, changes: Sequence[Any]) -> None:
    """What the write path tells of every write."""
    if spec.name == "team_rule":
        _queue({draft.row.object for draft in changes})
    elif (
        spec.name == "user" and any(draft.is_new or _OF_PEOPLE & draft.old.keys() for draft in changes)
    ) or spec.name == "department":
        _queue(in_force().teams)
    elif moment in _KEPT and spec.name in in_force().teams:
        keep(spec, [draft.row for draft in changes])


def _queue(names: Collection[str]) -> None:
    """All records of these objects are looked through, after the change."""
    for name in sorted(names):
        start(KIND, {"object": name}, None)


def keep(spec: ObjectSpec, rows: Sequence[Any]) -> int:
    """Add and remove members of these locked records, so that the teams are what the rules say; how many rows that took."""
    wanted: Wanted = {}
    for rule in in_force().teams.get(spec.name, ()):
        owners, always = people_of(rule.owners), _of_every_record(rule)
        for row in rows:
            if _holds(spec, rule, row, owners):
                for user in _able(always | set(_named(rule, row)), row):
                    wanted[row.pk, user, rule.source] = (rule.role, rule.access)
    ids = [row.pk for row in rows]
    there = TeamMember.objects.filter(object=spec.name, record_id__in=ids, source__startswith=BY_RULE)
    standing = {(one.record_id, one.user_id, one.source): one for one in there}
    over = [
        one.pk for key, one in standing.items() if wanted.get(key, (None, None)) != (one.role, one.access)
    ]
    TeamMember.objects.filter(pk__in=over).delete()
    left = {key for key, one in standing.items() if one.pk not in set(over)}
    fresh = [
        (spec.name, record, user, role, access, source, clock.now())
        for (record, user, source), (role, access) in wanted.items()
        if (record, user, source) not in left
    ]
    columns = ("object", "record_id", "user_id", "role", "access", "source", "created_at")
    insert_values(TeamMember, columns, fresh)
    return len(over) + len(fresh)


def _holds(spec: ObjectSpec, rule: Team, row: Any, owners: Collection[int]) -> bool:
    """Whether a record meets a rule's condition. One that cannot be read any more holds for nothing."""
    if rule.filter is None:
        return row.owner_id in owners
    try:
        return matches(system_context(), spec, rule.filter, row)
    except Refusal:
        return False


def _able(people: Collection[int], row: Any) -> set[int]:
    """Those who are active. The record's owner is no member: the record is his."""
    known = directory().people
    return {one for one in people if one in known and known[one].status == "active" and one != row.owner_id}


def _of_every_record(rule: Team) -> frozenset[int]:
    """The people and roles that a rule names whatever the record is."""
    named = [one for one in rule.members if one["kind"] in ("user", "role")]
    return people_of(parties(named))


def _named(rule: Team, row: Any) -> Iterator[int]:
    """Whom the record itself names: in a field, or by who serves its owner."""
    for entry in rule.members:
        if entry["kind"] == "field":
            item = catalogue().get(rule.object).by_name.get(str(entry["value"]))
            user = None if item is None else stored_value(item, row)
            if user is not None:
                yield int(user)
        elif entry["kind"] == "serving":
            yield from (one.id for one in directory().people.values() if row.owner_id in one.deputies)


# All records ------------------------------------------------------------------------------------------------------------


def keep_all(object_name: str) -> int:
    """Bring the teams of all records of an object to what the rules say; how many member rows that took."""
    begin_versions()
    spec = catalogue().objects.get(object_name)
    if spec is None or not spec.has_team:
        return 0
    changed, after = 0, 0
    while ids := _concerned(spec, after):
        after = ids[-1]
        with transaction.atomic():
            lock({spec.name: ids})
            changed += keep(spec, list(living(spec).system(reason=WHY).filter(pk__in=ids)))
    return changed


def _concerned(spec: ObjectSpec, after: int) -> list[int]:
    """The next records that meet a rule, or have a member by one."""
    by_rule = TeamMember.objects.filter(object=spec.name, source__startswith=BY_RULE).values("record_id")
    found = Q(pk__in=by_rule)
    ctx = system_context()
    for rule in in_force().teams.get(spec.name, ()):
        if rule.filter is None:
            found |= Q(Among("owner_id", people_of(rule.owners), ctx.form))
        else:
            met = condition(ctx, spec, rule.filter)
            found = found if met is None else found | met
    rows = living(spec).system(reason=WHY).filter(found, pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[: int(CHUNK_ROWS)])


def _run(run: Run) -> Mapping[str, Any]:
    return {"changed": keep_all(str(run.params["object"]))}


def nightly() -> None:
    """Every object with a rule once a night, for what no write tells of."""
    names = TeamRule.objects.system(reason=WHY).filter(deleted_at=None).values_list("object", flat=True)
    for name in sorted(set(names)):
        keep_all(name)


def declare() -> None:
    """Register the job and what it follows."""
    job_kind(KIND, _run, label=T("更新自动团队", "Update teams by rule"), retries=3)
    periodic(KIND, "25 4 * * *", nightly)
    observe("sharing", observed)
