"""Checks of campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guike.kernel.errors import register
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.records.drafts import Draft

register({"campaign.member_nobody": T("请选择线索或联系人", "Choose a lead or a contact")})


def campaign_prepare(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """Starts as planned; the end is not before the start."""
    for draft in drafts:
        if draft.is_new and draft.get("status") is None:
            draft.set("status", "planned")
        start, end = draft.get("start_on"), draft.get("end_on")
        if start and end and end < start:
            draft.error("end_on", "before_start", start=draft.spec.by_name["start_on"].label)


def member_label(row: Any) -> str:
    """Its number; members are shown by their lead or contact."""
    return str(row.number)


def member_prepare(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """A member is a lead or a contact."""
    for draft in drafts:
        if draft.get("lead") is None and draft.get("contact") is None:
            draft.error("lead", "campaign.member_nobody")
