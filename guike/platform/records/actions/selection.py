"""Runs an action on all records that a filter selects, as a job in chunks, after a check of their number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from guike.kernel import limits
from guike.kernel.errors import Conflict, NotSignedIn
from guike.kernel.text import T
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context
from guike.platform.audit import origin
from guike.platform.jobs.errors import JobCancelledError
from guike.platform.jobs.registry import Run, job_kind
from guike.platform.jobs.services import start
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import begin_versions
from guike.platform.records.actions.running import find_action, parse_params, record_action
from guike.platform.records.reading import ListQuery, living_ids, record_count
from guike.platform.records.shapes import Outcome

KIND = "records.action"
TOLERANCE = 0.01
ERRORS_KEPT = 200


def record_action_on_selection(
    ctx: Context,
    object_name: str,
    action_name: str,
    query: ListQuery,
    expected: int,
    params: Mapping[str, Any],
) -> int:
    """Start the job and return its id. Conflict when the number of records differs from the expected one by more than
    one per cent."""
    spec = catalogue().get(object_name)
    parse_params(ctx, find_action(spec, action_name), params)
    actual, _exact = record_count(ctx, spec, query, exact=True)
    if abs(actual - expected) > TOLERANCE * max(expected, 1):
        raise Conflict("conflict.count_moved", expected=expected, actual=actual)
    ids = living_ids(ctx, spec, query, int(limits.IMPORT_ROWS))
    return start(
        KIND,
        {
            "object": object_name,
            "action": action_name,
            "ids": ids,
            "params": dict(params),
            **asked_by(ctx),
        },
        ctx.user_id,
        total=len(ids),
    )


def asked_by(ctx: Context) -> dict[str, Any]:
    """The part of a job's parameters that describes its caller, for `job_context`."""
    scopes = None if ctx.token_scopes is None else sorted(ctx.token_scopes)
    return {"locale": ctx.locale, "scopes": scopes}


def job_context(run: Run) -> Context:
    """The context of the user who started a job, with his present rights, limited to the scopes of the API key with
    which it was started."""
    begin_versions()
    actor = actor_of(run.created_by) if run.created_by is not None else None
    if actor is None:
        raise NotSignedIn
    scopes = run.params.get("scopes")
    return Context(
        actor,
        run.params["locale"],
        request_id=f"{origin.JOB}{run.id}",
        token_scopes=None if scopes is None else frozenset(scopes),
    )


def run_selection(run: Run) -> dict[str, Any]:
    """Run the job in chunks, each in a transaction of its own; a restarted job continues after the last finished
    chunk."""
    params = run.params
    ctx = job_context(run)
    ids, state = params["ids"], {"at": 0, "ok": 0, "errors": [], **run.state}
    step = int(limits.CHUNK_ROWS)
    while state["at"] < len(ids):
        if run.cancelled():
            raise JobCancelledError
        chunk = ids[state["at"] : state["at"] + step]
        with transaction.atomic():
            outcomes = record_action(ctx, params["object"], params["action"], chunk, params["params"])
            state = {
                "at": state["at"] + len(chunk),
                "ok": state["ok"] + sum(o.ok for o in outcomes),
                "errors": [*state["errors"], *(_error(ctx, o) for o in outcomes if o.refusal)],
            }
            run.save_state(state)
        run.progress(state["at"], len(ids), len(state["errors"]))
    return {"ok": state["ok"], "failed": len(state["errors"]), "errors": state["errors"][:ERRORS_KEPT]}


def _error(ctx: Context, outcome: Outcome) -> dict[str, Any]:
    assert outcome.refusal is not None
    return {"id": outcome.id, "code": outcome.refusal.code, "message": outcome.refusal.message(ctx.locale)}


def declare() -> None:
    """Register the kind of job."""
    job_kind(KIND, run_selection, label=T("批量操作", "Bulk action"), source="bulk")
