"""The registry of specs in code, filled at start and then frozen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from guike.kernel.states import State, StateLock, Step
from guike.kernel.text import Text
from guike.platform.metadata.ledgers import check_ledger
from guike.platform.metadata.machine import with_machine
from guike.platform.metadata.reports import ReportSpec
from guike.platform.metadata.roles import EVERYBODY, FIGURES, Grant, Limit, RoleSpec, Scope, split
from guike.platform.metadata.snapshots import SnapshotSpec
from guike.platform.metadata.spec import (
    ActionSpec,
    Choice,
    FieldSpec,
    Hooks,
    ObjectSpec,
    Participant,
    RollupSpec,
    Section,
    ViewSpec,
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
    common_fields: list[Callable[[ObjectSpec], tuple[FieldSpec, ...]]] = field(default_factory=list)
    roles: dict[str, RoleSpec] = field(default_factory=dict)
    grants: list[Grant] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    reports: dict[str, ReportSpec] = field(default_factory=dict)
    snapshots: dict[str, SnapshotSpec] = field(default_factory=dict)
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
        operations: tuple[str, ...] = (),
        rollups: tuple[RollupSpec, ...] = (),
        related: tuple[str, ...] = (),
        hooks: Hooks | None = None,
        views: tuple[ViewSpec, ...] = (),
        form: tuple[Section, ...] = (),
        detail: tuple[Section, ...] = (),
        states: tuple[State, ...] = (),
        steps: tuple[Step, ...] = (),
        locks: tuple[StateLock, ...] = (),
        wraps: Mapping[str, Callable[..., Sequence[Any]]] | None = None,
        participants: tuple[Participant, ...] = (),
    ) -> None:
        """Add to an object declared below. Hooks are joined: those below run first. `wraps`: action → the function that
        runs instead, `(run, ctx, rows, params)`, where `run(ctx, rows, params)` is the former one."""
        self._open()
        spec = self.objects[name]
        taken = {a.name for a in spec.actions} & {a.name for a in actions}
        if taken:
            raise ValueError(f"{name}: actions {sorted(taken)} have two implementations")
        self.objects[name] = spec.with_(
            fields=spec.fields + fields,
            actions=_wrapped(spec, wraps or {}) + actions,
            operations=spec.operations + operations,
            rollups=spec.rollups + rollups,
            related=spec.related + related,
            hooks=spec.hooks.joined(hooks) if hooks else spec.hooks,
            views=spec.views + views,
            form=spec.form + form,
            detail=spec.detail + detail,
            states=spec.states.joined(states, steps, locks) if spec.states else None,
            participants=spec.participants + participants,
        )
        if (states or steps or locks) and spec.states is None:
            raise ValueError(f"{name}: has no states to add to")

    def take_effect(self, object_name: str, *names: str) -> None:
        """Show fields that were kept for a package of a higher layer, which fills them. KeyError for a field that is none."""
        self._open()
        spec = self.objects[object_name]
        shown = {name: replace(spec.by_name[name], in_effect=True) for name in names}
        self.objects[object_name] = spec.with_(fields=tuple(shown.get(one.name, one) for one in spec.fields))

    def area(self, name: str, zh: str, en: str, groups: str, position: int) -> None:
        """`groups`: names of menu groups, separated by spaces."""
        self._open()
        self.areas[name] = Area(name, Text(zh, en), tuple(groups.split()), position)

    def choice_set(self, name: str, zh: str, en: str, *rows: tuple[str, str, str]) -> None:
        self._open()
        self.choice_sets[name] = ChoiceSetSpec(name, Text(zh, en), choices(*rows))

    def role(self, *specs: RoleSpec) -> None:
        self._open()
        for spec in specs:
            if spec.code in self.roles:
                raise ValueError(f"role {spec.code} is declared twice")
            self.roles[spec.code] = spec

    def grant(
        self,
        object_name: str,
        operations: Mapping[str, Sequence[str]],
        *,
        scopes: Mapping[str, Scope] | None = None,
        to_come: bool = False,
    ) -> None:
        """Give duties operations on an object: `grant("lead", {"sales": WRITE, "marketing finance": VIEW})`; grants add up.
        scopes: by the codes of roles. to_come: for an object or operations whose package does not exist yet."""
        self._open()
        self.grants.append(Grant(object_name, split(operations), split(scopes or {}), to_come))

    def limit(
        self,
        object_name: str,
        fields: tuple[str, ...],
        level: str,
        *,
        duties: str = EVERYBODY,
        beyond: str = "",
        to_come: bool = False,
    ) -> None:
        """Limit these fields to `level` for roles with one of `duties`, except roles with one of `beyond`."""
        self._open()
        self.limits.append(
            Limit(object_name, fields, level, tuple(duties.split()), tuple(beyond.split()), to_come)
        )

    def report(self, *specs: ReportSpec) -> None:
        """Add presets of reports."""
        self._open()
        for spec in specs:
            if spec.code in self.reports:
                raise ValueError(f"report {spec.code} is declared twice")
            self.reports[spec.code] = spec

    def snapshot(self, *specs: SnapshotSpec) -> None:
        """Add figures that a job keeps at the end of each period."""
        self._open()
        for spec in specs:
            if spec.code in self.snapshots:
                raise ValueError(f"snapshot {spec.code} is declared twice")
            self.snapshots[spec.code] = spec

    def freeze(self) -> None:
        """Close the registry and derive everything that follows from the declarations. ValueError for
        contradictions."""
        self.objects.update({name: with_machine(spec) for name, spec in self.objects.items()})
        for name in {name for preset in self.reports.values() for name in preset.counts}:
            counted = self.objects[name]
            self.objects[name] = counted.with_(operations=(*counted.operations, *FIGURES))
        for spec in self.objects.values():
            check_ledger(spec, self.objects)
            for item in spec.within_fields:
                self._check_within(spec, item)
            dated = spec.by_name.get(spec.document_date)
            if spec.document_date and (dated is None or dated.type != "date"):
                raise ValueError(f"{spec.name}: document_date {spec.document_date!r} is no date of it")
        self.frozen = True

    def _check_within(self, spec: ObjectSpec, item: FieldSpec) -> None:
        target = self.objects[item.target_object]
        by_document = spec.is_line and item.within not in spec.by_name
        holder = self.objects[spec.parent] if by_document else spec
        groups = [one.by_name.get(item.within) for one in (holder, target)]
        if any(group is None or group.custom or not group.is_reference for group in groups):
            raise ValueError(f"{spec.name}.{item.name}: both need a reference {item.within!r}")
        if by_document and not item.keeps:
            raise ValueError(
                f"{spec.name}.{item.name}: what a line names stays in the group of its document: keeps=True"
            )

    def _open(self) -> None:
        if self.frozen:
            raise RuntimeError("the registry is frozen: declare objects at start")


def _wrapped(spec: ObjectSpec, wraps: Mapping[str, Callable[..., Sequence[Any]]]) -> tuple[ActionSpec, ...]:
    unknown = wraps.keys() - {action.name for action in spec.actions}
    if unknown:
        raise ValueError(f"{spec.name}: there are no actions {sorted(unknown)} to wrap")
    return tuple(
        replace(action, run=partial(wraps[action.name], action.run)) if action.name in wraps else action
        for action in spec.actions
    )


registry = Registry()
