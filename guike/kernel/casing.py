"""Letter case and width: the one folding behind every comparison of text.

It must give exactly what PostgreSQL's ``lower(normalize(x, NFKC))`` gives under C.UTF-8, because stored
folded columns and in-memory comparison have to agree.
"""

from __future__ import annotations

import unicodedata


def fold(s: str) -> str:
    """Text for case-insensitive comparison: NFKC, then lower case code point by code point.

    Characters that this Python's Unicode does not know yet stay. Applying it twice changes nothing, except
    for the few letters that compose with a following mark in lower case only (``H̱``): always fold once.
    """
    if s.isascii():
        return s.lower()
    # Python lowers these two by context or to two code points; PostgreSQL one by one.
    return unicodedata.normalize("NFKC", s).replace("İ", "i").replace("Σ", "σ").lower()
