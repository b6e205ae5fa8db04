"""The door of prices for documents and the API: what something costs and why, and what is sold to whom."""

from __future__ import annotations

from guike.domains.prices.asking import Sale, answers, has_books, item_of
from guike.domains.prices.books import Asker
from guike.domains.prices.explaining import Asked, AskedLine, explain, sellable_filter
from guike.domains.prices.limits import Bargain, judge, kept_part, limits_of, needs_cost
from guike.domains.prices.ranges import has_ranges, unsellable
from guike.domains.prices.rules import Answer, Question
from guike.domains.prices.telling import reasons

__all__ = [
    "Answer",
    "Asked",
    "AskedLine",
    "Asker",
    "Bargain",
    "Question",
    "Sale",
    "answers",
    "explain",
    "has_books",
    "has_ranges",
    "item_of",
    "judge",
    "kept_part",
    "limits_of",
    "needs_cost",
    "reasons",
    "sellable_filter",
    "unsellable",
]
