"""What two worlds may differ in for somebody who sees neither difference: the one list of what policy lets him learn, and what
is made ready before answers are compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

#: keys whose values are made up anew each time, or number what happens to everybody: sequence numbers, operations, cursors
UNCOMPARED = frozenset(
    {"cursor", "next_cursor", "previous_cursor", "operation", "operation_id", "trace_id", "request_id"}
)
#: routes whose answer is a fresh secret
SECRETS = frozenset(
    {"POST /auth/tokens", "POST /calendar/feeds", "POST /auth/otp/enroll", "POST /auth/otp/recovery"}
)
#: routes that answer with no body of their own, or about the machine, which every write moves
MACHINE = frozenset(
    {"GET /live", "GET /operations", "GET /retention", "GET /integrity", "POST /company/demo/clear"}
)
#: numbers of documents come from one counter for everybody, so that they have no holes: a new one tells how many there are
_NUMBER = re.compile(r"\b([A-Z]{1,4})-?\d{4,8}-?\d{3,}\b")


def comparable(value: Any) -> Any:
    """An answer without what may differ. Instants and ids stay as they are: the clock stands still, and what only one world
    holds has ids of its own."""
    if isinstance(value, Mapping):
        return {key: comparable(one) for key, one in value.items() if key not in UNCOMPARED}
    if isinstance(value, list):
        return [comparable(one) for one in value]
    return _NUMBER.sub(r"\1#", value) if isinstance(value, str) else value


#: of a record that he sees: that it was changed, when and by whom, also in a field that he does not read. What he has open is stale
#: whichever field it was, and a write of his must not go over it unnoticed. No answer tells which field it was, nor its value
STAMPS = frozenset({"_version", "updated_at", "updated_by"})
#: refusals that tell of a record out of sight that it is there, and no more: a value that may occur once is taken; a record to which
#: others belong stays. Otherwise two records would have the value, and records would lose what they belong to
EXISTS = ("unique.taken", "delete.unseen")


def tells_that_something_exists(answer: Any) -> bool:
    """Whether an answer tells what policy lets everybody learn."""
    return any(code in str(answer) for code in EXISTS)


def without_unseen(value: Any) -> Any:
    """An answer without what duplicates tell by policy: that there is one out of sight, and whose it is."""
    if isinstance(value, Mapping):
        return {key: without_unseen(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [
            without_unseen(one)
            for one in value
            if not (isinstance(one, Mapping) and one.get("visible") is False)
        ]
    return value


def without_stamps(value: Any, ids: Sequence[int]) -> Any:
    """An answer without the stamps of the records with these ids."""
    if isinstance(value, Mapping):
        dropped = STAMPS if "_version" in value and value.get("id") in ids else ()
        return {key: without_stamps(one, ids) for key, one in value.items() if key not in dropped}
    if isinstance(value, (list, tuple)):
        return [without_stamps(one, ids) for one in value]
    return value


def apart(first: Any, second: Any, place: str = "") -> Iterator[str]:
    """Where two answers differ, and in what."""
    if isinstance(first, Mapping) and isinstance(second, Mapping) and first.keys() == second.keys():
        for key in first:
            yield from apart(first[key], second[key], f"{place}.{key}")
    elif isinstance(first, (list, tuple)) and isinstance(second, (list, tuple)) and len(first) == len(second):
        for number, (one, other) in enumerate(zip(first, second, strict=True)):
            yield from apart(one, other, f"{place}[{number}]")
    elif first != second:
        yield f"{place}: {str(first)[:300]} / {str(second)[:300]}"
