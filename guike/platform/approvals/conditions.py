"""Conditions of definitions: filters over the record as it stands, whoever looks, and over the facts of higher packages."""

from __future__ import annotations

from typing import Any

from guike.kernel import filters
from guike.kernel.caches import METADATA, process_cache
from guike.kernel.errors import Invalid
from guike.platform.access.context import Context, system_context
from guike.platform.approvals.registry import facts_of
from guike.platform.filters.memory import Loader, matches
from guike.platform.filters.resolve import resolve
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.org.queries import versions

FACT = "fact_"


@process_cache(key="an object and the version of the definitions", stale=METADATA, limit=256)
def _with_facts(object_name: str, _metadata: int) -> ObjectSpec:
    spec = catalogue().get(object_name)
    facts = tuple(
        FieldSpec(FACT + fact.name, fact.type, fact.label, read_only=True, column=FACT + fact.name)
        for fact in facts_of(object_name).values()
    )
    return spec.with_(fields=spec.fields + facts)


def known_fields(object_name: str) -> ObjectSpec:
    """The object as conditions see it: with the facts as further fields."""
    return _with_facts(object_name, versions().metadata)


def check(object_name: str, node: Any) -> None:
    """Refusals of a filter that does not fit the object, each at its place."""
    spec = known_fields(object_name)
    resolve(system_context(), spec, filters.parse(node), trusted=True)


class Judge:
    """Evaluates conditions on one record. Each fact is asked for at most once, and only where a condition names it. `load`: where
    rows of other objects come from, such as the lines of a record as it would become."""

    def __init__(self, spec: ObjectSpec, row: Any, load: Loader | None = None) -> None:
        self.ctx: Context = system_context()
        self.spec, self.row, self.load = known_fields(spec.name), row, load
        self._taken: set[str] = set()

    def holds(self, node: Any) -> bool:
        """Whether a filter holds; no filter always does. One that cannot be read any more (its field is gone) holds: the
        step is taken rather than passed over."""
        if not node:
            return True
        self._take_facts(node)
        try:
            return matches(self.ctx, self.spec, node, self.row, load=self.load)
        except Invalid:
            return True

    def facts(self, names: list[str]) -> dict[str, Any]:
        """The values of these facts."""
        known = facts_of(self.spec.name)
        return {
            name: known[name].provider(self.ctx, [self.row]).get(self.row.pk)
            for name in names
            if name in known
        }

    def _take_facts(self, node: Any) -> None:
        said = repr(node)
        wanted = [n for n in facts_of(self.spec.name) if n not in self._taken and f"'{FACT}{n}'" in said]
        self._taken |= set(wanted)
        for name, value in self.facts(wanted).items():
            setattr(self.row, FACT + name, value)
