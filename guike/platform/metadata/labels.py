"""Labels of administrators: one text, or one text for each language.

They are stored as a map of languages. A single text is in the writer's language; the texts of other languages do not
change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guike.kernel.text import LOCALES, Text
from guike.platform.metadata.spec import Choice

#: key of a text whose language is the writer's, which is set later
WRITERS = "*"


def settled(label: Mapping[str, str], standing: Mapping[str, str], locale: str) -> dict[str, str]:
    """The map to store. A label that was sent as one text replaces only this language of the existing map."""
    if WRITERS not in label:
        return {key: text for key, text in label.items() if text}
    return {**standing, locale: label[WRITERS]}


def settled_choices(
    rows: Sequence[Mapping[str, Any]], standing: Sequence[Mapping[str, Any]], locale: str
) -> list[dict[str, Any]]:
    """The choices to store. A choice that is left out becomes inactive, so that records with it keep its label."""
    before = {row["code"]: row for row in standing}
    found = []
    for row in rows:
        old = before.pop(row["code"], {})
        labels = (
            settled(row["labels"], old.get("labels") or {}, locale)
            if row["labels"]
            else old.get("labels") or {}
        )
        found.append({**old, **row, "labels": labels})
    return found + [{**row, "is_active": False} for row in before.values()]


def in_language(labels: Mapping[str, str], locale: str) -> str:
    """The label in a language, else in the nearest available one; "" without any."""
    nearest = ("zh-CN", "zh-TW", "en") if locale != "en" else ("en", "zh-CN", "zh-TW")
    if locale == "zh-TW":
        nearest = ("zh-TW", "zh-CN", "en")
    return next((labels[key] for key in nearest if labels.get(key)), "")


def in_all_languages(labels: Mapping[str, str]) -> dict[str, str]:
    """The label in all three languages, each filled."""
    return {locale: in_language(labels, locale) for locale in LOCALES}


def as_labels(text: Text) -> dict[str, str]:
    """A label of the code in stored form."""
    found = {"zh-CN": text.zh, "en": text.en}
    return {**found, "zh-TW": text.zh_tw} if text.zh_tw else found


def from_labels(labels: Any, fallback: Text | str = "") -> Text:
    """A stored label as Text; the fallback if it is empty."""
    base = fallback if isinstance(fallback, Text) else Text(fallback, fallback)
    if isinstance(labels, str):
        return Text(labels, labels) if labels else base
    if not labels or not any(labels.values()):
        return base
    return Text(in_language(labels, "zh-CN"), in_language(labels, "en"), labels.get("zh-TW") or "")


def plural(name: str) -> str:
    """lead → leads, activity → activities, address → addresses."""
    if name.endswith("y") and name[-2] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("s", "x", "ch")) else f"{name}s"


def stored_choices(rows: Any) -> tuple[Choice, ...]:
    """[{code, label(s), color?, is_active?}] as choices; a bare string is its own label."""
    found = []
    for row in rows or ():
        item: Mapping[str, Any] = {"code": row} if isinstance(row, str) else row
        label = from_labels(item.get("labels") or item.get("label"), item["code"])
        found.append(
            Choice(
                item["code"],
                label,
                item.get("color", ""),
                item.get("closed", False),
                item.get("is_active", True),
            )
        )
    return tuple(found)
