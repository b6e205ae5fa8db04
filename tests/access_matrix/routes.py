"""Every route of the API, and what each user is to be told when he calls it.

A route that is missing here fails the matrix. `RECORD_ROUTES` are asked for every object, `OTHER_ROUTES`
once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ActionSpec, FieldSpec, ObjectSpec
from tests.access_matrix.company import World
from tests.access_matrix.oracle import NO_PERMISSION, NOT_APPLICANT, OK, SAID, TAKEN, UNSEEN, Fact, closed

#: an action's parameters must be right, or they are refused before anybody's scope is asked
_VALUES: Mapping[str, Any] = {
    "text": "x", "long_text": "x", "instant": "2026-11-21T00:00:00Z", "date": "2026-11-21", "integer": 1,
    "decimal": "1", "money": "1", "percent": "0.1", "boolean": True, "json": {},
}  # fmt: skip


@dataclass(frozen=True)
class Probe:
    """One call. expected: a word of the oracle; ids: what a list must hold; rows: id → what bulk says of it;
    missing: an allowed call may still find nothing (a member who is none)."""

    method: str
    path: str
    body: Any
    expected: str
    ids: frozenset[int] | None = None
    rows: Mapping[int, str] = field(default_factory=dict)
    missing: bool = False

    @property
    def writes(self) -> bool:
        read = ("/query", "/aggregate", "/duplicates")
        return self.method not in ("GET", "HEAD") and not self.path.endswith(read)


@dataclass(frozen=True)
class Case:
    """One user before one object."""

    world: World
    user: int
    spec: ObjectSpec

    @property
    def base(self) -> str:
        return f"/records/{self.spec.name}"

    @property
    def facts(self) -> list[Fact]:
        return self.world.of(self.spec.name)

    def chosen(self) -> list[Fact]:
        """For writes to single records: one fact that he edits, one that he merely sees, one unseen. Bulk calls
        ask about all of them."""
        if not self._has_any():
            return self.facts[:1]
        found: dict[tuple[bool, bool], Fact] = {}
        for fact in self.facts:
            found.setdefault(
                (self.world.oracle.sees(self.user, fact), self.world.oracle.edits(self.user, fact)), fact
            )
        return list(found.values())

    def looked_at(self) -> list[Fact]:
        """For reads: one fact that he sees, one unseen."""
        found: dict[bool, Fact] = {}
        for fact in self.chosen():
            found.setdefault(self.world.oracle.sees(self.user, fact), fact)
        return list(found.values())

    def _has_any(self) -> bool:
        """Whether he may do anything at all with the object; else every record answers alike."""
        names = {*self.spec.operations, *(action.permission for action in self.spec.actions)}
        return any(self.world.oracle.can(self.user, self.spec.name, name) for name in names)

    def may(self, operation: str) -> str:
        if refused := closed(self.spec.name, operation):
            return refused
        return OK if self.world.oracle.can(self.user, self.spec.name, operation) else NO_PERMISSION

    def answer(self, fact: Fact, operation: str, scope: str) -> str:
        return self.world.oracle.answer(self.user, fact, operation, scope)

    def acted(self, fact: Fact, action: ActionSpec) -> str:
        """What a verb is told; a request is its applicant's to take back."""
        expected = self.answer(fact, action.permission, action.scope)
        taken_back = action.name == "withdraw" and fact.applicant not in (None, self.user)
        administers = self.world.oracle.can(self.user, "approval_definition", "edit")
        return NOT_APPLICANT if expected == OK and taken_back and not administers else expected


Probes = Iterator[Probe]


def _listed(case: Case) -> frozenset[int] | None:
    """What a list holds, where the facts are all that there is."""
    if (
        case.spec.access.kind == "open" and case.spec.name not in SAID | TAKEN
    ) or case.spec.parent == "sales_process":
        return None
    return frozenset(case.world.oracle.visible(case.user, case.spec.name))


def _list(case: Case) -> Probes:
    yield Probe("GET", f"{case.base}?limit=200&fields=id", None, case.may("view"), ids=_listed(case))


def _query(case: Case) -> Probes:
    yield Probe(
        "POST", f"{case.base}/query", {"limit": 200, "fields": ["id"]}, case.may("view"), ids=_listed(case)
    )


def _aggregate(case: Case) -> Probes:
    yield Probe("POST", f"{case.base}/aggregate", {}, case.may("view"), ids=_listed(case))


def _create(case: Case) -> Probes:
    yield Probe("POST", case.base, {}, case.may("create"))


def _upsert(case: Case) -> Probes:
    yield Probe("PUT", f"{case.base}/external/matrix/new", {}, case.may("create"))


def _bulk(case: Case) -> Probes:
    facts = [] if case.spec.is_line else case.facts
    deleted = {f.id: case.answer(f, "delete", "edit") for f in facts}
    yield Probe("POST", f"{case.base}/bulk", {"delete": list(deleted)}, case.may("delete"), rows=deleted)
    if case.spec.is_line:
        return
    changed = {f.id: case.answer(f, "edit", "edit") for f in facts}
    rows = [{"id": pk, "_version": 10**6} for pk in changed]
    yield Probe("POST", f"{case.base}/bulk", {"update": rows}, case.may("edit"), rows=changed)
    yield Probe("POST", f"{case.base}/bulk", {"create": [{}]}, case.may("create"))


def _one(case: Case) -> Probes:
    for fact in case.chosen():
        yield Probe("GET", f"{case.base}/{fact.id}", None, case.answer(fact, "view", "view"))


def _patch(case: Case) -> Probes:
    for fact in case.chosen():
        yield Probe("PATCH", f"{case.base}/{fact.id}", {"_version": 10**6}, _line_or(case, fact, "edit"))


def _delete(case: Case) -> Probes:
    for fact in case.chosen():
        yield Probe("DELETE", f"{case.base}/{fact.id}", None, _line_or(case, fact, "delete"))


def _line_or(case: Case, fact: Fact, operation: str) -> str:
    """Lines are written with their parent: 422 to whoever has the function, whatever the row; ledgers by nobody."""
    if case.spec.is_line or closed(case.spec.name, "edit"):
        return case.may(operation)
    return case.answer(fact, operation, "edit")


def _of_record(tail: str) -> Callable[[Case], Probes]:
    def probes(case: Case) -> Probes:
        for fact in case.looked_at():
            yield Probe("GET", f"{case.base}/{fact.id}/{tail}", None, case.answer(fact, "view", "view"))

    return probes


def _talk(method: str, tail: str) -> Callable[[Case], Probes]:
    """Comments, followers, read marks: for whoever sees the record; some objects have none."""

    def probes(case: Case) -> Probes:
        for fact in case.looked_at():
            expected = case.answer(fact, "view", "view")
            yield Probe(method, f"{case.base}/{fact.id}/{tail}", None, expected, missing=True)

    return probes


def _related(case: Case) -> Probes:
    for relation in catalogue().relations.get(case.spec.name, ())[:2]:
        for fact in case.looked_at():
            expected = case.answer(fact, "view", "view")
            if expected == OK and not case.world.oracle.can(case.user, relation.object, "view"):
                expected = NO_PERMISSION
            yield Probe("GET", f"{case.base}/{fact.id}/related/{relation.name}", None, expected)


def _team_change(case: Case, fact: Fact) -> str:
    seen = case.answer(fact, "view", "view")
    if seen != OK:
        return seen
    return case.answer(fact, "edit", "edit") if case.spec.has_team else UNSEEN


def _team_add(case: Case) -> Probes:
    for fact in case.chosen():
        body = {"user": case.world.users["finance"], "access": "edit"}
        yield Probe("POST", f"{case.base}/{fact.id}/team", body, _team_change(case, fact))


def _team_remove(case: Case) -> Probes:
    for fact in case.chosen():
        user = next(iter(fact.team), case.world.users["finance"])
        path = f"{case.base}/{fact.id}/team/{user}"
        yield Probe("DELETE", path, None, _team_change(case, fact), missing=user not in fact.team)


def _parameter(case: Case, item: FieldSpec) -> Any:
    if item.target_object == "user":
        value: Any = case.world.users["admin"]
    elif item.type == "choice":
        return item.choices[0].code
    elif item.target_object:
        value = next((f.id for f in case.world.of(item.target_object)), None)
    else:
        return _VALUES[item.type]
    return [value] if item.type == "references" else value


def _parameters(case: Case, action: ActionSpec) -> dict[str, Any]:
    if action.name == "assign":
        return {"owner": case.world.users["sales"]}
    return {p.name: _parameter(case, p) for p in action.params if p.required}


def _act_on_one(case: Case) -> Probes:
    """One action of each scope and answer; `_act_on_many` asks all of them."""
    picked = {(a.scope, case.may(a.permission)): a for a in reversed(case.spec.actions)}
    for action in picked.values():
        for fact in case.chosen():
            expected = case.acted(fact, action)
            yield Probe(
                "POST", f"{case.base}/{fact.id}/actions/{action.name}", _parameters(case, action), expected
            )
    for fact in case.chosen():
        # in the bin lies none of them: to whom may delete, a living record says so, any other is not there
        expected = case.may("delete")
        if expected == OK and not case.spec.is_line and not case.world.oracle.sees(case.user, fact):
            expected = UNSEEN
        yield Probe("POST", f"{case.base}/{fact.id}/actions/restore", None, expected)


def _act_on_many(case: Case) -> Probes:
    for action in case.spec.actions:
        rows = {f.id: case.acted(f, action) for f in case.facts}
        body = {"ids": list(rows), "params": _parameters(case, action)}
        yield Probe(
            "POST", f"{case.base}/actions/{action.name}", body, case.may(action.permission), rows=rows
        )


def _duplicates(case: Case) -> Probes:
    either = OK if OK in (case.may("create"), case.may("edit")) else case.may("edit")
    for fact in case.looked_at():
        yield Probe("POST", f"{case.base}/duplicates", {"id": fact.id}, either)


def _described(case: Case) -> Probes:
    yield Probe("GET", f"/meta/objects/{case.spec.name}", None, case.may("view"))


def _export(case: Case) -> Probes:
    both = OK if case.may("view") == case.may("export") == OK else NO_PERMISSION
    yield Probe("POST", "/exports", {"object": case.spec.name, "format": "csv"}, both)


def _print_list(case: Case) -> Probes:
    both = OK if case.may("view") == case.may("print") == OK else NO_PERMISSION
    yield Probe("POST", f"{case.base}/print", {"fields": ["id"]}, both)


def _print_one(method: str, rest: str = "/print") -> Callable[[Case], Probes]:
    """Who does not see the record is told that first."""

    def probes(case: Case) -> Probes:
        for fact in case.looked_at():
            seen = case.answer(fact, "view", "view")
            expected = case.may("print") if seen == OK else seen
            yield Probe(method, f"{case.base}/{fact.id}{rest}", None, expected)

    return probes


def _print_mail(case: Case) -> Probes:
    letter = {"to": ["a@example.com"], "subject": "x"}
    for fact in case.looked_at():
        seen = case.answer(fact, "view", "view")
        expected = case.may("print") if seen == OK else seen
        yield Probe("POST", f"{case.base}/{fact.id}/print/mail", letter, expected)


def _print_some(case: Case) -> Probes:
    for fact in case.looked_at():
        seen = case.answer(fact, "view", "view")
        expected = case.may("print") if seen == OK else seen
        yield Probe("POST", f"{case.base}/print/documents", {"ids": [fact.id]}, expected)


def _reveal(case: Case) -> Probes:
    """Whoever may reveal sees the field already, in this company: he is told so, after all else was asked."""
    name = next(iter(f.name for f in case.spec.fields if f.is_active and not f.write_only))
    for fact in case.looked_at():
        seen = case.answer(fact, "view", "view")
        body = {"field": name, "reason": "asked by phone"}
        yield Probe("POST", f"{case.base}/{fact.id}/reveal", body, case.may("reveal") if seen == OK else seen)


def _foresee_anonymise(case: Case) -> Probes:
    """Objects whose records are no persons have no such action: whoever may do everything finds nothing."""
    for fact in case.looked_at():
        seen = case.answer(fact, "view", "view")
        expected = case.may("anonymise") if seen == OK else seen
        if expected == OK and case.spec.action("anonymise") is None:
            expected = UNSEEN
        yield Probe("GET", f"{case.base}/{fact.id}/anonymise", None, expected)


def _copy(path: str) -> Callable[[Case], Probes]:
    """Everything about a person; as with anonymising, other records have no such thing."""

    def probes(case: Case) -> Probes:
        for fact in case.looked_at():
            seen = case.answer(fact, "view", "view")
            expected = case.may("personal_copy") if seen == OK else seen
            if expected == OK and "personal_copy" not in case.spec.operations:
                expected = UNSEEN
            yield Probe("POST", f"{case.base}/{fact.id}/{path}", {"reason": "asked by letter"}, expected)

    return probes


def _import(path: str) -> Callable[[Case], Probes]:
    def probes(case: Case) -> Probes:
        both = OK if case.may("import") == case.may("create") == OK else NO_PERMISSION
        yield Probe("POST", path, {"object": case.spec.name}, closed(case.spec.name, "import") or both)

    return probes


R = "/records/{object_name}"
ONE = f"{R}/{{int:record_id}}"
RECORD_ROUTES: Mapping[str, Callable[[Case], Probes]] = {
    f"GET {R}": _list,
    f"POST {R}": _create,
    f"POST {R}/query": _query,
    f"POST {R}/aggregate": _aggregate,
    f"POST {R}/bulk": _bulk,
    f"POST {R}/duplicates": _duplicates,
    f"POST {R}/print": _print_list,
    f"POST {R}/print/documents": _print_some,
    f"POST {R}/actions/{{action_name}}": _act_on_many,
    f"PUT {R}/external/{{source}}/{{external_id}}": _upsert,
    f"GET {ONE}": _one,
    f"PATCH {ONE}": _patch,
    f"DELETE {ONE}": _delete,
    f"POST {ONE}/print": _print_one("POST"),
    f"GET {ONE}/print": _print_one("GET"),
    f"GET {ONE}/print/recipients": _print_one("GET", "/print/recipients"),
    f"POST {ONE}/print/mail": _print_mail,
    f"GET {ONE}/print/templates": _print_one("GET", "/print/templates"),
    f"POST {ONE}/reveal": _reveal,
    f"GET {ONE}/anonymise": _foresee_anonymise,
    f"POST {ONE}/personal_copy": _copy("personal_copy"),
    f"POST {ONE}/personal_copy/file": _copy("personal_copy/file"),
    f"POST {ONE}/actions/{{action_name}}": _act_on_one,
    f"GET {ONE}/history": _of_record("history"),
    f"GET {ONE}/timeline": _of_record("timeline"),
    f"GET {ONE}/files": _of_record("files"),
    f"GET {ONE}/access": _of_record("access"),
    f"GET {ONE}/team": _of_record("team"),
    f"GET {ONE}/related/{{relation_name}}": _related,
    f"GET {ONE}/comments": _talk("GET", "comments"),
    f"GET {ONE}/follow": _talk("GET", "follow"),
    f"POST {ONE}/follow": _talk("POST", "follow"),
    f"DELETE {ONE}/follow": _talk("DELETE", "follow"),
    f"POST {ONE}/read": _talk("POST", "read"),
    f"POST {ONE}/team": _team_add,
    f"DELETE {ONE}/team/{{int:user_id}}": _team_remove,
    "GET /meta/objects/{object_name}": _described,
    "POST /exports": _export,
    "POST /imports": _import("/imports"),
    "POST /imports/check": _import("/imports/check"),
    "POST /imports/preview": _import("/imports/preview"),
}
