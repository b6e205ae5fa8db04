"""What happens to the records of a crowd, thrown together at random: people have to decide, are given to read, write, answer
and are given tasks; as rows of the database and as facts of the oracle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from hypothesis import strategies as st

from guike.kernel import clock
from guike.platform.access.context import system_context
from guike.platform.approvals.models import ApprovalDefinition, ApprovalReader, ApprovalRequest, ApprovalTask
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.writing import record_create
from tests.access_matrix.crowd import LOAN, RECORDS, UNITS, USERS, Crowd
from tests.access_matrix.oracle import Fact, Key, Oracle
from tests.support.company import WHY

DECIDED = ("sales_order", LOAN)
TALKED_ABOUT = ("lead", "account", "opportunity", "activity", "sales_order", LOAN)
STATUSES = ("open", "open", "waiting", "approved", "rejected", "transferred", "cancelled", "not_needed")
_WHO = st.integers(0, USERS - 1)
_RECORD = st.integers(0, RECORDS - 1)
_SUBJECT = st.tuples(st.sampled_from(TALKED_ABOUT), _RECORD)


@dataclass(frozen=True)
class Task:
    object: str
    record: int
    approver: int
    acting_for: int | None
    status: str


@dataclass(frozen=True)
class Reader:
    object: str
    record: int
    user: int


@dataclass(frozen=True)
class Said:
    """A post (of an audience) or, with `to` "", a comment about one record, or about the post of that place."""

    author: int
    about: tuple[tuple[str, int], ...]
    to: str = ""
    users: tuple[int, ...] = ()
    units: tuple[int, ...] = ()
    mentions: tuple[int, ...] = ()
    post: int | None = None


@dataclass(frozen=True)
class Given:
    """A task that somebody is given, about records that he may not see."""

    owner: int
    about: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Happening:
    tasks: tuple[Task, ...]
    readers: tuple[Reader, ...]
    posts: tuple[Said, ...]
    comments: tuple[Said, ...]
    activities: tuple[Given, ...]
    eyes: tuple[int, ...]


def _several(one: st.SearchStrategy[Any], least: int, most: int, *, unique: bool = False) -> Any:
    return st.lists(one, min_size=least, max_size=most, unique=unique).map(tuple)


_TASKS = st.builds(Task, st.sampled_from(DECIDED), _RECORD, _WHO, st.none() | _WHO, st.sampled_from(STATUSES))
_POSTS = st.builds(
    Said, _WHO, _several(_SUBJECT, 0, 2, unique=True), st.sampled_from(("everybody", "users", "departments", "team")),
    _several(_WHO, 1, 3, unique=True), _several(st.integers(0, UNITS - 1), 1, 2, unique=True), _several(_WHO, 0, 2, unique=True),
)  # fmt: skip
_COMMENTS = st.builds(
    Said, _WHO, _several(_SUBJECT, 1, 1), mentions=_several(_WHO, 0, 2, unique=True), post=st.none() | st.integers(0, 3)
)  # fmt: skip
HAPPENINGS = st.builds(
    Happening,
    _several(_TASKS, 1, 8),
    _several(st.builds(Reader, st.sampled_from(DECIDED), _RECORD, _WHO), 0, 4),
    _several(_POSTS, 0, 4),
    _several(_COMMENTS, 0, 4),
    _several(st.builds(Given, _WHO, _several(_SUBJECT, 1, 2, unique=True)), 0, 3),
    _several(_WHO, 4, 5, unique=True),
)


def let_decide() -> None:
    """The objects once had a published definition, so that requests about their records may exist."""
    rows = [
        ApprovalDefinition(name=f"once for {name}", object=name, trigger="submit", published_version=1, is_active=False)
        for name in DECIDED
    ]  # fmt: skip
    ApprovalDefinition.objects.system(reason=WHY).bulk_create(rows)
    bump(metadata=True)
    begin_versions()


class Played:
    """A happening among a crowd. oracle: what everybody may see now; users: those who look."""

    def __init__(self, people: Crowd, one: Happening) -> None:
        self.people, self.one = people, one
        self.units = list(people.oracle.tree)
        self.facts: dict[Key, Fact] = dict(people.oracle.facts)
        self._requests()
        self._posts = self._write("post", one.posts)
        self._write("comment", one.comments)
        self._give()
        old = people.oracle
        self.oracle = Oracle(
            old.people, old.tree, old.heads, old.roles, old.pools, self.facts, old.line_parents
        )
        self.users = [people.users[number] for number in one.eyes]

    def ids(self, object_name: str) -> set[int]:
        return {pk for name, pk in self.facts if name == object_name}

    def seen(self, user: int, object_name: str) -> set[int]:
        """What he gets to see: function and scope."""
        may = self.oracle.can(user, object_name, "view")
        return self.oracle.visible(user, object_name) if may else set()

    def _record(self, subject: tuple[str, int]) -> Key:
        name, number = subject
        return self.people.facts(name)[number].key

    def _requests(self) -> None:
        """One request about each record that has a task or a reader, pending while a task is undecided."""
        by_record: dict[Key, tuple[list[Task], list[Reader]]] = {}
        for task in self.one.tasks:
            by_record.setdefault(self._record((task.object, task.record)), ([], []))[0].append(task)
        for reader in self.one.readers:
            by_record.setdefault(self._record((reader.object, reader.record)), ([], []))[1].append(reader)
        users = self.people.users
        for (name, record_id), (tasks, readers) in by_record.items():
            pending = any(task.status in ("open", "waiting") for task in tasks)
            definition = ApprovalDefinition.objects.system(reason=WHY).get(object=name)
            (request,) = ApprovalRequest.objects.system(reason=WHY).bulk_create(
                [
                    ApprovalRequest(
                        object=name, record={"object": name, "id": record_id}, record_id=record_id,
                        definition=definition, definition_version=1, trigger="submit",
                        status="pending" if pending else "approved", started_at=clock.now(),
                    )
                ]
            )  # fmt: skip
            rows = ApprovalTask.objects.system(reason=WHY).bulk_create(
                ApprovalTask(
                    request=request, object=name, record_id=record_id, step=1, name="step", status=task.status,
                    approver_id=users[task.approver], acting_for_id=None if task.acting_for is None else users[task.acting_for],
                )
                for task in tasks
            )  # fmt: skip
            given = {users[reader.user] for reader in readers}
            ApprovalReader.objects.bulk_create(
                ApprovalReader(
                    request_id=request.pk, object=name, record_id=record_id, user_id=one, at=clock.now()
                )
                for one in given
            )
            self._remember((name, record_id), request.pk, tasks, rows, given)

    def _remember(
        self, about: Key, request: int, tasks: Sequence[Task], rows: Sequence[Any], given: set[int]
    ) -> None:
        users = self.people.users
        asked = frozenset(users[task.approver] for task in tasks if task.status == "open")
        self.facts[about] = replace(self.facts[about], asked=asked, given=frozenset(given))
        part = {users[one] for task in tasks for one in (task.approver, task.acting_for) if one is not None}
        everybody = frozenset(part | given)
        for name, pks in (("approval_request", [request]), ("approval_task", [row.pk for row in rows])):
            for pk in pks:
                self.facts[name, pk] = Fact(name, pk, parents={"record": (about,)}, audience=everybody)

    def _internal(self, numbers: Sequence[int]) -> list[int]:
        users = (self.people.users[number] for number in numbers)
        return [one for one in users if self.people.oracle.people[one].kind == "internal"]

    def _write(self, object_name: str, said: Sequence[Said]) -> list[Key]:
        rows, facts = [], []
        for one in said:
            about = tuple(self._record(subject) for subject in one.about)
            if object_name == "comment" and one.post is not None and one.post < len(self._posts):
                about = (self._posts[one.post],)
            mentions = self._internal(one.mentions)
            values: dict[str, Any] = {"content": "said", "mentions": mentions}
            fact = Fact(
                object_name,
                0,
                self.people.users[one.author],
                parents={"related": about},
                mentions=frozenset(mentions),
            )
            if object_name == "comment":
                values |= {"object": about[0][0], "record": about[0][1]}
            else:
                values["related"] = [{"object": name, "id": pk} for name, pk in about]
                self._address(one, about, values, fact)
            rows.append(values)
            facts.append(fact)
        return [fact.key for fact in self._stored(object_name, rows, facts)]

    def _address(self, one: Said, about: tuple[Key, ...], values: dict[str, Any], fact: Fact) -> None:
        people = self._internal(one.users)
        if one.to == "users" and people:
            values |= {"audience": "users", "users": people}
            fact.audience = frozenset(people)
        elif one.to == "departments":
            units = [self.units[number] for number in one.units]
            values |= {"audience": "departments", "departments": units}
            fact.departments = frozenset(units)
        elif one.to == "team" and about:
            values["audience"] = "team"
            fact.to_team = True

    def _give(self) -> None:
        rows, facts = [], []
        for one in self.one.activities:
            owner = self.people.users[one.owner]
            about = tuple(key for key in map(self._record, one.about) if key[0] not in ("activity", LOAN))
            if not about:
                continue
            related = [{"object": name, "id": pk} for name, pk in about]
            rows.append({"kind": "task", "subject": "given", "owner": owner, "related": related})
            facts.append(Fact("activity", 0, owner, parents={"related": about}))
        self._stored("activity", rows, facts)

    def _stored(self, object_name: str, rows: list[dict[str, Any]], facts: list[Fact]) -> list[Fact]:
        """The rows are written by the system; posts and comments are their authors' then."""
        if not rows:
            return []
        outcomes = record_create(system_context(), object_name, rows, system=True)
        for outcome, fact in zip(outcomes, facts, strict=True):
            assert outcome.refusal is None, outcome.refusal
            assert outcome.id is not None
            fact.id = outcome.id
            self.facts[fact.key] = fact
        if object_name != "activity":
            table: Any = apps.get_model("feed", object_name)
            for fact in facts:
                table.objects.system(reason=WHY).filter(pk=fact.id).update(created_by_id=fact.owner)
        else:
            table = apps.get_model("activities", "Activity")
            for fact in facts:
                fact.department = table.objects.system(reason=WHY).get(pk=fact.id).department_id
        return facts
