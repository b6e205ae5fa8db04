"""Approvals for the company of the matrix: requests that wait, are decided, were handed on or came to a substitute, and who
was given one to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guike.platform.approvals import services
from guike.platform.approvals.models import ApprovalReader, ApprovalRequest, ApprovalTask
from guike.platform.org.models import User
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.actions import record_action
from guike.platform.records.shapes import single
from tests.access_matrix.oracle import Fact
from tests.support.company import WHY, ctx_of, make


@dataclass(frozen=True)
class Scene:
    """A record that its applicant submits. ask: whom its definition asks; cc: to whom it gives it; then what they do: `+name`
    approves, `-name` rejects, `name>other` hands it on. away: who is absent when it is submitted, and who stands in for him."""

    ask: Sequence[str] = ()
    cc: Sequence[str] = ()
    acts: Sequence[str] = ()
    away: tuple[str, str] | None = None


def define(
    admin: int, object_name: str, name: str, scene: Scene, users: Mapping[str, int], where: Any
) -> None:
    """A published definition for the records of which a filter holds: everybody named has to agree, one after the other."""
    entries = [{"kind": "user", "value": users[one]} for one in scene.cc]
    steps = [
        {
            "name": one,
            "approvers": [{"kind": "user", "value": users[one]}],
            "cc": entries if number == 0 else [],
        }
        for number, one in enumerate(scene.ask)
    ]
    row = make(
        "approval_definition", name=f"{object_name} {name}", object=object_name, filter=where, fallback=admin, steps=steps,
        same_previous="ask", same_round="ask",
    )  # fmt: skip
    single(record_action(ctx_of(admin), "approval_definition", "publish", [row.pk], {}))
    bump(metadata=True)
    begin_versions()


def play(scene: Scene, users: Mapping[str, int], by: int, fact: Fact) -> None:
    """The applicant submits the record of a fact, and people do what the scene says."""
    if scene.away:
        _away(users[scene.away[0]], users[scene.away[1]])
    single(record_action(ctx_of(by), fact.object, "submit", [fact.id], {}))
    if scene.away:
        _away(users[scene.away[0]], None)
    for act in scene.acts:
        _act(act, users, fact)
    remember(fact)


def _away(user: int, substitute: int | None) -> None:
    rows = User.objects.system(reason=WHY).filter(pk=user)
    rows.update(substitute_id=substitute, absent_until_on="2999-12-31" if substitute else None)
    bump(permission=True)
    begin_versions()


def _open_task(fact: Fact, user: int) -> int:
    rows = ApprovalTask.objects.system(reason=WHY).filter(
        object=fact.object, record_id=fact.id, status="open"
    )
    found: int = rows.get(approver_id=user).pk
    return found


def _act(act: str, users: Mapping[str, int], fact: Fact) -> None:
    if act[0] in "+-":
        user = users[act[1:]]
        decide: Any = services.approve if act[0] == "+" else services.reject
        decide(ctx_of(user), _open_task(fact, user), comment="why")
        return
    user, other = (users[one] for one in act.split(">"))
    services.transfer(ctx_of(user), _open_task(fact, user), other)


def remember(fact: Fact) -> None:
    """What the oracle needs to know of the record: who has to decide about it now, and to whom it was given."""
    tasks = ApprovalTask.objects.system(reason=WHY).filter(
        object=fact.object, record_id=fact.id, status="open"
    )
    fact.asked = frozenset(tasks.values_list("approver_id", flat=True))
    pending = ApprovalRequest.objects.system(reason=WHY).filter(
        object=fact.object, record_id=fact.id, status="pending"
    )
    fact.applicant = pending.values_list("applicant_id", flat=True).first()
    given = ApprovalReader.objects.filter(object=fact.object, record_id=fact.id)
    fact.given = frozenset(given.values_list("user_id", flat=True))


def request_facts(fact: Fact) -> list[Fact]:
    """The request about a record and its tasks, as facts: whoever takes or took part in it sees both."""
    request = ApprovalRequest.objects.system(reason=WHY).get(object=fact.object, record_id=fact.id)
    rows = list(ApprovalTask.objects.system(reason=WHY).filter(request=request))
    part = {one for row in rows for one in (row.approver_id, row.acting_for_id) if one}
    everybody = frozenset({*part, *fact.given, request.applicant_id or 0})
    about = {"record": (fact.key,)}
    found = [Fact("approval_request", request.pk, request.applicant_id, parents=about, audience=everybody)]
    found += [
        Fact(
            "approval_task",
            row.pk,
            row.approver_id,
            parents=about,
            audience=everybody,
            asked=frozenset([row.approver_id]) if row.status == "open" and row.approver_id else frozenset(),
        )
        for row in rows
    ]
    return found
