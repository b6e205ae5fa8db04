"""Whom a step asks: approvers as a definition names them, resolved to the people who are there now.

An entry of `approvers` is {"kind", "value", "level", "field", "group"}:

| kind | asks | `value` |
| --- | --- | --- |
| superior | the applicant's superior, `level` steps up (1 without it) | |
| department_head | the head of the record's department, or of the next one above that has a head; `level` - 1 departments up | |
| role | the active members of a role | role id |
| department_role | those of them who work in, or are in charge of, the record's department | role id |
| team_role | members of the record's team of that role; with `field` those of the record that it names (客户经理 of the account) | words |
| user | a person | user id |
| field | the person whom a field of the record names, also along a path (`account.owner`) | path |
| formula | the person whose user name, or id, a formula gives | formula |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from guike.kernel.approvals.shapes import Asked
from guike.kernel.formulas import FormulaRefused, compile_formula
from guike.kernel.text import T, Text
from guike.platform.access.actor import actor_of
from guike.platform.access.models import TeamMember
from guike.platform.approvals.reasons import cannot_open
from guike.platform.filters.memory import stored_value
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import Directory, Person, directory, roles_by_ids
from guike.platform.records.figures import formula_input, zone_of
from guike.platform.records.reading import living

WHY = "whom an approval asks follows from the record, whoever acts"
KINDS = ("superior", "department_head", "role", "department_role", "team_role", "user", "field", "formula")
#: an absent substitute of an absent person … at most so many
CHAIN = 3
_HOPS = 3

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """The record that is decided about, and who asks for it."""

    spec: ObjectSpec
    row: Any
    applicant: int | None
    on: date


def asked(
    case: Case, entries: Sequence[Entry], *, in_groups: bool = False, fallback: Asked | None = None
) -> list[Asked]:
    """Who is asked, in the order of the entries, everybody once. In groups each entry is a group of its own, named by
    its `group` or its place. An absent person's substitute is asked in his place; without one he is left out. In the place
    of who may not open the record the fallback is asked, with the reason."""
    found: dict[tuple[int, str], Asked] = {}
    for label, entry in zip(groups_of(entries), entries, strict=True):
        label = label if in_groups else ""
        for person in people_of(case, entry):
            one = opening(case, present(case.on, person, label), fallback)
            if one is not None:
                found.setdefault((one.person, label), one)
    return [*found.values(), *(_of_empty_groups(found, entries, fallback) if in_groups else ())]


def _of_empty_groups(
    found: Iterable[tuple[int, str]], entries: Sequence[Entry], fallback: Asked | None
) -> Iterator[Asked]:
    """The fallback for each group in which nobody is there; where nobody is in any of them the engine asks it by itself."""
    there = {label for _person, label in found}
    for label in dict.fromkeys(groups_of(entries)):
        if there and fallback is not None and label not in there:
            yield replace(fallback, label=label)


def opening(case: Case, one: Asked | None, fallback: Asked | None) -> Asked | None:
    """The one who is there, if he may open the record; else the fallback, with the reason."""
    if one is None or can_open(case.spec, one.person):
        return one
    if fallback is None:
        return None
    return replace(fallback, label=one.label, reason=cannot_open(one.person))


def groups_of(entries: Sequence[Entry]) -> list[str]:
    """The name of the group of each entry: its own, or its place."""
    return [str(entry.get("group") or number + 1) for number, entry in enumerate(entries)]


def people_of(case: Case, entry: Entry) -> list[int]:
    """The people whom one entry names and who work here, whether they are absent or not."""
    tree = directory()
    return [one for one in dict.fromkeys(_named(case, entry, tree)) if can_decide(tree, one)]


def can_decide(tree: Directory, person_id: int) -> bool:
    """Whether somebody may be asked at all: an active person of the company."""
    person = tree.people.get(person_id)
    return person is not None and person.status == "active" and person.kind == "internal"


def can_open(spec: ObjectSpec, person_id: int) -> bool:
    """Whether his roles let somebody view records of the object at all. A task opens the one record that it is about to who
    has this right, and to nobody else."""
    actor = actor_of(person_id)
    return actor is not None and actor.can(spec.name, "view")


def can_take(spec: ObjectSpec, person_id: int) -> bool:
    """Whether a task about a record of the object may stand with somebody: he works here, and may open it."""
    return can_decide(directory(), person_id) and can_open(spec, person_id)


def is_absent(person: Person, on: date) -> bool:
    """Whether the person is away on this day."""
    return (
        person.absent_until_on is not None
        and on <= person.absent_until_on
        and (person.absent_from_on is None or person.absent_from_on <= on)
    )


def stand_in(case: Case, person_id: int) -> Asked | None:
    """Who decides for this person today: he himself, or who stands in for him; None where all of them are away, or the one
    who is there may not open the record."""
    return opening(case, present(case.on, person_id), None)


def present(on: date, person_id: int, label: str = "") -> Asked | None:
    """Who is there today: the person himself, or his substitute, or that one's, three at most; None where all of them are
    away or the chain comes round."""
    tree = directory()
    one: int | None = person_id
    seen: list[int] = []
    while one is not None and one not in seen and len(seen) <= CHAIN:
        if can_decide(tree, one) and not is_absent(tree.people[one], on):
            return Asked(one, person_id if one != person_id else None, label)
        seen.append(one)
        one = tree.people[one].substitute_id if one in tree.people else None
    return None


def superior_of(person_id: int, level: int = 1) -> int | None:
    """The superior so many steps up; the highest there is where the line is shorter."""
    tree = directory()
    found: int | None = None
    one: int | None = person_id
    seen = {person_id}
    for _step in range(level):
        above = tree.people[one].superior_id if one in tree.people else None
        if above is None or above in seen:
            break
        seen.add(above)
        found = one = above
    return found


def _named(case: Case, entry: Entry, tree: Directory) -> Iterator[int]:
    """The people of an entry, whoever they are."""
    kind, value = str(entry.get("kind")), entry.get("value")
    level = max(int(entry.get("level") or 1), 1)
    if kind == "superior":
        above = superior_of(case.applicant, level) if case.applicant is not None else None
        return iter(() if above is None else (above,))
    if kind == "user":
        return (int(one) for one in (value if isinstance(value, list) else [value]) if one)
    if kind == "department_head":
        return _head(tree, _department(case, tree), level)
    if kind == "team_role":
        return _team(case, str(value or ""), str(entry.get("field") or ""))
    if kind in ("role", "department_role"):
        return _role(case, value, tree, in_department=kind == "department_role")
    if kind == "field":
        return _along(case, str(value or ""))
    return _computed(case, str(value or ""), tree) if kind == "formula" else iter(())


def _role(case: Case, role: Any, tree: Directory, *, in_department: bool) -> Iterator[int]:
    """The members of a role; in the department: who works in, or is in charge of, the record's or one above it."""
    members = [one for one in tree.people.values() if role in one.roles]
    if not in_department:
        return (one.id for one in members)
    unit = tree.units.get(_department(case, tree) or 0)
    path = set(unit.path) if unit else set()
    return (one.id for one in members if path & {*one.departments, one.department_id})


def _department(case: Case, tree: Directory) -> int | None:
    """The record's department, else the applicant's."""
    own = getattr(case.row, "department_id", None)
    if own is not None:
        return int(own)
    person = tree.people.get(case.applicant or 0)
    return person.department_id if person else None


def _head(tree: Directory, department: int | None, level: int) -> Iterator[int]:
    unit = tree.units.get(department or 0)
    path = list(reversed(unit.path)) if unit else []
    for one in path[level - 1 :] or path[-1:]:
        head = tree.units[one].head_id if one in tree.units else None
        if head is not None and can_decide(tree, head):
            yield head
            return


def _team(case: Case, role: str, field: str) -> Iterator[int]:
    object_name, record_id = case.spec.name, case.row.pk
    if field:
        item = case.spec.by_name.get(field)
        if item is None or not item.is_reference:
            return
        object_name, record_id = item.target_object, getattr(case.row, item.attname)
    rows = TeamMember.objects.filter(object=object_name, record_id=record_id, role=role)
    yield from rows.order_by("id").values_list("user_id", flat=True)


def _along(case: Case, path: str) -> Iterator[int]:
    """The people at the end of a path over single references."""
    spec, rows = case.spec, [case.row]
    *steps, last = path.split(".")
    for name in steps[:_HOPS]:
        item = spec.by_name.get(name)
        if item is None or not item.is_reference or item.target_object not in catalogue().objects:
            return
        ids = [one for row in rows if (one := stored_value(item, row)) is not None]
        spec = catalogue().get(item.target_object)
        rows = list(living(spec).system(reason=WHY).filter(pk__in=ids))
    item = spec.by_name.get(last)
    if item is None or item.target_object != "user":
        return
    for row in rows:
        value = stored_value(item, row)
        yield from value if isinstance(value, list) else () if value is None else (value,)


def _computed(case: Case, text: str, tree: Directory) -> Iterator[int]:
    try:
        formula = compile_formula(text)
    except FormulaRefused:
        return
    items = [case.spec.by_name[name] for name in formula.fields if name in case.spec.by_name]
    zone = zone_of(items, uses_today=False)
    values = dict.fromkeys(formula.fields)
    values |= {item.name: formula_input(stored_value(item, case.row), zone) for item in items}
    result = formula.evaluate(values, case.on)
    names = {one.username: one.id for one in tree.people.values()}
    if isinstance(result, str) and result in names:
        yield names[result]
    elif isinstance(result, Decimal) and result == int(result):
        yield int(result)


_ODD = T("填写方式无法识别", "it cannot be read")


def faults(spec: ObjectSpec, entries: Any) -> list[Text]:
    """What is wrong with a list of approvers, in words for the author; people who cannot decide among it."""
    if not isinstance(entries, list) or any(not isinstance(one, Mapping) for one in entries):
        return [_ODD]
    return [fault for entry in entries for fault in _faults(spec, entry)]


def blind(spec: ObjectSpec, entries: Any) -> list[str]:
    """The people and roles among entries without faults who may not open records of the object, by name; of a role, where
    a member may not."""
    tree = directory()
    found: list[str] = []
    for entry in entries:
        kind, value = entry.get("kind"), entry.get("value")
        if kind == "user":
            people = value if isinstance(value, list) else [value]
            found += [tree.person_name(one) or "" for one in people if not can_open(spec, one)]
        elif kind in ("role", "department_role"):
            members = (
                one.id for one in tree.people.values() if value in one.roles and can_decide(tree, one.id)
            )
            if any(not can_open(spec, one) for one in members):
                found += [role.name for role in roles_by_ids([value])]
    return found


def _faults(spec: ObjectSpec, entry: Entry) -> Iterator[Text]:
    kind, value = entry.get("kind"), entry.get("value")
    tree = directory()
    if kind not in KINDS:
        yield _ODD
    elif kind == "user":
        people = value if isinstance(value, list) else [value]
        if not people or any(not isinstance(one, int) or not can_decide(tree, one) for one in people):
            yield T("请选择在职人员", "choose people who work here")
    elif kind in ("role", "department_role") and not isinstance(value, int):
        yield T("请选择角色", "choose a role")
    elif kind == "team_role":
        yield from _team_faults(spec, entry)
    elif kind == "field" and not _leads_to_people(spec, str(value or "")):
        yield T("请选择一个人员字段", "choose a field that names people")
    elif kind == "formula":
        try:
            compile_formula(str(value or ""))
        except FormulaRefused as refused:
            yield Text(refused.message("zh-CN"), refused.message("en"))


def _team_faults(spec: ObjectSpec, entry: Entry) -> Iterator[Text]:
    if not entry.get("value"):
        yield T("请填写团队角色", "name the role in the team")
    field = entry.get("field")
    item = spec.by_name.get(str(field)) if field else None
    if field and (item is None or not item.is_reference):
        yield T("请选择是谁的团队", "choose whose team it is")


def _leads_to_people(spec: ObjectSpec, path: str) -> bool:
    *steps, last = path.split(".")
    for name in steps:
        item = spec.by_name.get(name)
        if item is None or not item.is_reference or item.target_object not in catalogue().objects:
            return False
        spec = catalogue().get(item.target_object)
    end = spec.by_name.get(last)
    return len(steps) <= _HOPS and end is not None and end.target_object == "user"
