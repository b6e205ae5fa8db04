"""What one world holds and the other does not, and what stands otherwise in it: all of it out of sight of one person."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from guike.kernel.errors import Refusal
from guike.platform.access.context import Context, system_context
from guike.platform.audit.origin import Origin, acting
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.org.models import Role
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.actions import record_patch
from guike.platform.records.reading import table, visible, visible_of
from guike.platform.records.writing import record_create, record_delete
from tests.access_matrix.company import World
from tests.access_matrix.oracle import RULES, Fact, Key
from tests.support.company import WHY, ctx_of, deliver

#: ids of what only one world holds begin here, so that one in an answer is a leak by itself
APART = 5_000_000
#: and so many for each change
EACH = 10_000
#: by role, what it does not read although it sees the record
LEVELS: Mapping[str, Mapping[str, str]] = {
    "sales": {"lead.mobile": "masked", "account.phone": "hidden", "contact.email": "hidden", "opportunity.amount": "hidden"},
    "sales_rep": {"account.address": "hidden", "contact.mobile": "masked", "activity.result": "hidden"},
    "sales_manager": {"lead.email": "hidden", "account.level": "hidden", "contact.mobile": "hidden", "campaign.budget_amount": "hidden"},
    "marketing": {"lead.mobile": "masked_edit", "lead.description": "hidden", "campaign.description": "hidden"},
    "finance": {"account.phone": "masked", "expense.description": "hidden"},
    "service": {"account.address": "hidden", "contact.wechat": "hidden"},
    "director": {"lead.company": "hidden", "opportunity.description": "hidden"},
}  # fmt: skip
_WRITABLE = frozenset({"text", "long_text", "phone", "email", "url", "date", "instant", "money", "decimal", "integer", "boolean"})  # fmt: skip
_LETTERS = "bcdfghjklmnpqrstvwxz"
#: what records of an object need when they are made
_NEEDED: Mapping[str, Mapping[str, Any]] = {
    "lead": {"source": "phone"},
    "account": {"status": "formal"},
    "opportunity": {"source": "other"},
    "activity": {"kind": "call"},
    "expense": {"kind": "travel", "amount": "70", "incurred_on": "2026-02-03"},
}
_NAMED = {"activity": "subject", "sales_order": "customer_order_no", "expense": "payee", "address": "detail"}
_MADE = ("lead", "account", "contact", "opportunity", "activity", "sales_order", "expense", "address")


def limit_fields() -> None:
    """Give the preset roles the levels above."""
    for code, fields in LEVELS.items():
        role = Role.objects.system(reason=WHY).get(code=code)
        Role.objects.system(reason=WHY).filter(pk=role.pk).update(fields={**role.fields, **fields})
    bump(permission=True)
    begin_versions()


Numbering = Sequence[tuple[str, int | None]]


@dataclass(frozen=True)
class Change:
    """`values`: by world, 0 and 1; None: nothing happens there. kind: made, edited, covered (a field of a record that he sees),
    gone or said. `beside`: the records that are changed, or that a new one names. `by`: who does it; None: the system."""

    kind: str
    object: str
    id: int
    values: tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]
    beside: tuple[Key, ...] = ()
    by: int | None = None


def word(dice: random.Random, length: int = 9) -> str:
    return "".join(dice.choice(_LETTERS) for _ in range(length))


def mobile(dice: random.Random) -> str:
    return f"139{dice.randrange(10**8):08d}"


class Unseen:
    """What one person does not see of a company, and changes of it from a seed."""

    def __init__(self, world: World, name: str, dice: random.Random) -> None:
        self.world, self.dice = world, dice
        self.user = world.users[name]
        facts = [one for one in world.facts.values() if one.object in RULES]
        may = {one: world.oracle.can(self.user, one, "view") for one in RULES}
        self.seen = [one for one in facts if may[one.object] and world.oracle.sees(self.user, one)]
        seen = {one.key for one in self.seen}
        hidden = [one for one in facts if one.key not in seen]
        #: a record names the one that it refers to, so those keep their names and are not deleted
        named = {
            key
            for one in world.facts.values()
            if self._tells(one)
            for keys in one.parents.values()
            for key in keys
        } | set(_named_in_rows(ctx_of(self.user)))
        self.free = [one for one in hidden if one.key not in named]
        self.told = [one for one in hidden if one.key in named]
        everybody = world.oracle.people.values()
        self.others = [one.id for one in everybody if one.kind == "internal" and one.id != self.user]
        #: who does it: the stream tells of what people do, and of nothing that the system does
        self.doers = (None, world.users["admin"])
        #: the words and numbers that stand where he does not see them
        self.secrets: list[str] = []

    def _tells(self, fact: Fact) -> bool:
        oracle = self.world.oracle
        return oracle.can(self.user, fact.object, "view") and oracle.sees(self.user, fact)

    def changes(self, number: int) -> list[Change]:
        """So many changes; more than one may touch a record."""
        once = (self._made, self._gone, self._said, self._posted, self._kept)
        kinds = [self._edited, self._edited, *once, self._covered, self._covered]
        found = [one for _ in range(number) if (one := self.dice.choice(kinds)()) is not None]
        return sorted(found, key=lambda one: one.kind == "gone")

    def _edited(self) -> Change | None:
        if not self.free and not self.told:
            return None
        fact = self.dice.choice([*self.free, *self.told])
        spec = catalogue().get(fact.object)
        items = [item for item in plain(spec) if fact in self.free or item not in spec.label_parts]
        chosen = self.dice.sample(items, min(len(items), self.dice.randint(1, 4)))
        values = {item.name: self._value(item) for item in chosen}
        by = self.dice.choice(self.doers)
        return (
            Change("edited", fact.object, fact.id, (None, values), self._beside(fact), by) if values else None
        )

    def _made(self) -> Change | None:
        name = self.dice.choice(_MADE)
        like = [one for one in self.free if one.object == name and one.owner is not None]
        if not like:
            return None
        fact = self.dice.choice(like)
        spec = catalogue().get(name)
        values = {**needed(name, self._secret(word(self.dice))), "owner": fact.owner}
        for item in self.dice.sample(plain(spec), min(len(plain(spec)), 5)):
            values.setdefault(item.name, self._value(item))
        for field, keys in fact.parents.items():
            many = [{"object": one, "id": pk} for one, pk in keys]
            values[field] = many if field == "related" else keys[0][1]
        if name == "expense":
            values["employee"] = fact.owner
        return Change("made", name, 0, (None, values), self._beside(fact)[1:], self.dice.choice(self.doers))

    def _gone(self) -> Change | None:
        children = {key for one in self.world.facts.values() for keys in one.parents.values() for key in keys}
        alone = [one for one in self.free if one.key not in children]
        if not alone:
            return None
        fact = self.dice.choice(alone)
        return Change("gone", fact.object, fact.id, (None, {}), self._beside(fact))

    def _said(self) -> Change | None:
        fact = self.dice.choice(self.free) if self.free else None
        if fact is None:
            return None
        values = {"content": self._secret(word(self.dice)), "object": fact.object, "record": fact.id}
        return Change("said", "comment", 0, (None, values), self._beside(fact))

    def _posted(self) -> Change | None:
        """A post to somebody else, about something or nothing."""
        fact = self.dice.choice(self.free) if self.free and self.dice.random() < 0.5 else None
        related = [{"object": fact.object, "id": fact.id}] if fact is not None else []
        values = {
            "content": self._secret(word(self.dice)), "audience": "users", "users": [self.dice.choice(self.others)],
            "related": related,
        }  # fmt: skip
        return Change("said", "post", 0, (None, values), self._beside(fact) if fact is not None else ())

    def _kept(self) -> Change | None:
        """A view that somebody keeps for himself."""
        values = {"name": self._secret(word(self.dice)), "object": self.dice.choice(_MADE)}
        return Change("said", "saved_view", 0, (None, values), by=self.dice.choice(self.others))

    def _covered(self) -> Change | None:
        """A value that he does not read of a record that he sees: another in each world, or a hidden one in one of them alone."""
        ctx = ctx_of(self.user)
        pairs = [
            (fact, item)
            for fact in self.seen
            for item in plain(catalogue().get(fact.object))
            if ctx.level(fact.object, item.name) in ("hidden", "masked", "masked_edit")
        ]
        if not pairs:
            return None
        fact, item = self.dice.choice(pairs)
        level = ctx.level(fact.object, item.name)
        first, second = ({item.name: one} for one in self._pair(item, level))
        values = self.dice.choice(
            ((first, second), (first, None), (None, second)) if level == "hidden" else ((first, second),)
        )
        return Change(
            "covered", fact.object, fact.id, values, self._beside(fact), self.dice.choice(self.doers)
        )

    @staticmethod
    def _beside(fact: Fact) -> tuple[Key, ...]:
        return fact.key, *(key for keys in fact.parents.values() for key in keys)

    def _pair(self, item: FieldSpec, level: str) -> tuple[Any, Any]:
        """Two values; under a mask, two that look alike through it."""
        first, second = self._value(item), self._value(item)
        if level != "hidden" and isinstance(first, str) and isinstance(second, str):
            is_phone = item.type == "phone"
            second = first[:3] + second[3:7] + first[7:] if is_phone else first[0] + second[1:]
        return first, second

    def _secret(self, text: str) -> str:
        self.secrets.append(text)
        return text

    def _value(self, item: FieldSpec) -> Any:
        dice = self.dice
        match item.type:
            case "phone":
                return self._secret(mobile(dice))
            case "email":
                return self._secret(f"{word(dice)}@example.com")
            case "url":
                return self._secret(f"https://{word(dice)}.example.com/")
            case "date":
                return f"{dice.randint(2020, 2030)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
            case "instant":
                return f"{dice.randint(2020, 2030)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}T03:00:00Z"
            case "money" | "decimal":
                return str(dice.choice((0, 1, dice.randrange(10**6))))
            case "integer":
                return dice.randrange(100)
            case "boolean":
                return dice.random() < 0.5
            case "choice":
                return dice.choice([one.code for one in item.choices])
        return self._secret(word(dice))


def _named_in_rows(ctx: Context) -> Iterator[Key]:
    """What the rows that he sees refer to by name, references that rights follow or not."""
    for spec in catalogue().objects.values():
        items = [
            item
            for item in spec.fields
            if item.is_reference and item.stored and not (item.custom or item.scoped)
            and item.target_object in RULES
        ]  # fmt: skip
        if items and ctx.can(spec.parent or spec.name, "view"):
            rows = visible(ctx, spec).values_list(*(item.attname for item in items))
            for values in rows:
                yield from ((item.target_object, one) for item, one in zip(items, values, strict=True) if one)


def needed(object_name: str, called: str) -> dict[str, Any]:
    """What a record of an object must have."""
    return {**_NEEDED.get(object_name, {}), _NAMED.get(object_name, "name"): called}


def plain(spec: ObjectSpec) -> list[FieldSpec]:
    """The fields of an object that anybody may write and on which no right depends."""
    state = spec.states.field if spec.states else ""
    found = []
    for item in spec.fields:
        fits = item.type in _WRITABLE or (item.type == "choice" and item.choices and item.name != state)
        if (
            fits
            and item.stored
            and item.is_active
            and not (item.read_only or item.system or item.create_only or item.unique)
        ):
            found.append(item)
    return found


@contextmanager
def held(changes: Sequence[Change], number: int, numbering: Numbering) -> Iterator[int]:
    """Within, the company as it is in world 0 or 1 of these changes, and everybody has heard of them. Answers how many of them
    took effect. `numbering`: how far the sequences had come before both worlds; what a change makes has numbers of its own."""
    done = 0
    for turn, change in enumerate(changes):
        values = change.values[number]
        if values is not None:
            put([(name, (value or 0) + APART + turn * EACH) for name, value in numbering])
            source = "system" if change.by is None else "form"
            with acting(Origin(actor_id=change.by, request_id=f"change-{turn}", source=source)):
                done += _apply(change, dict(values))
            deliver()
    put(numbering)
    begin_versions()
    yield done


def _apply(change: Change, values: dict[str, Any]) -> bool:
    ctx = system_context() if change.by is None else ctx_of(change.by)
    try:
        if change.kind in ("made", "said"):
            (outcome,) = record_create(ctx, change.object, [values])
            return outcome.ok
        if change.kind == "gone":
            return all(one.ok for one in record_delete(ctx, change.object, [change.id]))
        return all(one.ok for one in record_patch(ctx, change.object, [{"id": change.id, **values}]))
    except Refusal:
        return False


def what_he_sees(world: World, name: str) -> Mapping[str, set[int]]:
    ctx = ctx_of(world.users[name])
    return {
        one: set(visible(ctx, catalogue().get(one)).values_list("pk", flat=True))
        if ctx.can(one, "view")
        else set()
        for one in RULES
    }


def stamps() -> dict[Key, tuple[Any, ...]]:
    """Version, instant and author of the last change of every record."""
    found: dict[Key, tuple[Any, ...]] = {}
    for spec in catalogue().objects.values():
        if spec.ledger is None:
            rows = table(spec).system(reason=WHY).order_by()
            for pk, *told in rows.values_list("pk", "version", "updated_at", "updated_by"):
                found[spec.name, pk] = tuple(told)
    return found


def seen_among(world: World, name: str, keys: Collection[Key]) -> list[Key]:
    """Those of the records that he sees."""
    ctx = ctx_of(world.users[name])
    specs = {one: catalogue().get(one) for one, _id in keys}
    seen = {
        one: visible_of(ctx, spec, [pk for other, pk in keys if other == one])
        for one, spec in specs.items()
        if ctx.can(spec.parent or one, "view")
    }
    return [key for key in keys if key[1] in seen.get(key[0], ())]


def numbering() -> Numbering:
    """How far each sequence has come."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE schemaname = 'public'"
        )
        return list(cursor.fetchall())


def put(numbers: Numbering) -> None:
    """Sequences are not undone with a transaction; two worlds number alike what happens in both."""
    with connection.cursor() as cursor:
        parts = ", ".join(
            f"setval('{name}', {value or 1}, {'true' if value else 'false'})" for name, value in numbers
        )
        cursor.execute(f"SELECT {parts}")
