"""The words of a search as conditions on rows."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Q, TextField, Value

from guike.kernel import limits
from guike.kernel.fold import fold
from guike.kernel.phones import phone_digits
from guike.platform.access.context import Context
from guike.platform.database import statements
from guike.platform.database.models import Fold
from guike.platform.database.prepared import GivenTexts
from guike.platform.filters.caller import UNREADABLE, is_label_told
from guike.platform.filters.columns import comparable
from guike.platform.filters.expressions import FALSE, TRUE, AmongRows, Const, like, test
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.labels import search_alternatives
from guike.platform.records.rows import living

#: grams of the label's pinyin begin so
OF_LABEL = "~^"
WHY = "rows that hold some words, of which those in scope are chosen"
#: a gram that more than this share of the rows hold is common
COMMON = 0.002
#: seconds for which it is known which grams are common
KNOWN_FOR = 600.0
_COMMON = (
    "SELECT e.gram FROM pg_stats AS s,"
    " unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS e(gram, share)"
    " WHERE s.schemaname = current_schema() AND s.attname = 'search_grams' AND s.tablename = $1"
    " AND e.gram IS NOT NULL AND e.share > $2::real"
)

_common: dict[str, tuple[float, frozenset[str]]] = {}


class Grams(Value):
    """Grams that are looked for; kept as they are until the statement is composed."""

    def __init__(self, grams: GivenTexts) -> None:
        super().__init__(grams, output_field=ArrayField(TextField()))

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:
        return "%s::text[]", [self.value]


def is_rare(spec: ObjectSpec, alternatives: Sequence[Sequence[str]]) -> bool:
    """Whether few rows hold the words, as far as the database knows the grams that are common: each set of which
    one must be held has one that is not."""
    common = _common_grams(spec.model._meta.db_table)
    return all(any(gram not in common for gram in grams) for grams in alternatives)


def _common_grams(table: str) -> frozenset[str]:
    """What the database found to be common when it last looked; none of a new table."""
    until, found = _common.get(table, (0.0, frozenset()))
    now = time.monotonic()
    if now >= until:
        found = frozenset(row[0] for row in statements.rows(_COMMON, [table, str(COMMON)]))
        _common[table] = now + KNOWN_FOR, found
    return found


def search_condition(ctx: Context, spec: ObjectSpec, q: str, *, is_rare: bool = False) -> Q | None:
    """Rows whose grams contain the query; None when it is too short to be looked up. is_rare: the rows that hold
    the words are looked up first, whatever the scope: one plan for all such words.

    The grams of a row are those of all its searchable fields together, so to a caller who may not read one of
    them a hit is shown only where a field that he reads holds the words: a search must not tell what it hides.
    """
    unread = searched_unread(ctx, spec)
    is_rare = is_rare and not unread
    sets = [GivenTexts(grams, place, is_rare) for place, grams in enumerate(search_alternatives(q))]
    named = is_label_told(ctx, spec)
    if unread and not named:
        sets = [grams for grams in sets if grams[0][0] not in OF_LABEL]
    plain = _any_grams(spec, [grams for grams in sets if grams[0][0] not in OF_LABEL])
    spelled = _any_grams(spec, [grams for grams in sets if grams[0][0] in OF_LABEL])
    if plain is not None and unread:
        plain &= _held_in_sight(ctx, spec, q, named=named)
    if plain is None or spelled is None:
        return plain or spelled
    return plain | spelled


def searched_unread(ctx: Context, spec: ObjectSpec) -> bool:
    """Whether rows are found by a field that the caller may not read."""
    fields = (*spec.searchable_fields, *spec.label_parts)
    return any(ctx.level(spec.name, f.name) in UNREADABLE for f in fields) or not is_label_told(ctx, spec)


def shape_of(alternatives: Sequence[Sequence[str]]) -> tuple[bool, ...]:
    """What the statement of a search follows from, besides the grams themselves."""
    return tuple(grams[0][0] in OF_LABEL for grams in alternatives)


def _any_grams(spec: ObjectSpec, sets: Sequence[GivenTexts]) -> Q | None:
    found: Q | None = None
    for grams in sets:
        one = Q(search_grams__contains=Grams(grams))
        if grams.is_parameter:
            holding = living(spec).system(reason=WHY).filter(one).order_by()
            one = Q(AmongRows(F("pk"), holding.values("pk"), "seek"))
        found = one if found is None else found | one
    return found


def _held_in_sight(ctx: Context, spec: ObjectSpec, q: str, *, named: bool) -> Q:
    """Each word lies in some searchable field that the caller reads, or in the label where he reads the name."""
    columns: list[Any] = [Fold(F("label"))] if named else []
    phones: list[Any] = []
    for item in spec.fields:
        if item.searchable and ctx.level(spec.name, item.name) not in UNREADABLE:
            (phones if item.type == "phone" else columns).append(comparable(spec, item, ctx.timezone))
    found = TRUE
    for word in fold(q)[: int(limits.SEARCH_CHARS)].split() or [""]:
        held = FALSE
        for column in columns:
            held |= test("({}::text LIKE {})", column, Const(f"%{like(word)}%"))
        digits = phone_digits(word)
        for column in phones if digits else ():
            held |= test("({} LIKE {})", column, Const(f"%{digits}%"))
        found &= held
    return found
