"""What every route about a request, a task or a post must tell whom, tried on those that there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.access_matrix.company import World
from tests.access_matrix.oracle import NO_PERMISSION, NOT_APPLICANT, NOT_YOURS, OK, UNSEEN, Fact
from tests.access_matrix.routes import Probe

TASKS, REQUESTS = "/approvals/tasks", "/approvals/requests"


@dataclass(frozen=True)
class Insight:
    """How one person stands to a request or a task of one."""

    world: World
    user: int
    fact: Fact

    @property
    def administers(self) -> bool:
        return self.user == self.world.users["admin"]

    @property
    def knows(self) -> bool:
        """Whether he takes part in it, or sees its record."""
        (about,) = self.fact.parents["record"]
        oracle = self.world.oracle
        return oracle.sees(self.user, self.fact) or (
            oracle.can(self.user, about[0], "view") and oracle.sees(self.user, oracle.facts[about])
        )

    def read(self) -> str:
        return OK if self.knows else UNSEEN

    def his(self, otherwise: str) -> str:
        """What is for the one whose it is, and for administrators."""
        if self.fact.owner == self.user or self.administers:
            return OK
        return otherwise if self.knows else UNSEEN

    def administrators(self) -> str:
        if self.administers:
            return OK
        return NO_PERMISSION if self.knows else UNSEEN


def of_task(world: World, user: int, fact: Fact) -> Iterator[tuple[str, Probe]]:
    """Every route of one task. One that is over is nobody's to decide: an administrator is told so."""
    one, path = Insight(world, user, fact), f"{TASKS}/{fact.id}"
    yield "GET /approvals/tasks/{int:task_id}", Probe("GET", path, None, one.read())
    body = {"comment": "why", "user": world.users["finance"]}
    for verb in ("approve", "reject", "transfer", "add_approver", "grab"):
        route = f"POST /approvals/tasks/{{int:task_id}}/{verb}"
        yield route, Probe("POST", f"{path}/{verb}", body if verb != "grab" else {}, one.his(NOT_YOURS))
    rows = {fact.id: one.his(NOT_YOURS)}
    for verb in ("approve", "reject"):
        bulk = {"ids": [fact.id], "comment": "why"}
        yield f"POST /approvals/tasks/{verb}", Probe("POST", f"{TASKS}/{verb}", bulk, OK, rows=rows)


def of_request(world: World, user: int, fact: Fact) -> Iterator[tuple[str, Probe]]:
    """Every route of one request."""
    one, path = Insight(world, user, fact), f"{REQUESTS}/{fact.id}"
    yield "GET /approvals/requests/{int:request_id}", Probe("GET", path, None, one.read())
    ((object_name, record_id),) = fact.parents["record"]
    oracle = world.oracle
    sees = oracle.can(user, object_name, "view") and oracle.sees(user, oracle.facts[object_name, record_id])
    query = f"{REQUESTS}?object={object_name}&id={record_id}"
    yield "GET /approvals/requests", Probe("GET", query, None, OK if sees else UNSEEN)
    body = {"comment": "why"}
    yield _request("comment"), Probe("POST", f"{path}/comment", body, one.read())
    for verb in ("urge", "withdraw", "resubmit"):
        sent = body if verb == "withdraw" else {}
        yield _request(verb), Probe("POST", f"{path}/{verb}", sent, one.his(NOT_APPLICANT))
    yield _request("cancel"), Probe("POST", f"{path}/cancel", body, one.administrators())
    yield _request("reroute"), Probe("POST", f"{path}/reroute", {**body, "step": 1}, one.administrators())


def _request(verb: str) -> str:
    return f"POST /approvals/requests/{{int:request_id}}/{verb}"


def of_post(world: World, user: int, fact: Fact) -> Iterator[tuple[str, Probe]]:
    yield (
        "GET /feed/posts/{int:post_id}",
        Probe("GET", f"/feed/posts/{fact.id}", None, world.oracle.answer(user, fact, "view", "view")),
    )


def probes(world: World, user: int) -> Iterator[tuple[str, Probe]]:
    """Of the requests, tasks and posts, one of each to which he stands in another way, by what he may and whether it is over."""
    for name, make in (("approval_request", of_request), ("approval_task", of_task), ("post", of_post)):
        found: dict[tuple[object, ...], list[tuple[str, Probe]]] = {}
        for fact in world.of(name):
            asked = list(make(world, user, fact))
            found.setdefault((bool(fact.asked), *(probe.expected for _route, probe in asked)), asked)
        for chosen in found.values():
            yield from chosen
