"""Text as people compare it: folded text, phones, pinyin, company names."""

from __future__ import annotations

import re

from guike.kernel.caches import NEVER, process_cache
from guike.kernel.casing import fold
from guike.kernel.phones import display_phone, normalize_phone
from guike.kernel.pinyin import pinyin, pinyin_initials

__all__ = [
    "display_phone",
    "fold",
    "normalize_company",
    "normalize_phone",
    "pinyin",
    "pinyin_initials",
]

_WORD = re.compile(r"[^\W_]+")

_COMPANY_SUFFIXES = (
    "集团股份有限公司",
    "集团有限责任公司",
    "集团有限公司",
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "股份公司",
    "集团公司",
    "总公司",
    "公司",
    "集团",
)
_BRANCH_ENDINGS = ("分公司", "子公司", "办事处", "代表处", "分厂", "分店")
_LEGAL_FORM = re.compile(r"(?:集团)?(?:股份)?有限(?:责任)?公司")
_ENGLISH_FORMS = frozenset(
    [
        "co",
        "company",
        "corp",
        "corporation",
        "inc",
        "incorporated",
        "limited",
        "ltd",
        "llc",
        "llp",
        "plc",
        "gmbh",
        "ag",
        "group",
        "holdings",
        "pte",
        "pty",
        "sa",
    ]
)


@process_cache(key="a company's name", stale=NEVER, limit=4096)
def normalize_company(s: str) -> str:
    """A company name for the duplicate check: width, case, spaces, brackets and legal form do not count.

    ``云帆（北京）软件有限责任公司`` and ``云帆(北京)软件有限公司`` give the same; a branch office stays
    different.
    """
    words = _runs(fold(s))
    while len(words) > 1 and words[-1] in _ENGLISH_FORMS:
        words.pop()
    name = "".join(words)
    if name.endswith(_BRANCH_ENDINGS):
        return _LEGAL_FORM.sub("", name)
    stripped = True
    while stripped:
        stripped = False
        for suffix in _COMPANY_SUFFIXES:
            if name.endswith(suffix) and len(name) - len(suffix) >= 2:
                name = name[: -len(suffix)]
                stripped = True
                break
    return name


def _runs(folded: str) -> list[str]:
    return _WORD.findall(folded)
