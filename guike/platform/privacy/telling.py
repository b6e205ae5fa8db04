"""Tells everything that is kept of one person, in sections. The rows come from `finding`, as those that anonymising empties do.

Rights do not narrow it, because a copy of somebody's data is either whole or wrong: the operation itself is the right. Of a
record that the caller may not open it says so, and tells only the texts that speak of the person.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from guike.kernel.limits import PERSON_TRACES
from guike.kernel.text import T, Text, display
from guike.platform.access.context import Context
from guike.platform.access.fields import readable
from guike.platform.approvals.models import ApprovalComment, ApprovalRequest, ApprovalTask
from guike.platform.audit.models import AuditEntry
from guike.platform.audit.queries import audit_entries
from guike.platform.exchange.exporting import shower
from guike.platform.exchange.models import Import
from guike.platform.feed.scopes import COMMENT
from guike.platform.files.models import File
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.notify.queries import notice_text
from guike.platform.privacy import finding
from guike.platform.privacy.finding import ABOUT, WHY, Person, free_texts
from guike.platform.privacy.rules import tells
from guike.platform.records.models import History
from guike.platform.records.reading import labels_of_many, reader_of, table, visible

_NO_TABLE = frozenset({"lines", "json"})
OLD, NEW, REASON = T("原值", "Before"), T("新值", "After"), T("理由", "Reason")
DELETED = T("已删除，等待彻底清除", "deleted, waiting to be removed for good")
ROW = T("{file} 第 {number} 行", "{file}, row {number}")
SAID = T("提到此人的内容", "What speaks of the person")
OPINION = T("审批意见", "Opinion in an approval")
#: between a label and what is told beside it
COLON = T("：", ": ")


@dataclass(frozen=True)
class Trace:
    """One thing that is kept. `by`: who made it; `object`, `record`: what it belongs to; `values`: (label, text); `is_closed`: it
    belongs to a record that the caller may not open."""

    title: str
    at: datetime | None = None
    by: int | None = None
    object: str = ""
    record: int | None = None
    values: tuple[tuple[str, str], ...] = ()
    file: File | None = None
    is_closed: bool = False


@dataclass(frozen=True)
class Section:
    """Traces of one kind. `stays`: why anonymising leaves them; None when it empties them. `is_cut`: there are more."""

    code: str
    label: Text
    stays: Text | None
    traces: list[Trace]
    is_cut: bool


@dataclass(frozen=True)
class Asked:
    """ctx: of the caller; open: the same with every field readable."""

    ctx: Context
    open: Context
    person: Person

    def words(self, text: Text) -> str:
        return text.get(self.ctx.locale)


#: code, label, why anonymising leaves it, and what finds it
Finder = tuple[str, Text, Text | None, Callable[[Asked], Iterator[Trace]]]


def everything_of(ctx: Context, person: Person) -> list[Section]:
    """All sections that have something, in the order in which people ask for them."""
    return told_in(ctx, person, SECTIONS)


def told_in(ctx: Context, person: Person, sections: Iterable[Finder]) -> list[Section]:
    """Those of the sections that have something."""
    asked = Asked(ctx, _open_eyed(ctx), person)
    found = []
    for code, label, stays, find in sections:
        traces = list(islice(find(asked), int(PERSON_TRACES) + 1))
        if traces:
            is_cut = len(traces) > PERSON_TRACES
            found.append(Section(code, label, stays, traces[: int(PERSON_TRACES)], is_cut))
    return found


def _open_eyed(ctx: Context) -> Context:
    """The caller with every field readable, and with his own rights on records."""
    return replace(ctx, actor=replace(ctx.actor, fields={}))


def _record(asked: Asked) -> Iterator[Trace]:
    spec, row = asked.person.spec, asked.person.row
    title = f"{asked.words(spec.label)}{asked.words(COLON)}{row.label}"
    yield Trace(title, row.created_at, row.created_by_id, spec.name, row.pk, cells(asked, spec, row.pk))


def cells(asked: Asked, spec: ObjectSpec, record_id: int) -> tuple[tuple[str, str], ...]:
    """(label, text) of every field of a record that has a value; none of one that the caller may not open."""
    fields = {n: f for n, f in readable(asked.open, spec).items() if f.type not in _NO_TABLE}
    reader = reader_of(asked.open, spec, list(fields), lines=False)
    values = []
    for record in reader.records(reader.visible([record_id])):
        for name, item in fields.items():
            text = _cell(asked, item, record.get(name))
            if text:
                values.append((asked.words(item.label), text))
    return tuple(values)


def _cell(asked: Asked, item: FieldSpec, value: Any) -> str:
    """A value of the API as people read it."""
    if value in (None, "", [], {}):
        return ""
    if item.type in ("file", "files", "image"):
        return "、".join(one["name"] for one in (value if isinstance(value, list) else [value]))
    shown = shower(asked.ctx, item)(value)
    return plain(asked, shown)


def plain(asked: Asked, value: Any) -> str:
    """A value as people read it, instants on the company's clock."""
    if isinstance(value, datetime):
        local = value.astimezone(ZoneInfo(asked.ctx.timezone)) if value.tzinfo else value
        return f"{local:%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return display(value, asked.ctx.locale)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


def _stored(asked: Asked, item: FieldSpec | None, value: Any) -> str:
    """A value as history and events keep it."""
    if item is not None and item.type == "choice":
        labels = {choice.code: asked.words(choice.label) for choice in item.choices}
        return labels.get(value, plain(asked, value))
    return plain(asked, value)


def _entries(asked: Asked, holder: ObjectSpec, rows: Iterator[History]) -> Iterator[Trace]:
    for row in rows:
        item = holder.by_name.get(row.field)
        label = asked.words(item.label) if item else row.field
        values = [
            (asked.words(OLD), _stored(asked, item, row.old)),
            (asked.words(NEW), _stored(asked, item, row.new)),
        ]
        told = tuple((name, text) for name, text in values if text)
        if told:
            yield Trace(label, row.at, row.user_id, holder.name, row.record_id, told)


def _history(asked: Asked) -> Iterator[Trace]:
    rows = finding.entries_of(asked.person, History).iterator()
    yield from _entries(asked, asked.person.spec, rows)


def _claims(asked: Asked) -> Iterator[Trace]:
    """What the other ledgers of behaviour tell: claims, returns."""
    for ledger in finding.ledgers_about():
        if ledger is History:
            continue
        assert ledger.keeping is not None
        for row in finding.entries_of(asked.person, ledger).iterator():
            values = [(asked.words(REASON), str(getattr(row, name) or "")) for name in ledger.keeping.values]
            told = tuple((label, text) for label, text in values if text)
            yield Trace(_verb(asked, row), row.at, row.by_id or row.user_id, values=told)


def _verb(asked: Asked, row: Any) -> str:
    action = asked.person.spec.action(row.verb)
    return asked.words(action.label) if action else str(row.verb)


def _files(asked: Asked) -> Iterator[Trace]:
    for file in finding.files(asked.person).iterator():
        gone = ((asked.words(DELETED), file.name),) if file.deleted_at else ()
        yield Trace(file.name, file.created_at, file.uploaded_by, values=gone, file=file)


def _notices(asked: Asked) -> Iterator[Trace]:
    for row in finding.notices(asked.person).iterator():
        kind, text = notice_text(row, asked.ctx.locale)
        yield Trace(kind, row.at, row.user_id, values=((kind, text),) if text else ())


def _imports(asked: Asked) -> Iterator[Trace]:
    rows = list(finding.import_rows(asked.person))
    runs = {run.job_id: run for run in Import.objects.filter(job_id__in={row.run for row in rows})}
    for row in rows:
        run = runs[row.run]
        title = ROW.get(asked.ctx.locale).format(file=run.file_name, number=row.number)
        values = (*_leaves(asked, row.cells, asked.person.spec), *_leaves(asked, row.old, asked.person.spec))
        yield Trace(title, run.created_at, run.user_id, values=values)


def _related(asked: Asked) -> Iterator[Trace]:
    for name, ids in finding.pointing(asked.person).items():
        holder = catalogue().get(name)
        seen = those_seen(asked, holder, ids)
        labels = labels_of_many(None, {name: seen})[name]
        belongs = _belongs(asked.person, holder)
        for row in (
            table(holder).system(reason=WHY).filter(pk__in=ids).order_by("-pk").iterator(chunk_size=500)
        ):
            said = [
                (asked.words(item.label), text)
                for item, text in free_texts(holder, row)
                if belongs or tells(asked.person.pattern, [text])
            ]
            known = labels.get(row.pk) or f"#{row.pk}"
            title = f"{asked.words(holder.label)}{asked.words(COLON)}{known}"
            yield Trace(
                title,
                row.created_at,
                row.created_by_id,
                name,
                row.pk,
                tuple(said),
                is_closed=row.pk not in seen,
            )


def those_seen(asked: Asked, holder: ObjectSpec, ids: list[int]) -> set[int]:
    """Those that the caller may open."""
    if not asked.ctx.can(holder.name, "view"):
        return set()
    return set(visible(asked.ctx, holder, "view").filter(pk__in=ids).values_list("pk", flat=True))


def _belongs(person: Person, holder: ObjectSpec) -> bool:
    """Whether records of this object are about what they refer to, so that all their texts are about him: comments, and what is
    seen by whoever sees it, such as follow-ups."""
    if holder.name == COMMENT:
        return True
    fields = [holder.by_name[name] for name in holder.access.inherits]
    return any(person.spec.name in (item.target_object, *item.targets) for item in fields)


def _related_history(asked: Asked) -> Iterator[Trace]:
    for name, ids in finding.pointing(asked.person).items():
        holder = catalogue().get(name)
        yield from _entries(asked, holder, iter(finding.said_before(asked.person, holder, ids)))


def _processes(asked: Asked) -> Iterator[Trace]:
    """What approvals, automations and webhooks keep of values of his record."""
    for model, _columns, empty in ABOUT:
        holder = next(spec for spec in catalogue().objects.values() if spec.model is model)
        for row in finding.about(asked.person, model).iterator():
            values = [
                leaf for name in empty for leaf in _leaves(asked, getattr(row, name), asked.person.spec)
            ]
            title = f"{asked.words(holder.label)} {row.label or f'#{row.pk}'}"
            yield Trace(title, row.created_at, row.created_by_id, holder.name, row.pk, tuple(values))


def _opinions(asked: Asked) -> Iterator[Trace]:
    """Opinions and remarks of approvals of his record; a decision is never changed."""
    requests = list(finding.about(asked.person, ApprovalRequest).values_list("pk", flat=True))
    tasks = ApprovalTask.objects.system(reason=WHY).filter(request__in=requests).exclude(comment="")
    for task in tasks.order_by("pk"):
        yield Trace(
            asked.words(OPINION), task.decided_at, task.approver_id, values=((task.name, task.comment),)
        )
    remarks = ApprovalComment.objects.filter(request_id__in=requests).exclude(content="")
    for one in remarks.order_by("pk"):
        yield Trace(asked.words(OPINION), one.at, one.author_id, values=((asked.words(SAID), one.content),))


def _events(asked: Asked) -> Iterator[Trace]:
    yield from events_of_record(asked)
    for name, ids in finding.pointing(asked.person).items():
        for trace in _events_of(asked, name, ids):
            if tells(asked.person.pattern, [text for _name, text in trace.values]):
                yield trace


def events_of_record(asked: Asked) -> Iterator[Trace]:
    """What changed in his own record."""
    return _events_of(asked, asked.person.spec.name, [asked.person.id])


def _events_of(asked: Asked, name: str, ids: list[int]) -> Iterator[Trace]:
    wanted, holder = {str(one) for one in ids}, catalogue().get(name)
    for event in finding.events(name, ids).iterator():
        for key in sorted(wanted & set(event.payload["changes"])):
            values = tuple(_leaves(asked, event.payload["changes"][key], holder))
            if values:
                yield Trace(event.kind, event.at, event.actor_id, name, int(key), values)


def _answers(asked: Asked) -> Iterator[Trace]:
    for row in finding.answers(asked.person):
        assert asked.person.pattern is not None
        told = sorted({found.group() for found in asked.person.pattern.finditer(row.answer)})
        values = tuple((asked.words(SAID), one) for one in told)
        yield Trace(row.path, row.created_at, row.user_id, values=values)


def _copies(asked: Asked) -> Iterator[Trace]:
    for row in finding.copies(asked.person):
        yield Trace(f"#{row.job_id}", row.created_at, row.user_id)


def _audit(asked: Asked) -> Iterator[Trace]:
    """Who did what with his record."""
    about: Mapping[str, Any] = {"object_name": asked.person.spec.name, "record_id": asked.person.id}
    for row in audit_entries_all(**about):
        reason = row.detail.get("reason")
        values = ((asked.words(REASON), str(reason)),) if reason else ()
        yield Trace(action_said(asked, row.action), row.created_at, row.actor_id, values=values)


def action_said(asked: Asked, action: str) -> str:
    """What an action of the audit is called."""
    known = catalogue().get("audit_entry").by_name["action"].choice(action)
    return asked.words(known.label) if known else action


def audit_entries_all(**asked_for: Any) -> Iterator[AuditEntry]:
    """Every entry of the audit that answers to this (`audit_entries`), newest first."""
    before: int | None = None
    while page := audit_entries(**asked_for, before_id=before, limit=200):
        yield from page
        before = page[-1].pk


def _leaves(asked: Asked, value: Any, spec: ObjectSpec, label: str = "") -> Iterator[tuple[str, str]]:
    """(label, text) of everything that a kept JSON value says."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            item = spec.by_name.get(str(key))
            yield from _leaves(asked, inner, spec, asked.words(item.label) if item else str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(asked, inner, spec, label)
    elif value not in (None, ""):
        yield label, _stored(asked, None, value)


_NEVER = T(
    "匿名化后仍保留：审计和审批意见从不修改",
    "stay when the person is anonymised: the audit and the opinions of approvals never change",
)
_OF_COMPANY = T(
    "匿名化后这些记录保留，其中提到此人的文字清除",
    "when the person is anonymised these records stay, without the texts that speak of the person",
)
SECTIONS: tuple[Finder, ...] = (
    ("record", Text("记录本身", "The record itself"), None, _record),
    ("related", Text("引用此人的记录", "Records that refer to the person"), _OF_COMPANY, _related),
    ("files", Text("附件", "Files"), None, _files),
    ("history", Text("修改历史", "History of changes"), None, _history),
    ("claims", Text("领取、分配和退回", "Claims, assignments and returns"), None, _claims),
    ("imports", Text("导入", "Imports"), None, _imports),
    ("notices", Text("提醒", "Reminders"), None, _notices),
    ("processes", Text("审批、自动化和推送留存的值", "Values kept by approvals, automations and webhooks"), None, _processes),
    ("opinions", Text("审批意见", "Opinions in approvals"), _NEVER, _opinions),
    ("related_history", Text("引用此人的记录的修改历史", "History of records that refer to the person"), None, _related_history),
    ("events", Text("变更事件", "Events of changes"), None, _events),
    ("answers", Text("重复请求的应答（保留一天）", "Answers kept for repeated calls, for a day"), None, _answers),
    ("copies", Text("已生成的副本文件", "Files with such a copy"), None, _copies),
    ("audit", Text("审计日志", "Audit trail"), _NEVER, _audit),
)  # fmt: skip
