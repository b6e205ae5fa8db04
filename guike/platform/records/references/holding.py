"""What a record points at stays there until the record is written: neither deleted nor moved elsewhere.

The writer of a record locks what it points at; who deletes a record locks it for himself and then counts who points at
it. So of two at once one waits for the other and sees what it did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from guike.platform.database import statements
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.shapes import Draft


def protects(child: ObjectSpec, item: FieldSpec, target: ObjectSpec) -> bool:
    """Whether a living record of `child` keeps the record of `target` that it names in `item` from being deleted.
    Lines go with their parent; entries keep the account that they are of."""
    if child.ledger is not None and item.name == child.ledger.account:
        return True
    if child.is_line and child.parent == target.name:
        return False
    keeps = child.recyclable or child.ledger is not None
    return item.is_reference and not item.system and not item.traces and keeps


Uses = dict[str, dict[int, list[tuple[Draft, FieldSpec]]]]


def hold_targets(drafts: Sequence[Draft]) -> None:
    """Lock what changed references name, so that it is not deleted meanwhile; an error where it is gone."""
    for gone in lock_targets(drafts).values():
        for draft, item in (place for places in gone.values() for place in places):
            if not any(error.field == draft.prefix + item.name for error in draft.errors):
                draft.error(item.name, "reference.unknown")


def lock_targets(drafts: Sequence[Draft]) -> Uses:
    """Lock what changed references name, of a restored record all; what of that is gone, by object and id. One
    statement for all."""
    uses: Uses = defaultdict(lambda: defaultdict(list))
    for draft in drafts:
        for item, target, value in _named(draft):
            uses[target.name][value].append((draft, item))
    if not uses:
        return uses
    names = sorted(uses)
    standing = statements.rows(_statement(names), [_array(uses[name]) for name in names])
    for number, record_id in standing:
        uses[names[number]].pop(record_id, None)
    return uses


def _named(draft: Draft) -> Iterator[tuple[FieldSpec, ObjectSpec, int]]:
    for item in draft.spec.pointing_fields:
        if not item.stored or (item.name not in draft.old and draft.fate != "restored"):
            continue
        target = catalogue().objects.get(item.target_object)
        value = draft.get(item.name) if target is not None else None
        if value is not None and target is not None and protects(draft.spec, item, target):
            yield item, target, value


def _statement(names: Sequence[str]) -> str:
    """In the order of the objects and their ids, as others lock them."""
    return " UNION ALL ".join(_locking(number, catalogue().get(name)) for number, name in enumerate(names))


def _locking(number: int, spec: ObjectSpec) -> str:
    own = f" AND object = '{spec.name}'" if spec.is_custom else ""
    table = spec.model._meta.db_table
    living = f"id = ANY(${number + 1}::bigint[]) AND deleted_at IS NULL{own}"
    locked = f'SELECT id FROM "{table}" WHERE {living} ORDER BY id FOR KEY SHARE'  # noqa: S608 - names of our own
    return f"SELECT {number}, id FROM ({locked}) AS t{number}"  # noqa: S608


def _array(ids: Iterable[int]) -> str:
    return "{" + ",".join(str(int(one)) for one in ids) + "}"
