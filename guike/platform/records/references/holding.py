"""What a record points at stays there until the record is written: neither deleted nor moved elsewhere.

The writer of a record locks what it points at; who deletes a record locks it for himself and then counts who points at
it. So of two at once one waits for the other and sees what it did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from guike.platform.database import statements
from guike.platform.database.locks import Mode, clause, taking
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.locking import in_order, place_of
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
    ordered = in_order(uses)
    with taking({place_of(spec): ids for spec, ids in ordered}, Mode.SHARED) as at_once:
        text = _statement([spec for spec, _ids in ordered], clause(Mode.SHARED, waits=not at_once))
        standing = statements.rows(text, [_array(ids) for _spec, ids in ordered])
    for number, record_id in standing:
        uses[ordered[number][0].name].pop(record_id, None)
    return uses


def _named(draft: Draft) -> Iterator[tuple[FieldSpec, ObjectSpec, int]]:
    for item in draft.spec.pointing_fields:
        if not item.stored or (item.name not in draft.old and draft.fate != "restored"):
            continue
        target = catalogue().objects.get(item.target_object)
        value = draft.get(item.name) if target is not None else None
        if value is not None and target is not None and protects(draft.spec, item, target):
            yield item, target, value


def _statement(specs: Sequence[ObjectSpec], locking: str) -> str:
    return " UNION ALL ".join(_locking(number, spec, locking) for number, spec in enumerate(specs))


def _locking(number: int, spec: ObjectSpec, locking: str) -> str:
    own = f" AND object = '{spec.name}'" if spec.is_custom else ""
    table = spec.model._meta.db_table
    living = f"id = ANY(${number + 1}::bigint[]) AND deleted_at IS NULL{own}"
    locked = f'SELECT id FROM "{table}" WHERE {living} ORDER BY id {locking}'  # noqa: S608 - names of our own
    return f"SELECT {number}, id FROM ({locked}) AS t{number}"  # noqa: S608


def _array(ids: Iterable[int]) -> str:
    return "{" + ",".join(str(int(one)) for one in ids) + "}"
