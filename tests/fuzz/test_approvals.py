"""Ten thousand random definitions and more: what may be published never strands a record, whatever people do."""

from __future__ import annotations

import os
import secrets
import sys
import time

from guike.kernel.tests.approval_walks import walks

MINUTES = float(os.environ.get("GUIKE_FUZZ_MINUTES") or 0)
LEAST = 10_000 if MINUTES else 1_000
_SHARE = 0.1  # of the minutes of a slice: the walks need no database and are quick


def test_no_published_definition_strands_a_record() -> None:
    seed = int(os.environ.get("GUIKE_FUZZ_SEED") or secrets.randbelow(10**6))
    first = seed * 10**7
    tried = published = 0
    until = time.monotonic() + MINUTES * 60 * _SHARE
    while tried < LEAST or time.monotonic() < until:
        published += walks(range(first + tried, first + tried + 1_000))
        tried += 1_000
    sys.stdout.write(f"\nseed {seed}: {tried} random definitions, {published} published and walked through\n")
    assert published > tried // 10
