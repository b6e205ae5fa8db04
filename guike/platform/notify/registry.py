"""Kinds of reminders, declared by the packages that send them."""

from __future__ import annotations

from dataclasses import dataclass

from guike.kernel.text import Text


@dataclass(frozen=True)
class NotificationKind:
    """`label` heads the kind in the reminder centre, `text` is a template of the notification's params."""

    name: str
    label: Text
    text: Text


_kinds: dict[str, NotificationKind] = {}


def notification_kind(name: str, label: Text, text: Text) -> NotificationKind:
    """Declare a kind: `notification_kind("lead.assigned", T("线索分配", …), T("“{name}”已分配给您", …))`.

    TypeError when the name is taken.
    """
    if name in _kinds:
        raise TypeError(f"notification kind {name!r} is declared twice")
    _kinds[name] = NotificationKind(name, label, text)
    return _kinds[name]


def kind_named(name: str) -> NotificationKind | None:
    """The kind, or None when this version has none of that name."""
    return _kinds.get(name)
