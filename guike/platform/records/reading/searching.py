"""`kernel.searching` in SQL: the rows that a search finds, and those whose name is exactly the search."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, Expression, F, IntegerField, Q, TextField, Value

from guike.kernel.caches import own_cache
from guike.kernel.searching import LABEL, lines_of, mark_of, sought
from guike.platform.access.context import Context
from guike.platform.database import statements
from guike.platform.database.composing import GivenTexts
from guike.platform.filters.caller import UNREADABLE, is_label_told
from guike.platform.filters.expressions import AmongRows, Const, Typed, like, test
from guike.platform.filters.order import SortKey
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.reading.rows import living, visible

WHY = "rows that hold some words, of which those in scope are chosen"
#: path of the sort key by which rows with exactly the typed name come first
NAMED = "=q"
#: a gram that more than this share of the rows have is common
COMMON = 0.002
#: so many rows with exactly the typed name come first, the newest of them
MOST_NAMED = 100
#: seconds for which the list of common grams is cached
KNOWN_FOR = 600.0
_COMMON = (
    "SELECT e.gram FROM pg_stats AS s,"
    " unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS e(gram, share)"
    " WHERE s.schemaname = current_schema() AND s.attname = 'search_grams' AND s.tablename = $1"
    " AND e.gram IS NOT NULL AND e.share > $2::real"
)

_common: dict[str, tuple[float, frozenset[str]]] = {}
own_cache(
    "platform.records.reading.searching.common",
    key="the name of a table",
    stale=f"{KNOWN_FOR:.0f} seconds after it was read, noted beside the entry",
    limit=None,
    size=lambda: len(_common),
    clear=_common.clear,
)


class Texts(Value):
    """Texts that differ with each search; they stay a list until the statement is composed."""

    def __init__(self, texts: GivenTexts) -> None:
        super().__init__(texts, output_field=ArrayField(TextField()))

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:
        return "%s::text[]", [self.value]


class Late:
    """An expression that is made only when a statement is composed, because most statements were composed before."""

    def __init__(self, make: Callable[[], Expression]) -> None:
        self.make = make

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """Django's interface of expressions."""
        return self.make().resolve_expression(*args, **kwargs)


def is_rare(spec: ObjectSpec, q: str) -> bool:
    """Whether few rows have the words: each of the search's sets of grams has a gram that is not common by the
    database's statistics."""
    common = _common_grams(spec.model._meta.db_table)
    return all(any(gram not in common for gram in grams) for grams in sought(q).sets)


def _common_grams(table: str) -> frozenset[str]:
    """The common grams in the database's statistics; none for a new table."""
    until, found = _common.get(table, (0.0, frozenset()))
    now = time.monotonic()
    if now >= until:
        found = frozenset(row[0] for row in statements.rows(_COMMON, [table, str(COMMON)]))
        _common[table] = now + KNOWN_FOR, found
    return found


def given_texts(q: str) -> tuple[Sequence[str], ...]:
    """The texts of a search in the order of their places in a statement: each set of grams, then patterns of the
    words, patterns of names, and the gram of a name."""
    found = sought(q)
    words = ["%" + "%".join(map(like, pieces)) + "%" for pieces in found.readings]
    return (*found.sets, words, [f"%{like(name)}%" for name in found.names], found.whole)


def shape_of(q: str) -> tuple[int, bool, bool]:
    """The properties of a search on which its statement depends, besides the texts themselves."""
    found = sought(q)
    return len(found.sets), found.is_told, bool(found.whole)


def search_condition(ctx: Context, spec: ObjectSpec, q: str, *, is_rare: bool = False) -> Q | None:
    """The rows whose readable fields contain the words; None for an empty search. is_rare: the rows with the grams are
    looked up first, whatever the scope, so that one plan serves all such words.
    """
    found, texts = sought(q), _placeholders(q, is_rare)
    if not found.sets or (spec.ledger is not None and spec.ledger.searched is None):
        return None
    looked_up = Q()
    for grams in texts[: len(found.sets)]:
        looked_up |= _grams_condition(spec, grams, is_rare=is_rare)
    if found.is_told and not _unread(ctx, spec):
        return looked_up
    words = texts[len(found.sets)]
    return looked_up & test("({} LIKE ANY({}))", _text(ctx, spec), Texts(words))


def _placeholders(q: str, is_parameter: bool) -> list[GivenTexts]:
    return [GivenTexts(texts, place, is_parameter) for place, texts in enumerate(given_texts(q))]


def _grams_condition(spec: ObjectSpec, grams: GivenTexts, *, is_rare: bool) -> Q:
    held = Q(search_grams__contains=Texts(grams))
    if not is_rare:
        return held
    holding = living(spec).system(reason=WHY).filter(held).order_by()
    return Q(AmongRows(F("pk"), holding.values("pk"), "seek"))


def named_key(ctx: Context, spec: ObjectSpec, q: str, *, is_rare: bool = False) -> SortKey:
    """The sort key that puts rows first whose name, number or phone is exactly the search."""

    def called() -> Typed:
        found = _called(ctx, spec, q, is_rare=is_rare)
        return Typed("({})::int", found, output_field=IntegerField())

    return SortKey(NAMED, True, Late(called), False)


def called_so(ctx: Context, spec: ObjectSpec, q: str) -> Q | None:
    """Rows whose name is exactly the search, found by the gram of the whole name, however many rows have its words;
    None without such a gram."""
    return Q(_called(ctx, spec, q, is_rare=False)) if sought(q).whole else None


def _called(ctx: Context, spec: ObjectSpec, q: str, *, is_rare: bool) -> Any:
    found, texts = sought(q), _placeholders(q, is_rare)
    _words, names, whole = texts[len(found.sets) :]
    called = Typed("({} LIKE ANY({}))", _text(ctx, spec), Texts(names), output_field=BooleanField())
    if not found.whole:
        return called
    rows = visible(ctx, spec).filter(Q(search_grams__overlap=Texts(whole)), Q(called))
    return AmongRows(F("pk"), rows.order_by("-pk").values("pk")[:MOST_NAMED], "seek")


def _unread(ctx: Context, spec: ObjectSpec) -> list[str]:
    """The marks of fields that the caller may not read."""
    unread = [f.name for f in spec.searchable_fields if ctx.level(spec.name, f.name) in UNREADABLE]
    return [*map(mark_of, unread), *([] if is_label_told(ctx, spec) else [LABEL])]


def read_text(ctx: Context, spec: ObjectSpec, text: str) -> str:
    """The searched text of a row without the lines of fields that the caller may not read."""
    unread = _unread(ctx, spec)
    return re.sub(lines_of(unread), "", text) if unread else text


def _text(ctx: Context, spec: ObjectSpec) -> Any:
    """The expression of the searched text without the lines of fields that the caller may not read, because a search
    must not reveal them."""
    unread = _unread(ctx, spec)
    if not unread:
        return F("search_text")
    return Typed(
        "regexp_replace({}, {}, '', 'g')", F("search_text"), Const(lines_of(unread)), output_field=TextField()
    )
