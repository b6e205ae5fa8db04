"""Changes of what was approved. Such a change is tried, the definitions judge the record as it would become, and what nobody
has to decide stays. Otherwise everything is taken back: the record stands as it was approved, and the change waits with a
request, which shows what it would do and does exactly that in the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from guike.platform.access.context import Context
from guike.platform.approvals.effects import is_decided
from guike.platform.approvals.errors import ApprovalRefused
from guike.platform.approvals.flows import Published
from guike.platform.approvals.foreseeing import becoming, demanded, difference, picture
from guike.platform.approvals.matching import definition_for, must_be_decided, returned
from guike.platform.approvals.rules import WHOLE
from guike.platform.approvals.services import ask, go_on
from guike.platform.approvals.store import requests
from guike.platform.database.locks import whole
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.locking import lock
from guike.platform.records.writing import record_change


def propose(
    ctx: Context,
    object_name: str,
    row: Any,
    action: str,
    params: Mapping[str, Any],
    write: Callable[[], None],
) -> bool:
    """Let an action change a locked record that was approved, by `write`; `params` are those of the action, to do it again.
    Whether it was done at once. ApprovalRefused `approval.running` while people decide about the record."""
    if is_decided():
        write()
        return True
    spec = catalogue().get(object_name)
    going_on = returned(object_name, [row.pk]).get(row.pk)
    if (
        going_on is None
        and requests().filter(object=object_name, record_id=row.pk, status="pending").exists()
    ):
        raise ApprovalRefused("approval.running")
    with whole():
        before = picture(spec, row.pk)
        write()
        foreseen = difference(before, picture(spec, row.pk))
        if foreseen:
            foreseen["demands"] = demanded(spec, row.pk)
        found = _wanted(spec, row, action, foreseen)
        if found is None and going_on is None:
            if must_be_decided(spec, becoming(spec, row, foreseen)):
                raise ApprovalRefused("approval.nobody_decides")
            return True
        transaction.set_rollback(True)
    asked = {"trigger": "action", "action": action, "params": dict(params), "foreseen": foreseen}
    if going_on is not None:
        _mend(ctx, going_on, asked)
    elif found is not None:
        ask(ctx, spec, row, found, asked)
    return False


def _wanted(spec: ObjectSpec, row: Any, action: str, foreseen: Mapping[str, Any]) -> Published | None:
    """The definition for the record as a whole, for a change of these fields, or for the action: the first that holds."""
    stands = becoming(spec, row, foreseen)
    changed = foreseen.get("record", {})
    return definition_for(spec, stands, (*WHOLE, "change", "action"), action=action, fields=changed)


def _mend(ctx: Context, request_id: int, asked: Mapping[str, Any]) -> None:
    """What was returned to its applicant is asked for anew, with other values."""
    lock({"approval_request": [request_id]})
    request = requests().get(pk=request_id)
    if request.action != asked["action"]:
        raise ApprovalRefused("approval.running")
    record_change(
        ctx, "approval_request", [(request, {"params": asked["params"], "foreseen": asked["foreseen"]})]
    )
    go_on(ctx, request_id)
