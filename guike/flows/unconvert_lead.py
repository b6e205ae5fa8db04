"""The action `unconvert`: opens a converted lead again, and on request deletes the records that the conversion
created."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction

from guike.kernel.errors import Refusal
from guike.kernel.states import Step
from guike.kernel.text import T, Text
from guike.platform.access.context import Context
from guike.platform.events.registry import fact
from guike.platform.events.services import emit, gathered
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import ActionSpec, spec_field
from guike.platform.records.reading import living
from guike.platform.records.shapes import RolledBack, value_before
from guike.platform.records.writing import record_change, record_delete

if TYPE_CHECKING:
    from guike.domains.leads.models import Lead

#: in which a lead can be converted
OPEN_STATES = ("unassigned", "pending", "following")
UNCONVERTED = fact("lead.unconverted", T("线索撤销转换", "Lead: conversion taken back"))
WHY = "what a conversion made is known by the lead that it names"


def lead_unconvert(ctx: Context, rows: Sequence[Lead], params: Mapping[str, Any]) -> list[Refusal | None]:
    """Take back the conversions of leads that the caller holds locked. Each by itself: one that fails changes nothing."""
    outcomes: list[Refusal | None] = []
    for row in rows:
        try:
            with transaction.atomic(), gathered():
                _unconvert(ctx, row, is_clearing=bool(params.get("delete_created")))
            outcomes.append(None)
        except Refusal as refusal:
            outcomes.append(refusal)
        except RolledBack as rolled:
            outcomes.append(rolled.outcomes[0].refusal)
    return outcomes


def _unconvert(ctx: Context, lead: Lead, *, is_clearing: bool) -> None:
    made = created_by(lead) if is_clearing else []
    values = {
        "status": _state_before(lead),
        "converted_at": None,
        "converted_account": None,
        "converted_contact": None,
        "converted_opportunity": None,
    }
    record_change(ctx, "lead", [(lead, values)], step="unconvert")
    for name, record_id in made:
        record_delete(ctx, name, [record_id], atomic=True)
    emit(UNCONVERTED, "lead", {"ids": [lead.pk], "deleted": [list(one) for one in made]})


def _state_before(lead: Lead) -> str:
    """The state that the conversion found; where that was not noted, or does not fit the owner that the lead has now,
    what its work so far says."""
    before = value_before("lead", lead.pk, "status", "converted")
    if before in OPEN_STATES and (before == "unassigned") is (lead.owner_id is None):
        return str(before)
    if lead.owner_id is None:
        return "unassigned"
    return "following" if lead.last_follow_up_at is not None else "pending"


def created_by(lead: Lead) -> list[tuple[str, int]]:
    """(object, id) of what the conversion made, in the order in which it can be deleted. What stood before stays: an
    account that was chosen, and the people in it."""
    opportunity = _of(lead, "opportunity", lead.converted_opportunity_id)
    account = _of(lead, "account", lead.converted_account_id)
    contact = [("contact", lead.converted_contact_id)] if account and lead.converted_contact_id else []
    return [*opportunity, *_standing(contact), *account]


def _of(lead: Lead, name: str, record_id: int | None) -> list[tuple[str, int]]:
    rows = living(catalogue().get(name)).system(reason=WHY)
    return [(name, record_id)] if record_id and rows.filter(pk=record_id, lead_id=lead.pk).exists() else []


def _standing(made: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    return [
        (name, record_id)
        for name, record_id in made
        if living(catalogue().get(name)).system(reason=WHY).filter(pk=record_id).exists()
    ]


def declare() -> None:
    """Register the action on leads."""
    registry.extend(
        "lead",
        steps=(
            Step(
                "unconvert",
                ("converted",),
                ("following", "pending", "unassigned"),
                reopens=True,
                in_path=False,
            ),
        ),
        actions=(
            ActionSpec(
                "unconvert",
                Text("撤销转换", "Take the conversion back"),
                lead_unconvert,
                operation="convert",
                danger=True,
                params=(
                    spec_field(
                        "boolean",
                        "delete_created",
                        "同时删除转换时新建的客户、联系人和商机",
                        "Also delete the account, contact and opportunity that the conversion made",
                        help=Text(
                            "其中任何一条还有订单等后续记录时，不会撤销，并说明原因；转换到已有客户的，该客户和其联系人保留",
                            "When one of them has orders or other records already, nothing is taken back and the reason is"
                            " given; an account that was there before stays with its contacts",
                        ),
                    ),
                ),
                confirm=Text(
                    "线索恢复为可跟进。跟进记录和附件都保留；不勾选下面的选项时，转换产生的客户、联系人和商机也保留，并仍注明来源线索。",
                    "The lead can be worked on again. Its follow-ups and files stay; unless you choose otherwise below, so do"
                    " the account, contact and opportunity, and they still name the lead they came from.",
                ),
                locks=("converted_opportunity", "converted_contact", "converted_account", "campaign"),
                done=Text(
                    "已撤销转换，线索可以继续跟进",
                    "The conversion is taken back; the lead can be worked on again",
                ),
            ),
        ),
    )
