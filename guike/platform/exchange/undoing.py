"""Undoes an import: created records are deleted, updated records get their old values again, but only records that
nobody has changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from guike.kernel.errors import Refusal
from guike.kernel.limits import CHUNK_ROWS
from guike.kernel.text import Text
from guike.platform.access.context import Context, system_context
from guike.platform.exchange.adding import beside_told
from guike.platform.exchange.errors import ImportRefused
from guike.platform.exchange.matching import versions_of
from guike.platform.exchange.models import Import, ImportRow
from guike.platform.exchange.options import as_sent
from guike.platform.exchange.results import WRITTEN
from guike.platform.jobs.errors import JobCancelledError
from guike.platform.jobs.registry import Run
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import begin_versions
from guike.platform.records.actions import job_context
from guike.platform.records.reading import living
from guike.platform.records.writing import record_delete, record_update
from guike.platform.settings.queries import snapshot

KIND = "exchange.undo"
WHY = "which of an import's records still stand"
KEPT = 500  # rows that could not be undone and are reported
TRIED = 1_000  # the largest import whose undo is tried as a preview, which locks its rows for a second or two
DELETED, RESTORED, LEFT = "deleted", "restored", "kept"


def run_undo(run: Run) -> dict[str, Any]:
    """The job: {"deleted", "restored", "kept", "problems": [{"row", "id", "message"}]}, with "beside": {object: how many were
    deleted} where the import created such."""
    row = Import.objects.get(job_id=run.params["import"])
    asking = job_context(run)
    asking.require(row.object, "import")
    ctx = _for_undoing(asking)
    spec = catalogue().get(row.object)
    state: dict[str, Any] = {DELETED: 0, RESTORED: 0, LEFT: 0, "problems": [], **run.state}
    rows = _to_undo(row)
    while chunk := list(rows.order_by("-number")[: int(CHUNK_ROWS)]):
        if run.cancelled():
            raise JobCancelledError(state)
        with snapshot(), transaction.atomic():
            state = _undo_rows(ctx, spec, _last_of_each(chunk), state)
            run.save_state(state)
        run.progress(state[DELETED] + state[RESTORED] + state[LEFT], errors=state[LEFT])
    with snapshot(), transaction.atomic():
        return _undo_made(asking, ctx, row, state)


def _undo_made(asking: Context, ctx: Context, row: Import, state: dict[str, Any]) -> dict[str, Any]:
    """Also delete records and options that were created for the rows, unless something else uses them by now."""
    problems = list(state["problems"])
    gone = stays = 0
    for made in row.made:
        refusal = _undo_option(asking, made) if "code" in made else _undo_record(ctx, made)
        if refusal is None:
            gone += 1
        else:
            stays += 1
            problems.append(
                {"row": made.get("row", 0), "id": made["id"], "message": refusal.message(ctx.locale)}
            )
    if not row.made:
        return state
    return {**state, "made_deleted": gone, "made_kept": stays, "problems": problems[:KEPT]}


def _undo_record(ctx: Context, made: Mapping[str, Any]) -> Refusal | None:
    (outcome,) = record_delete(ctx, made["object"], [made["id"]])
    return outcome.refusal


def _undo_option(ctx: Context, made: Mapping[str, Any]) -> Refusal | None:
    """Deactivate an option, so that it stays readable in deleted records."""
    holder, name = made["field"]
    spec = catalogue().objects.get(holder)
    item = spec.by_name.get(name) if spec else None
    if spec is None or item is None:
        return None
    column = f"custom__{item.name}" if item.custom else item.attname
    way = "contains" if item.type == "multi_choice" else "exact"
    value: Any = [made["code"]] if item.type == "multi_choice" else made["code"]
    if living(spec).system(reason=WHY).filter(**{f"{column}__{way}": value}).exists():
        label = next(
            (c.label for c in item.choices if c.code == made["code"]), Text(made["code"], made["code"])
        )
        return ImportRefused("import.option_used", value=label)
    choices = [as_sent(c, is_active=False) if c.code == made["code"] else as_sent(c) for c in item.choices]
    try:
        (outcome,) = record_update(ctx, made["object"], [{"id": made["id"], "choices": choices}])
    except Refusal as refusal:
        return refusal
    begin_versions()
    return outcome.refusal


def undo_foreseen(ctx: Context, row: Import) -> dict[str, Any]:
    """The effect of undoing an import: {"deleted", "restored", "kept", "reasons": [{"message", "count"}], "beside",
    "exact"}.

    Up to a thousand rows the undo is tried and rolled back, so every refusal is known. With more rows only records that
    were changed since are counted; then `exact` is false, and more records may be kept.
    """
    rows = _to_undo(row)
    exact = rows.count() <= TRIED
    state = _tried(ctx, row) if exact else _compared(ctx, row)
    told = Counter(problem["message"] for problem in state["problems"])
    reasons = [{"message": message, "count": count} for message, count in told.most_common()]
    beside = beside_told(row.beside, state.get("beside", row.beside), ctx.locale)
    counts = {name: state[name] for name in (DELETED, RESTORED, LEFT)}
    return {**counts, "beside": beside, "reasons": reasons, "exact": exact}


def _to_undo(row: Import) -> QuerySet[ImportRow]:
    wrote = Q(outcome__in=WRITTEN) | Q(beside__isnull=False)
    return ImportRow.objects.filter(wrote, run=row.job_id, undone="")


def _tried(asking: Context, row: Import) -> dict[str, Any]:
    ctx, spec = _for_undoing(asking), catalogue().get(row.object)
    state: dict[str, Any] = {DELETED: 0, RESTORED: 0, LEFT: 0, "problems": []}
    with snapshot(), transaction.atomic():
        while chunk := list(_to_undo(row).order_by("-number")[: int(CHUNK_ROWS)]):
            state = _undo_rows(ctx, spec, _last_of_each(chunk), state)
        transaction.set_rollback(True)
    return state


def _compared(ctx: Context, row: Import) -> dict[str, Any]:
    state: dict[str, Any] = {DELETED: 0, RESTORED: 0, LEFT: 0, "problems": []}
    spec = catalogue().get(row.object)
    changed = {"message": ImportRefused("import.changed_since", name=spec.label).message(ctx.locale)}
    facts = (
        _to_undo(row)
        .filter(outcome__in=WRITTEN)
        .order_by("-number")
        .values_list("number", "record_id", "version", "outcome")
    )
    last: dict[int | None, bool] = {}
    stored = facts.iterator(chunk_size=int(CHUNK_ROWS))
    while chunk := list(islice(stored, int(CHUNK_ROWS))):
        versions = versions_of(spec, [record_id or 0 for _number, record_id, _version, _outcome in chunk])
        for _number, record_id, version, outcome in chunk:
            stands = last.setdefault(record_id, versions.get(record_id or 0) == version)
            name = (DELETED if outcome == ImportRow.CREATED else RESTORED) if stands else LEFT
            state[name] += 1
            if not stands:
                state["problems"].append(changed)
    return state


def _for_undoing(asking: Context) -> Context:
    """The importer's context without his scope, because the importer may undo a lead that he can no longer see in its
    pool."""
    everything = system_context().actor
    return replace(asking, actor=replace(everything, user_id=asking.user_id))


def _last_of_each(rows: Sequence[ImportRow]) -> list[ImportRow]:
    """The last row of each record; an earlier row of the same record waits for the next round."""
    found: dict[int | None, ImportRow] = {}
    for row in rows:
        found.setdefault(row.record_id, row)
    return list(found.values())


def _undo_rows(
    ctx: Context, spec: ObjectSpec, rows: Sequence[ImportRow], state: dict[str, Any]
) -> dict[str, Any]:
    state = _undo_beside(ctx, rows, state)
    ImportRow.objects.filter(pk__in=[row.pk for row in rows if row.outcome not in WRITTEN]).update(
        undone=DELETED
    )
    rows = [row for row in rows if row.outcome in WRITTEN]
    ids = [row.record_id for row in rows if row.record_id is not None]
    alive = living(spec).system(reason=WHY).filter(pk__in=ids).order_by("pk")
    standing = {one.pk: one for one in alive.select_for_update(no_key=True, of=("self",))}
    versions = versions_of(spec, ids)
    results: dict[int, tuple[str, Refusal | None]] = {}
    unchanged = []
    for row in rows:
        if row.record_id in standing and versions.get(row.record_id or 0) == row.version:
            unchanged.append(row)
        else:
            results[row.pk] = (LEFT, _changed_since(spec, standing.get(row.record_id or 0)))
    created = [row for row in unchanged if row.outcome == ImportRow.CREATED]
    updated = [row for row in unchanged if row.outcome == ImportRow.UPDATED]
    if created:
        outcomes = record_delete(
            ctx, spec.name, [row.record_id for row in created if row.record_id is not None]
        )
        for row, outcome in zip(created, outcomes, strict=True):
            results[row.pk] = (LEFT, outcome.refusal) if outcome.refusal else (DELETED, None)
    if updated:
        outcomes = record_update(ctx, spec.name, _former(spec, updated))
        for row, outcome in zip(updated, outcomes, strict=True):
            results[row.pk] = (LEFT, outcome.refusal) if outcome.refusal else (RESTORED, None)
    return _count_results(spec, rows, results, state, ctx.locale)


def _undo_beside(ctx: Context, rows: Sequence[ImportRow], state: dict[str, Any]) -> dict[str, Any]:
    """Delete the second records before the rows' own records, because a record with children cannot be deleted. Second
    records that were changed since stay and are reported."""
    made = [(row, one) for row in rows for one in row.beside or ()]
    gone, problems = Counter(state.get("beside", {})), list(state["problems"])
    for name in dict.fromkeys(one["object"] for _row, one in made):
        spec = catalogue().get(name)
        mine = [(row, one) for row, one in made if one["object"] == name]
        ids = [one["id"] for _row, one in mine]
        versions = versions_of(spec, ids)
        alive = living(spec).system(reason=WHY).filter(pk__in=ids).order_by("pk")
        standing = {one.pk: one for one in alive.select_for_update(no_key=True, of=("self",))}
        same = [i["id"] for _r, i in mine if i["id"] in standing and versions.get(i["id"]) == i["version"]]
        outcomes = dict(zip(same, record_delete(ctx, name, same) if same else (), strict=True))
        for row, one in mine:
            outcome = outcomes.get(one["id"])
            refusal = outcome.refusal if outcome else _changed_since(spec, standing.get(one["id"]))
            if refusal is None:
                gone[name] += 1
            elif len(problems) < KEPT:
                problems.append({"row": row.number, "id": one["id"], "message": refusal.message(ctx.locale)})
    if not made:
        return state
    return {**state, "beside": dict(gone), "problems": problems}


def _changed_since(spec: ObjectSpec, row: Any) -> ImportRefused:
    """The reason why a record is kept: its closed state, else that it was changed."""
    if row is None:
        return ImportRefused("import.gone_since")
    state = spec.by_name[spec.states.field].choice(getattr(row, spec.states.field)) if spec.states else None
    if state is not None and state.closed:
        return ImportRefused("import.moved_on", name=row.label, state=state.label)
    return ImportRefused("import.changed_since", name=row.label)


def _former(spec: ObjectSpec, rows: Sequence[ImportRow]) -> list[dict[str, Any]]:
    """The former values of the records; a line that the import removed is created again."""
    former: list[dict[str, Any]] = [{**(row.old or {}), "id": row.record_id} for row in rows]
    for lines, line in catalogue().lines_of(spec.name):
        holding = [(values, row) for values, row in zip(former, rows, strict=True) if lines.name in values]
        ids = {one.get("id") for values, _row in holding for one in values[lines.name]}
        alive = living(line).system(reason=WHY).filter(pk__in=ids - {None}) if holding else []
        standing = {one.pk for one in alive}
        for values, row in holding:
            values["_version"] = row.version
            values[lines.name] = [
                one if one.get("id") in standing else {n: v for n, v in one.items() if n != "id"}
                for one in values[lines.name]
            ]
    return former


def _count_results(
    spec: ObjectSpec,
    rows: Sequence[ImportRow],
    results: dict[int, tuple[str, Refusal | None]],
    state: dict[str, Any],
    locale: str,
) -> dict[str, Any]:
    """Mark the rows as undone and count them."""
    problems = list(state["problems"])
    for name in (DELETED, RESTORED, LEFT):
        mine = [row.pk for row in rows if results[row.pk][0] == name]
        ImportRow.objects.filter(pk__in=mine).update(undone=name)
        state = {**state, name: state[name] + len(mine)}
    _follow(spec, [row for row in rows if results[row.pk][0] == RESTORED])
    for row in rows:
        refusal = results[row.pk][1]
        if refusal is not None and len(problems) < KEPT:
            problems.append({"row": row.number, "id": row.record_id, "message": refusal.message(locale)})
    return {**state, "problems": problems}


def _follow(spec: ObjectSpec, restored: Sequence[ImportRow]) -> None:
    """Set the new version on earlier rows of restored records in the same import."""
    if not restored:
        return
    ids = [row.record_id for row in restored if row.record_id is not None]
    earlier = list(ImportRow.objects.filter(run=restored[0].run, record_id__in=ids, undone=""))
    versions = versions_of(spec, ids) if earlier else {}
    for row in earlier:
        row.version = versions.get(row.record_id or 0)
    ImportRow.objects.bulk_update(earlier, ["version"], batch_size=int(CHUNK_ROWS))
