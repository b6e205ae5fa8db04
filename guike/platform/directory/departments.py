"""The tree of departments: it has no circles and a limited depth, and each department stores its path."""

from __future__ import annotations

from collections.abc import Sequence

from guike.kernel.limits import DEPARTMENT_DEPTH
from guike.platform.access.context import Context
from guike.platform.directory.headquarters import check_departments
from guike.platform.org.models import Department, User
from guike.platform.org.queries import VIRTUAL, bump
from guike.platform.records.shapes import Draft
from guike.platform.settings import queries as settings

WHY = "the tree of departments is kept whole"


def department_prepare(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """Refuse a parent that is below the department itself, trees that are too deep, and a place outside of the head office
    for people with roles for it alone."""
    _check_tree(drafts)
    _check_members(drafts)
    _check_leaves(drafts)
    check_departments([draft for draft in drafts if draft.ok])


def _check_members(drafts: Sequence[Draft]) -> None:
    """Only a virtual department stands for others, and for none that stands for others itself."""
    rows = Department.objects.system(reason=WHY).filter(deleted_at=None, kind=VIRTUAL).exclude(members=[])
    for draft in drafts:
        members = draft.get("members") or []
        if not draft.changed("members", "kind") or not members:
            continue
        if draft.get("kind") != VIRTUAL:
            draft.error("members", "department.members_of_virtual")
        elif (
            draft.row.pk in members
            or rows.filter(pk__in=members).exists()
            or (draft.row.pk is not None and rows.filter(members__contains=[draft.row.pk]).exists())
        ):
            draft.error("members", "department.members_nested")


def _check_leaves(drafts: Sequence[Draft]) -> None:
    """If salespeople belong to leaf departments, none of theirs gets a department below it."""
    placed = [d for d in drafts if d.changed("parent") and d.get("parent") is not None]
    if not placed or not settings.get("org.leaf_only"):
        return
    rows = Department.objects.system(reason=WHY).filter(deleted_at=None, is_active=True)
    parents = set(rows.values_list("parent_id", flat=True))
    people = User.objects.system(reason=WHY).filter(deleted_at=None, status="active", is_salesperson=True)
    for draft in placed:
        parent = draft.get("parent")
        names = list(people.filter(department_id=parent).order_by("name").values_list("name", flat=True))
        if names and parent not in parents:
            draft.error("parent", "department.leaf_only", people="、".join(names[:3]), count=len(names))


def _check_tree(drafts: Sequence[Draft]) -> None:
    moved = [d for d in drafts if d.changed("parent") and d.get("parent") is not None]
    if not moved:
        return
    # This row is also the lock of the tree, so two moves cannot close a circle together.
    bump(permission=True)
    paths = _paths()
    for draft in moved:
        above = paths.get(draft.get("parent"), ())
        if draft.row.pk in above:
            draft.error("parent", "tree.cycle")
        elif len(above) + _height(paths, draft.row.pk) > DEPARTMENT_DEPTH:
            draft.error("parent", "tree.depth", max=int(DEPARTMENT_DEPTH))
        else:
            paths[draft.row.pk] = (*above, draft.row.pk)


def _paths() -> dict[int | None, tuple[int, ...]]:
    rows = Department.objects.system(reason=WHY).values_list("pk", "path")
    return {pk: tuple(path) for pk, path in rows}


def _height(paths: dict[int | None, tuple[int, ...]], root: int | None) -> int:
    """The number of levels from a department down to its lowest descendant, itself included."""
    lengths = [len(path) - path.index(root) for path in paths.values() if root in path]
    return max(lengths, default=1)


def department_written(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """Set the paths of created or moved departments and of all below them."""
    for draft in drafts:
        if draft.is_new or draft.changed("parent"):
            _set_paths(draft)


def _set_paths(draft: Draft) -> None:
    everything = Department.objects.system(reason=WHY)
    above: list[int] = []
    if draft.row.parent_id is not None:
        above = everything.filter(pk=draft.row.parent_id).values_list("path", flat=True).get()
    root = draft.row.pk
    draft.row.path = [*above, root]
    below = list(everything.filter(path__contains=[root]).exclude(pk=root).only("pk", "path"))
    for row in below:
        row.path = [*draft.row.path, *row.path[row.path.index(root) + 1 :]]
    everything.filter(pk=root).update(path=draft.row.path)
    everything.bulk_update(below, ["path"], batch_size=500)
