"""What people read names no words of programs: no api names, codes or methods."""

from __future__ import annotations

import re

from guike.kernel.errors import MESSAGES

#: refusals of what only a program sends: the shape of a body, the syntax of a filter, a key, a cursor
PROGRAMS = re.compile(
    r"(filter|sort|layout|role|rollup|choices|duplicate_rule|period|request|idempotency|cursor|formula|name)\..*"
    r"|type\.(geo|any_reference|locale_map|json|list|email|url|image)|unknown_.*"
)
#: names of things as people know them
KNOWN = frozenset(
    [
        *("CSV", "csv", "Excel", "WPS", "Outlook", "xlsx", "xls", "vcf", "PDF", "jpg", "png", "MB", "KB"),
        *(
            "UTF",
            "UTF-8",
            "GBK",
            "Big5",
            "Shift_JIS",
            "Latin-1",
            "USD",
            "CNY",
            "HKD",
            "EUR",
            "Asia",
            "Shanghai",
        ),
        *(
            "ID",
            "IP",
            "URL",
            "http",
            "https",
            "SMTP",
            "TLS",
            "PNG",
            "JPG",
            "GIF",
            "WebP",
            "e-mail",
            "OK",
            "SL",
            "T",
            "_",
        ),
    ]
)
PARAMETER = re.compile(r"{{?[^}]*}?}")
CHINESE_WORD = re.compile(r"[A-Za-z_$][A-Za-z_.\-]*")
ENGLISH_WORD = re.compile(
    r"\b[a-z]+_[a-z_]+\b|\b(?:PATCH|POST|GET|PUT|null|422|409|404|_version|payload|boolean)\b"
)


def _told(text: str) -> str:
    return PARAMETER.sub("", text)


def test_refusals_name_no_words_of_programs() -> None:
    found = {}
    for code, text in MESSAGES.items():
        if PROGRAMS.fullmatch(code):
            continue
        words = {w.strip(".-") for w in CHINESE_WORD.findall(_told(text.zh))} - KNOWN - {""}
        words |= set(ENGLISH_WORD.findall(_told(text.en)))
        if words:
            found[code] = sorted(words)
    assert found == {}


def test_a_text_with_such_a_word_is_found() -> None:
    assert ENGLISH_WORD.findall("use the action move_back") == ["move_back"]
    assert ENGLISH_WORD.findall("the server answered 422") == ["422"]
    assert CHINESE_WORD.findall(_told("请使用 complete 操作 {name}")) == ["complete"]
