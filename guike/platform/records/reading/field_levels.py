"""Explains which fields of an object somebody may not see, or not write, by which of his roles, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import roles_by_ids
from guike.platform.records.reading.explain import Answer, by_names, named

LEVELS: Mapping[str, Text] = {
    "hidden": Text("看不到", "Hidden"),
    "masked": Text("只显示掩码，不能填写", "Shown masked, and not written"),
    "masked_edit": Text("显示掩码，可以填写", "Shown masked, and written freely"),
    "read": Text("只能查看", "Only read"),
}
OPEN = Text("在角色的字段权限中放开", "Open the field in a role")
FOLLOWS = {
    level: Text(f"{text.zh}，与组成它的字段相同", f"{text.en}, like the fields that it is made of")
    for level, text in LEVELS.items()
}
OPEN_PARTS = Text("放开组成它的字段", "Open the fields that it is made of")


def explain_fields(ctx: Context, object_name: str, *, asker: Context | None = None) -> list[dict[str, Any]]:
    """[{"field", "label", "level", "text", "by": [{"object", "id", "name"}], "would": [{"text", "by"}]}] of the fields that are
    limited. `ctx`: the person it is about; `asker`: who reads it. A field that is hidden from the asker is not named."""
    reader = asker or ctx
    found = list(_limited(ctx, object_name, reader))
    names = by_names(reader, [answer for _field, _label, answer in found])
    return [
        {
            "field": field,
            "label": label,
            "level": answer.rule,
            "text": answer.text.get(reader.locale),
            "by": named(names, answer.by),
            "would": [{"text": text.get(reader.locale), "by": named(names, by)} for text, by in answer.would],
        }
        for field, label, answer in found
    ]


def _limited(ctx: Context, object_name: str, reader: Context) -> Iterator[tuple[str, str, Answer]]:
    roles = roles_by_ids(list(ctx.actor.role_ids))
    for item in catalogue().get(object_name).fields:
        key = f"{object_name}.{item.name}"
        level = ctx.actor.fields.get(key, "edit")
        if level == "edit" or not item.is_active or reader.level(object_name, item.name) == "hidden":
            continue
        by = [("role", role.pk) for role in roles if role.fields.get(key, "edit") != "edit"]
        text = (LEVELS if by else FOLLOWS)[level]
        would = [(OPEN, by) if by else (OPEN_PARTS, ())]
        yield item.name, item.label.get(reader.locale), Answer(False, level, text, by, would)
