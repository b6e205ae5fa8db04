"""Where a person stands in the database, found in one way for everything that privacy does: what a copy of his data tells
(`telling`) and what anonymising empties (`anonymising`) are the same rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from guike.kernel.phones import display_phone
from guike.platform.approvals.models import ApprovalRequest
from guike.platform.automation.models import AutomationRun
from guike.platform.database.ledger import AppendOnly, ledgers
from guike.platform.database.models import ShownModel
from guike.platform.events.models import Event
from guike.platform.exchange.models import Export, Import, ImportRow
from guike.platform.feed.models import Comment
from guike.platform.feed.scopes import COMMENT
from guike.platform.files.models import File
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ADMINISTRATION, FieldSpec, ObjectSpec
from guike.platform.notify.models import Notification
from guike.platform.privacy.rules import pattern_of, tells
from guike.platform.records.models import History, IdempotencyRecord, RecordLink
from guike.platform.records.reading import table
from guike.platform.webhooks.models import WebhookDelivery

WHY = "all that is kept of a person is sought, whoever may see it"
#: the format of the file with everything about one person, among exports
COPY = "zip"
EMPLOYEE = "user"
_TEXTS = frozenset({"text", "long_text"})
#: tables that are about a record: how they say about which, and the columns in which they keep values of it, with what
#: stands there when they are empty
ABOUT: tuple[tuple[type[ShownModel], tuple[str, str], Mapping[str, Any]], ...] = (
    (ApprovalRequest, ("record__object", "record__id"), {"params": {}, "watched": {}}),
    (AutomationRun, ("object", "record_id"), {"cause": {}, "log": []}),
    (WebhookDelivery, ("record__object", "record__id"), {"facts": {}}),
)


@dataclass(frozen=True)
class Person:
    """Somebody with a record. `values`: what his personal fields say; `pattern`: finds that in any text, and what they said
    before; None when they say nothing."""

    spec: ObjectSpec
    row: Any
    values: Mapping[str, str]
    pattern: re.Pattern[str] | None

    @property
    def id(self) -> int:
        """The number of his record."""
        return int(self.row.pk)


def person_of(spec: ObjectSpec, row: Any) -> Person:
    """The person whose record this row is."""
    found = {item.name: held(item, row) for item in personal_fields(spec)}
    values = {name: str(value) for name, value in found.items() if value not in (None, "")}
    return Person(spec, row, values, pattern_of(_spellings(spec, row, values)))


def is_of_persons(spec: ObjectSpec) -> bool:
    """Whether the records of this object are persons whom one may ask about and anonymise."""
    is_person = any(item.person for item in spec.fields)
    return is_person and not spec.is_audited and spec.ledger is None and not spec.is_line


def is_employee(spec: ObjectSpec) -> bool:
    """Whether the records are the people of the company, of whom one may ask for a copy and whom nothing anonymises."""
    return spec.name == EMPLOYEE


def employees_named() -> Iterator[tuple[ObjectSpec, FieldSpec]]:
    """Where the administration names one person: fields that people fill in, and what is listed on his page."""
    listed = {
        (one.object, one.field)
        for one in catalogue().relations.get(EMPLOYEE, ())
        if one.name in catalogue().get(EMPLOYEE).related
    }
    for holder in catalogue().objects.values():
        for item in holder.fields if holder.area == ADMINISTRATION and not holder.is_line else ():
            of_one = item.is_reference and item.target_object == EMPLOYEE and item.stored and not item.custom
            is_filled_in = holder.ledger is None and not item.system and not item.read_only
            if of_one and (is_filled_in or (holder.name, item.name) in listed):
                yield holder, item


def personal_fields(spec: ObjectSpec) -> list[FieldSpec]:
    """The fields that tell of a person."""
    return [item for item in spec.fields if item.is_personal and item.stored and not item.computed]


def held(item: FieldSpec, row: Any) -> Any:
    """The stored value of a field."""
    return row.custom.get(item.name) if item.custom else getattr(row, item.attname)


def _spellings(spec: ObjectSpec, row: Any, values: Mapping[str, str]) -> list[str]:
    """The values, those that stood there before, and phones also without the country's code, as people write them."""
    before = History.objects.filter(object=spec.name, record_id=row.pk)
    known = list(values.items())
    for item in personal_fields(spec):
        for pair in before.filter(field=item.name).values_list("old", "new"):
            known += [(item.name, one) for one in pair if isinstance(one, str) and one]
    phones = [display_phone(one) for name, one in known if spec.by_name[name].type == "phone"]
    return [*(one for _name, one in known), *phones]


def free_texts(spec: ObjectSpec, row: Any) -> Iterator[tuple[FieldSpec, str]]:
    """The free texts of a row."""
    for item in _texts(spec):
        text = held(item, row)
        if isinstance(text, str) and text:
            yield item, text


def _texts(spec: ObjectSpec) -> list[FieldSpec]:
    return [
        item
        for item in spec.fields
        if item.type in _TEXTS and item.stored and not item.computed and not item.formula
    ]


def pointing(person: Person) -> dict[str, list[int]]:
    """The records that refer to him, by object; what is said of his record included."""
    linked = RecordLink.objects.filter(target_object=person.spec.name, target_id=person.id)
    found: dict[str, set[int]] = {}
    for name, pk in linked.values_list("object", "record_id"):
        found.setdefault(name, set()).add(pk)
    said = Comment.objects.system(reason=WHY).filter(object=person.spec.name, record=person.id)
    found.setdefault(COMMENT, set()).update(said.values_list("pk", flat=True))
    for holder in catalogue().objects.values():
        here = _references(holder, person)
        if here:
            rows = table(holder).system(reason=WHY).filter(here)
            found.setdefault(holder.name, set()).update(rows.values_list("pk", flat=True))
    return {name: sorted(ids) for name, ids in found.items() if ids}


def _references(holder: ObjectSpec, person: Person) -> Q:
    here = Q()
    if holder.ledger is not None or holder.is_audited or holder.is_line:
        return here
    for item in holder.fields:
        of_him = item.is_reference and item.target_object == person.spec.name
        if of_him and item.stored and not item.custom:
            here |= Q(**{item.attname: person.id})
    return here


def said_before(person: Person, holder: ObjectSpec, ids: Sequence[int]) -> list[History]:
    """The entries of the history of these records in which a free text tells of him."""
    texts = [item.name for item in _texts(holder)]
    rows = History.objects.filter(object=holder.name, record_id__in=ids, field__in=texts).order_by("id")
    return [
        row
        for row in rows.iterator()
        if tells(person.pattern, [one for one in (row.old, row.new) if isinstance(one, str)])
    ]


def ledgers_about() -> Iterator[type[AppendOnly]]:
    """The ledgers of behaviour whose entries are about a record: its history, claims."""
    for ledger in ledgers():
        if ledger.keeping is not None and set(ledger.keeping.about) == {"object", "record_id"}:
            yield ledger


def entries_of(person: Person, ledger: type[AppendOnly]) -> QuerySet[Any]:
    """What a ledger tells of his record."""
    about_him: Mapping[str, Any] = {"object": person.spec.name, "record_id": person.id}
    return ledger._default_manager.filter(**about_him).order_by("pk")


def about(person: Person, model: type[ShownModel]) -> QuerySet[Any]:
    """The rows of a table of `ABOUT` that are about his record."""
    columns = next(columns for one, columns, _empty in ABOUT if one is model)
    where = dict(zip(columns, (person.spec.name, person.id), strict=True))
    return model.objects.system(reason=WHY).filter(**where).order_by("pk")


def files(person: Person) -> QuerySet[File]:
    """The files of his record, also those that were removed and not yet deleted for good."""
    return File.objects.filter(object_name=person.spec.name, record_id=person.id).order_by("id")


def notices(person: Person) -> QuerySet[Notification]:
    """The reminders about his record, of everybody."""
    return Notification.objects.filter(object_name=person.spec.name, record_id=person.id).order_by("id")


def import_rows(person: Person) -> QuerySet[ImportRow]:
    """The rows of imported files that became his record or changed it."""
    runs = Import.objects.filter(object=person.spec.name).values("job_id")
    return ImportRow.objects.filter(run__in=runs, record_id=person.id).order_by("run", "number")


def events(object_name: str, ids: Iterable[int]) -> QuerySet[Event]:
    """The events that tell what changed in one of these records."""
    keys = sorted(str(one) for one in ids)
    told = Event.objects.filter(object_name=object_name, payload__changes__has_any_keys=keys)
    return told.order_by("id")


def answers(person: Person) -> list[IdempotencyRecord]:
    """Answers that are kept for a repeated call, for a day, and tell of him."""
    if person.pattern is None:
        return []
    kept = IdempotencyRecord.objects.order_by("pk").iterator()
    return [one for one in kept if tells(person.pattern, [one.answer])]


def copies(person: Person) -> QuerySet[Export]:
    """The files with everything about him that people made and that are not deleted yet."""
    rows = Export.objects.filter(object=person.spec.name, format=COPY, query__record=person.id)
    return rows.exclude(file_id=None).order_by("pk")
