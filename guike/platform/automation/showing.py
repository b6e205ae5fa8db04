"""Shows runs: what fired them, what each step did, what they caused. Values that the reader may not see are left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from guike.kernel.errors import NotFound
from guike.kernel.text import T, Text
from guike.platform.access.context import Context
from guike.platform.access.people import person
from guike.platform.automation.models import AutomationRun
from guike.platform.automation.steps.reading import local_time
from guike.platform.automation.steps.registry import kind_named
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.metadata.types import format_instant
from guike.platform.org.queries import directory
from guike.platform.records.models import History
from guike.platform.records.reading import labels, visible, visible_of
from guike.platform.timeline.queries import shown_change

WHY = "a run is shown to who sees its rule"
_WORDS = {
    "condition": T("不满足动作的条件，跳过", "The condition of the step does not hold; passed over"),
    "nobody": T("没有符合的人员", "Nobody is meant"),
    "same_owner": T("负责人不变", "The owner stays"),
    "no_record": T("没有关联记录", "There is no such record"),
    "not_sent_again": T("已发送过，不再发送", "It was sent before and is not sent again"),
    "held": T("条件已满足", "The condition holds"),
    "too_long": T("等待超时，继续执行", "Waited too long and goes on"),
    "until": T("等待结束", "The wait is over"),
    "waited_too_long": T("等待超时，执行结束", "Waited too long; the run is over"),
    "no_date": T("日期为空，执行结束", "There is no date; the run is over"),
    "no_receiver": T(
        "推送所用的身份看不到这条记录，没有推送",
        "Whom the webhook acts as does not see the record; nothing was sent",
    ),
    "unchanged": T("值没有变化", "Nothing changed"),
}
_KEPT = 200
DELIVERY = T("投递 #{id}", "Delivery #{id}")


def run_shown(ctx: Context, run_id: int) -> dict[str, Any]:
    """A run as its page shows it. NotFound for a run that the caller may not see."""
    ctx.require("automation_run", "view")
    spec = catalogue().get("automation_run")
    run = visible(ctx, spec).filter(pk=run_id).first()
    if run is None:
        raise NotFound
    subject = catalogue().objects.get(run.object)
    return {
        "id": run.pk,
        "rule": {
            "id": run.rule_id,
            "name": labels(ctx, "automation_rule", [run.rule_id]).get(run.rule_id, ""),
        },
        "revision": run.revision,
        "status": run.status,
        "error": run.error,
        "depth": run.depth,
        "run_as": person(ctx, run.run_as_id),
        "record": _record(ctx, run.object, run.record_id),
        "created_at": format_instant(run.created_at),
        "started_at": format_instant(run.started_at),
        "finished_at": format_instant(run.finished_at),
        "due_at": format_instant(run.due_at) if run.status in ("queued", "waiting") else None,
        "replays": run.replays,
        "cause": _cause(ctx, subject, run),
        "steps": [shown_step(ctx, subject, entry) for entry in run.log] if subject is not None else [],
        "caused": _caused(ctx, run),
        "changes": _changes(ctx, run),
    }


def _record(ctx: Context, object_name: str, record_id: int | None) -> dict[str, Any] | None:
    """{"object", "id", "name"}; without the name of a record that the caller does not see."""
    spec = catalogue().objects.get(object_name)
    if spec is None or record_id is None:
        return None
    seen = ctx.can(spec.name, "view") and record_id in visible_of(ctx, spec, [record_id])
    name = labels(ctx, object_name, [record_id]).get(record_id, "") if seen else ""
    return {"object": object_name, "id": record_id, "name": name, "label": spec.label.get(ctx.locale)}


def _cause(ctx: Context, spec: ObjectSpec | None, run: AutomationRun) -> dict[str, Any]:
    cause = run.cause
    changes = [
        shown
        for name, (old, new) in (cause.get("changes") or {}).items()
        if spec is not None
        and (shown := shown_change(ctx, History(object=spec.name, field=name, old=old, new=new))) is not None
    ]
    parent = None
    if run.caused_by is not None:
        rows = AutomationRun.objects.system(reason=WHY).filter(pk=run.caused_by)
        parent = rows.values("id", "rule_id", "rule__name").first()
    return {
        "moment": cause.get("moment", ""),
        "by": person(ctx, cause.get("by")) if cause.get("by") else None,
        "source": cause.get("source") or None,
        "changes": changes,
        "run": {"id": parent["id"], "rule": parent["rule__name"]} if parent else None,
        "replayed_by": person(ctx, cause["replayed_by"]) if cause.get("replayed_by") else None,
        "from_step": cause.get("from_step"),
        "version": cause.get("version"),
    }


def _caused(ctx: Context, run: AutomationRun) -> list[dict[str, Any]]:
    rows = visible(ctx, catalogue().get("automation_run")).filter(caused_by=run.pk).order_by("id")
    return [
        {"id": row.pk, "label": row.label, "status": row.status}
        for row in rows.only("id", "label", "status")[:50]
    ]


def _changes(ctx: Context, run: AutomationRun) -> list[dict[str, Any]]:
    """What the history says of the run's own record under the run's operations."""
    if not run.batch or run.record_id is None:
        return []
    rows = History.objects.filter(
        object=run.object,
        record_id=run.record_id,
        why=f"automation_rule.{run.rule_id}",
        at__gte=run.created_at,
    )
    if run.finished_at is not None:
        rows = rows.filter(at__lte=run.finished_at)
    shown = ((row, shown_change(ctx, row)) for row in rows.order_by("id")[:_KEPT])
    return [{"at": format_instant(row.at), **change} for row, change in shown if change is not None]


def shown_step(ctx: Context, spec: ObjectSpec, entry: Mapping[str, Any]) -> dict[str, Any]:
    """One step as people read it: {"n", "do", "label", "at", "ok", "text", "record"?}"""
    kind = kind_named(str(entry.get("do")))
    refused = entry.get("refused")
    found = {
        "n": entry.get("n"),
        "do": entry.get("do"),
        "label": kind.label.get(ctx.locale) if kind else str(entry.get("do")),
        "at": entry.get("at"),
        "ok": refused is None,
        "text": _text(ctx, spec, entry),
        "record": None,
    }
    made = entry.get("made") or (
        {"object": entry["object"], "id": entry["id"]} if "values" in entry else None
    )
    if made:
        found["record"] = _record(ctx, made["object"], made["id"])
    return found


def _text(ctx: Context, spec: ObjectSpec, entry: Mapping[str, Any]) -> str:
    for key in ("nothing", "waited", "ended"):
        if key in entry:
            return _WORDS[entry[key]].get(ctx.locale) if entry[key] in _WORDS else str(entry[key])
    for key, words in _SHOWN.items():
        if key in entry:
            return words(ctx, spec, entry)
    return ""


def _refusal(ctx: Context, refused: Mapping[str, Any]) -> str:
    parts = [refused.get("message", {}), *(one["message"] for one in refused.get("errors", ()))]
    words = [str(part.get(ctx.locale, "")) for part in parts if part]
    return "；".join(words) if words else str(refused.get("detail") or refused.get("code") or "")


def _values(ctx: Context, object_name: str, values: Mapping[str, Sequence[Any]]) -> str:
    changes = [
        shown
        for name, (old, new) in values.items()
        if (shown := _shown_change(ctx, object_name, name, old, new)) is not None
    ]
    nothing = "（空）" if ctx.locale != "en" else "(empty)"
    words = [f"{one['label']}：{one['old'] or nothing} → {one['new'] or nothing}" for one in changes]
    return "；".join(words) or _WORDS["unchanged"].get(ctx.locale)


def _shown_change(ctx: Context, object_name: str, name: str, old: Any, new: Any) -> dict[str, Any] | None:
    """A change as people read it, instants by the company's clock."""
    shown = shown_change(ctx, History(object=object_name, field=name, old=old, new=new))
    spec = catalogue().objects.get(object_name)
    item = spec.by_name.get(name) if spec is not None else None
    if shown is None or item is None or item.value_type != "instant":
        return shown
    told = {
        key: local_time(datetime.fromisoformat(shown[key]), ctx.timezone) if shown[key] else shown[key]
        for key in ("old", "new")
    }
    return {**shown, **told}


def _planned(ctx: Context, creates: Mapping[str, Any]) -> str:
    spec = catalogue().get(str(creates["object"]))
    changes = (_shown_change(ctx, spec.name, name, None, value) for name, value in creates["values"].items())
    words = [f"{one['label']}：{one['new']}" for one in changes if one is not None]
    return f"{spec.label.get(ctx.locale)}（{'；'.join(words)}）"


def _people(users: Sequence[int]) -> str:
    names = [directory().person_name(user) or f"#{user}" for user in users[:20]]
    more = len(users) - len(names)
    return "、".join(names) + (f" …（+{more}）" if more > 0 else "")


def _waits(ctx: Context, waits: Any) -> str:
    if isinstance(waits, Mapping):
        waits = waits.get("until")
    if not waits:
        return Text("等待条件成立", "Waits for a condition").get(ctx.locale)
    return Text(f"等待至 {waits}", f"Waits until {waits}").get(ctx.locale)


def _action(ctx: Context, spec: ObjectSpec, name: str) -> str:
    action = spec.action(name)
    return action.label.get(ctx.locale) if action else name


#: what an entry of the log has → its words
_SHOWN: Mapping[str, Callable[[Context, ObjectSpec, Mapping[str, Any]], str]] = {
    "refused": lambda ctx, _spec, entry: _refusal(ctx, entry["refused"]),
    "values": lambda ctx, _spec, entry: _values(ctx, str(entry["object"]), entry["values"]),
    "creates": lambda ctx, _spec, entry: _planned(ctx, entry["creates"]),
    "made": lambda ctx, _spec, entry: catalogue().get(entry["made"]["object"]).label.get(ctx.locale),
    "users": lambda _ctx, _spec, entry: _people(entry["users"]),
    "action": lambda ctx, spec, entry: _action(ctx, spec, str(entry["action"])),
    "waits": lambda ctx, _spec, entry: _waits(ctx, entry["waits"]),
    "sends": lambda _ctx, _spec, entry: str(entry["sends"]),
    "delivery": lambda ctx, _spec, entry: DELIVERY.format(ctx.locale, id=entry["delivery"]),
}
