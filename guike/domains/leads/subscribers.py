"""Reminders about leads, and their scheduled job."""

from __future__ import annotations

from guike.domains.leads.services import NEXT_CONTACT, lead_remind
from guike.kernel.text import Text
from guike.platform.jobs.registry import periodic
from guike.platform.notify.registry import notification_kind
from guike.platform.pools.subscribers import assigned_kind


def declare() -> None:
    """Register the kinds of reminders and the job that sends them."""
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
