"""Paths, filters and plain values of fields in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from guike.kernel import filters
from guike.kernel.errors import Refusal
from guike.kernel.text import T, Text, display, join
from guike.platform.access.context import Context
from guike.platform.filters.caller import UnknownField
from guike.platform.filters.resolve import route_to
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.labels import in_language
from guike.platform.metadata.spec import FieldSpec
from guike.platform.metadata.types import percent_text
from guike.platform.records.reading import labels_of_many

Json = Any
COLON = T("：", ": ")


class Names:
    """The labels of the records that values name: first they are asked for, then looked up, all at once, then told."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self._wanted: dict[str, set[int]] = defaultdict(set)
        self._found: dict[str, dict[int, str]] = {}

    def of(self, object_name: str, record_id: Any) -> str:
        """The label; object and id of what is gone or was not looked up yet."""
        if not isinstance(record_id, int):
            return str(record_id)
        self._wanted[object_name].add(record_id)
        return self._found.get(object_name, {}).get(record_id) or f"#{record_id}"

    def load(self) -> None:
        """Look up everything that was asked for."""
        known = catalogue().objects
        self._found = labels_of_many(self.ctx, {n: ids for n, ids in self._wanted.items() if n in known})


class Phrases:
    """Puts paths, filters and plain values into words for one reader."""

    def __init__(self, ctx: Context, names: Names) -> None:
        self.ctx, self.names, self.locale = ctx, names, ctx.locale

    def say(self, text: Text) -> str:
        """The text in the reader's language."""
        return text.get(self.locale)

    def joined(self, parts: Iterable[str]) -> str:
        """Several words as one enumeration."""
        return join([part for part in parts if part], self.locale)

    def pair(self, key: str, value: str) -> str:
        """`金额：5`"""
        return f"{key}{self.say(COLON)}{value}" if key else value

    def object(self, name: str) -> str:
        """The label of an object."""
        spec = catalogue().objects.get(name)
        return self.say(spec.label) if spec else name

    def instant(self, value: str) -> str:
        """An instant of the API on the company's clock."""
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return value
        return f"{moment.astimezone(ZoneInfo(self.ctx.timezone)):%Y-%m-%d %H:%M}"

    def path(self, about: str, path: str) -> str:
        """The labels of the fields on a path of an object; the path itself where it leads nowhere today."""
        spec = catalogue().objects.get(about)
        if spec is None:
            return path
        said = []
        for name in path.split("."):
            item = spec.by_name.get(name)
            relation = next(
                (one for one in catalogue().relations.get(spec.name, ()) if one.name == name), None
            )
            if item is None and relation is None:
                return path
            said.append(self.say(item.label if item else relation.label))  # type: ignore[union-attr]
            target = relation.object if relation else (item.lines_object or item.target_object)  # type: ignore[union-attr]
            spec = catalogue().objects.get(target) or spec
        return " · ".join(said)

    def item_at(self, about: str, path: str) -> FieldSpec | None:
        """The field at the end of a path."""
        spec = catalogue().objects.get(about)
        try:
            return route_to(None, spec, path).item if spec else None
        except UnknownField:
            return None

    def filter(self, about: str, raw: Json) -> str:
        """A filter as a sentence."""
        try:
            node = filters.parse(raw, on_change=True)
        except Refusal:
            return display(str(raw), self.locale)

        def label_of(path: str, value: object | None) -> str:
            if value is None:
                return self.path(about, path)
            item = self.item_at(about, path)
            if isinstance(value, filters.Target):
                return self.names.of(value.object, value.id)
            return self.value(item, value) if item is not None else ""

        return filters.to_text(node, self.locale, label_of)

    def value(self, item: FieldSpec, value: Json) -> str:
        """A plain value, as the API gives it."""
        if isinstance(value, list):
            return self.joined(self.value(item, one) for one in value)
        if isinstance(value, Mapping):
            return self._of_map(value)
        kind = item.value_type
        if item.target_object and isinstance(value, int):
            return self.names.of(item.target_object, value)
        if kind in ("choice", "multi_choice"):
            return self.chosen(item, value)
        if kind == "instant":
            return self.instant(str(value))
        if kind == "percent":
            try:
                return percent_text(str(value))
            except ArithmeticError:
                return str(value)
        return display(value, self.locale)

    def chosen(self, item: FieldSpec, code: Json) -> str:
        """The label of a choice of the field; the code itself where there is none."""
        choice = item.choice(code)
        return self.say(choice.label) if choice else str(code)

    def _of_map(self, value: Mapping[str, Json]) -> str:
        if "object" in value and "id" in value:
            return f"{self.object(value['object'])} {self.names.of(value['object'], value['id'])}"
        if set(value) <= {"zh-CN", "zh-TW", "en"}:
            return in_language(value, self.locale)
        return str(value.get("name") or self.flat(value))

    def flat(self, value: Json) -> str:
        """A structure as one text."""
        return display(str(value), self.locale)
