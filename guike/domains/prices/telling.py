"""Answers about prices as JSON: kept with a line, and served by the API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from guike.domains.prices.rules import Answer, Candidate, Change, Entry
from guike.kernel.limits import PRICE_CANDIDATES


def reasons(answer: Answer) -> dict[str, Any]:
    """{"price", "source", "book", "entry", "candidates": [{"source", "book", "price", "from_quantity", "unit", "why_not",
    "change": {"field", "value"}}]}; amounts as text, units by id."""
    return {
        "price": _text(answer.price),
        "source": answer.source,
        "book": answer.book.name if answer.book else None,
        "entry": answer.entry.id if answer.entry else None,
        "candidates": [_candidate(one) for one in _shown(answer)],
    }


def _shown(answer: Answer) -> list[Candidate]:
    """As many as anybody reads, the one that gave the price among them."""
    limit = int(PRICE_CANDIDATES)
    shown = list(answer.candidates[:limit])
    won = [one for one in answer.candidates[limit:] if one.why_not is None]
    return shown[: limit - 1] + won if won else shown


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        "source": one.source,
        "book": one.book.name if one.book else None,
        "price": _text(one.price),
        **_terms(one.entry),
        "why_not": one.why_not,
        "change": _change(one.change) if one.change else None,
    }


def _terms(entry: Entry | None) -> dict[str, Any]:
    if entry is None:
        return {"from_quantity": None, "unit": None, "discount_rate": None}
    return {
        "from_quantity": _text(entry.min_quantity) if entry.min_quantity else None,
        "unit": entry.unit,
        "discount_rate": _text(entry.discount_rate),
    }


def _change(change: Change) -> dict[str, Any]:
    value = change.value
    return {
        "field": change.field,
        "value": _text(value)
        if isinstance(value, Decimal)
        else value.isoformat()
        if isinstance(value, date)
        else value,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")
