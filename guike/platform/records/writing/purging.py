"""Rows of the recycle bin that go for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.reading import table
from guike.platform.records.writing.store import purge_lines


def purge_deleted(spec: ObjectSpec, ids: Sequence[int], due: Mapping[str, datetime] | None = None) -> None:
    """Remove rows of the recycle bin for good (the nightly job asks which). due: {object: before when what lies there is
    to go, too}."""
    rows = (
        table(spec)
        .system(reason="purge of the recycle bin")
        .filter(pk__in=list(ids), deleted_at__isnull=False)
    )
    gone = list(rows.values_list("pk", flat=True))
    _let_go(spec, gone, due or {})
    purge_lines(spec, gone)
    rows._raw_delete(rows.db)


def _let_go(spec: ObjectSpec, gone: Sequence[int], due: Mapping[str, datetime]) -> None:
    """Empty the references that keep nothing from being removed: those that tell where a record came from or went to, and
    those of rows that are due themselves, which may point at one another in a circle."""
    for holder in catalogue().objects.values():
        if holder.ledger is not None:  # it goes on telling of what is gone
            continue
        for item in holder.fields:
            if item.custom or not item.stored or not item.is_reference or item.target_object != spec.name:
                continue
            pointing = table(holder).system(reason="what is removed for good is named no more")
            pointing = pointing.filter(**{f"{item.attname}__in": gone})
            if item.traces:
                pointing.update(**{item.attname: None})
            elif holder.name in due and holder.model._meta.get_field(item.attname).null:
                pointing.filter(deleted_at__lt=due[holder.name]).update(**{item.attname: None})
