"""Finds rules that would trigger one another without end. Pure: it works on definitions alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guike.platform.automation.definition import Definition
from guike.platform.automation.steps.registry import Writes


@dataclass(frozen=True)
class Node:
    """A rule with what it may write; `state`: the field of its object's states, "" without."""

    does: Definition
    writes: tuple[Writes, ...]
    state: str = ""


def circle(nodes: Iterable[Node], first: int) -> list[Definition]:
    """The rules of a circle through the rule with this id, in order, from it back to it; empty without one.

    A rule that acts once per record ends every circle. So does a circle in which every write is a constant and no field
    gets two of them: after one round nothing changes any more, and what does not change fires nothing.
    """
    by_id = {node.does.rule_id: node for node in nodes if node.does.once != "per_record"}
    if first not in by_id:
        return []
    stack: list[list[int]] = [[first]]
    while stack:
        way = stack.pop()
        for following in by_id.values():
            after = following.does.rule_id
            if not may_trigger(by_id[way[-1]], following):
                continue
            if after == first:
                members = [by_id[one] for one in way]
                if not _comes_to_rest(members):
                    return [node.does for node in members]
            elif after not in way:
                stack.append([*way, after])
    return []


def may_trigger(cause: Node, effect: Node) -> bool:
    """Whether a write of the first rule may fire the second."""
    return any(_fires(write, effect) for write in cause.writes)


def _fires(write: Writes, node: Node) -> bool:
    does = node.does
    if write.object != does.object:
        return False
    if write.creates:
        return does.trigger == "created" or (does.trigger == "state_changed" and not does.from_values)
    if does.trigger == "state_changed":
        return _touches(write, (node.state,), does.to_values)
    if does.trigger != "updated":
        return False
    return not does.fields or _touches(write, does.fields, does.to_values)


def _touches(write: Writes, fields: Sequence[str], to_values: Sequence[Any]) -> bool:
    touched = [name for name in fields if write.fields is None or name in write.fields]
    if not touched:
        return False
    if not to_values or touched[0] not in write.constants:
        return True
    return write.constants[touched[0]] in to_values


def _comes_to_rest(members: Sequence[Node]) -> bool:
    values: dict[tuple[str, str], Any] = {}
    for node in members:
        for write in node.writes:
            if write.creates or write.fields is None or set(write.fields) != set(write.constants):
                return False
            if not _agree(values, write.object, write.constants):
                return False
    return True


def _agree(values: dict[tuple[str, str], Any], object_name: str, constants: Mapping[str, Any]) -> bool:
    """Note the constants; whether none of their fields got another one before."""
    return all(values.setdefault((object_name, name), given) == given for name, given in constants.items())
