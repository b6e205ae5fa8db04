"""Record numbers: `SO{yyyy}{mm}{dd}-{seq:4}` → SO20261121-0001.

The counter of a prefix is locked to the end of the transaction, so numbers have no duplicates and
no gaps from refused writes; a deleted record's number is not used again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from django.db import connection

from guike.kernel import clock, limits
from guike.platform.access.context import Context
from guike.platform.database import statements
from guike.platform.database.locks import COUNTERS, lock_rows, taking
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.reading import table

_NEXT = (
    "INSERT INTO number_counter (key, value) VALUES ($1, $2)"
    " ON CONFLICT (key) DO UPDATE SET value = number_counter.value + EXCLUDED.value RETURNING number_counter.value"
)
#: the same, where nobody may be waited for
_NEXT_AT_ONCE = (
    "WITH held AS (SELECT key FROM number_counter WHERE key = $1::text FOR NO KEY UPDATE NOWAIT)"
    " INSERT INTO number_counter (key, value) SELECT $1::text, $2::bigint FROM (SELECT count(*) FROM held) AS counted"
    " ON CONFLICT (key) DO UPDATE SET value = number_counter.value + EXCLUDED.value RETURNING number_counter.value"
)
_PART = re.compile(r"\{(yyyy|yy|mm|dd|seq(?::(\d{1,2}))?)\}")


def prefix_of(pattern: str, day: date) -> tuple[str, int]:
    """(text before the sequence with date parts filled in, digits of the sequence)."""
    digits = 4
    parts = {"yyyy": f"{day:%Y}", "yy": f"{day:%y}", "mm": f"{day:%m}", "dd": f"{day:%d}"}

    def part(match: re.Match[str]) -> str:
        nonlocal digits
        if match[1].startswith("seq"):
            digits = int(match[2] or 4)
            return "\0"
        return parts[match[1]]

    text = _PART.sub(part, pattern)
    return text.split("\0", 1)[0], digits


def check_pattern(pattern: str) -> bool:
    """A pattern has exactly one sequence, at its end, and no other braces."""
    rest = _PART.sub(lambda m: "\0" if m[1].startswith("seq") else "-", pattern)
    return rest.count("\0") == 1 and rest.endswith("\0") and "{" not in rest and "}" not in rest


def next_numbers(ctx: Context, spec: ObjectSpec, count: int) -> list[str]:
    """`count` numbers in a row; locks the counter to the end of the transaction."""
    if not spec.number_pattern:
        return [""] * count
    return _next(ctx, spec.name, spec.number_pattern, count)


def keep_clear(spec: ObjectSpec, numbers: Iterable[str]) -> None:
    """Move the counters behind numbers that a migration wrote, so that these are not given out again."""
    highest: dict[str, int] = {}
    pattern = re.compile(_counted(spec.number_pattern))
    for number in numbers:
        match = pattern.fullmatch(number)
        if match:
            highest[match[1]] = max(highest.get(match[1], 0), int(match[2]))
    lock_rows(COUNTERS, [f"{spec.name}:{prefix}" for prefix in highest])
    with connection.cursor() as cursor:
        for prefix, value in sorted(highest.items()):
            cursor.execute(
                "INSERT INTO number_counter (key, value) VALUES (%s, %s)"
                " ON CONFLICT (key) DO UPDATE SET value = GREATEST(number_counter.value, EXCLUDED.value)",
                [f"{spec.name}:{prefix}", value],
            )


def numbers_of(spec: ObjectSpec) -> Iterator[str]:
    """The numbers of all rows of the object, deleted ones included."""
    rows = table(spec).system(reason="a number is given once, whoever may see its record").exclude(number="")
    return rows.values_list("number", flat=True).iterator(int(limits.CHUNK_ROWS))


def _counted(pattern: str) -> str:
    """Regular expression of a pattern's numbers: (prefix)(sequence)."""
    lengths = {"yyyy": 4, "yy": 2, "mm": 2, "dd": 2}
    found, end = [], 0
    for match in _PART.finditer(pattern):
        found.append(re.escape(pattern[end : match.start()]))
        digits = lengths.get(match[1])
        found.append(rf"\d{{{digits}}}" if digits else rf")(\d{{{int(match[2] or 4)},12}}")
        end = match.end()
    return f"({''.join(found)})"


def next_of_field(ctx: Context, spec: ObjectSpec, item: FieldSpec, count: int) -> list[str]:
    """`count` numbers for a custom field of type auto_number, whose default is its pattern."""
    return _next(ctx, f"{spec.name}.{item.name}", item.default or "{seq:4}", count)


def _next(ctx: Context, series: str, pattern: str, count: int) -> list[str]:
    if count == 0:
        return []
    prefix, digits = prefix_of(pattern, clock.today(ctx.timezone))
    key = f"{series}:{prefix}"
    with taking({COUNTERS: [key]}) as at_once:
        [(last,)] = statements.rows(_NEXT_AT_ONCE if at_once else _NEXT, [key, count])
    return [f"{prefix}{n:0{digits}d}" for n in range(last - count + 1, last + 1)]
