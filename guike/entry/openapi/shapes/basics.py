"""What the other shapes are made of: labels, refusals, references, filters."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from pydantic import ConfigDict, WithJsonSchema, with_config
from typing_extensions import TypeAliasType, TypedDict

from guike.kernel.filters import OPERATORS
from guike.platform.metadata.types import TYPES

FieldType = TypeAliasType(
    "FieldType", Annotated[str, WithJsonSchema({"type": "string", "enum": sorted(TYPES)})]
)
Operator = TypeAliasType(
    "Operator", Annotated[str, WithJsonSchema({"type": "string", "enum": list(OPERATORS)})]
)
#: in the caller's language; with `?labels=all` by language
Label = TypeAliasType("Label", str | dict[str, str])
JobStatus = TypeAliasType("JobStatus", Literal["queued", "running", "done", "failed", "cancelled"])


class FieldProblem(TypedDict):
    field: str
    code: str
    message: str


@with_config(ConfigDict(extra="allow"))
class Problem(TypedDict):
    """A refusal; some carry more, such as the current record of a stale version."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: NotRequired[list[FieldProblem]]


class Reference(TypedDict):
    """To a record of any object it names the object too."""

    id: int
    name: str
    object: NotRequired[str]


Filter = TypeAliasType(
    "Filter",
    "FilterAll | FilterAny | FilterNot | FilterRows | Condition",
)


class Condition(TypedDict):
    field: str
    op: Operator
    value: NotRequired[Any]
    other: NotRequired[str | None]


class FilterAll(TypedDict):
    all: list[Filter]


class FilterAny(TypedDict):
    any: list[Filter]


FilterNot = TypedDict("FilterNot", {"not": Filter})


class FilterRows(TypedDict, total=False):
    """Exactly one of `some`, `none`, `every`: a path to rows."""

    some: str
    none: str
    every: str
    where: Filter | None
