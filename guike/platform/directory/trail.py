"""The audit trail, declared: administrators read it, nobody writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guike.kernel.text import Text
from guike.platform.audit.actions import Action
from guike.platform.audit.models import AuditEntry
from guike.platform.directory.audited import EXCHANGES, RIGHTS, SIGN_INS
from guike.platform.directory.telling import TELLER
from guike.platform.metadata.catalogue import ACTIONS, OBJECTS
from guike.platform.metadata.ledgers import ledger_object
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import AccessSpec, LedgerSpec, Section, ViewSpec, choices
from guike.platform.metadata.spec import spec_field as f

REFUSED = {"field": "outcome", "op": "in", "value": ["refused", "failed"]}


def among(actions: Mapping[str, Action]) -> dict[str, Any]:
    """The filter of entries with one of these actions."""
    return {"field": "action", "op": "in", "value": list(actions)}


AUDIT_ENTRY = ledger_object(
    name="audit_entry",
    model=AuditEntry,
    label=Text("审计记录", "Audit entry"),
    plural=Text("审计日志", "Audit trail"),
    module="admin",
    area="admin",
    position=95,
    access=AccessSpec(kind="open", administrators=True),
    ledger=LedgerSpec(
        searched=Text(
            "搜索的是操作名称、记录和字段的名称、文件名、理由、新旧值里的文字和 IP 地址，照原文，不能用拼音；操作人、时间请用筛选。",
            "Searched are the names of actions, records and fields, file names, reasons, texts of old and new values and IP addresses, as they"
            " stand, not by pinyin. For people and times use the filter.",
        )
    ),
    name_field="action",
    fields=(
        f("user", "actor", "操作人", "Who", traces=True),
        f("user", "helper", "由谁代为操作", "Acted by", traces=True),
        f("choice", "action", "操作", "Action", choice_set=ACTIONS),
        f("choice", "object", "对象", "Object", choice_set=OBJECTS, column="object_name"),
        f("integer", "record_id", "记录 ID", "Record ID", holds="ordinal"),
        f("choice", "outcome", "结果", "Outcome", choices=choices(
            ("ok", "成功", "Done", "green"), ("refused", "被拒绝", "Refused", "orange"), ("failed", "失败", "Failed", "red"))),
        f("text", "request_id", "请求编号", "Request"),
        f("text", "ip", "IP 地址", "IP address"),
        f("any_reference", "record", "记录", "Record", told=TELLER, unlinked=True),
        f("long_text", "summary", "内容", "What", told=TELLER),
        f("json", "told", "内容", "What", told=TELLER, holds="told"),
        f("json", "detail", "原始数据", "Raw data", holds="raw", searchable=True),
    ),
    list_columns=("created_at", "actor", "action", "record", "summary", "outcome", "object", "ip", "helper"),
    detail=(
        Section(Text("基本信息", "Details"), (
            "created_at", "actor", "helper", "action", "object", "record", "outcome", "ip", "request_id", "told", "detail",
        )),
    ),
    views=(
        ViewSpec("all", Text("全部", "All")),
        ViewSpec("sign_ins", Text("登录", "Sign-ins"), among(SIGN_INS)),
        ViewSpec("exchanges", Text("数据进出", "Data in and out"), among(EXCHANGES)),
        ViewSpec("refused", Text("被拒绝的操作", "Refused"), REFUSED),
    ),
)  # fmt: skip


def add_rights_view() -> None:
    """The list of changes of rights: of the objects that feed them, whatever they are. Call when all are declared."""
    deciding = sorted(name for name, spec in registry.objects.items() if "permission" in spec.feeds)
    of_objects = {"field": "object", "op": "in", "value": deciding}
    view = ViewSpec("rights", Text("权限变更", "Changes of rights"), {"any": [of_objects, among(RIGHTS)]})
    registry.extend("audit_entry", views=(view,))
