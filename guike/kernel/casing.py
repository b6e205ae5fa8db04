"""Letter case and width: the one function by which every comparison of text ignores both.

It must give exactly what PostgreSQL's ``lower(normalize(x, NFKC))`` gives under C.UTF-8, because stored folded columns
and comparisons in memory must agree.
"""

from __future__ import annotations

import unicodedata


def fold(s: str) -> str:
    """Text for case-insensitive comparison: NFKC, then lower case code point by code point.

    Characters that this Python's Unicode does not know yet are unchanged. Folding a folded text changes nothing, except
    for the few letters that compose with a following mark in lower case only (``H̱``); therefore always fold once.
    """
    if s.isascii():
        return s.lower()
    # Python lowers these two letters by context or to two code points; PostgreSQL lowers each code point by itself.
    return unicodedata.normalize("NFKC", s).replace("İ", "i").replace("Σ", "σ").lower()
