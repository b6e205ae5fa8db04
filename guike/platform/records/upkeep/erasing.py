"""Removes the data of a definition that is removed for good: values of a field, records of an object.

Afterwards the name is free, and a new definition with it begins empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from guike.kernel import clock, limits
from guike.platform.files.models import File
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.models import CustomRecord, NumberCounter, RecordLink, UniqueValue
from guike.platform.records.shapes import silent

WHY = "what belonged to a definition goes with it, whoever may see the rows"
_CHUNK = int(limits.CHUNK_ROWS)


def erase_field(object_name: str, field_name: str) -> int:
    """Remove a custom field's values from every row, with links, unique values and files; the number of rows that had
    one. It works in chunks and may be stopped and started again."""
    spec = catalogue().objects.get(object_name)
    model: Any = spec.model if spec is not None else CustomRecord
    rows = model.objects.system(reason=WHY).filter(custom__has_key=field_name)
    if model is CustomRecord:
        rows = rows.filter(object=object_name)
    done = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:_CHUNK]):
        with transaction.atomic(), silent(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {model._meta.db_table} SET custom = custom - %s WHERE id = ANY(%s)",  # noqa: S608
                [field_name, ids],
            )
        done += len(ids)
    with transaction.atomic():
        RecordLink.objects.filter(object=object_name, field=field_name).delete()
        UniqueValue.objects.filter(object=object_name, field=field_name).delete()
        NumberCounter.objects.filter(key__startswith=f"{object_name}.{field_name}:").delete()
        File.objects.filter(object_name=object_name, field=field_name).update(deleted_at=clock.now())
    return done


def erase_object(object_name: str, definitions: Sequence[Any]) -> int:
    """Remove every record of a custom object for good, with the data that belongs to them; the number of records.
    `definitions`: models whose rows name the object in `object`."""
    rows = CustomRecord.objects.system(reason=WHY).filter(object=object_name)
    done = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:_CHUNK]):
        with transaction.atomic():
            chunk = CustomRecord.objects.system(reason=WHY).filter(pk__in=ids)
            chunk._raw_delete(chunk.db)
        done += len(ids)
    with transaction.atomic():
        for model in definitions:
            left = model.objects.system(reason=WHY).filter(object=object_name)
            left._raw_delete(left.db)
        RecordLink.objects.filter(object=object_name).delete()
        RecordLink.objects.filter(target_object=object_name).delete()
        UniqueValue.objects.filter(object=object_name).delete()
        for series in (f"{object_name}:", f"{object_name}."):
            NumberCounter.objects.filter(key__startswith=series).delete()
        File.objects.filter(object_name=object_name).update(deleted_at=clock.now())
    return done
