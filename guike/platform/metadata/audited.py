"""What the audit calls its actions: those that packages declared, and the writes of the objects whose writes it holds."""

from __future__ import annotations

from collections.abc import Mapping

from guike.kernel.text import Text
from guike.platform.audit.actions import declared_actions
from guike.platform.metadata.spec import Choice, ObjectSpec

_WRITES = {
    "create": ("新建{}", "{} created"),
    "edit": ("修改{}", "{} changed"),
    "delete": ("删除{}", "{} deleted"),
    "restore": ("恢复{}", "{} restored"),
}


def write_label(spec: ObjectSpec, verb: str) -> Text:
    """What a write of an audited object is called: `修改角色`."""
    zh, en = _WRITES[verb]
    return Text(zh.format(spec.label.zh), en.format(spec.label.en))


def audited_actions(objects: Mapping[str, ObjectSpec]) -> tuple[Choice, ...]:
    """The choices of the field `action` of the audit."""
    writes = {
        f"{spec.name}.{verb}": write_label(spec, verb)
        for spec in objects.values()
        if spec.is_audited
        for verb in _WRITES
    }
    declared = {code: one.label for code, one in declared_actions().items()}
    return tuple(Choice(code, label) for code, label in {**declared, **writes}.items())
