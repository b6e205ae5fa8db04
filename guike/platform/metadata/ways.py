"""Ways from a record to others that an action or step declares to lock (`ActionSpec.locks`).

Written `account` (what the record names), `params.payment` (what a parameter names), `activity:related` (records of that
object whose field names the record); each may go on over single references: `params.contact_id.account`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guike.platform.metadata.spec import ActionSpec, FieldSpec, ObjectSpec

PARAMS = "params"
Objects = Mapping[str, ObjectSpec]


@dataclass(frozen=True)
class Way:
    """`param`: where it starts at a parameter; `child`: (object, field) where it starts at records that name this one;
    `start`: the object that is reached first; `hops`: (object, its reference, what that names) from there on."""

    text: str
    start: str
    hops: tuple[tuple[str, str, str], ...]
    param: str = ""
    child: tuple[str, str] | None = None

    @property
    def locked(self) -> tuple[str, ...]:
        """The objects of which it locks records."""
        own = (self.start,) if self.param or self.child else ()
        return (*own, *(target for _object, _field, target in self.hops))


def ways_of(
    objects: Objects, spec: ObjectSpec, texts: Iterable[str], action: ActionSpec | None = None
) -> tuple[Way, ...]:
    """What is declared, as ways. ValueError for one that leads nowhere."""
    return tuple(_way(objects, spec, text, action) for text in texts)


def _way(objects: Objects, spec: ObjectSpec, text: str, action: ActionSpec | None) -> Way:
    first, *rest = text.split(".")
    if first == PARAMS and rest:
        params = {one.name: one for one in action.params} if action is not None else {}
        target = _single(params.get(rest[0]), objects, spec, text)
        return Way(text, target, _hops(objects, spec, target, rest[1:], text), param=rest[0])
    if ":" in first:
        child, field = first.split(":", 1)
        item = objects[child].by_name.get(field) if child in objects else None
        if item is None or spec.name not in (item.targets or (item.target_object,)):
            raise _nowhere(spec, text)
        return Way(text, child, _hops(objects, spec, child, rest, text), child=(child, field))
    return Way(text, spec.name, _hops(objects, spec, spec.name, [first, *rest], text))


def _hops(
    objects: Objects, spec: ObjectSpec, start: str, fields: Iterable[str], text: str
) -> tuple[tuple[str, str, str], ...]:
    hops, here = [], start
    for name in fields:
        target = _single(objects[here].by_name.get(name), objects, spec, text)
        hops.append((here, name, target))
        here = target
    return tuple(hops)


def _single(item: FieldSpec | None, objects: Objects, spec: ObjectSpec, text: str) -> str:
    target = (
        item.target_object if item is not None and (item.is_reference or item.type == "references") else ""
    )
    if target not in objects:
        raise _nowhere(spec, text)
    return target


def _nowhere(spec: ObjectSpec, text: str) -> ValueError:
    return ValueError(f"{spec.name}: {text!r} leads to no record that could be locked")
