"""What management dimensions and rules of access cost: pages of people who are limited in three dimensions and to whom some of fifty
sharing rules open records, compared with the page of whoever sees everything."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.approving import administrator
from bench.caller import Person, sign_in
from bench.reading import FIELDS, Measurement
from guike.kernel import clock
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import Department, User
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.writing import record_create
from guike.platform.sharing.models import ManagementDimension, SharingRule

WHY = "the rules of access of the bench"
RULES = 50
#: of the rules, every so-manieth is for each of the people who look
SHARE = 5
SOURCES = ["exhibition", "phone", "website"]
PROVINCES = ["310000", "320000", "330000", "350000", "440000"]
LOOKING = {
    "head": "branch head",
    "oldhead": "branch head, all old",
    "own5000": "salesperson, 5,000 own",
    "none": "salesperson, none",
}


@contextmanager
def ruled() -> Iterator[list[Measurement]]:
    """The measurements, for which five levels of departments, three dimensions and fifty sharing rules stand."""
    people = {login: sign_in(login) for login in (*LOOKING, "admin")}
    codes = {name: f"{name}_{time.time_ns()}" for name in ("unit", "region", "source")}
    made = _made(people, codes)
    before = dict(User.objects.system(reason=WHY).values_list("pk", "dimensions"))
    limits = {codes["unit"]: ["own"], codes["region"]: [*PROVINCES, None], codes["source"]: SOURCES}
    for login in LOOKING:
        User.objects.system(reason=WHY).filter(pk=people[login].user_id).update(dimensions=limits)
    bump(permission=True)
    begin_versions()
    try:
        yield list(_measured(people))
    finally:
        for login in LOOKING:
            user = people[login].user_id
            User.objects.system(reason=WHY).filter(pk=user).update(dimensions=before[user])
        for model, ids in made:
            model.objects.system(reason=WHY).filter(pk__in=ids).update(
                is_active=False, deleted_at=clock.now()
            )
        bump(permission=True, metadata=True)
        begin_versions()


def _made(people: dict[str, Person], codes: dict[str, str]) -> list[tuple[Any, list[int]]]:
    units = dict(Department.objects.system(reason=WHY).filter(deleted_at=None).values_list("code", "pk"))
    for code, above in (("B1D1T", "B1D1"), ("B1D1TS", "B1D1T")):
        if code not in units:
            (units[code],) = _create("department", [{"name": code, "code": code, "parent": units[above]}])
    begin_versions()
    source = catalogue().get("lead").by_name["source"].choice_set
    dimensions = [
        {"code": codes["unit"], "name": "部门", "kind": "department"},
        {"code": codes["region"], "name": "区域", "kind": "region"},
        {"code": codes["source"], "name": "来源", "kind": "choice_set", "choice_set": source, "paths": {"lead": "source"}},
    ]  # fmt: skip
    parts = sorted(code for code in units if "D" in code and "T" not in code)
    rules = [_rule(number, units[parts[number % len(parts)]], people) for number in range(RULES)]
    return [
        (ManagementDimension, _create("management_dimension", dimensions)),
        (SharingRule, _create("sharing_rule", rules)),
    ]


def _rule(number: int, unit: int, people: dict[str, Person]) -> dict[str, Any]:
    """By owners and by a filter in turn; every fifth for those who look, the others for a department."""
    mine = [{"kind": "user", "value": people[login].user_id} for login in LOOKING]
    values = {
        "object": "lead", "name": f"共享 {number}", "access": "read",
        "targets": mine if number % SHARE == 0 else [{"kind": "department", "value": unit}],
    }  # fmt: skip
    if number % 2:
        condition = {"field": "region", "op": "under", "value": PROVINCES[number // 2 % len(PROVINCES)]}
        source = {"field": "source", "op": "eq", "value": SOURCES[number % len(SOURCES)]}
        return {**values, "source": "filter", "filter": {"all": [condition, source]}}
    return {**values, "source": "owners", "owners": [{"kind": "department", "value": unit}]}


def _create(object_name: str, rows: list[dict[str, Any]]) -> list[int]:
    outcomes = record_create(administrator(), object_name, rows)
    refused = [str(one.refusal) for one in outcomes if one.refusal is not None]
    if refused:
        raise RuntimeError(f"{object_name}: {refused}")
    return [one.id or 0 for one in outcomes]


def _measured(people: dict[str, Person]) -> Iterator[Measurement]:
    def page(login: str, **query: Any) -> Any:
        return lambda: people[login].get("/records/lead", limit=80, fields=FIELDS, **query)

    for login, name in LOOKING.items():
        yield Measurement(f"50 rules, 3 dimensions: {name}", page(login), page("admin"))
    sought = {"q": "印务"}
    yield Measurement("50 rules, 3 dimensions: search", page("head", **sought), page("admin", **sought))
