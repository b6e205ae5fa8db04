"""Checks and states of campaigns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guike.kernel.errors import register
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.drafts import Draft
from guike.platform.records.rows import table
from guike.platform.records.services import record_change

register(
    {
        "campaign.member_nobody": T("请选择线索或联系人", "Choose a lead or a contact"),
        "campaign.first_state": T("新活动从“计划”开始", "A new campaign starts as planned"),
    }
)

Values = Mapping[str, Any]
#: what a member may be, the first one that is given names it
GUESTS = ("contact", "lead")


def campaign_prepare(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Starts as planned; the end is not before the start."""
    for draft in drafts:
        if draft.is_new and draft.get("status") is None:
            draft.set("status", "planned")
        elif draft.is_new and draft.get("status") != "planned" and not ctx.migration:
            draft.error("status", "campaign.first_state")
        start, end = draft.get("start_on"), draft.get("end_on")
        if start and end and end < start:
            draft.error("end_on", "before_start", start=draft.spec.by_name["start_on"].label)


def _set(ctx: Context, rows: Sequence[Any], status: str) -> list[None]:
    record_change(ctx, "campaign", [(row, {"status": status}) for row in rows], guarded=True)
    return [None for _row in rows]


def campaign_start(ctx: Context, rows: Sequence[Any], _params: Values) -> list[None]:
    """planned → running"""
    return _set(ctx, rows, "running")


def campaign_finish(ctx: Context, rows: Sequence[Any], _params: Values) -> list[None]:
    """running → finished"""
    return _set(ctx, rows, "finished")


def campaign_cancel(ctx: Context, rows: Sequence[Any], _params: Values) -> list[None]:
    """planned or running → cancelled"""
    return _set(ctx, rows, "cancelled")


def campaign_reopen(ctx: Context, rows: Sequence[Any], _params: Values) -> list[None]:
    """finished → running, cancelled → planned: back to where it most likely was."""
    changes = [(row, {"status": "running" if row.status == "finished" else "planned"}) for row in rows]
    record_change(ctx, "campaign", changes, guarded=True)
    return [None for _row in rows]


def member_label(row: Any) -> str:
    """What its lead or contact was called when it was chosen."""
    return str(row.label if row.guest is None else row.guest)


def member_prepare(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """A member is a lead or a contact, and is called like it."""
    for draft in drafts:
        if draft.get("lead") is None and draft.get("contact") is None:
            draft.error("lead", "campaign.member_nobody")
    labels = {name: _labels(name, {draft.get(name) for draft in drafts} - {None}) for name in GUESTS}
    for draft in drafts:
        if draft.is_new or draft.changed(*GUESTS):
            found = (labels[name].get(draft.get(name)) for name in GUESTS)
            draft.row.guest = next((label for label in found if label), "")


def _labels(object_name: str, ids: set[Any]) -> dict[int, str]:
    if not ids:
        return {}
    rows = table(catalogue().get(object_name)).system(
        reason="a reference's label belongs to the row that holds it"
    )
    return dict(rows.filter(pk__in=ids).values_list("pk", "label"))
