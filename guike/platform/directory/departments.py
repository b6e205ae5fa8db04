"""The tree of departments: it has no circles and a limited depth, and each department stores its path."""

from __future__ import annotations

from collections.abc import Sequence

from guike.kernel.limits import DEPARTMENT_DEPTH
from guike.platform.access.context import Context
from guike.platform.directory.headquarters import check_departments
from guike.platform.org.models import Department
from guike.platform.org.queries import bump
from guike.platform.records.shapes import Draft

WHY = "the tree of departments is kept whole"


def department_prepare(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """Refuse a parent that is below the department itself, trees that are too deep, and a place outside of the head office
    for people with roles for it alone."""
    _check_tree(drafts)
    check_departments([draft for draft in drafts if draft.ok])


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
