"""Every object × every route × every kind of user: what is allowed is answered, what is denied is denied in
the right words, and a denial leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from guike.entry.api.app import api
from guike.platform.metadata.catalogue import catalogue, standard_objects
from guike.platform.metadata.spec import ObjectSpec
from tests.access_matrix.calls import Voice, fingerprint, undone, wrong
from tests.access_matrix.company import KINDS, LOAN, World
from tests.access_matrix.oracle import NOT_SIGNED_IN, OK, RULES, SAID, TAKEN
from tests.access_matrix.others import OTHER_ROUTES, others
from tests.access_matrix.process_routes import probes as process_probes
from tests.access_matrix.routes import RECORD_ROUTES, Case, Probe

#: before posts and comments, one of each who sees other records
HEARERS = ("sales", "colleague", "other", "manager", "unroled", "collaborator", "portal", "admin")
#: before requests and tasks, who takes part in some, who reads, and who does neither
TAKERS = ("sales", "colleague", "other", "follower", "unroled", "portal", "admin")
OBJECTS = [*standard_objects(), LOAN]


def api_routes() -> set[str]:
    """`GET /records/{object_name}` and all others."""
    return {
        f"{method} {prefix}{path}"
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }


def test_every_route_stands_in_the_matrix() -> None:
    assert api_routes() == {*RECORD_ROUTES, *OTHER_ROUTES}


def test_every_owned_object_has_its_rule() -> None:
    owned = {name for name, spec in standard_objects().items() if spec.access.kind == "owned"}
    assert owned | {LOAN} == set(RULES)


def _probes(case: Case) -> Iterator[tuple[str, Probe]]:
    for route, make in RECORD_ROUTES.items():
        for probe in make(case):
            yield route, probe


def _ask(voice: Voice, probes: list[tuple[str, Probe]]) -> list[str]:
    """Faults. The tables are looked at before and after all denials together; only when they moved, each
    denial is asked once more by itself."""
    denied = [one for one in probes if one[1].expected != OK]
    faults = [f"{route} {probe.path}: {fault}" for route, probe in denied if (fault := _said(voice, probe))]
    for route, probe in probes:
        if probe.expected == OK:
            with undone():
                fault = _said(voice, probe)
            faults += [f"{route} {probe.path}: {fault}"] if fault else []
    return faults


def _said(voice: Voice, probe: Probe) -> str | None:
    return wrong(probe, voice(probe.method, probe.path, probe.body))


def _leaving(voice: Voice, probes: list[tuple[str, Probe]]) -> list[str]:
    found = []
    for route, probe in probes:
        before = fingerprint()
        voice(probe.method, probe.path, probe.body)
        if fingerprint() != before:
            found.append(f"{route} {probe.path}: denied, and yet something changed")
    return found


def _check(voice: Voice, probes: list[tuple[str, Probe]]) -> list[str]:
    with undone():
        voice("GET", "/auth/me")  # notes the use of his key, which is no trace of what follows
        before = fingerprint()
        faults = _ask(voice, probes)
        if fingerprint() != before:
            faults += _leaving(voice, [one for one in probes if one[1].expected != OK])
        return faults


def _users(world: World, spec: ObjectSpec) -> list[str]:
    """Everybody; before an archive, where functions alone decide, one of each who may do the same."""
    if spec.access.kind == "owned":
        return list(KINDS)
    if spec.name in SAID:
        return list(HEARERS)
    if spec.name in TAKEN:
        return list(TAKERS)
    names = sorted({*spec.operations, *(action.permission for action in spec.actions)})
    alike: dict[tuple[bool, ...], str] = {}
    for name in KINDS if spec.parent in ("", "sales_process") else ():
        alike.setdefault(tuple(world.oracle.can(world.users[name], spec.name, one) for one in names), name)
    return list(alike.values()) or list(KINDS)


@pytest.mark.req("PM-01", "PM-07", "PM-11")
@pytest.mark.parametrize("object_name", OBJECTS)
def test_records(world: World, object_name: str) -> None:
    spec = catalogue().get(object_name)
    faults = []
    for name in _users(world, spec):
        case = Case(world, world.users[name], spec)
        faults += [f"{name}: {fault}" for fault in _check(Voice(world.tokens[name]), list(_probes(case)))]
    unknown = Case(world, world.users["admin"], spec)
    probes = [(route, replace(probe, expected=NOT_SIGNED_IN)) for route, probe in _probes(unknown)]
    faults += [f"nobody: {fault}" for fault in _check(Voice(None), probes)]
    assert faults == []


@pytest.mark.req("PM-01", "PM-11")
def test_everything_else(world: World) -> None:
    faults = []
    for name in [*KINDS, None]:
        voice = Voice(world.tokens[name] if name else None)
        with undone():
            probes = [(route, probe) for route in OTHER_ROUTES for probe in others(world, route, name)]
        faults += [f"{name}: {fault}" for fault in _check(voice, probes)]
    assert faults == []


@pytest.mark.req("PM-01", "PM-11", "PM-16")
def test_requests_tasks_and_posts_that_there_are(world: World) -> None:
    """Every route of them: whose it is acts, who takes part or sees the record reads, nobody else learns that it is there."""
    faults, asked = [], set()
    for name in TAKERS:
        probes = list(process_probes(world, world.users[name]))
        asked |= {route for route, _probe in probes}
        faults += [f"{name}: {fault}" for fault in _check(Voice(world.tokens[name]), probes)]
    assert faults == []
    of_one = {route for route in OTHER_ROUTES if "{int:task_id}" in route or "{int:request_id}" in route}
    assert of_one <= asked
