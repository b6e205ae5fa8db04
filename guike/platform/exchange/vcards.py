"""Reads address cards (vCard 2.1, 3.0, 4.0) as rows of a table: one row for each card, one column for each property."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from typing import NamedTuple

from guike.kernel.text import T, Text

#: the columns in their order; headers.py has the words
COLUMNS: tuple[tuple[str, Text], ...] = (
    ("FN", T("姓名", "Name")),
    ("FAMILY", T("姓", "Last name")),
    ("GIVEN", T("名", "First name")),
    ("ORG", T("公司", "Company")),
    ("UNIT", T("所在部门", "Department")),
    ("TITLE", T("职务", "Title")),
    ("CELL", T("手机", "Mobile")),
    ("TEL", T("电话", "Phone")),
    ("MORE", T("更多电话", "More phones")),
    ("EMAIL", T("邮箱", "E-mail")),
    ("MAILS", T("更多邮箱", "More e-mail addresses")),
    ("STREET", T("地址", "Address")),
    ("CITY", T("城市", "City")),
    ("STATE", T("省份", "Province")),
    ("CODE", T("邮编", "Postal code")),
    ("COUNTRY", T("国家", "Country")),
    ("URL", T("网址", "Website")),
    ("BDAY", T("生日", "Birthday")),
    ("NOTE", T("备注", "Notes")),
)
_SPLIT = re.compile(r"(?<!\\);")
_ESCAPED = re.compile(r"\\([\\,;nN])")
_DAY = re.compile(r"(\d{4}|--)-?(\d\d)-?(\d\d)")
_MOBILE = re.compile(r"(\+?86)?1[3-9]\d{9}")
_NO_YEAR = "1604"  # the year by which Apple writes a birthday without a year


class _Line(NamedTuple):
    name: str
    types: frozenset[str]
    value: str
    params: dict[str, str]


def column_names(locale: str) -> list[str]:
    """The names of the columns in a language."""
    return [label.get(locale) for _key, label in COLUMNS]


def card_rows(text: str, encoding: str) -> Iterator[tuple[int, list[str], list[int], list[int]]]:
    """First a row of keys as the header, then one row for each card."""
    yield 1, [key for key, _label in COLUMNS], [], []
    card: list[_Line] | None = None
    number = 1
    for line in (_line(one, encoding) for one in _unfolded(text)):
        if line is None:
            continue
        if line.name == "BEGIN" and line.value.upper() == "VCARD":
            card = []
        elif line.name == "END" and card is not None:
            number += 1
            found = _row_of(card)
            yield number, [found.get(key, "") for key, _label in COLUMNS], [], []
            card = None
        elif card is not None:
            card.append(line)


def _unfolded(text: str) -> list[str]:
    """Unfolded lines: a line that begins with a space, or follows a soft break of quoted-printable, continues the line
    before."""
    lines: list[str] = []
    soft = False
    for line in text.splitlines():
        if soft and lines:
            lines[-1] = lines[-1][:-1] + line
        elif line[:1] in (" ", "\t") and lines:
            lines[-1] += line[1:]
        else:
            lines.append(line)
        head = lines[-1].partition(":")[0].upper() if lines else ""
        soft = "QUOTED-PRINTABLE" in head and line.endswith("=")
    return lines


def _line(text: str, encoding: str) -> _Line | None:
    head, colon, value = _parted(text)
    if not colon:
        return None
    name, *rest = head.split(";")
    params: dict[str, str] = {}
    types: set[str] = set()
    for param in rest:
        key, equals, given = param.partition("=")
        if not equals:
            key, given = "TYPE", key
        key = key.upper()
        if key == "TYPE":
            types |= {one.strip().upper() for one in given.strip('"').split(",")}
        params[key] = given.strip('"')
    if "QUOTED-PRINTABLE" in types or params.get("ENCODING", "").upper() in ("QUOTED-PRINTABLE", "Q"):
        value = _quoted(value, params.get("CHARSET") or encoding)
    return _Line(name.rpartition(".")[2].strip().upper(), frozenset(types), value.strip(), params)


def _parted(text: str) -> tuple[str, str, str]:
    """Head and value; a colon between quotes belongs to the head."""
    is_quoted = False
    for at, char in enumerate(text):
        if char == '"':
            is_quoted = not is_quoted
        elif char == ":" and not is_quoted:
            return text[:at], ":", text[at + 1 :]
    return text, "", ""


def _quoted(value: str, charset: str) -> str:
    data = quopri.decodestring(value.encode("ascii", "replace"))
    try:
        return data.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return data.decode("utf-8", "replace")


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _parts(value: str, count: int) -> list[str]:
    found = [_unescaped(part) for part in _SPLIT.split(value)]
    return (found + [""] * count)[:count]


def _row_of(card: list[_Line]) -> dict[str, str]:
    found: dict[str, str] = {}
    phones: list[tuple[str, str]] = []
    mails: list[str] = []
    for line in card:
        value = line.value
        if line.name == "N":
            found["FAMILY"], found["GIVEN"] = _parts(value, 2)
        elif line.name == "ORG":
            found["ORG"], found["UNIT"] = _parts(value, 2)
        elif line.name == "TEL":
            number = _unescaped(re.sub(r"(?i)^tel:", "", value))
            phones.append((_kind_of(line, number), number))
        elif line.name == "EMAIL":
            mails.append(_unescaped(re.sub(r"(?i)^mailto:", "", value)))
        elif line.name == "ADR" and not found.get("STREET"):
            box, more, street, city, state, code, country = _parts(value, 7)
            found["STREET"] = " ".join(part for part in (box, street, more) if part)
            found |= {"CITY": city, "STATE": state, "CODE": code, "COUNTRY": country}
        elif line.name == "BDAY":
            found["BDAY"] = _birthday(value)
        elif line.name in ("FN", "TITLE", "URL", "NOTE"):
            found.setdefault(line.name, _unescaped(value))
    return found | _phones(phones) | _mails(mails)


def _kind_of(line: _Line, number: str) -> str:
    """The column of a number: CELL, TEL, or MORE for a fax. If the card has no type, a Chinese mobile is recognized by
    its digits."""
    if line.types & {"FAX", "PAGER"}:
        return "MORE"
    if line.types & {"CELL", "IPHONE"}:
        return "CELL"
    is_told = line.types & {"WORK", "HOME", "MAIN"}
    return "CELL" if not is_told and _MOBILE.fullmatch(re.sub(r"[\s-]", "", number)) else "TEL"


def _phones(phones: list[tuple[str, str]]) -> dict[str, str]:
    """The first mobile, the first other number, and the rest in one text."""
    mobile, other = (next((n for kind, n in phones if kind == wanted), "") for wanted in ("CELL", "TEL"))
    rest = [number for _kind, number in phones if number not in (mobile, other)]
    return {"CELL": mobile, "TEL": other, "MORE": "; ".join(dict.fromkeys(rest))}


def _mails(mails: list[str]) -> dict[str, str]:
    return {"EMAIL": mails[0] if mails else "", "MAILS": "; ".join(dict.fromkeys(mails[1:]))}


def _birthday(value: str) -> str:
    """The birthday in ISO form if it has a year, else unchanged, so that no wrong year is invented."""
    day = _DAY.match(value)
    if day is None or day[1] in (_NO_YEAR, "--"):
        return f"--{day[2]}-{day[3]}" if day else value
    return f"{day[1]}-{day[2]}-{day[3]}"
