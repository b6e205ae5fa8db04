"""Lines that other records name (the stage that an opportunity is in): they are not removed under them. With their
parent they go only when nobody names it, which who names one of its lines does as well.

As everywhere (`holding`), who names a record holds it; who removes it locks it for himself and then counts who names it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from guike.kernel.errors import register
from guike.kernel.text import T
from guike.platform.database.locks import Mode
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.locking import lock
from guike.platform.records.reading import living
from guike.platform.records.references.checks import living_children
from guike.platform.records.references.holding import protects
from guike.platform.records.shapes import Draft

register(
    {
        "line.in_use": T(
            "“{name}”还有 {count} 条{object}在用，不能移除；请先修改那些记录",
            "“{name}” is used by {count} {object} and stays; change those first",
        ),
    }
)
WHY = "a line that others name is not removed, whoever may see them"


def check_removed(drafts: Sequence[Draft]) -> None:
    """An error on the field of lines for each removed one that a living record names; the others are held until the end."""
    gone: dict[str, dict[int, tuple[Draft, str]]] = defaultdict(dict)
    for draft in drafts:
        for name, rows in draft.removed.items():
            for row in rows:
                gone[draft.spec.by_name[name].lines_object][row.pk] = (draft, name)
    for line, ids in ((catalogue().get(name), ids) for name, ids in sorted(gone.items())):
        for pk, (label, child, count) in _named(line, list(ids)).items():
            draft, field = ids[pk]
            draft.error(field, "line.in_use", name=label, count=count, object=child.label)


def _may_be_named(line: ObjectSpec) -> bool:
    return any(protects(child, item, line) for child, item in catalogue().referrers.get(line.name, ()))


def _named(line: ObjectSpec, ids: Sequence[int]) -> dict[int, tuple[str, ObjectSpec, int]]:
    """id → (label, pointing object, how many); all are locked."""
    if not ids or not _may_be_named(line):
        return {}
    lock({line.name: ids}, Mode.WHOLE)
    rows = living(line).system(reason=WHY).filter(pk__in=ids).order_by("pk")
    labels = dict(rows.values_list("pk", "label"))
    return {pk: (labels[pk], *facts) for pk, facts in living_children(line, list(labels)).items()}
