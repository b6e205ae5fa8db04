"""The audit trail, declared: administrators read it, nobody writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guike.kernel.text import Text
from guike.platform.audit.actions import declare_actions
from guike.platform.audit.models import AuditEntry
from guike.platform.metadata.catalogue import ACTIONS, OBJECTS
from guike.platform.metadata.ledgers import ledger_object
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import AccessSpec, Section, ViewSpec, choices
from guike.platform.metadata.spec import spec_field as f

SIGN_INS = {
    "auth.login": Text("登录", "Signed in"),
    "auth.refused": Text("登录被拒绝", "Sign-in refused"),
    "auth.logout": Text("退出", "Signed out"),
    "auth.expired": Text("登录因无操作或到期而结束", "Sign-in ended by its time limit"),
    "auth.assist_begun": Text("以他人身份登录", "Signed in as somebody else"),
    "auth.assist_ended": Text("结束以他人身份登录", "Acting as somebody else ended"),
    "auth.assist_permitted": Text("修改是否允许管理员协助", "Assistance permitted or not"),
    "auth.password": Text("修改自己的密码", "Own password changed"),
    "auth.second_factor_on": Text("启用两步验证", "Second factor switched on"),
    "auth.second_factor_off": Text("停用两步验证", "Second factor switched off"),
    "auth.second_factor_reset": Text("重置他人的两步验证", "Second factor of somebody reset"),
    "auth.recovery_code": Text("用恢复码登录", "Signed in with a recovery code"),
    "auth.recovery_codes": Text("重新生成恢复码", "Recovery codes made anew"),
    "auth.session_ended": Text("结束一个登录", "A session ended"),
    "auth.sessions_ended": Text("结束全部登录", "All sessions ended"),
    "auth.token_created": Text("新建 API 密钥", "API key created"),
    "auth.token_revoked": Text("吊销 API 密钥", "API key revoked"),
}
EXCHANGES = {
    "import.start": Text("导入", "Import"),
    "import.undo": Text("撤销导入", "Import undone"),
    "export.start": Text("申请导出", "Export asked for"),
    "export.done": Text("导出完成", "Export written"),
    "export.read": Text("大量读取", "Read in bulk"),
    "print": Text("打印", "Printed"),
    "privacy.reveal": Text("显示脱敏原值", "Masked value revealed"),
}
RIGHTS = {
    "team.add": Text("加入相关团队", "Added to the team"),
    "team.remove": Text("移出相关团队", "Taken from the team"),
    "user.hand_over": Text("工作交接", "Work handed over"),
    "user.absent": Text("设置外出代理", "Absence with a substitute"),
}
OTHERS = {
    "setting.change": Text("修改系统设置", "Setting changed"),
    "calendar.feed_created": Text("新建日历订阅", "Calendar subscription made"),
    "calendar.feed_revoked": Text("取消日历订阅", "Calendar subscription revoked"),
    "job.replay": Text("重新执行后台任务", "Job run again"),
    "job.discard": Text("放弃后台任务", "Job discarded"),
    "outbox.replay": Text("重新处理事件", "Event handled again"),
    "outbox.discard": Text("放弃事件", "Event discarded"),
    "webhook.replay": Text("重新发送推送", "Webhook sent again"),
    "webhook.discard": Text("放弃推送", "Webhook discarded"),
    "ledger.blanked": Text("清除流水中的内容", "Values of a ledger blanked"),
    "ledger.dropped": Text("清除过期流水", "Old months of a ledger dropped"),
    "privacy.anonymise": Text("匿名化", "Person anonymised"),
    "demo.cleared": Text("清除演示数据", "Demo data cleared"),
}
REFUSED = {"field": "outcome", "op": "in", "value": ["refused", "failed"]}


def among(actions: Mapping[str, Text]) -> dict[str, Any]:
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
        f("json", "detail", "详情", "Detail"),
    ),
    list_columns=("created_at", "actor", "helper", "action", "object", "record_id", "outcome", "ip"),
    detail=(
        Section(Text("基本信息", "Details"), (
            "created_at", "actor", "helper", "action", "object", "record_id", "outcome", "ip", "request_id", "detail",
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


for _named in (SIGN_INS, EXCHANGES, RIGHTS, OTHERS):
    declare_actions(_named)
