"""To whom the document of a record may be mailed: addresses that stand in the record, in what it refers to, and in the records
that belong to that, such as the contacts of an order's account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guike.kernel import filters
from guike.kernel.print_limits import MAILED_TO
from guike.platform.access.context import Context
from guike.platform.access.fields import readable
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.reading import ListQuery, by_ids, labels, record_list, require_visible


def recipients_of(ctx: Context, object_name: str, record_id: int) -> list[dict[str, str]]:
    """[{"name", "email"}], as far as the caller sees them."""
    spec = require_visible(ctx, object_name, record_id)
    ctx.require(object_name, "print")
    found: dict[str, str] = {}
    for place, pk in _places(ctx, spec, record_id):
        for name, email in _addresses(ctx, place, pk):
            found.setdefault(email, name)
    return [{"name": name, "email": email} for email, name in list(found.items())[: int(MAILED_TO)]]


def _places(ctx: Context, spec: ObjectSpec, record_id: int) -> Iterator[tuple[ObjectSpec, int]]:
    """The record itself, and the records that it refers to."""
    yield spec, record_id
    references = [item for item in readable(ctx, spec).values() if _leads_on(ctx, spec, item)]
    record = by_ids(ctx, spec, [record_id], [item.name for item in references])[record_id]
    for item in references:
        value = record.get(item.name)
        if value:
            yield catalogue().get(item.target_object), value["id"]


def _leads_on(ctx: Context, spec: ObjectSpec, item: FieldSpec) -> bool:
    """Whether a reference leads to a customer or the like: not to a colleague, nor to what the caller may not see."""
    return (
        item.type == "reference"
        and ctx.level(spec.name, item.name) != "masked"
        and item.target_object in catalogue().objects
        and ctx.can(item.target_object, "view")
    )


def _addresses(ctx: Context, spec: ObjectSpec, record_id: int) -> Iterator[tuple[str, str]]:
    own = _emails(ctx, spec)
    if own:
        record: dict[str, Any] = by_ids(ctx, spec, [record_id], own).get(record_id, {})
        name = labels(ctx, spec.name, [record_id]).get(record_id, "")
        yield from ((name, record[field]) for field in own if record.get(field))
    for relation in catalogue().relations.get(spec.name, ()):
        child = catalogue().get(relation.object)
        emails = _emails(ctx, child)
        by = readable(ctx, child).get(relation.field)
        if (
            not emails
            or child.is_line
            or by is None
            or by.type != "reference"
            or not ctx.can(child.name, "view")
        ):
            continue
        leaf = filters.parse({"field": relation.field, "op": "eq", "value": record_id})
        names = (*emails, *((child.name_field,) if child.name_field in readable(ctx, child) else ()))
        query = ListQuery(filter=leaf, fields=names, limit=int(MAILED_TO), count="none")
        for row in record_list(ctx, child.name, query).items:
            yield from (
                (str(row.get(child.name_field) or ""), row[field]) for field in emails if row.get(field)
            )


def _emails(ctx: Context, spec: ObjectSpec) -> list[str]:
    """The fields with an address that the caller sees unmasked."""
    known = readable(ctx, spec).values()
    return [one.name for one in known if one.type == "email" and ctx.level(spec.name, one.name) != "masked"]
