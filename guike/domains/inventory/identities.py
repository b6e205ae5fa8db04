"""What must hold of documents of the stock and of the moves that they made."""

from __future__ import annotations

from django.db.models import Q

from guike.kernel.text import T
from guike.platform.integrity.registry import SumOf, identity

_MOVED = SumOf("stock_move", "change_qty", "document")
_LINES = SumOf("stock_document_line", "base_qty", "document")


def declare() -> None:
    """Register them. What a count or an adjustment moves depends on what the books said, which its moves alone tell."""
    identity(
        "stock_document.out",
        "stock_document",
        T("出库单：流水 + 明细 = 0", "Issues: moves + lines = 0"),
        (_MOVED, _LINES),
        (),
        Q(kind="issue", status="posted"),
    )
    identity(
        "stock_document.in",
        "stock_document",
        T("入库单：流水 = 明细之和", "Receipts: moves = lines"),
        _MOVED,
        _LINES,
        Q(kind="receipt", status="posted"),
    )
    identity(
        "stock_document.nothing",
        "stock_document",
        T(
            "调拨、已作废与草稿单据：流水合计为 0",
            "Transfers, drafts and cancelled documents: their moves sum to 0",
        ),
        _MOVED,
        (),
        Q(kind="transfer") | Q(status__in=("draft", "cancelled")),
    )
