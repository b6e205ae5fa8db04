"""Who may do what, worked out a second time: in memory, from the preset roles and the rules as the
architecture states them, without one line of the code under test.

    scope = ((owner OR team, by hand or by rule OR has to decide about it now OR was given it to read)
             OR ((open by default OR role scope OR line management OR pool OR a parent is visible OR shared)
                 AND every required parent is visible AND within every dimension in which he is limited))
            AND no restriction closes it
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.access_matrix.lines import LEDGERS, SYSTEMS

Key = tuple[str, int]
OK, NOT_SIGNED_IN, NO_PERMISSION, OUT_OF_SCOPE, UNSEEN = "ok", "401", "403 function", "403 scope", "404"
#: what everybody is told who would write a ledger, and which objects and operations that is about
LEDGER = "403 ledger"
#: what everybody is told who would write what the system alone writes, and which objects that is about
CLOSED = "403 closed"
#: what is switched off and never deleted
SWITCHED_OFF = frozenset({"product_attribute"})
#: what is told about another's task, and to who asks for something that is the applicant's
NOT_YOURS, NOT_APPLICANT = "403 not yours", "403 not applicant"
#: what whoever takes or took part in a request sees
TAKEN = frozenset({"approval_request", "approval_task"})
WRITES = frozenset({"create", "edit", "delete", "import"})
#: what people write about records, and see with the record
SAID = frozenset({"post", "comment"})
#: what administrators alone see
ADMINISTRATORS = frozenset({
    "audit_entry", "webhook", "webhook_delivery", "notification_delivery", "approval_definition", "management_dimension", "sharing_rule",
    "restriction_rule", "team_rule", "customer_message", "opt_out",
})  # fmt: skip


def closed(object_name: str, operation: str) -> str | None:
    """What everybody is told who would do this, whoever he is; None where it depends on him."""
    if operation not in WRITES:
        return None
    if operation == "delete" and object_name in SWITCHED_OFF:
        return CLOSED
    return LEDGER if object_name in LEDGERS else CLOSED if object_name in SYSTEMS else None


@dataclass(frozen=True)
class Rule:
    """How an object is reached. inherits, requires: fields that name a parent; pool: the pool's field."""

    inherits: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    pool: str = ""
    default: str = "private"
    managers_edit: bool = True


#: every owned object; one that is missing here fails the matrix
RULES: Mapping[str, Rule] = {
    "lead": Rule(pool="lead_pool"),
    "account": Rule(pool="account_pool"),
    "contact": Rule(inherits=("account",)),
    "address": Rule(inherits=("account",)),
    "credit_limit": Rule(inherits=("account",)),
    "activity": Rule(inherits=("related",), managers_edit=False),
    "campaign": Rule(default="read"),
    "campaign_member": Rule(inherits=("campaign",)),
    "opportunity": Rule(requires=("account",)),
    "sales_order": Rule(requires=("account",)),
    "receivable": Rule(inherits=("order",), requires=("account",)),
    "payment": Rule(inherits=("order",), requires=("account",)),
    "refund": Rule(inherits=("payment",), requires=("account",)),
    "write_off": Rule(inherits=("receivable",), requires=("account",)),
    "payment_plan": Rule(inherits=("order",), requires=("order",)),
    "invoice_title": Rule(inherits=("account",)),
    "invoice_request": Rule(inherits=("order",), requires=("account",)),
    "invoice": Rule(inherits=("order",), requires=("account",)),
    "bank_receipt": Rule(),
    "bank_claim": Rule(requires=("account",)),
    "shipment": Rule(inherits=("order",), requires=("order",)),
    "sales_return": Rule(inherits=("order",), requires=("order",)),
    "stock_document": Rule(),
    "resource": Rule(default="read"),
    "resource_booking": Rule(default="read", managers_edit=False),
    "expense": Rule(),
    "product_code_request": Rule(default="read"),
    "forecast_snapshot": Rule(),
    "matrix_loan__c": Rule(),
}


@dataclass(frozen=True)
class Someone:
    """A user. roles: codes of preset roles; departments: those in his charge; superior: who he reports to; serves: whose
    managing director he is."""

    id: int
    roles: tuple[str, ...] = ()
    kind: str = "internal"
    department: int | None = None
    departments: tuple[int, ...] = ()
    superior: int | None = None
    serves: tuple[int, ...] = ()


@dataclass
class Fact:
    """A record. parents: field → the records it names; team: user → read or edit; pool: its pool's id; audience: of a post,
    to whom it is addressed (None: everybody; besides, `departments`, or the `to_team` of its records, and who is
    mentioned), of a request and a task, who takes or took part; asked: who has to decide
    about it now; given: who was given it to read; applicant: who asked for the decision that is pending; values: path → what
    stands there, where rules read it."""

    object: str
    id: int
    owner: int | None = None
    department: int | None = None
    pool: int | None = None
    parents: dict[str, tuple[Key, ...]] = field(default_factory=dict)
    team: dict[int, str] = field(default_factory=dict)
    line_of: Key | None = None
    audience: frozenset[int] | None = None
    asked: frozenset[int] = frozenset()
    given: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()
    to_team: bool = False
    mentions: frozenset[int] = frozenset()
    applicant: int | None = None
    values: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return self.object, self.id


@dataclass(frozen=True)
class Pool:
    admins: frozenset[int] = frozenset()
    members: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()


#: ("user" or "department", id), ("role", code)
Party = tuple[str, Any]
#: stands in the values of a department dimension for the person's own departments
OWN = "own"


@dataclass(frozen=True)
class Meets:
    """A condition: something at `path` is one of `values`, or below one of them in the tree of `kind` ("department",
    "region", "category"; "": no tree). `is_me`: the owner is who asks. `inverse`: of all other records."""

    path: str
    values: tuple[Any, ...] = ()
    kind: str = ""
    is_me: bool = False
    inverse: bool = False


@dataclass(frozen=True)
class Dimension:
    """paths: object → where its records have their value."""

    code: str
    kind: str
    paths: Mapping[str, str]


@dataclass(frozen=True)
class Share:
    object: str
    source: Meets | tuple[Party, ...]
    targets: tuple[Party, ...]
    access: str


@dataclass(frozen=True)
class Restriction:
    object: str
    closes: Meets
    people: tuple[Party, ...]
    effect: str


@dataclass(frozen=True)
class TeamRule:
    """members: parties, and ("serving", "") for those who serve the owner."""

    object: str
    source: Meets | tuple[Party, ...]
    members: tuple[Party, ...]
    access: str


@dataclass
class Oracle:
    """tree: department → the one above; heads: department → who leads it; roles: code → columns of the role
    as stored; line_parents: line object → the object whose rights it has; categories: like `tree`; limits: party →
    dimension → values (None among them: records without one), or "all"."""

    people: Mapping[int, Someone] = field(repr=False)
    tree: Mapping[int, int | None]
    heads: Mapping[int, int]
    roles: Mapping[str, Mapping[str, Any]]
    pools: Mapping[Key, Pool]
    facts: Mapping[Key, Fact]
    line_parents: Mapping[str, str]
    categories: Mapping[int, int | None] = field(default_factory=dict)
    dimensions: tuple[Dimension, ...] = ()
    limits: Mapping[Party, Mapping[str, Any]] = field(default_factory=dict)
    shares: tuple[Share, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    team_rules: tuple[TeamRule, ...] = ()

    def can(self, user: int, object_name: str, operation: str) -> bool:
        """Function permission."""
        someone = self.people[user]
        if someone.kind != "internal":
            return False
        name = self.line_parents.get(object_name, object_name)
        for code in someone.roles:
            role = self.roles[code]
            if name in ADMINISTRATORS and not role["is_administrator"]:
                continue
            granted = [*role["permissions"].get(name, ()), *role["permissions"].get("*", ())]
            if role["is_administrator"] or operation in granted or "*" in granted:
                return True
        return False

    def sees(self, user: int, fact: Fact) -> bool:
        return self._reaches(user, fact, "view")

    def edits(self, user: int, fact: Fact) -> bool:
        return self._reaches(user, fact, "edit")

    def claims(self, user: int, fact: Fact) -> bool:
        """Whether the record lies in a pool of his: what `claim` asks."""
        return self._of_pool(user, fact, admins_only=False)

    def assigns(self, user: int, fact: Fact) -> bool:
        """Whether he administers its pool: what `assign` asks."""
        return self._of_pool(user, fact, admins_only=True)

    def _of_pool(self, user: int, fact: Fact, *, admins_only: bool) -> bool:
        mine = self._everything(user, fact.object, "edit") or self._pooled(
            user, fact, admins_only=admins_only
        )
        return mine and self._within_dimensions(user, fact) and not self._closed(user, fact, "edit")

    def within(self, user: int, fact: Fact, scope: str) -> bool:
        """One of the scopes that an action may name."""
        asked = {"view": self.sees, "edit": self.edits, "pool": self.claims, "pool_admin": self.assigns}
        return self.people[user].kind == "internal" and asked[scope](user, fact)

    def answer(self, user: int, fact: Fact, operation: str, scope: str = "edit") -> str:
        """What a call that needs this function and scope is told."""
        if refused := closed(fact.object, operation):
            return refused
        if not self.can(user, fact.object, operation):
            return NO_PERMISSION
        if self.within(user, fact, scope):
            return OK
        return OUT_OF_SCOPE if self.sees(user, fact) else UNSEEN

    def visible(self, user: int, object_name: str) -> set[int]:
        """Ids of the object's facts that he sees, given the function permission."""
        return {f.id for f in self.facts.values() if f.object == object_name and self.sees(user, f)}

    def _reaches(self, user: int, fact: Fact, access: str) -> bool:
        if self.people[user].kind != "internal":
            return False
        if fact.line_of is not None:
            return self._reaches_parent(user, fact.line_of, access)
        if self._closed(user, fact, access):
            return False
        if fact.object in SAID:
            return self._hears(user, fact) and (access == "view" or self._may_change(user, fact))
        if fact.object in TAKEN:
            return user in (fact.audience or ()) or self._everything(user, fact.object, "view")
        if fact.object not in RULES:
            return True  # an archive: the function permission is enough
        enough = ("read", "edit") if access == "view" else ("edit",)
        if fact.owner == user or fact.team.get(user) in enough:
            return True
        if any(rule.access in enough and user in members for rule, members in self.by_rule(fact)):
            return True
        if access == "view" and (user in fact.asked | fact.given or self._pools_money(user, fact)):
            return True
        opened = self._widely(user, fact, access) or self._shared(user, fact, enough)
        return (
            opened
            and self._within_dimensions(user, fact)
            and all(
                self._reaches_parent(user, parent, "view")
                for name in RULES[fact.object].requires
                for parent in fact.parents.get(name, ())
            )
        )

    def _pools_money(self, user: int, fact: Fact) -> bool:  # whoever may claim it sees what nobody identified
        return fact.values.get("status") == ("unmatched",) and self.can(user, "bank_claim", "create")

    def _hears(self, user: int, fact: Fact) -> bool:
        """A comment with its record; a post as its author, or in its audience with one of the records it is about."""
        about = fact.parents.get("related", ())
        sees_one = any(self._reaches_parent(user, one, "view") for one in about)
        if fact.object == "comment":
            return sees_one
        return fact.owner == user or (self._addressed(user, fact, about) and (sees_one or not about))

    def _addressed(self, user: int, fact: Fact, about: tuple[Key, ...]) -> bool:
        """To him: by name, by a mention, by a department of his or one above it, as owner or in the team of what it is about."""
        if user in fact.mentions:
            return True
        if fact.departments:
            someone = self.people[user]
            led = [unit for unit, head in self.heads.items() if head == user]
            mine = {*self._below([*led, *someone.departments]), someone.department} - {None}
            return any(fact.departments & set(self._above(unit)) for unit in mine)
        if fact.to_team:
            records = [self.facts[key] for key in about]
            owned = (one for one in records if one.owner == user)
            return any(user in one.team for one in records) or any(
                self._reaches_parent(user, one.key, "view") for one in owned
            )
        return fact.audience is None or user in fact.audience

    def _may_change(self, user: int, fact: Fact) -> bool:
        return fact.owner == user or self._everything(user, fact.object, "edit")

    def _reaches_parent(self, user: int, parent: Key, access: str) -> bool:
        return self.can(user, parent[0], "view") and self._reaches(user, self.facts[parent], access)

    def _widely(self, user: int, fact: Fact, access: str) -> bool:
        rule, words = RULES[fact.object], self._words(user, fact.object, access)
        if "all" in words or rule.default == "edit" or (rule.default == "read" and access == "view"):
            return True
        manages = access == "view" or rule.managers_edit
        if fact.department in self._departments(user, words, manages):
            return True
        if manages and fact.owner is not None and self._reports_to(fact.owner, user):
            return True
        if rule.pool and self._pooled(user, fact, admins_only=fact.owner is not None or access == "edit"):
            return True
        return access == "view" and any(
            self._reaches_parent(user, parent, "view")
            for name in rule.inherits
            for parent in fact.parents.get(name, ())
        )

    def _words(self, user: int, object_name: str, access: str) -> set[str]:
        found: set[str] = set()
        for code in self.people[user].roles:
            role = self.roles[code]
            if role["is_administrator"]:
                found.add("all")
            found.add(role["scopes"].get(object_name, {}).get(access, "own"))
        return found

    def _everything(self, user: int, object_name: str, access: str) -> bool:
        return "all" in self._words(user, object_name, access)

    def _departments(self, user: int, words: set[str], manages: bool) -> set[int]:
        someone = self.people[user]
        roots: list[int] = [unit for unit, head in self.heads.items() if head == user and manages]
        if "department" in words and someone.department is not None:
            roots.append(someone.department)
        if "departments" in words:
            roots += someone.departments
        return self._below(roots)

    def _below(self, roots: Iterable[int]) -> set[int]:
        wanted = set(roots)
        return {unit for unit in self.tree if wanted & set(self._above(unit))}

    def _above(self, unit: int | None) -> list[int]:
        """The department itself and all above it."""
        found: list[int] = []
        while unit is not None:
            found.append(unit)
            unit = self.tree[unit]
        return found

    def _reports_to(self, one: int, other: int) -> bool:
        seen: set[int] = set()
        above = self.people[one].superior if one in self.people else None
        while above is not None and above not in seen:
            if above == other and one != other:
                return True
            seen.add(above)
            above = self.people[above].superior
        return False

    def _pooled(self, user: int, fact: Fact, *, admins_only: bool) -> bool:
        pool = self.pools.get((RULES[fact.object].pool, fact.pool or 0))
        if pool is None:
            return False
        if user in pool.admins:
            return True
        mine = set(self._above(self.people[user].department))
        return not admins_only and (user in pool.members or bool(mine & pool.departments))

    # What administrators add -------------------------------------------------------------------------------------------

    def by_rule(self, fact: Fact) -> list[tuple[TeamRule, set[int]]]:
        """The team rules that the record meets, each with whom it adds."""
        found = []
        for rule in self.team_rules:
            if rule.object == fact.object and self._picks(rule.source, fact):
                serving = {one.id for one in self.people.values() if fact.owner in one.serves}
                named = {one for one in self.people if self._is_among(one, rule.members)}
                found.append(
                    (rule, (named | (serving if ("serving", "") in rule.members else set())) - {fact.owner})
                )
        return found

    def _shared(self, user: int, fact: Fact, enough: tuple[str, ...]) -> bool:
        return any(
            rule.object == fact.object
            and rule.access in enough
            and self._is_among(user, rule.targets)
            and self._picks(rule.source, fact, user)
            for rule in self.shares
        )

    def _closed(self, user: int, fact: Fact, access: str) -> bool:
        return any(
            rule.object == fact.object
            and (rule.effect == "view" or access != "view")
            and self._is_among(user, rule.people)
            and self._picks(rule.closes, fact, user)
            for rule in self.restrictions
        )

    def _within_dimensions(self, user: int, fact: Fact) -> bool:
        for one in self.dimensions:
            path, values = one.paths.get(fact.object), self._limit(user, one.code)
            if path is None or values == "all":
                continue
            there = self._at(fact, path)
            allowed = [value for value in values if value not in (None, OWN)]
            if OWN in values:
                allowed.append(self.people[user].department)
            if not (None in values and not there) and not self._any_within(there, allowed, one.kind):
                return False
        return True

    def _limit(self, user: int, code: str) -> Any:
        """His own values, or else those of his roles together; "all" where he is not limited."""
        own = self.limits.get(("user", user), {})
        if code in own:
            return own[code]
        if any(self.roles[role]["is_administrator"] for role in self.people[user].roles):
            return "all"
        given = [self.limits.get(("role", role), {}).get(code) for role in self.people[user].roles]
        said = [values for values in given if values is not None]
        return "all" if not said or "all" in said else [value for values in said for value in values]

    def _is_among(self, user: int, parties: Iterable[Party]) -> bool:
        someone = self.people[user]
        mine = {("user", user), *(("role", code) for code in someone.roles)}
        return bool(
            (mine | {("department", unit) for unit in self._above(someone.department)}) & set(parties)
        )

    def _picks(self, source: Meets | tuple[Party, ...], fact: Fact, user: int | None = None) -> bool:
        """Whether a rule is about this record: by its condition, or by who owns it."""
        if not isinstance(source, Meets):
            return fact.owner is not None and self._is_among(fact.owner, source)
        values = (user,) if source.is_me else source.values
        return self._any_within(self._at(fact, source.path), values, source.kind) != source.inverse

    def _at(self, fact: Fact, path: str) -> set[Any]:
        """All that stands at the end of a path, whoever asks."""
        first, _, rest = path.partition(".")
        if rest and path not in fact.values:
            return {value for key in fact.parents.get(first, ()) for value in self._at(self.facts[key], rest)}
        own = {"owner": (fact.owner,), "department": (fact.department,)}
        return {value for value in own.get(path, fact.values.get(path, ())) if value is not None}

    def _any_within(self, there: Iterable[Any], values: Iterable[Any], kind: str) -> bool:
        wanted = set(values)
        return any(wanted & set(self._lineage(value, kind)) for value in there)

    def _lineage(self, value: Any, kind: str) -> list[Any]:
        """The value, and what lies above it."""
        if kind == "region":
            return [value, f"{value[:4]}00", f"{value[:2]}0000"]
        if kind == "department":
            return self._above(value)
        found = [value]
        while kind == "category" and (value := self.categories[value]) is not None:
            found.append(value)
        return found
