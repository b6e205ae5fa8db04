"""Writes of campaigns and their members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guike.domains.campaigns.models import Campaign, CampaignMember
from guike.kernel.errors import Refusal, register
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.types import TYPES
from guike.platform.records.reading import labels
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import record_change_each, record_create

register(
    {
        "campaign.member_nobody": T("请选择线索或联系人", "Choose a lead or a contact"),
    }
)


def campaign_prepare(_ctx: Context, drafts: Sequence[Draft[Campaign]]) -> None:
    """Refuse campaigns that end before they start."""
    for draft in drafts:
        start, end = draft.get("start_on"), draft.get("end_on")
        if start and end and end < start:
            draft.error("end_on", "before_start", start=draft.spec.by_name["start_on"].label)


def _take(ctx: Context, rows: Sequence[Campaign], step: str) -> list[Refusal | None]:
    return record_change_each(ctx, "campaign", [(row, {}) for row in rows], step=step)


def campaign_start(ctx: Context, rows: Sequence[Campaign], _params: Values) -> list[Refusal | None]:
    """planned → running"""
    return _take(ctx, rows, "start")


def campaign_finish(ctx: Context, rows: Sequence[Campaign], _params: Values) -> list[Refusal | None]:
    """running → finished"""
    return _take(ctx, rows, "finish")


def campaign_cancel(ctx: Context, rows: Sequence[Campaign], _params: Values) -> list[Refusal | None]:
    """planned or running → cancelled"""
    return _take(ctx, rows, "cancel")


def campaign_reopen(ctx: Context, rows: Sequence[Campaign], _params: Values) -> list[Refusal | None]:
    """finished → running, cancelled → planned: the most likely former state."""
    changes = [(row, {"status": "running" if row.status == "finished" else "planned"}) for row in rows]
    return record_change_each(ctx, "campaign", changes, step="reopen")


def campaign_create_activity(
    ctx: Context, rows: Sequence[Campaign], params: Values
) -> list[Refusal | Mapping[str, Any]]:
    """A planned market action about each campaign, made with the caller's rights. Answers
    `{"activity": {"id", "name"}}`."""
    return [_market_action(ctx, row, params) for row in rows]


def _market_action(ctx: Context, row: Campaign, params: Values) -> Refusal | Mapping[str, Any]:
    spec = catalogue().get("activity")
    given = {
        name: TYPES[spec.by_name[name].type].dump(spec.by_name[name], value)
        for name, value in params.items()
        if value is not None
    }
    about = {"purpose": "market", "related": [{"object": "campaign", "id": row.pk}]}
    (outcome,) = record_create(ctx, "activity", [{"kind": "meeting", "subject": row.label, **given, **about}])
    if outcome.refusal is not None:
        return outcome.refusal
    assert outcome.id is not None
    return {"activity": {"id": outcome.id, "name": labels(ctx, "activity", [outcome.id])[outcome.id]}}


def member_prepare(_ctx: Context, drafts: Sequence[Draft[CampaignMember]]) -> None:
    """A member is a lead or a contact."""
    for draft in drafts:
        if draft.get("lead") is None and draft.get("contact") is None:
            draft.error("lead", "campaign.member_nobody")
