"""Work lists of finance, and the notice that tells sales what became of a claim."""

from __future__ import annotations

from guike.domains.bank.telling import CLAIM
from guike.kernel.text import Text
from guike.platform.directory.reminding import ReminderPreset, reminder_preset
from guike.platform.notify.registry import notification_kind, work_list


def declare() -> None:
    """Register the work lists and the kind of notice."""
    work_list(
        "bank_claim.to_decide",
        Text("待确认的到款认领", "Claims of receipts to decide"),
        object="bank_claim",
        view="open",
        position=43,
        operation="accept",
    )
    work_list(
        "bank_receipt.unmatched",
        Text("待认领的到账", "Receipts that nobody claimed"),
        object="bank_receipt",
        view="unmatched",
        position=43,
    )
    notification_kind(CLAIM, Text("到款认领结果", "Claims of receipts"), Text("{text}", "{text}"))
    reminder_preset(
        ReminderPreset(
            "bank_receipt.unmatched",
            Text("到账无人认领", "Receipts that nobody claimed"),
            "bank_receipt",
            "received_on",
            days_after=(3,),
            filter={"field": "status", "op": "eq", "value": "unmatched"},
            is_workdays=True,
        )
    )
