"""Prepares the text of a formula for Python's parser; refusals tell the place of a fault.

Full-width signs, `=` for equal, `<>` for unequal, line breaks and quotes of either kind are understood. A
backslash inside quotes is just a backslash.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from guike.kernel import limits
from guike.kernel.errors import Refusal
from guike.kernel.text import T

_NEAR_CHARS = 20
_DIGITS = 40
_NUMBER = re.compile(r"[0-9]+(\.[0-9]*)?|\.[0-9]+")
_TOKEN = re.compile(
    r"""(?P<literal>"[^"]*"|'[^']*'|“[^”]*”|‘[^’]*’)"""
    r"""|(?P<name>[^\W\d]\w*)|(?P<number>[.．]?\d[\w.．]*)|(?P<sign>[<>!=＜＞！＝]{1,2})|(?P<other>.)""",
    re.DOTALL,
)
_WIDTH = str.maketrans(
    "（），＋－＊／＜＞！＝×÷．　\t\r\n０１２３４５６７８９", "(),+-*/<>!=*/.    0123456789"
)
_SIGNS = {"=": "==", "<>": "!="}
_SINGLE_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!="}
_REFUSED = frozenset("\\#\"'“”‘’\0")


@dataclass(frozen=True)
class Place:
    """A place in a formula: `position` counts characters from 1, `near` is the text there."""

    position: int
    near: str


def place_in(text: str, start: int) -> Place:
    """The place of an offset in the formula as it was written."""
    return Place(start + 1, " ".join(text[start : start + _NEAR_CHARS].split()) or "…")


class FormulaRefused(Refusal):
    """A formula that cannot be used, and where."""

    messages = {  # noqa: RUF012 - the registry of codes reads a plain mapping
        "formula.empty": T("请填写公式", "Write a formula"),
        "formula.too_long": T(
            "公式最多 {max} 个字符，现有 {length} 个，请拆成几个公式字段",
            "A formula has at most {max} characters, this has {length}; split it into several formula fields",
        ),
        "formula.too_deep": T(
            "公式嵌套最多 {max} 层，请拆成几个公式字段",
            "A formula nests at most {max} levels; split it into several formula fields",
        ),
        "formula.syntax": T(
            "公式第 {position} 个字符“{near}”处的写法不正确，请检查括号、引号和逗号",
            "The formula is not written correctly at character {position}, “{near}”; "
            "check brackets, quotes and commas",
        ),
        "formula.not_allowed": T(
            "公式第 {position} 个字符“{near}”处的写法不受支持，请只用字段、四则运算、比较和公式函数",
            "“{near}” at character {position} is not possible in a formula; "
            "use fields, arithmetic, comparisons and the formula functions",
        ),
        "formula.number": T(
            "公式第 {position} 个字符处的数字“{near}”不正确，请写成 1280.5 的形式，最多 {max} 位",
            "The number “{near}” at character {position} is not right; "
            "write it like 1280.5, at most {max} digits",
        ),
        "formula.unknown_function": T(
            "没有函数“{name}”（第 {position} 个字符），可用的函数：{functions}",
            "There is no function “{name}” (character {position}); the functions are {functions}",
        ),
        "formula.arguments": T(
            "函数 {name}（第 {position} 个字符）应有 {expected} 个参数，现有 {count} 个",
            "The function {name} (character {position}) takes {expected} arguments, this has {count}",
        ),
        "formula.type": T(
            "公式第 {position} 个字符“{near}”处应为{expected}，现为{found}",
            "“{near}” at character {position} should be {expected} but is {found}",
        ),
        "formula.not_a_condition": T(
            "公式的结果应为是或否，例如 end_on < start_on",
            "The formula must give yes or no, such as end_on < start_on",
        ),
        "formula.unknown_field": T(
            "没有可用于公式的字段“{name}”，请检查名称",
            "There is no field “{name}” that a formula can use; check the name",
        ),
        "formula.cycle": T(
            "公式字段互相引用，形成循环：{fields}；请去掉其中一处引用",
            "These formula fields refer to one another in a circle: {fields}; take one of the references out",
        ),
        "formula.breaks": T(
            "修改后公式字段“{name}”将无法计算：{reason}",
            "With this change the formula field “{name}” could no longer be computed: {reason}",
        ),
    }

    def __init__(self, code: str, at: Place | None = None, **params: object) -> None:
        super().__init__(code)
        if at is not None:
            self.params |= {"position": at.position, "near": at.near}
        self.params |= params


@dataclass(frozen=True)
class Source:
    """A formula ready for Python's parser: `code`, and for each of its characters the place it came from."""

    text: str
    code: str
    origin: tuple[int, ...]

    def place(self, offset: int) -> Place:
        """The place of an offset in `code`."""
        return place_in(self.text, self.origin[offset] if offset < len(self.origin) else len(self.text))

    def place_of(self, node: ast.expr) -> Place:
        """The place of a part of the formula."""
        return self.place(self._characters(node.col_offset))

    def code_of(self, node: ast.expr) -> str:
        """The part as it stands in `code`."""
        end = len(self.code) if node.end_col_offset is None else self._characters(node.end_col_offset)
        return self.code[self._characters(node.col_offset) : end]

    def _characters(self, byte_offset: int) -> int:
        """Python counts bytes."""
        if self.code.isascii():
            return byte_offset
        return len(self.code.encode()[:byte_offset].decode(errors="ignore"))


def read(text: str) -> Source:
    """A formula ready to parse. FormulaRefused for a formula that is empty, too long, or has characters that no formula
    may have."""
    if not text.strip():
        raise FormulaRefused("formula.empty")
    if len(text) > limits.FORMULA_CHARS:
        raise FormulaRefused("formula.too_long", max=int(limits.FORMULA_CHARS), length=len(text))
    code: list[str] = []
    origin: list[int] = []
    for token in _TOKEN.finditer(text):
        start = token.start()
        # blanks at the beginning would read as an indentation
        piece = _piece(text, token, code[-1][-1] if code else "")
        if code or piece != " ":
            code.append(piece)
            origin += [start] * len(piece)
    return Source(text, "".join(code), tuple(origin))


def _piece(text: str, token: re.Match[str], before: str) -> str:
    found = token.group()
    if token.lastgroup == "literal":
        if before.isalnum() or before == "_":  # a prefix such as f"…"
            raise FormulaRefused("formula.not_allowed", place_in(text, token.start() - 1))
        inner = found[1:-1].replace("\\", "\\\\").replace('"', '\\"').translate(_ESCAPES)
        return f'"{inner}"'
    if found in _REFUSED:
        raise FormulaRefused("formula.syntax", place_in(text, token.start()))
    if token.lastgroup == "name":
        return found
    narrow = found.translate(_WIDTH)
    if token.lastgroup == "number" and (len(narrow) > _DIGITS or not _NUMBER.fullmatch(narrow)):
        place = Place(token.start() + 1, found[: 2 * _DIGITS])
        raise FormulaRefused("formula.number", place, max=_DIGITS)
    return _SIGNS.get(narrow) or _SINGLE_SIGNS.get(narrow) or narrow


_ESCAPES = {0: "", 10: "\\n", 13: "\\r"}


def parse(source: Source) -> ast.expr:
    """The tree of a formula. FormulaRefused when it is no expression."""
    try:
        return ast.parse(source.code, mode="eval").body
    except SyntaxError as error:
        # no offset: something is missing at the end
        offset = error.offset - 1 if error.offset else len(source.code)
        raise FormulaRefused("formula.syntax", source.place(offset)) from None
    except (RecursionError, MemoryError):
        raise FormulaRefused("formula.too_deep", max=int(limits.FORMULA_DEPTH)) from None
    except ValueError:
        raise FormulaRefused("formula.syntax", source.place(0)) from None
