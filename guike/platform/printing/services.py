"""Prints records as documents. It is a print like that of a page: the right, the limit of rows, the mark and the audit are the
same."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guike.kernel.errors import Invalid, NotFound
from guike.kernel.print_limits import PRINTED_DOCUMENTS
from guike.platform.access.context import Context
from guike.platform.audit.services import AuditLine, audit_many
from guike.platform.exchange.exporting import check_right, check_rows
from guike.platform.files.queries import files_of, open_file
from guike.platform.files.services import clean_name
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.printing.choosing import Offer, chosen, offers, stored_templates
from guike.platform.printing.composing import Job, composed
from guike.platform.printing.content import faults
from guike.platform.printing.errors import PrintRefused
from guike.platform.printing.typesetting import pages_of, pdf_of
from guike.platform.records.reading import found_values, labels, require_visible, visible_of

Json = Any


@dataclass(frozen=True)
class Document:
    """A document that is ready to be typeset. `name`: of its file, without the ending."""

    name: str
    data: Mapping[str, Json]
    pictures: Mapping[str, Path]

    def pdf(self) -> bytes:
        """The PDF."""
        return pdf_of(self.data, self.pictures)

    def pages(self) -> tuple[list[bytes], int]:
        """The first pages as PNG pictures, and how many there are in all."""
        return pages_of(self.data, self.pictures)


def templates_of(ctx: Context, object_name: str, record_id: int) -> list[dict[str, Json]]:
    """The templates that the caller may print a record with: [{"template", "name", "is_default"}]."""
    spec = require_visible(ctx, object_name, record_id)
    ctx.require(object_name, "print")
    found = offers(ctx, spec, _types(spec, [record_id])[record_id], stored_templates(spec))
    return [{"template": one.key, "name": one.name, "is_default": one.is_default} for one in found]


def document_of(
    ctx: Context,
    object_name: str,
    ids: Sequence[int],
    template: str = "",
    told: Mapping[str, Json] | None = None,
) -> Document:
    """The document of some records, one after another in the order of the ids. It leaves an audit line for each, with what is
    `told` besides.

    NotFound for a record that the caller does not see, Forbidden without the permission to print; both for all together. Without
    a template each record is printed with its own default.
    """
    wanted = list(dict.fromkeys(ids))
    spec = catalogue().get(object_name)
    _check(ctx, spec, wanted)
    types, rows = _types(spec, wanted), stored_templates(spec)
    picks = {pk: chosen(offers(ctx, spec, types[pk], rows), template) for pk in wanted}
    document = _document(ctx, spec, picks)
    audit_many(
        ctx.user_id,
        [
            AuditLine("print", object_name, pk, detail={"rows": 1, "template": offer.name, **(told or {})})
            for pk, offer in picks.items()
        ],
    )
    return document


def preview_of(
    ctx: Context, object_name: str, record_id: int, content: Json, template_id: int | None = None
) -> Document:
    """The document of one record with a content that is not kept yet; `template_id` names the template whose picture it has. It
    asks for the right to print and is audited like any print. Invalid for a faulty content."""
    require_visible(ctx, object_name, record_id)
    spec = catalogue().get(object_name)
    _check(ctx, spec, [record_id])
    wrong = faults(spec, content)
    if wrong:
        raise Invalid(wrong)
    if template_id is not None:
        require_visible(ctx, "print_template", template_id)
    document = _document(ctx, spec, {record_id: Offer("", "", content, True, template_id)})
    detail = {"rows": 1, "way": "preview"}
    audit_many(ctx.user_id, [AuditLine("print", object_name, record_id, detail=detail)])
    return document


def _check(ctx: Context, spec: ObjectSpec, ids: Sequence[int]) -> None:
    if len(ids) == 1:  # who does not see a record is not told what he may do with it
        require_visible(ctx, spec.name, ids[0])
    check_right(ctx, spec.name, "print", "print")
    if len(ids) > PRINTED_DOCUMENTS:
        raise PrintRefused("print.too_many_documents", count=len(ids), max=int(PRINTED_DOCUMENTS))
    if visible_of(ctx, spec, ids) != set(ids):
        raise NotFound
    check_rows(ctx, spec.name, len(ids), "print")


def _types(spec: ObjectSpec, ids: Sequence[int]) -> dict[int, int | None]:
    """The record types of records."""
    if "record_type" not in spec.by_name:
        return dict.fromkeys(ids)
    column = spec.by_name["record_type"].attname
    return {pk: row[column] for pk, row in found_values(spec, ids, [column]).items()}


def _document(ctx: Context, spec: ObjectSpec, picks: Mapping[int, Offer]) -> Document:
    logos = _logos({offer.pictured for offer in picks.values() if offer.pictured})
    jobs = [
        Job(record_id, offer.content, _file_name(offer) if offer.pictured in logos else "")
        for record_id, offer in picks.items()
    ]
    pictures = {
        _file_name(offer): logos[offer.pictured] for offer in picks.values() if offer.pictured in logos
    }
    name = _name(ctx, spec, list(picks))
    return Document(clean_name(name), composed(ctx, spec, jobs, name), pictures)


def _file_name(offer: Offer) -> str:
    return f"logo-{offer.pictured}"


def _logos(template_ids: Collection[int | None]) -> dict[int | None, Path]:
    """Template → its picture. One that the disk has lost is not there: the paper is printed without it."""
    found: dict[int | None, Path] = {}
    for pk, files in files_of("print_template", [pk for pk in template_ids if pk], "logo").items():
        with contextlib.suppress(FileNotFoundError):
            found[pk] = open_file(files[-1])
    return found


def _name(ctx: Context, spec: ObjectSpec, ids: Sequence[int]) -> str:
    label = spec.label.get(ctx.locale)
    if len(ids) > 1:
        return f"{spec.plural.get(ctx.locale)} ({len(ids)})"
    own = labels(ctx, spec.name, ids).get(ids[0], "")
    return f"{label} {own}".strip()
