"""Refusals of the state machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal
from guike.kernel.text import T, Text


class StepRefused(Refusal):
    """No step leads from the record's state to the given one."""

    status = 422
    messages: ClassVar[Mapping[str, Text]] = {
        "state.transition": T("不能从“{old}”改为“{new}”", "Cannot go from “{old}” to “{new}”"),
        "state.first": T(
            "新建时的状态只能是{states}，请修改或不填",
            "A new record begins as {states}; change the state or leave it out",
        ),
    }


class LockRefused(Refusal):
    """The record's state locks the field or the record."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "record.locked": T(
            "当前状态为“{state}”，不能再修改{fields}", "It is “{state}”: {fields} can no longer be changed"
        ),
        "record.not_deletable": T("当前状态为“{state}”，不能删除", "It is “{state}” and cannot be deleted"),
    }


class UndeclaredStep(RuntimeError):
    """Domain code changes a state without naming a step that the object declares: a mistake of its author."""
