"""The template of custom objects, and the actions of every object with an owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guike.kernel.errors import FieldError, Invalid
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import AccessSpec, ActionSpec, ObjectSpec, spec_field
from guike.platform.org.queries import directory
from guike.platform.records.actions import selection
from guike.platform.records.models import CustomRecord
from guike.platform.records.upkeep import nightly as upkeep
from guike.platform.records.upkeep import recompute, reshaping
from guike.platform.records.writing import naming, record_change

#: module of a custom object → groups of the menu that show it
MENU_GROUPS = {
    "marketing": "marketing",
    "sales": "sales",
    "service": "service",
    "marketing_service": "marketing service",
}


def record_transfer(ctx: Context, object_name: str, rows: Sequence[Any], owner: int) -> list[None]:
    """Give records another owner; the department follows the new owner. Invalid for a user who cannot own records."""
    person = directory().people[owner]
    if not person.is_salesperson and not catalogue().get(object_name).access.any_owner:
        raise Invalid([FieldError("owner", "owner.not_salesperson", {"name": person.name})])
    record_change(ctx, object_name, [(row, {"owner": owner}) for row in rows])
    return [None for _row in rows]


def transfer_action(spec: ObjectSpec) -> tuple[ActionSpec, ...]:
    """`transfer(owner)` for every object with an owner."""
    if spec.access.kind != "owned" or spec.is_line or spec.ledger is not None:
        return ()

    def run(ctx: Context, rows: Sequence[Any], params: Mapping[str, Any]) -> list[None]:
        return record_transfer(ctx, spec.name, rows, params["owner"])

    return (
        ActionSpec(
            "transfer",
            Text("更换负责人", "Transfer"),
            run,
            params=(spec_field("user", "owner", "新负责人", "New owner", required=True),),
            when={"field": "owner", "op": "is_not_empty"},
            when_text=Text("尚无负责人，请使用分配或领取", "it has no owner yet; assign or claim it"),
            done=Text("已更换负责人", "Transferred"),
        ),
    )


def declare() -> None:
    """Register the template, common verbs and the job of bulk actions."""
    registry.add(
        ObjectSpec(
            name="custom_record",
            model=CustomRecord,
            label=Text("自定义对象", "Custom object"),
            plural=Text("自定义对象", "Custom objects"),
            fields=(),
            area="custom_sales",
            access=AccessSpec(kind="owned"),
            has_money=True,
        )
    )
    for module, groups in MENU_GROUPS.items():
        registry.area(f"custom_{module}", "自定义对象", "Custom objects", groups, 900)
    registry.common_actions.append(transfer_action)
    selection.declare()
    recompute.declare()
    reshaping.declare()
    upkeep.declare()
    naming.declare()
