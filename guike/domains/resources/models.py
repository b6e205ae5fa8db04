"""Tables of resources that are booked, and of their bookings."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value

from guike.platform.database.models import RecordModel, plain_column, reference, text_column

#: the name of the constraint that no two bookings of a resource overlap
NO_OVERLAP = "resource_booking_no_overlap"


class Resource(RecordModel):
    """资源: a meeting room, a demo machine, a vehicle; one at a time has it."""

    name = text_column(100)
    kind = plain_column(20)
    place = text_column(200)
    description = models.TextField(blank=True, default="")
    is_active = models.BooleanField(default=True)

    class Meta(RecordModel.Meta):
        db_table = "resource"


class ResourceBooking(RecordModel):
    """资源预订: the resource is taken from `start_at` up to, but not including, `end_at`."""

    resource = reference("resources.Resource", null=False)
    activity = reference("activities.Activity")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    status = plain_column(20)
    description = text_column(500)

    class Meta(RecordModel.Meta):
        db_table = "resource_booking"
        indexes = (
            *RecordModel.Meta.indexes,
            models.Index(
                "activity", name="resource_booking_activity_ix", condition=Q(activity__isnull=False)
            ),
            models.Index(
                "resource",
                "start_at",
                name="resource_booking_taken_ix",
                condition=Q(status="booked", deleted_at__isnull=True),
            ),
            models.Index("start_at", name="resource_booking_start_ix", condition=Q(deleted_at__isnull=True)),
        )
        constraints: ClassVar[Any] = (
            *RecordModel.Meta.constraints,
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="resource_booking_span_ck"),
            # A range of one id stands for the id: gist compares ranges without the extension btree_gist.
            ExclusionConstraint(
                name=NO_OVERLAP,
                expressions=(
                    (
                        Func(
                            F("resource"),
                            F("resource"),
                            Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("start_at"),
                            F("end_at"),
                            Value("[)"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ),
                condition=Q(status="booked", deleted_at__isnull=True),
                deferrable=Deferrable.IMMEDIATE,  # bookings that move together are compared when all have moved
            ),
        )
