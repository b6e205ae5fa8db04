"""What the page 账目核对 shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guike.kernel.errors import Forbidden
from guike.platform.access.context import Context
from guike.platform.integrity.comparing import WHY, Check, checks
from guike.platform.integrity.models import IntegrityResult
from guike.platform.integrity.services import KIND
from guike.platform.jobs.models import Job
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import table


def overview(ctx: Context) -> Mapping[str, Any]:
    """{"items": [{"code", "object", "label", "compared", "differing", "checked_at", "examples": [{"id", "name", "kept", "derived"}]}],
    "job": the id of the comparison under way or None}, those that differ first. For administrators."""
    if not ctx.administers:
        raise Forbidden("access.no_permission")
    results = {one.code: one for one in IntegrityResult.objects.all()}
    known = checks()
    found = [_item(ctx, check, results.get(check.code)) for check in known]
    under_way = Job.objects.filter(kind=KIND, status__in=Job.OPEN).order_by("-id").first()
    return {
        "items": sorted(found, key=lambda one: not one["differing"]),
        "job": None if under_way is None else under_way.pk,
    }


def _item(ctx: Context, check: Check, result: IntegrityResult | None) -> dict[str, Any]:
    return {
        "code": check.code,
        "object": check.object_name,
        "label": check.label.get(ctx.locale),
        "compared": result.compared if result else None,
        "differing": result.differing if result else None,
        "checked_at": result.checked_at if result else None,
        "examples": _named(check.object_name, result.examples) if result else [],
    }


def _named(object_name: str, examples: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    ids = [one["id"] for one in examples]
    if not ids:
        return []
    rows = table(catalogue().get(object_name)).system(reason=WHY).filter(pk__in=ids)
    names = dict(rows.values_list("pk", "label"))
    return [{**one, "name": names.get(one["id"], "")} for one in examples]
