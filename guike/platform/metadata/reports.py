"""Presets of reports, as packages declare them, and the check that what they name exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guike.kernel import filters
from guike.kernel.text import Text
from guike.platform.metadata.spec import ObjectSpec, Relation

Objects = Mapping[str, ObjectSpec]
Relations = Mapping[str, Sequence[Relation]]


@dataclass(frozen=True)
class ReportSpec:
    """A preset of reports. `sentence`: what it tells, for the gallery; `spec`: as of a saved report.

    `labels`: of measures by their names, where what they count does not say enough.
    `counts`: objects whose records it counts for whoever has the operation "figures" on them, although he may not see the rows.
    `on_page`: whether the page of a record of its object shows its figures of that record.
    """

    code: str
    label: Text
    sentence: Text
    spec: Mapping[str, Any]
    module: str
    position: int = 100
    counts: tuple[str, ...] = ()
    labels: Mapping[str, Text] = field(default_factory=dict)
    on_page: bool = False

    def in_locale(self, locale: str) -> dict[str, Any]:
        """The spec with the labels of its measures in a language."""
        measures = [
            {**one, "label": self.labels[one["as"]].get(locale)} if one.get("as") in self.labels else one
            for one in self.spec.get("measures") or ()
        ]
        return {**self.spec, "measures": measures}

    @property
    def object(self) -> str:
        """The object that is reported on."""
        return str(self.spec["object"])


def check_reports(objects: Objects, relations: Relations, presets: Mapping[str, ReportSpec]) -> None:
    """ValueError for objects and paths that do not exist."""
    wrong = [
        f"{preset.code}: {problem}"
        for preset in presets.values()
        for problem in _problems(objects, relations, preset)
    ]
    if wrong:
        raise ValueError("declared reports do not fit the objects:\n" + "\n".join(wrong))


def _problems(objects: Objects, relations: Relations, preset: ReportSpec) -> Iterator[str]:
    yield from (f"counts {name!r}, which is no object" for name in preset.counts if name not in objects)
    yield from problems_of(objects, relations, preset.spec)


def problems_of(objects: Objects, relations: Relations, spec: Mapping[str, Any]) -> Iterator[str]:
    """What a declared spec names and does not exist."""
    name = spec.get("object")
    if name not in objects:
        yield f"reports on {name!r}, which is no object"
        return
    for path in sorted(paths_of(spec)):
        if not _leads(objects, relations, str(name), path.split(".")):
            yield f"names {path!r}, which leads nowhere from {name}"


def paths_of(spec: Mapping[str, Any]) -> set[str]:
    """Every path along the objects that a report names: in its groups, columns, measures and filters."""
    found: set[str] = set(filters.fields_of(filters.parse(spec["filter"]))) if spec.get("filter") else set()
    for word in ("groups", "columns", "measures"):
        for part in spec.get(word) or ():
            given: Mapping[str, Any] = {"field": part} if isinstance(part, str) else part
            found |= {given[name] for name in ("field", "weight", "by") if given.get(name)}
            if given.get("filter"):
                found |= set(filters.fields_of(filters.parse(given["filter"])))
    return found


def _leads(objects: Objects, relations: Relations, name: str, steps: Sequence[str]) -> bool:
    here = objects[name]
    for step in steps[:-1]:
        item = here.by_name.get(step)
        relation = next((one for one in relations.get(here.name, ()) if one.name == step), None)
        target = (item.lines_object or item.target_object) if item else relation.object if relation else ""
        if target not in objects:
            return False
        here = objects[target]
    return steps[-1] == "name" or steps[-1] in here.by_name
