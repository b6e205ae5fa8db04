"""The pool of money that nobody identified: whoever may claim sees it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.access.reasons import Arm, Rule
from guike.platform.metadata.spec import ObjectSpec

POOLED = Text(
    "尚未认领的到账，有认领权的人都能看到", "Nobody has identified the money: whoever may claim it sees it"
)


def pooled(ctx: Context, spec: ObjectSpec, action: str) -> Sequence[Rule]:
    """Receipts that wait, for whoever may enter a claim."""
    if spec.name != "bank_receipt" or action != "view" or not ctx.can("bank_claim", "create"):
        return ()
    waiting = Q(status="unmatched")
    return (Rule("bank.pool", POOLED, waiting, Arm(rest=waiting)),)
