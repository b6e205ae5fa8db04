"""Letter case and width: the one folding behind every comparison of text.

It must give exactly what PostgreSQL's ``lower(normalize(x, NFKC))`` gives under C.UTF-8, because stored
folded columns and in-memory comparison have to agree.
"""

from __future__ import annotations

import unicodedata


def fold(s: str) -> str:
    """Text for case-insensitive comparison: NFKC, then lower case code point by code point.

    A code point whose lower case is longer than one (İ) stays. Applying it twice changes nothing, except for
    the few letters that compose with a following mark in lower case only (``H̱``): always fold once.
    """
    if s.isascii():
        return s.lower()
    normal = unicodedata.normalize("NFKC", s)
    if "Σ" not in normal and "İ" not in normal:
        return normal.lower()
    return "".join(low if len(low := c.lower()) == 1 else c for c in normal)
