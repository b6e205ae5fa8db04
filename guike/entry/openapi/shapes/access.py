"""Rights: dimensions, roles side by side, what rules would change, what a leaver hands over."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from guike.entry.openapi.shapes.basics import Reference


class DimensionChoice(TypedDict):
    code: str
    label: str


class Dimension(TypedDict):
    """target: the object whose records are the values of a category; objects: what the dimension divides, in words."""

    code: str
    name: str
    kind: Literal["department", "account_class", "region", "category", "choice_set"]
    target: str | None
    choices: list[DimensionChoice]
    objects: list[str]


class DimensionPath(TypedDict):
    path: str
    label: str


class DimensionPaths(TypedDict):
    """default: the path that the object takes when the dimension says nothing of it; "" where it is not divided then."""

    object: str
    label: str
    default: str
    paths: list[DimensionPath]


class RoleLine(TypedDict):
    """What two roles have of one thing, in the order of `roles`. name: its object, `object.field`, dimension or field of the role;
    labels: of the operations that are no general ones."""

    part: Literal["limits", "dimensions", "permissions", "scopes", "fields"]
    name: str
    label: str
    values: list[Any]
    labels: dict[str, str]
    differs: bool


class RolesCompared(TypedDict):
    roles: list[Reference]
    lines: list[RoleLine]


class HandoverItem(TypedDict):
    """key: an object, a field that names people, or what a package registers; is_object: its records are owned; names: of the few
    things that are told by name."""

    key: str
    label: str
    count: int
    names: list[str]
    is_object: bool
    needs_salesperson: bool


class HandoverPreview(TypedDict):
    items: list[HandoverItem]
    sessions: int
    keys: int


class EffectOnPerson(TypedDict):
    """How many of a rule's records the person reaches before and after; capped."""

    user: Reference
    now: int
    then: int


class RuleEffect(TypedDict):
    """records: how many a rule is about, capped; people_count: for how many people it is, of whom the first are told."""

    records: int
    people_count: int
    people: list[EffectOnPerson]


class SeenByPerson(TypedDict):
    """How many records of an object a person sees now, and would see; capped."""

    object: str
    label: str
    now: int
    then: int
