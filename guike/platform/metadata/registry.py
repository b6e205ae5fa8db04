"""The specs written in code, collected at start and then frozen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from guike.kernel.text import Text
from guike.platform.metadata.spec import (
    ActionSpec,
    Choice,
    FieldSpec,
    Hooks,
    LockSpec,
    ObjectSpec,
    RollupSpec,
    choices,
)


@dataclass(frozen=True)
class Area:
    """A place in the left menu, in one group of it or more."""

    name: str
    label: Text
    groups: tuple[str, ...]
    position: int


@dataclass(frozen=True)
class ChoiceSetSpec:
    """A named list of choices that several fields share; administrators extend it."""

    name: str
    label: Text
    choices: tuple[Choice, ...]


@dataclass
class Registry:
    """Objects by name. `extend` lets a higher package add to an object of a lower one."""

    objects: dict[str, ObjectSpec] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    choice_sets: dict[str, ChoiceSetSpec] = field(default_factory=dict)
    common_actions: list[Callable[[ObjectSpec], tuple[ActionSpec, ...]]] = field(default_factory=list)
    frozen: bool = False

    def add(self, *specs: ObjectSpec) -> None:
        self._open()
        for spec in specs:
            if spec.name in self.objects:
                raise ValueError(f"object {spec.name} is declared twice")
            self.objects[spec.name] = spec

    def extend(
        self,
        name: str,
        *,
        fields: tuple[FieldSpec, ...] = (),
        actions: tuple[ActionSpec, ...] = (),
        rollups: tuple[RollupSpec, ...] = (),
        related: tuple[str, ...] = (),
        hooks: Hooks | None = None,
        locks: tuple[LockSpec, ...] = (),
    ) -> None:
        """Add actions, fields, roll-ups or hooks to an object declared below."""
        self._open()
        spec = self.objects[name]
        taken = {a.name for a in spec.actions} & {a.name for a in actions}
        if taken:
            raise ValueError(f"{name}: actions {sorted(taken)} have two implementations")
        if hooks and spec.hooks != Hooks():
            raise ValueError(f"{name}: hooks are declared twice")
        self.objects[name] = spec.with_(
            fields=spec.fields + fields,
            actions=spec.actions + actions,
            rollups=spec.rollups + rollups,
            related=spec.related + related,
            hooks=hooks or spec.hooks,
            locks=spec.locks + locks,
        )

    def area(self, name: str, zh: str, en: str, groups: str, position: int) -> None:
        """`groups`: names of menu groups, apart from one another by a space."""
        self._open()
        self.areas[name] = Area(name, Text(zh, en), tuple(groups.split()), position)

    def choice_set(self, name: str, zh: str, en: str, *rows: tuple[str, str, str]) -> None:
        self._open()
        self.choice_sets[name] = ChoiceSetSpec(name, Text(zh, en), choices(*rows))

    def freeze(self) -> None:
        """From here on nothing is declared; ValueError for what does not fit together."""
        for spec in self.objects.values():
            for item in spec.within_fields:
                self._check_within(spec, item)
            dated = spec.by_name.get(spec.document_date)
            if spec.document_date and (dated is None or dated.type != "date"):
                raise ValueError(f"{spec.name}: document_date {spec.document_date!r} is no date of it")
        self.frozen = True

    def _check_within(self, spec: ObjectSpec, item: FieldSpec) -> None:
        target = self.objects[item.target_object]
        groups = [one.by_name.get(item.within) for one in (spec, target)]
        if any(group is None or group.custom or not group.is_reference for group in groups):
            raise ValueError(f"{spec.name}.{item.name}: both need a reference {item.within!r}")

    def _open(self) -> None:
        if self.frozen:
            raise RuntimeError("the registry is frozen: declare objects at start")


registry = Registry()
