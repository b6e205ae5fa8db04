"""The declaration of the administration objects, whose records are ordinary records."""

from __future__ import annotations

from guike.platform.access.scope import scope_rule
from guike.platform.directory import base, reminder_rules, telling, validity
from guike.platform.directory.archives import CALENDAR_DAY, CURRENCY, EXCHANGE_RATE
from guike.platform.directory.definitions import DEFINITIONS
from guike.platform.directory.organisation import DEPARTMENT, HANDOVER_ENTRY, ROLE, USER
from guike.platform.directory.personal import USER_CREDIT, USER_TRAINING
from guike.platform.directory.shapes import saved_view_rule
from guike.platform.directory.trail import AUDIT_ENTRY
from guike.platform.jobs.registry import periodic
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import EVERYBODY, KEEP, VIEW
from guike.platform.org.signins import purge


def declare() -> None:
    """Register the objects and their place in the menu."""
    registry.area("admin", "管理后台", "Administration", "admin", 950)
    registry.add(
        DEPARTMENT,
        USER,
        USER_TRAINING,
        USER_CREDIT,
        HANDOVER_ENTRY,
        ROLE,
        CURRENCY,
        EXCHANGE_RATE,
        CALENDAR_DAY,
        *DEFINITIONS,
        AUDIT_ENTRY,
    )
    for name in ("department", "user", "currency", "exchange_rate", "calendar_day", "record_type"):
        registry.grant(name, {EVERYBODY: VIEW})
    registry.grant("saved_view", {EVERYBODY: KEEP})
    scope_rule("saved_view", saved_view_rule)
    telling.declare()
    base.declare()
    validity.declare()
    reminder_rules.declare()
    periodic("sign_ins.purge", "35 3 * * *", purge)
