"""What somebody has that another can take over: records, posts, places in lists and rules, memberships, and what other packages
register. Everything is found through the registry.

    records    the living records of an object with an owner, without those in a closed state
    posts      fields in which the organisation names one person: head of a department, superior, as whom a rule acts
    lists      fields with several people, such as the members of a pool
    rules      structures that name people: whom a sharing rule shares with, whom a team rule adds
    teams      memberships by hand in the teams of records
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from guike.kernel.errors import FieldError
from guike.kernel.limits import CHUNK_ROWS
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.access.models import TeamMember
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.locking import lock
from guike.platform.records.reading import living
from guike.platform.records.writing import record_change

SUCCESSION = "what somebody has in hand goes to his successor, whatever holds it meanwhile"
WHY = "hand-over moves everything that somebody has in hand, whoever may see it"
#: structures that name people as [{"kind": "user", "value": id}], and for whom the rule is
NAMING = {"sharing_rule": ("targets",), "team_rule": ("members",)}
_NAMED = Text("{label}：{names}", "{label}: {names}")


@dataclass(frozen=True)
class Duty:
    """One kind of thing that is taken over. `count(giver)`: how many he has; `move(ctx, giver, to)`: how many went, by kind.
    `needs_seller`: whether who takes it must be a salesperson. `names(giver)`: what the few things are called, where that
    matters; `fault(giver, to)`: why this one cannot take them; `covers`: fields (`object.field`) that it moves in place of the
    duty that each has by itself."""

    key: str
    label: Text
    count: Callable[[int], int]
    move: Callable[[Context, int, int], Mapping[str, int]]
    needs_seller: bool = False
    names: Callable[[int], Sequence[str]] = lambda _giver: ()
    fault: Callable[[int, int], FieldError | None] = lambda _giver, _to: None
    covers: frozenset[str] = frozenset()

    def told(self, giver: int) -> Text:
        """The label, with the names of what it is now."""
        named = self.names(giver)
        if not named:
            return self.label
        zh, en, zh_tw = (
            _NAMED.format(one, label=self.label, names=named) for one in ("zh-CN", "en", "zh-TW")
        )
        return Text(zh, en, zh_tw)


_registered: dict[str, Duty] = {}


def on_hand_over(duty: Duty) -> None:
    """Register what a package keeps for people besides records and fields, such as open approval tasks. ValueError for a key
    that exists."""
    if duty.key in _registered:
        raise ValueError(f"{duty.key} takes part in hand-over twice")
    _registered[duty.key] = duty


def record_duties() -> list[Duty]:
    """The records of each object with an owner."""
    return [_of_records(spec) for spec in owned_objects()]


def other_duties() -> list[Duty]:
    """Everything but records."""
    covered = {one for duty in _registered.values() for one in duty.covers}
    fields = [
        _of_post(spec, item) for spec, item in _fields("user") if f"{spec.name}.{item.name}" not in covered
    ]
    fields += [_of_list(spec, item) for spec, item in _fields("references") if item.target_object == "user"]
    fields += [_of_rule(spec, item) for spec, item in _structures()]
    return [*fields, TEAMS, *_registered.values()]


def owned_objects() -> list[ObjectSpec]:
    """Objects whose records have an owner. Rows of a ledger tell who had something at the time; they are handed to nobody."""
    return [
        spec
        for spec in catalogue().objects.values()
        if spec.access.kind == "owned"
        and not spec.is_line
        and spec.ledger is None
        and "owner" in spec.by_name
    ]


def in_hand(spec: ObjectSpec, giver: int) -> QuerySet[Any]:
    """The records of an object that somebody has in hand."""
    rows: QuerySet[Any] = living(spec).system(reason=WHY).filter(owner_id=giver)
    if spec.states is not None:
        rows = rows.exclude(**{f"{spec.by_name[spec.states.field].attname}__in": spec.states.closed})
    return rows.order_by("pk")


def _of_records(spec: ObjectSpec) -> Duty:
    def move(ctx: Context, giver: int, to: int) -> Mapping[str, int]:
        ids = list(in_hand(spec, giver).values_list("pk", flat=True))
        return {spec.name: _move(ctx, spec, giver, to, ids)}

    return Duty(
        spec.name, spec.label, lambda giver: in_hand(spec, giver).count(), move, not spec.access.any_owner
    )


def _move(ctx: Context, spec: ObjectSpec, giver: int, to: int, ids: Sequence[int]) -> int:
    """Locked records, chunk by chunk; how many were still in hand."""
    step, moved = int(CHUNK_ROWS), 0
    for start in range(0, len(ids), step):
        rows = list(in_hand(spec, giver).filter(pk__in=ids[start : start + step]))
        record_change(ctx, spec.name, [(one, {"owner": to}) for one in rows], bypass=SUCCESSION)
        moved += len(rows)
    return moved


def is_about(item: FieldSpec) -> bool:
    """Whether a record is about the one whom this field names, as a training is about who had it: it names him from its beginning to
    its end, and is nobody else's when he leaves."""
    return item.required and item.create_only


def _fields(kind: str) -> list[tuple[ObjectSpec, FieldSpec]]:
    """Fields of a type in which administration names people."""
    return [
        (spec, item)
        for spec in catalogue().objects.values()
        if spec.access.kind == "open" and spec.area == "admin" and spec.ledger is None
        for item in spec.fields
        if item.type == kind and not item.read_only and not item.custom and not is_about(item)
    ]


def _structures() -> Iterator[tuple[ObjectSpec, FieldSpec]]:
    for name, fields in NAMING.items():
        spec = catalogue().get(name)
        for one in fields:
            yield spec, spec.by_name[one]


def _label(spec: ObjectSpec, item: FieldSpec) -> Text:
    return Text(f"{spec.label.zh} · {item.label.zh}", f"{spec.label.en} · {item.label.en}")


def _naming(spec: ObjectSpec, condition: Mapping[str, Any], giver: int) -> QuerySet[Any]:
    rows: QuerySet[Any] = living(spec).system(reason=WHY).filter(**condition).order_by("pk")
    return rows.exclude(pk=giver) if spec.name == "user" else rows


def _duty_of(
    spec: ObjectSpec,
    item: FieldSpec,
    found: Callable[[int], QuerySet[Any]],
    new: Callable[[Any, int, int], Any],
) -> Duty:
    """A field of rows that name the giver; `new(row, giver, to)` is its value afterwards."""
    key = f"{spec.name}.{item.name}"

    def move(ctx: Context, giver: int, to: int) -> Mapping[str, int]:
        lock({spec.name: found(giver).values_list("pk", flat=True)})
        rows = list(found(giver))
        record_change(ctx, spec.name, [(row, {item.name: new(row, giver, to)}) for row in rows])
        return {key: len(rows)}

    return Duty(key, _label(spec, item), lambda giver: found(giver).count(), move)


def _of_post(spec: ObjectSpec, item: FieldSpec) -> Duty:
    def new(row: Any, giver: int, to: int) -> int | None:
        if spec.name != "user" or row.pk != to:
            return to
        # nobody may be his own superior, so the successor gets the leaver's superior
        above = living(spec).system(reason=WHY).filter(pk=giver).values_list(F(item.attname), flat=True)
        return above.first() if item.name == "superior" else None

    return _duty_of(spec, item, lambda giver: _naming(spec, {item.attname: giver}, giver), new)


def _of_list(spec: ObjectSpec, item: FieldSpec) -> Duty:
    def new(row: Any, giver: int, to: int) -> list[int]:
        named: list[int] = getattr(row, item.attname)
        # what a person is to others is not inherited: he is only taken out of their lists
        heir = [] if spec.name == "user" else [to]
        return list(dict.fromkeys(i for one in named for i in (heir if one == giver else [one])))

    condition = f"{item.attname}__contains"
    return _duty_of(spec, item, lambda giver: _naming(spec, {condition: [giver]}, giver), new)


def _of_rule(spec: ObjectSpec, item: FieldSpec) -> Duty:
    def new(row: Any, giver: int, to: int) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        for entry in getattr(row, item.attname):
            one = {**entry, "value": to} if _is_him(entry, giver) else entry
            if one not in found:
                found.append(one)
        return found

    condition = f"{item.attname}__contains"

    def found(giver: int) -> QuerySet[Any]:
        return _naming(spec, {condition: [{"kind": "user", "value": giver}]}, giver)

    return _duty_of(spec, item, found, new)


def _is_him(entry: Mapping[str, Any], giver: int) -> bool:
    return entry.get("kind") == "user" and entry.get("value") == giver


def _teams(giver: int) -> QuerySet[TeamMember]:
    return TeamMember.objects.filter(user_id=giver, source="manual")


def _join(_ctx: Context, giver: int, to: int) -> Mapping[str, int]:
    """His places in teams by hand go to the successor, who may have one already."""
    mine = _teams(giver)
    places = {(one.object, one.record_id): one for one in mine}
    there = TeamMember.objects.filter(user_id=to, source="manual").values_list("object", "record_id")
    twice = [places[place].pk for place in there if place in places]
    mine.filter(pk__in=twice).delete()
    _teams(giver).update(user=to)
    return {TEAMS.key: len(places)}


TEAMS = Duty("record_team", Text("相关团队", "Teams of records"), lambda giver: _teams(giver).count(), _join)
