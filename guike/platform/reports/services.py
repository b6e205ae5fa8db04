"""Writes of saved reports and folders: whose they are, and that the spec can be run by whoever writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from guike.kernel.errors import Invalid, Refusal, register
from guike.kernel.limits import REPORTS_PER_USER
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.metadata.registry import registry
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import record_create
from guike.platform.reports.models import Report, ReportFolder
from guike.platform.reports.specs import check_report

register(
    {
        "report.other_object": T(
            "报表内容统计的是“{name}”，请与之一致或留空",
            "The spec reports on “{name}”; send the same object or none",
        ),
        "report.unknown_template": T("没有模板“{name}”", "There is no template “{name}”"),
        "report.too_many": T(
            "每人最多保存 {max} 个，请先删除不用的",
            "At most {max} for each person; delete some that are not used",
        ),
    }
)

WHY = "a person's own reports and folders are counted"
COPY = T("{name} 副本", "{name} (copy)")
_NAME_CHARS = 100


def folder_prepare(ctx: Context, drafts: Sequence[Draft[ReportFolder]]) -> None:
    """Set the creator as owner."""
    for draft in drafts:
        _settle_owner(ctx, draft)


def report_prepare(ctx: Context, drafts: Sequence[Draft[Report]]) -> None:
    """Set the creator as owner and the object of the spec, and check the spec with the rights of the writer."""
    for draft in drafts:
        _settle_owner(ctx, draft)
        code = draft.get("preset_code")
        if draft.changed("preset_code") and code and code not in registry.reports:
            draft.error("preset_code", "report.unknown_template", name=code)
        if draft.changed("spec", "object") and draft.get("spec") is not None:
            _settle_spec(ctx, draft)


def _settle_owner(ctx: Context, draft: Draft[Any]) -> None:
    if draft.is_new and draft.row.owner_id is None:
        draft.set("owner", ctx.user_id)
    if draft.is_new and ctx.user_id is not None:
        rows = type(draft.row).objects.system(reason=WHY)
        if rows.filter(owner=ctx.user_id, deleted_at=None).count() >= REPORTS_PER_USER:
            draft.error("name", "report.too_many", max=int(REPORTS_PER_USER))


def _settle_spec(ctx: Context, draft: Draft[Report]) -> None:
    spec = draft.get("spec")
    if not isinstance(spec, Mapping):
        draft.error("spec", "type.map")
        return
    if not spec.get("object") and draft.get("object"):
        draft.set("spec", {"object": draft.get("object"), **spec})
    try:
        check_report(ctx, draft.get("spec"))
    except Invalid as invalid:
        draft.errors += [replace(one, field=f"spec.{one.field}") for one in invalid.errors]
        return
    name = draft.get("spec")["object"]
    if draft.changed("object") and draft.get("object") not in (None, name):
        draft.error("object", "report.other_object", name=name)
    else:
        draft.set("object", name)


def report_copy(
    ctx: Context, rows: Sequence[Report], params: Mapping[str, Any]
) -> list[Refusal | Mapping[str, Any]]:
    """A report of the caller's own with the same spec, shared with nobody. Answers {"object", "id", "name"}."""
    answers: list[Refusal | Mapping[str, Any]] = []
    for row in rows:
        name = params.get("name") or COPY.format(ctx.locale, name=row.name)[:_NAME_CHARS]
        values = {
            "name": name,
            "description": row.description,
            "spec": row.spec,
            "preset_code": row.preset_code,
        }
        (outcome,) = record_create(ctx, "report", [values])
        answers.append(outcome.refusal or {"object": "report", "id": outcome.id, "name": name})
    return answers
