"""The declaration of the administration objects, whose records are ordinary records."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.access.scope import scope_rule
from guike.platform.directory import base, reminder_rules, telling, validity
from guike.platform.directory.archives import CALENDAR_DAY, CURRENCY, EXCHANGE_RATE
from guike.platform.directory.definitions import DEFINITIONS
from guike.platform.directory.organisation import DEPARTMENT, HANDOVER_ENTRY, ROLE, USER
from guike.platform.directory.personal import USER_CREDIT, USER_TRAINING
from guike.platform.directory.trail import AUDIT_ENTRY
from guike.platform.jobs.registry import periodic
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import EVERYBODY, KEEP, VIEW
from guike.platform.org.models import SignIn
from guike.platform.org.security import MAX_AGE_HOURS
from guike.platform.org.signins import purge
from guike.platform.retention.registry import keep_otherwise
from guike.platform.views.queries import own_or_shared


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
    scope_rule("saved_view", own_or_shared)
    telling.declare()
    base.declare()
    validity.declare()
    reminder_rules.declare()
    periodic("sign_ins.purge", "35 3 * * *", purge)
    keep_otherwise(
        "sign_ins",
        T("登录会话", "Sign-ins"),
        T(
            "谁从哪个地址、用什么浏览器登录，最后活动时间；登录历史在审计日志里，从不缩短",
            "Who is signed in from where with which browser, and was last seen when; the audit, never shortened, has the history",
        ),
        SignIn.objects.all,
        "created_at",
        key=MAX_AGE_HOURS,
        unit="hours",
    )
