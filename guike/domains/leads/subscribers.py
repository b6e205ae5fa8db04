"""Reminders and work lists about leads, and their scheduled job."""

from __future__ import annotations

from guike.domains.leads.services import NEXT_CONTACT, lead_remind
from guike.kernel.text import Text
from guike.platform.jobs.registry import periodic
from guike.platform.notify.registry import notification_kind, work_list
from guike.platform.pools.subscribers import assigned_kind


def declare() -> None:
    """Register the kinds of reminders, the job that sends them, and the work list of forgotten leads."""
    work_list(
        "lead.forgotten",
        Text("待跟进线索", "Leads to follow up"),
        object="lead",
        view="mine_forgotten",
        watches=("lead_pool", "activity"),  # a follow-up is an activity
        position=20,
    )
    work_list(
        "lead.forgotten_of_people",
        Text("部门待跟进线索", "Department's leads to follow up"),
        object="lead",
        view="forgotten_of_people",
        watches=("lead_pool", "activity"),
        position=50,
        for_leaders=True,
    )
    assigned_kind(
        "lead",
        Text("线索分配", "Leads assigned"),
        Text("“{pool}”有 {count} 条线索分配给您", "Leads assigned to you from “{pool}”: {count}"),
    )
    notification_kind(
        NEXT_CONTACT,
        Text("待联系线索", "Leads to contact"),
        Text("该联系线索“{name}”了", "It is time to contact the lead “{name}”"),
    )
    periodic("leads.remind", "*/5 * * * *", lead_remind)
