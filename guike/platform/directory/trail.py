"""The audit trail, declared: administrators read it, nobody writes it."""

from __future__ import annotations

from guike.kernel.text import Text
from guike.platform.audit.models import AuditEntry
from guike.platform.metadata.catalogue import OBJECTS
from guike.platform.metadata.ledgers import ledger_object
from guike.platform.metadata.spec import AccessSpec, Section, ViewSpec, choices
from guike.platform.metadata.spec import spec_field as f

REFUSED = {"field": "outcome", "op": "in", "value": ["refused", "failed"]}

AUDIT_ENTRY = ledger_object(
    name="audit_entry",
    model=AuditEntry,
    label=Text("审计记录", "Audit entry"),
    plural=Text("审计日志", "Audit trail"),
    module="admin",
    area="admin",
    position=95,
    access=AccessSpec(kind="open", administrators=True),
    name_field="action",
    fields=(
        f("user", "actor", "操作人", "Who", traces=True),
        f("text", "action", "操作", "Action"),
        f("choice", "object", "对象", "Object", choice_set=OBJECTS, column="object_name"),
        f("integer", "record_id", "记录 ID", "Record ID"),
        f("choice", "outcome", "结果", "Outcome", choices=choices(
            ("ok", "成功", "Done", "green"), ("refused", "被拒绝", "Refused", "orange"), ("failed", "失败", "Failed", "red"))),
        f("text", "request_id", "请求编号", "Request"),
        f("text", "ip", "IP 地址", "IP address"),
        f("json", "detail", "详情", "Detail"),
    ),
    list_columns=("created_at", "actor", "action", "object", "record_id", "outcome", "ip"),
    detail=(
        Section(Text("基本信息", "Details"), (
            "created_at", "actor", "action", "object", "record_id", "outcome", "ip", "request_id", "detail",
        )),
    ),
    views=(
        ViewSpec("all", Text("全部", "All")),
        ViewSpec("refused", Text("被拒绝或失败", "Refused or failed"), REFUSED),
    ),
)  # fmt: skip
