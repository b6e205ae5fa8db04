"""Routes of records: one set for every object."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from guike.entry.api.answers import empty_answer, json_answer, read_object
from guike.entry.api.idempotency import keyed
from guike.entry.api.queries import check_params, query_of, query_of_url
from guike.kernel import limits
from guike.kernel.errors import BadRequest, FieldError, Invalid, Refusal, problem
from guike.kernel.numerals import whole
from guike.platform.access.context import Context
from guike.platform.approvals.flows import may_run
from guike.platform.approvals.queries import block, with_block
from guike.platform.audit import origin
from guike.platform.database import locks
from guike.platform.database.turns import take_turns
from guike.platform.exchange.reads import count_reads
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.actions import (
    find_action,
    record_action,
    record_action_on_selection,
    record_get,
    record_patch,
    record_upsert,
    upsert_turns,
)
from guike.platform.records.reading import ListQuery, record_aggregate, record_list, records_by_ids
from guike.platform.records.shapes import Outcome, RolledBack, Values, single
from guike.platform.records.writing import record_create, record_delete, record_restore

router = Router(tags=["records"])


def _ctx(request: HttpRequest) -> Context:
    return request.auth  # type: ignore[attr-defined, no-any-return]


def _int(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        raise Invalid([FieldError(name, "type.integer")])
    return value


@router.get("/{object_name}")
def list_records(request: HttpRequest, object_name: str) -> HttpResponse:
    """A page of records."""
    ctx = _ctx(request)
    return _page(ctx, object_name, query_of_url(request, ctx, object_name))


def _page(ctx: Context, object_name: str, query: ListQuery) -> HttpResponse:
    page = record_list(ctx, object_name, query)
    count_reads(ctx, object_name, page.items)
    return json_answer(page.as_dict())


@router.post("/{object_name}/query")
def query_records(request: HttpRequest, object_name: str) -> HttpResponse:
    """A page of records for a query in the JSON body."""
    ctx = _ctx(request)
    return _page(ctx, object_name, query_of(read_object(request), ctx, object_name))


@router.post("/{object_name}/aggregate")
def aggregate_records(request: HttpRequest, object_name: str) -> HttpResponse:
    """Groups and measures over the rows of a list."""
    ctx = _ctx(request)
    body = read_object(request)
    groups, measures = body.pop("groups", []), body.pop("measures", [])
    if not isinstance(groups, list) or not isinstance(measures, list):
        raise Invalid([FieldError("groups", "type.list")])
    groups = [{"field": g} if isinstance(g, str) else g for g in groups]
    query: ListQuery = query_of(body, ctx, object_name)
    return json_answer(record_aggregate(ctx, object_name, query, groups, measures))


@router.post("/{object_name}")
def create_record(request: HttpRequest, object_name: str) -> HttpResponse:
    """Create one record."""
    ctx = _ctx(request)

    def work() -> HttpResponse:
        outcome = single(record_create(ctx, object_name, [read_object(request)]))
        return json_answer(_written(ctx, object_name, outcome), 201)

    return keyed(request, ctx, work)


def _written(ctx: Context, object_name: str, outcome: Outcome) -> dict[str, Any]:
    """The record after the write; only its id when the writer may not see it (a lead put into a pool)."""
    assert outcome.id is not None
    found = records_by_ids(ctx, catalogue().get(object_name), [outcome.id])
    return found.get(outcome.id, {"id": outcome.id})


@router.get("/{object_name}/{int:record_id}")
def get_record(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """One record, with the actions and operations that apply now. `approval` stands where the object has approvals: how far
    the pending one is, null without one."""
    ctx = _ctx(request)
    check_params(request, frozenset({"fields"}))
    fields = [f.strip() for f in request.GET.get("fields", "").split(",") if f.strip()] or None
    record = record_get(ctx, object_name, record_id, fields)
    count_reads(ctx, object_name, [{"id": record_id}])
    spec = catalogue().get(object_name)
    if spec.has_approval and may_run(spec.name):
        record = with_block(ctx, record, block(ctx, spec, record_id))
    return json_answer(record)


@router.patch("/{object_name}/{int:record_id}")
def patch_record(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """Change one record; a stale `_version` (or If-Match) answers 409."""
    ctx = _ctx(request)
    values = read_object(request)
    match = request.META.get("HTTP_IF_MATCH", "").strip().strip('"')
    given = whole(match)
    if given is not None:
        values.setdefault("_version", given)
    if "_version" in values:
        _int("_version", values["_version"])
    outcome = single(record_patch(ctx, object_name, [{**values, "id": record_id}]))
    return json_answer(_written(ctx, object_name, outcome))


@router.delete("/{object_name}/{int:record_id}")
def delete_record(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """Move one record to the recycle bin."""
    single(record_delete(_ctx(request), object_name, [record_id]))
    return empty_answer()


@router.put("/{object_name}/external/{source}/{external_id}")
def upsert_record(request: HttpRequest, object_name: str, source: str, external_id: str) -> HttpResponse:
    """Create or update a record by its key in another system; a repeated call changes nothing more."""
    ctx = _ctx(request)
    values = {**read_object(request), "source_system": source, "external_id": external_id}
    outcome, created = record_upsert(ctx, object_name, values)
    return json_answer(_written(ctx, object_name, outcome), 201 if created else 200)


def _results(ctx: Context, outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [
        {
            "index": o.index,
            "id": o.id,
            "ok": o.ok,
            **({"error": problem(o.refusal, ctx.locale)} if o.refusal else {}),
            **({"result": o.answer} if o.answer else {}),
        }
        for o in outcomes
    ]


BULK_VERBS = ("create", "update", "upsert", "delete")


@router.post("/{object_name}/bulk")
def bulk_records(request: HttpRequest, object_name: str) -> HttpResponse:
    """Write up to 500 rows; each by itself unless "atomic"."""
    ctx = _ctx(request)
    body = read_object(request)
    verbs = [v for v in BULK_VERBS if v in body]
    if len(verbs) != 1 or set(body) - {*BULK_VERBS, "atomic", "key"}:
        raise BadRequest("request.bad", reason="exactly one of create, update, upsert, delete")
    rows = body[verbs[0]]
    if not isinstance(rows, list):
        raise Invalid([FieldError(verbs[0], "type.list")])
    if len(rows) > int(limits.BULK_ROWS):
        raise Invalid(
            [FieldError(verbs[0], "too_many_items", {"max": int(limits.BULK_ROWS), "count": len(rows)})]
        )
    atomic = body.get("atomic") is True

    def work() -> HttpResponse:
        try:
            outcomes = _bulk(ctx, object_name, verbs[0], rows, atomic)
        except RolledBack as rolled:
            outcomes = [
                Outcome(o.index, None, o.refusal or Refusal("bulk.rolled_back", status=409))
                for o in rolled.outcomes
            ]
        return json_answer({"results": _results(ctx, outcomes)})

    return keyed(request, ctx, work)


@locks.use_case
def _bulk(ctx: Context, object_name: str, verb: str, rows: list[Any], atomic: bool) -> list[Outcome]:
    with locks.whole(), origin.by("bulk"):
        return _bulk_written(ctx, object_name, verb, rows, atomic)


def _bulk_written(ctx: Context, object_name: str, verb: str, rows: list[Any], atomic: bool) -> list[Outcome]:
    if verb == "delete":
        return record_delete(ctx, object_name, [_int("delete", row) for row in rows], atomic=atomic)
    for index, row in enumerate(rows):
        if not isinstance(row, dict):
            raise Invalid([FieldError(f"{verb}[{index}]", "type.map")])
    if verb == "create":
        return record_create(ctx, object_name, rows, atomic=atomic)
    if verb == "update":
        for row in rows:
            _int("id", row.get("id"))
        return record_patch(ctx, object_name, rows, atomic=atomic)
    outcomes = []
    take_turns(upsert_turns(object_name, rows))
    for index, row in enumerate(rows):
        try:
            with locks.whole():
                outcome, _created = record_upsert(ctx, object_name, row)
            outcomes.append(Outcome(index, outcome.id))
        except Refusal as refusal:
            outcomes.append(Outcome(index, None, refusal))
    if atomic and not all(o.ok for o in outcomes):
        raise RolledBack(outcomes)
    return outcomes


def _act(ctx: Context, object_name: str, action_name: str, ids: list[int], params: Values) -> list[Outcome]:
    """Run an action; `restore` is the only one for records in the recycle bin."""
    if action_name == "restore":
        return record_restore(ctx, object_name, ids)
    return record_action(ctx, object_name, action_name, ids, params)


@router.post("/{object_name}/{int:record_id}/actions/{action_name}")
def act_on_record(request: HttpRequest, object_name: str, record_id: int, action_name: str) -> HttpResponse:
    """Run an action on one record; answers the changed record, or the result of the action."""
    ctx = _ctx(request)
    params = read_object(request, optional=True)

    def work() -> HttpResponse:
        outcome = single(_act(ctx, object_name, action_name, [record_id], params))
        if outcome.answer is not None:
            return json_answer(outcome.answer)
        return json_answer(_written(ctx, object_name, outcome))

    return keyed(request, ctx, work)


@router.post("/{object_name}/actions/{action_name}")
def act_on_records(request: HttpRequest, object_name: str, action_name: str) -> HttpResponse:
    """Run an action on many records: {"ids", "params"} → results; {"filter" or "view", "expected_count"} → a job."""
    ctx = _ctx(request)
    body = read_object(request)
    params = body.get("params") or {}
    if not isinstance(params, dict):
        raise Invalid([FieldError("params", "type.map")])
    run: Callable[[], HttpResponse]
    if "ids" in body:
        ids = _ids(body["ids"])

        def run() -> HttpResponse:
            with origin.by("bulk"):
                outcomes = _act(ctx, object_name, action_name, ids, params)
            return json_answer({"results": _results(ctx, outcomes)})
    else:
        spec = catalogue().get(object_name)
        ctx.require(object_name, find_action(spec, action_name).permission)
        expected = _int("expected_count", body.get("expected_count"))
        selection = {k: v for k, v in body.items() if k in ("filter", "view", "q")}
        query = query_of(selection, ctx, object_name)

        def run() -> HttpResponse:
            job = record_action_on_selection(ctx, object_name, action_name, query, expected, params)
            return json_answer({"job": job}, 202)

    return keyed(request, ctx, run)


def _ids(raw: Any) -> list[int]:
    if not isinstance(raw, list) or len(raw) > int(limits.BULK_ROWS):
        count = len(raw) if isinstance(raw, list) else 0
        raise Invalid([FieldError("ids", "too_many_items", {"max": int(limits.BULK_ROWS), "count": count})])
    return [_int(f"ids[{n}]", one) for n, one in enumerate(raw)]
