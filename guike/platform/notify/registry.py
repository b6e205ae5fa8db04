"""Kinds of reminders and work lists, declared by the packages that send or fill them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.metadata.spec import ObjectSpec


@dataclass(frozen=True)
class Way:
    """Where a reminder leads in the stead of its record. `path` is of the browser, with {id} for the number at the end of its
    occasion (`task-12`). `acts`: what may be done there at once, by its name in the path (`…&act=approve`) and its label."""

    path: str
    acts: tuple[tuple[str, Text], ...] = ()

    def of(self, occasion: str) -> str:
        """The path for one occasion."""
        return self.path.format(id=occasion.rpartition("-")[2])


@dataclass(frozen=True)
class NotificationKind:
    """`label` heads the kind in the reminder centre, `text` is a template of the notification's params. `in_app_only`: it
    goes through no other channel. `several`: the text where the params have a `count` that is not 1."""

    name: str
    label: Text
    text: Text
    in_app_only: bool = False
    several: Text | None = None
    way: Way | None = None

    def text_of(self, count: object) -> Text:
        """The template for so many records; None is one."""
        return self.text if self.several is None or count in (None, 1) else self.several


_kinds: dict[str, NotificationKind] = {}


def notification_kind(
    name: str,
    label: Text,
    text: Text,
    *,
    in_app_only: bool = False,
    several: Text | None = None,
    way: Way | None = None,
) -> NotificationKind:
    """Declare a kind: `notification_kind("lead.assigned", T("线索分配", …), T("“{name}”已分配给您", …))`.

    TypeError when the name is taken.
    """
    if name in _kinds:
        raise TypeError(f"notification kind {name!r} is declared twice")
    _kinds[name] = NotificationKind(name, label, text, in_app_only, several, way)
    return _kinds[name]


def kind_named(name: str) -> NotificationKind | None:
    """The kind, or None when this version has none of that name."""
    return _kinds.get(name)


def kinds() -> list[NotificationKind]:
    """Every kind, by label."""
    return sorted(_kinds.values(), key=lambda kind: (kind.label.zh, kind.name))


@dataclass(frozen=True)
class WorkList:
    """What waits for somebody's work: the rows of a view of an object, or what `count` counts for a caller and the page
    at `path` shows. `watches`: the objects whose changes may change the number. `for_leaders`: what waits for the people of
    whoever leads some, and nobody else's list. `operation`: what somebody must be allowed to do with records of the object to have the list."""

    kind: str
    label: Text
    object: str
    view: str
    count: Callable[[Context], int] | None
    path: str
    watches: tuple[str, ...]
    position: int
    for_leaders: bool = False
    operation: str = "view"


_work_lists: dict[str, WorkList] = {}


def work_list(
    kind: str,
    label: Text,
    *,
    object: str = "",
    view: str = "",
    count: Callable[[Context], int] | None = None,
    path: str = "",
    watches: tuple[str, ...] = (),
    position: int = 100,
    for_leaders: bool = False,
    operation: str = "view",
) -> WorkList:
    """Declare a work list. With records: `work_list("lead.forgotten", T("待跟进线索", …), object="lead", view="forgotten")`;
    everybody who may list the object has it, with the rows that he may see. Without: `work_list("approval.pending", …,
    count=open_tasks, path="/approvals")`, where `count` answers the number for the caller.

    TypeError when the name is taken, or when it has neither form or both.
    """
    if kind in _work_lists:
        raise TypeError(f"work list {kind!r} is declared twice")
    if bool(object and view) == bool(count and path):
        raise TypeError(f"work list {kind!r}: give object and view, or count and path")
    watched = tuple(dict.fromkeys((object, *watches) if object else watches))
    _work_lists[kind] = WorkList(
        kind, label, object, view, count, path, watched, position, for_leaders, operation
    )
    return _work_lists[kind]


def work_lists() -> list[WorkList]:
    """Every work list, in the order in which they are shown."""
    return sorted(_work_lists.values(), key=lambda one: (one.position, one.kind))


def check_work_lists(objects: Mapping[str, ObjectSpec]) -> None:
    """ValueError for a work list whose object or view nobody declared. Called at start."""
    for one in _work_lists.values():
        spec = objects.get(one.object)
        if one.object and (spec is None or all(view.name != one.view for view in spec.views)):
            raise ValueError(f"work list {one.kind!r}: there is no view {one.view!r} of {one.object!r}")
