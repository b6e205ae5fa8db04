"""Wires between packages that may not import one another, joined when the apps are loaded."""

from __future__ import annotations

from collections.abc import Sequence

from guike.platform.audit.services import AuditLine, audit_many
from guike.platform.currency.queries import set_base_currency
from guike.platform.events import registry as events
from guike.platform.settings import queries as settings
from guike.platform.settings.services import Change, on_changed


def _company_currency() -> str:
    return str(settings.get("company.base_currency"))


def _record_settings(actor_id: int | None, changes: Sequence[Change]) -> None:
    audit_many(
        actor_id,
        [
            AuditLine(
                "setting.change",
                detail={
                    "key": change.key,
                    "old": change.old,
                    "new": change.new,
                    "department": change.department_id,
                    "object": change.object_name,
                },
            )
            for change in changes
        ],
    )


def connect() -> None:
    """Join what the layers keep apart; called when every app is loaded, so registries close here."""
    on_changed(_record_settings)
    set_base_currency(_company_currency)
    events.freeze()
