"""Finance tells sales what became of a claim."""

from __future__ import annotations

from collections.abc import Iterable

from guike.domains.bank.models import BankClaim
from guike.kernel.text import Text
from guike.platform.notify.rendering import render_for
from guike.platform.notify.services import Notice, notify_many

CLAIM = "bank_claim.decided"
_TEXTS = {
    "accepted": Text(
        "您认领的到账已确认为 {account} 的回款", "What you claimed is confirmed as a payment of {account}"
    ),
    "refused": Text("您的到账认领未被采纳：{refuse_reason}", "Your claim was not taken: {refuse_reason}"),
}


def tell_claims(rows: Iterable[BankClaim], outcome: str) -> None:
    """The owner of each, once."""
    for row in rows:
        if row.owner_id is None:
            continue
        texts = render_for([row.owner_id], _TEXTS[outcome], "bank_claim", row.pk)
        notify_many(
            Notice(CLAIM, [user], "bank_claim", row.pk, outcome, {"text": text})
            for user, text in sorted(texts.items())
        )
