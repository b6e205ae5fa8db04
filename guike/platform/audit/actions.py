"""What the audit calls the actions that it holds, and what the detail of each says. Whoever writes an action that is no
write of a record declares it here at start; the writes of records are named after their object (`metadata.audited`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from guike.kernel.text import Text

#: what a part of a detail is: words; a number; one person; a field of the line's object, or several; the filter of a list with
#: its words; an object; a department; an instant (of the company's clock); a code with its words; a kind of job or of event;
#: the fields of a record with old and new values; its lines; the old and the new value of a setting; numbers by object; what is
#: kept for programs alone
Kind = Literal[
    "text", "number", "user", "field", "fields", "query", "object", "department", "instant", "code", "job", "event",
    "changes", "lines", "setting", "numbers", "internal",
]  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One thing that a detail says. `name`: its key; `words`: of a code, what each means."""

    name: str
    label: Text
    kind: Kind = "text"
    words: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Action:
    """One audited action: its name, and the parts of its detail in the order in which they are read."""

    label: Text
    parts: tuple[Part, ...] = ()


_declared: dict[str, Action] = {}


def action(zh: str, en: str, *parts: Part) -> Action:
    """`action("导入", "Import", Part("file", Text("文件", "File")))`"""
    return Action(Text(zh, en), parts)


def declare_actions(actions: Mapping[str, Action]) -> None:
    """Add actions by their codes. ValueError for a code that is declared twice."""
    for code, one in actions.items():
        if code in _declared:
            raise ValueError(f"the audited action {code} is declared twice")
        _declared[code] = one


def declared_actions() -> Mapping[str, Action]:
    """All of them, by code."""
    return _declared
