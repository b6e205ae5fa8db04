"""What administrators decree among a crowd, thrown together at random: dimensions in which people are limited, sharing rules,
restriction rules and team rules; as rows of the database and as rules of the oracle."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from guike.platform.access.context import system_context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import Role, User
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.actions import record_patch
from guike.platform.records.reading import table
from guike.platform.records.writing import record_delete
from guike.platform.sharing import teams
from tests.access_matrix.crowd import LOAN, OBJECTS, USERS, Crowd
from tests.access_matrix.oracle import (
    OWN,
    Dimension,
    Fact,
    Key,
    Meets,
    Oracle,
    Party,
    Restriction,
    Share,
    TeamRule,
)
from tests.support.company import WHY, make, row

REGIONS = ("120101", "120102", "350503", "350521", "310115")
ABOVE = ("120000", "350500", "350000", "310000")
LEVELS = ("A", "B", "C")
CATEGORY = "lines.product.category"
_OF_ACCOUNT = ("account.region", "account.level")
#: object → the paths that a rule may read
PATHS: Mapping[str, tuple[str, ...]] = {
    "lead": ("region", "department", "owner"),
    "account": ("level", "region", "department", "owner"),
    "contact": (*_OF_ACCOUNT, "department", "owner"),
    "opportunity": (*_OF_ACCOUNT, CATEGORY, "department", "owner"),
    "sales_order": (*_OF_ACCOUNT, CATEGORY, "department", "owner"),
    "activity": ("department", "owner"),
    LOAN: ("department", "owner"),
}
#: accounts more often, because so much hangs on them
_RULED = ("account", "account", *OBJECTS)
DIMENSIONS = (
    Dimension("department", "department", dict.fromkeys(OBJECTS, "department")),
    Dimension(
        "region", "region",
        {"lead": "region", "account": "region", **dict.fromkeys(("contact", "opportunity", "sales_order"), "account.region")},
    ),
    Dimension("account_class", "", {"account": "level", **dict.fromkeys(("contact", "sales_order"), "account.level")}),
    Dimension("line", "category", dict.fromkeys(("opportunity", "sales_order"), CATEGORY)),
)  # fmt: skip
#: what the product does not declare and an administrator adds
_ADDED = {
    "region": {"opportunity": "account.region", "sales_order": "account.region"},
    "account_class": {"sales_order": "account.level"},
}
_KINDS = {"account_class": "account_class", "line": "category"}

# What is drawn: numbers, which the crowd that is at hand gives a meaning -------------------------------------------------

_ANY = st.integers(0, 999)
_SOME = st.lists(_ANY, min_size=1, max_size=3).map(tuple)


@dataclass(frozen=True)
class Condition:
    path: int
    values: tuple[int, ...]
    is_tree: bool
    is_me: bool
    inverse: bool


@dataclass(frozen=True)
class Limit:
    """values None: "all"; `has_empty`: also records without a value; `has_own`: also the person's own departments."""

    by_role: bool
    eye: int
    dimension: int
    values: tuple[int, ...] | None
    has_empty: bool
    has_own: bool


@dataclass(frozen=True)
class Rule:
    """owners None: by the condition. people: targets, members or who is restricted, near those who look."""

    object: str
    owners: tuple[tuple[str, int], ...] | None
    condition: Condition
    people: tuple[tuple[str, int], ...]
    is_more: bool


@dataclass(frozen=True)
class Decree:
    eyes: tuple[int, ...]
    limits: tuple[Limit, ...]
    shares: tuple[Rule, ...]
    restrictions: tuple[Rule, ...]
    teams: tuple[Rule, ...]


def _several(one: Any, least: int, most: int) -> Any:
    return st.lists(one, min_size=least, max_size=most).map(tuple)


_CONDITION = st.builds(Condition, _ANY, _SOME, st.booleans(), st.sampled_from((False, False, False, True)), st.booleans())  # fmt: skip
_PARTY = st.tuples(st.sampled_from(("user", "department", "role", "user")), _ANY)


def _rules(owners: Any) -> Any:
    return st.builds(Rule, st.sampled_from(_RULED), owners, _CONDITION, _several(_PARTY, 1, 2), st.booleans())


_BY_OWNERS = st.none() | _several(_PARTY, 1, 3)
DECREES = st.builds(
    Decree,
    st.lists(st.integers(0, USERS - 1), min_size=4, max_size=5, unique=True).map(tuple),
    _several(
        st.builds(Limit, st.booleans(), _ANY, _ANY, st.none() | _several(_ANY, 0, 3) | _SOME, st.booleans(), st.booleans()),
        2, 6,
    ),
    _several(_rules(_BY_OWNERS), 2, 5),
    _several(_rules(st.none()), 1, 2),
    _several(_rules(_BY_OWNERS), 1, 3),
)  # fmt: skip


def _about_values(one: Decree) -> Decree:
    """The same decree, its rules about the class of accounts and the region of leads: what a write may change."""

    def read(rule: Rule, number: int, *, is_kept: bool = False) -> Rule:
        condition = replace(rule.condition, path=0, inverse=False)
        owners = rule.owners if is_kept else None
        return replace(rule, object=("account", "lead")[number % 2], owners=owners, condition=condition)

    return replace(
        one,
        limits=tuple(replace(limit, dimension=1 + limit.dimension % 2) for limit in one.limits),
        shares=tuple(read(rule, number, is_kept=True) for number, rule in enumerate(one.shares)),
        restrictions=tuple(read(rule, number) for number, rule in enumerate(one.restrictions)),
        teams=tuple(read(rule, number) for number, rule in enumerate(one.teams)),
    )


ABOUT_VALUES = DECREES.map(_about_values)


# The crowd that is ruled -------------------------------------------------------------------------------------------------


def dress(people: Crowd, seed: int) -> Crowd:
    """The same people and records, with regions, classes, products and managing directors; and the four dimensions."""
    dice = random.Random(seed)
    categories = _categories()
    facts = {key: replace(fact, values=_values(dice, fact, list(categories))) for key, fact in people.oracle.facts.items()}  # fmt: skip
    _write_values(facts.values(), categories)
    someones = dict(people.oracle.people)
    for director in dice.sample([*someones], 4):
        someones[director] = replace(someones[director], serves=tuple(dice.sample([*someones], 3)))
        User.objects.system(reason=WHY).filter(pk=director).update(deputies=list(someones[director].serves))
    for one in DIMENSIONS:
        make("management_dimension", name=one.code, code=one.code, kind=_KINDS.get(one.code, one.kind),
             paths=_ADDED.get(one.code, {}))  # fmt: skip
    bump(permission=True)
    begin_versions()
    oracle = replace(
        people.oracle, people=someones, facts=facts, categories=categories, dimensions=DIMENSIONS
    )
    return Crowd(oracle, people.words)


def _categories() -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    for name, above in (("coatings", None), ("plastics", None), ("primer", 0), ("red primer", 2)):
        parent = None if above is None else [*found][above]
        found[make("product_category", name=name, **({"parent": parent} if parent else {})).pk] = parent
    return found


def _values(dice: random.Random, fact: Fact, categories: list[int]) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    if fact.object in ("lead", "account"):
        found["region"] = (dice.choice((None, *REGIONS)),)
    if fact.object == "account":
        found["level"] = (dice.choice((None, *LEVELS)),)
    if fact.object in ("opportunity", "sales_order"):
        found[CATEGORY] = tuple(dice.sample(categories, dice.choice((0, 1, 1, 2))))
    return found


def _write_values(facts: Iterable[Fact], categories: Iterable[int]) -> None:
    products = {
        one: make("product", name=f"P{one}", code=f"P{one}", category=one, standard_price="1").pk
        for one in categories
    }
    lines: dict[str, list[dict[str, Any]]] = {"opportunity": [], "sales_order": []}
    for fact in facts:
        plain = {name: values[0] or "" for name, values in fact.values.items() if name != CATEGORY}
        if plain:
            table(catalogue().get(fact.object)).system(reason=WHY).filter(pk=fact.id).update(**plain)
        elif fact.values.get(CATEGORY):
            given = [{"product": products[one], "quantity": "1"} for one in fact.values[CATEGORY]]
            version = row(*fact.key).version
            lines[fact.object].append({"id": fact.id, "_version": version, "lines": given})
    for name, rows in lines.items():
        for outcome in record_patch(system_context(), name, rows):
            assert outcome.refusal is None, outcome.refusal


# A decree in force -------------------------------------------------------------------------------------------------------


class Decreed:
    """A decree among a crowd. oracle: what everybody may do now; users: those who look; made: the rows of its rules, in the
    order in which the oracle has them."""

    def __init__(self, people: Crowd, one: Decree) -> None:
        self.people, self.units = people, list(people.oracle.tree)
        internal = [user for user, someone in people.oracle.people.items() if someone.kind == "internal"]
        self.users = list(dict.fromkeys(internal[number % len(internal)] for number in one.eyes))
        self.facts: dict[Key, Fact] = dict(people.oracle.facts)
        self.oracle: Oracle = replace(
            people.oracle,
            facts=self.facts,
            limits=self._limits(one.limits),
            shares=tuple(
                Share(rule.object, self._source(rule), self._parties(rule.people), "edit" if rule.is_more else "read")
                for rule in one.shares
            ),
            restrictions=tuple(
                Restriction(rule.object, self._meets(rule.object, rule.condition), self._restricted(rule.people),
                            "view" if rule.is_more else "edit")
                for rule in one.restrictions
            ),
            team_rules=tuple(map(self._team_rule, one.teams)),
        )  # fmt: skip
        self._role_ids = dict(Role.objects.system(reason=WHY).values_list("code", "pk"))
        self._limit()
        self.made = {
            "sharing_rule": [self._share(rule) for rule in self.oracle.shares],
            "restriction_rule": [self._restrict(rule) for rule in self.oracle.restrictions],
            "team_rule": [self._team(rule) for rule in self.oracle.team_rules],
        }
        self.keep()

    def ids(self, object_name: str) -> set[int]:
        return {pk for name, pk in self.facts if name == object_name}

    def seen(self, user: int, object_name: str) -> set[int]:
        """What he gets to see: function and scope."""
        may = self.oracle.can(user, object_name, "view")
        return self.oracle.visible(user, object_name) if may else set()

    def keep(self) -> None:
        """The job that follows a change of team rules."""
        for name in sorted({rule.object for rule in self.oracle.team_rules}):
            teams.keep_all(name)
        begin_versions()

    # One thing after the other is taken back, as administrators do

    def forget_restrictions(self) -> None:
        self._delete("restriction_rule")
        self.oracle = replace(self.oracle, restrictions=())

    def forget_shares(self) -> None:
        self._delete("sharing_rule")
        self.oracle = replace(self.oracle, shares=())

    def forget_teams(self) -> None:
        self._delete("team_rule")
        self.keep()
        self.oracle = replace(self.oracle, team_rules=())

    def forget_limits(self) -> None:
        for (kind, who), _values in self.oracle.limits.items():
            pk = who if kind == "user" else self._role_ids[who]
            (outcome,) = record_patch(system_context(), kind, [{"id": pk, "dimensions": {}}])
            assert outcome.refusal is None, outcome.refusal
        self.oracle = replace(self.oracle, limits={})

    def clear(self) -> None:
        """Take back whatever is left."""
        for forget in (self.forget_restrictions, self.forget_shares, self.forget_teams, self.forget_limits):
            forget()

    def _delete(self, name: str) -> None:
        for made in self.made.pop(name, ()):
            (outcome,) = record_delete(system_context(), name, [made.pk])
            assert outcome.refusal is None, outcome.refusal

    # Numbers become people, places and values

    def _eye(self, number: int) -> int:
        return self.users[number % len(self.users)]

    def _parties(self, drawn: Iterable[tuple[str, int]]) -> tuple[Party, ...]:
        return tuple(self._party(kind, self._eye(number)) for kind, number in drawn)

    def _party(self, kind: str, user: int) -> Party:
        someone = self.oracle_people[user]
        if kind == "department" and someone.department is not None:
            return kind, someone.department
        if kind == "role" and someone.roles:
            return kind, someone.roles[0]
        return "user", user

    @property
    def oracle_people(self) -> Mapping[int, Any]:
        return self.people.oracle.people

    def _owners(self, drawn: Iterable[tuple[str, int]]) -> tuple[Party, ...]:
        everybody = self.people.users
        return tuple(self._party(kind, everybody[number % len(everybody)]) for kind, number in drawn)

    def _restricted(self, drawn: Iterable[tuple[str, int]]) -> tuple[Party, ...]:
        return tuple(self._party("user" if kind == "department" else kind, self._eye(n)) for kind, n in drawn)

    def _source(self, rule: Rule) -> Meets | tuple[Party, ...]:
        return self._meets(rule.object, rule.condition) if rule.owners is None else self._owners(rule.owners)

    def _team_rule(self, rule: Rule) -> TeamRule:
        """Its condition reads the record alone, and there is no caller who could be "me"."""
        source = self._source(rule)
        if isinstance(source, Meets):
            path = source.path if "." not in source.path else "owner"
            number = PATHS[rule.object].index(path)
            source = self._meets(rule.object, replace(rule.condition, path=number, is_me=False))
        members = self._restricted(rule.people)
        more: tuple[Party, ...] = (("serving", ""),) if rule.condition.is_tree else ()
        return TeamRule(rule.object, source, members + more, "edit" if rule.is_more else "read")

    def _meets(self, object_name: str, drawn: Condition) -> Meets:
        paths = PATHS[object_name]
        path = paths[drawn.path % len(paths)]
        if path == "owner" and drawn.is_me:
            return Meets(path, is_me=True, inverse=drawn.inverse)
        kind = {"region": "region", "department": "department", CATEGORY: "category"}.get(
            path.removeprefix("account."), ""
        )
        values = self._choose(kind or path.removeprefix("account."), drawn.values)
        return Meets(path, values, kind if drawn.is_tree else "", inverse=drawn.inverse)

    def _choose(self, kind: str, numbers: Iterable[int]) -> tuple[Any, ...]:
        offered: Mapping[str, list[Any]] = {
            "region": [*REGIONS, *ABOVE], "department": self.units, "category": list(self.people.oracle.categories),
            "owner": list(self.people.users), "level": list(LEVELS), "": list(LEVELS),
        }  # fmt: skip
        return tuple(dict.fromkeys(offered[kind][number % len(offered[kind])] for number in numbers))

    def _limits(self, drawn: Iterable[Limit]) -> dict[Party, dict[str, Any]]:
        found: dict[Party, dict[str, Any]] = {}
        for one in drawn:
            dimension = DIMENSIONS[one.dimension % len(DIMENSIONS)]
            values: Any = "all"
            if one.values is not None:
                values = list(self._choose(dimension.kind, one.values))
                values += [None] if one.has_empty else []
                values += [OWN] if one.has_own and dimension.kind == "department" else []
            found.setdefault(self._party("role" if one.by_role else "user", self._eye(one.eye)), {})[
                dimension.code
            ] = values
        return found

    # Rules become rows

    def _limit(self) -> None:
        for (kind, who), values in self.oracle.limits.items():
            rows: Any = User.objects if kind == "user" else Role.objects
            where = {"pk": who} if kind == "user" else {"code": who}
            assert rows.system(reason=WHY).filter(**where).update(dimensions=values) == 1
        bump(permission=True)
        begin_versions()

    def _stored(self, parties: Iterable[Party]) -> list[dict[str, Any]]:
        return [
            {"kind": kind, "value": self._role_ids[value] if kind == "role" else value}
            for kind, value in parties
            if kind != "serving"
        ]

    def _written(self, source: Meets | tuple[Party, ...]) -> dict[str, Any]:
        if isinstance(source, Meets):
            return {"source": "filter", "filter": _filter(source)}
        return {"source": "owners", "owners": self._stored(source)}

    def _share(self, rule: Share) -> Any:
        return make("sharing_rule", name="shared", object=rule.object, access=rule.access,
                    targets=self._stored(rule.targets), **self._written(rule.source))  # fmt: skip

    def _restrict(self, rule: Restriction) -> Any:
        who = self._stored(rule.people)
        return make(
            "restriction_rule", name="closed", object=rule.object, effect=rule.effect, filter=_filter(rule.closes),
            users=list(dict.fromkeys(one["value"] for one in who if one["kind"] == "user")),
            roles=list(dict.fromkeys(one["value"] for one in who if one["kind"] == "role")),
        )  # fmt: skip

    def _team(self, rule: TeamRule) -> Any:
        members = self._stored(rule.members) + [{"kind": "serving"}] * (("serving", "") in rule.members)
        return make("team_rule", name="team", object=rule.object, access=rule.access, members=members,
                    **self._written(rule.source))  # fmt: skip


def _filter(meets: Meets) -> dict[str, Any]:
    if meets.is_me:
        node: dict[str, Any] = {"field": meets.path, "op": "is_me"}
    else:
        node = {"field": meets.path, "op": "under" if meets.kind else "in", "value": list(meets.values)}
    return {"not": node} if meets.inverse else node
