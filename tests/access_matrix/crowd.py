"""A company thrown together at random: anybody may have any roles, place, superior, pools and records."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guike.kernel import clock
from guike.platform.access.context import system_context
from guike.platform.access.models import TeamMember
from guike.platform.directory.presets import role_columns
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.registry import registry
from guike.platform.org.models import Department, Role
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.reading import table
from guike.platform.records.shapes import Outcome
from guike.platform.records.writing import record_create
from tests.access_matrix.oracle import RULES, Fact, Key, Oracle, Pool, Someone
from tests.support.company import WHY, make, person

LOAN = "matrix_loan__c"
OBJECTS = ("lead", "account", "contact", "opportunity", "activity", "sales_order", LOAN)
SEEDS = (20261121,)
USERS, RECORDS, UNITS = 20, 14, 7
_ROLES = tuple(code for code in registry.roles if code not in ("archive_admin", "product_admin"))


@dataclass(frozen=True)
class Crowd:
    """oracle knows everything; words: a record's own word → its key, for searching."""

    oracle: Oracle = field(repr=False)
    words: Mapping[str, Key] = field(repr=False)

    @property
    def users(self) -> Sequence[int]:
        return list(self.oracle.people)

    def facts(self, object_name: str) -> list[Fact]:
        return [fact for fact in self.oracle.facts.values() if fact.object == object_name]


def _word(dice: random.Random) -> str:
    return "".join(dice.choice("bcdfghjklmnpqrstvwxz") for _ in range(9))


def _units(dice: random.Random) -> dict[int, int | None]:
    tree: dict[int, int | None] = {}
    for number in range(UNITS):
        above = dice.choice([*tree]) if tree else None
        more = {"parent": above} if above else {}
        tree[make("department", name=f"U{number}", code=f"C{dice.random()}", kind="sales", **more).pk] = above
    return tree


def _users(dice: random.Random, tree: Mapping[int, int | None]) -> dict[int, Someone]:
    found: dict[int, Someone] = {}
    for _number in range(USERS):
        roles = tuple(dice.sample(_ROLES, dice.choice((0, 1, 1, 1, 2))))
        kind = dice.choice(("internal",) * 8 + ("portal",))
        unit = dice.choice([*tree])
        charge = tuple(dice.sample([*tree], dice.choice((0, 1, 2))))
        above = dice.choice([None, *found]) if found else None
        user = person(
            "Crowd", *roles, department=unit, departments=list(charge), superior_id=above, kind=kind
        )
        found[user] = Someone(user, roles, kind, unit, charge, above)
    return found


def _pools(dice: random.Random, users: Sequence[int], units: Sequence[int]) -> dict[Key, Pool]:
    found = {}
    for kind in ("lead_pool", "account_pool"):
        for number in range(3):
            pool = Pool(
                *(frozenset(dice.sample(some, dice.choice((0, 1, 2)))) for some in (users, users, units))
            )
            row = make(
                kind, name=f"{kind} {number} {dice.random()}", admins=list(pool.admins), members=list(pool.members),
                member_departments=list(pool.departments),
            )  # fmt: skip
            found[kind, row.pk] = pool
    return found


class _Records:
    """Makes records with random owners, pools and parents, and remembers what the oracle must know."""

    def __init__(
        self, dice: random.Random, users: Sequence[int], units: Sequence[int], pools: Mapping[Key, Pool]
    ):
        self.dice, self.users, self.units, self.pools = dice, users, units, pools
        self.facts: dict[Key, Fact] = {}
        self.words: dict[str, Key] = {}

    def of(self, object_name: str) -> list[int]:
        return [key[1] for key in self.facts if key[0] == object_name]

    def make(self, object_name: str) -> None:
        given = [self._values(object_name) for _ in range(RECORDS)]
        words = [_word(self.dice) for _ in given]
        rows = [{**values, _NAMES[object_name]: word} for values, word in zip(given, words, strict=True)]
        outcomes = record_create(system_context(), object_name, rows, system=True)
        spec = catalogue().get(object_name)
        for values, word, outcome in zip(given, words, outcomes, strict=True):
            row = table(spec).system(reason=WHY).get(pk=_done(outcome))
            unit = self.dice.choice([row.department_id, *self.units])
            table(spec).system(reason=WHY).filter(pk=row.pk).update(department_id=unit)
            fact = Fact(
                object_name, row.pk, row.owner_id, unit, getattr(row, "pool_id", None), self._parents(values)
            )
            self.facts[fact.key] = fact
            self.words[word] = fact.key
            self._team(fact)

    def _values(self, object_name: str) -> dict[str, Any]:
        dice = self.dice
        values: dict[str, Any] = {"owner": dice.choice(self.users), **_FIXED.get(object_name, {})}
        rule = RULES[object_name]
        if rule.pool and dice.random() < 0.6:
            values["pool"] = dice.choice([pk for kind, pk in self.pools if kind == rule.pool])
            values["owner"] = dice.choice([None, values["owner"]])
        if object_name in ("contact", "opportunity", "sales_order"):
            values["account"] = dice.choice(self.of("account"))
        if object_name == "activity":
            targets = [key for key in self.facts if key[0] in ("lead", "account", "contact", "opportunity")]
            chosen = dice.sample(targets, dice.choice((1, 2)))
            values["related"] = [{"object": name, "id": pk} for name, pk in chosen]
        return values

    @staticmethod
    def _parents(values: Mapping[str, Any]) -> dict[str, tuple[Key, ...]]:
        found: dict[str, tuple[Key, ...]] = {}
        if "account" in values:
            found["account"] = (("account", values["account"]),)
        if "related" in values:
            found["related"] = tuple((one["object"], one["id"]) for one in values["related"])
        return found

    def _team(self, fact: Fact) -> None:
        for user in self.dice.sample(self.users, self.dice.choice((0, 0, 0, 1, 2))):
            fact.team[user] = self.dice.choice(("read", "edit"))
        TeamMember.objects.bulk_create(
            TeamMember(
                object=fact.object, record_id=fact.id, user_id=user, access=access, created_at=clock.now()
            )
            for user, access in fact.team.items()
        )


_NAMES = {
    "lead": "name", "account": "name", "contact": "name", "opportunity": "name", "activity": "subject",
    "sales_order": "customer_order_no", LOAN: "name",
}  # fmt: skip
_FIXED: Mapping[str, Mapping[str, Any]] = {
    "lead": {"source": "phone"},
    "account": {"status": "formal"},
    "opportunity": {"source": "other"},
    "activity": {"kind": "call"},
}


def _done(outcome: Outcome) -> int:
    assert outcome.refusal is None, outcome.refusal
    assert outcome.id is not None
    return outcome.id


def _custom_object(roles: dict[str, Any]) -> None:
    if LOAN not in catalogue().objects:
        make("object_def", api_name=LOAN, label={"zh-CN": "借用", "en": "Loan"}, has_approval=True)
    for code in ("sales", "sales_manager", "director", "executive"):
        roles[code]["permissions"][LOAN] = ["view", "edit"]
        if code != "sales":
            roles[code]["scopes"][LOAN] = {"view": "department", "edit": "own"}
        columns = {name: roles[code][name] for name in ("permissions", "scopes")}
        Role.objects.system(reason=WHY).filter(code=code).update(**columns)


def gather(seed: int) -> Crowd:
    """The crowd of this seed, written into the present database."""
    dice = random.Random(seed)
    begin_versions()
    roles: dict[str, Any] = {code: role_columns(role) for code, role in registry.roles.items()}
    _custom_object(roles)
    bump(metadata=True, permission=True)
    begin_versions()
    tree = _units(dice)
    users = _users(dice, tree)
    heads = {unit: dice.choice([*users]) for unit in dice.sample([*tree], 2)}
    for unit, head in heads.items():
        Department.objects.system(reason=WHY).filter(pk=unit).update(head_id=head)
    pools = _pools(dice, [*users], [*tree])
    bump(permission=True)
    begin_versions()
    records = _Records(dice, [*users], [*tree], pools)
    for object_name in ("lead", "account", "contact", "opportunity", "activity", "sales_order", LOAN):
        records.make(object_name)
    oracle = Oracle(users, tree, heads, roles, pools, records.facts, {})
    return Crowd(oracle, records.words)
