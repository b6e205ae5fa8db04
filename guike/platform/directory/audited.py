"""What the audit says: one table of every action that is no write of a record, and of what its detail holds.

An action, or a key of a detail, that is not here fails `entry/tests/test_audit_list.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

from guike.kernel.text import T, Text
from guike.platform.audit.actions import Action, Part, action, declare_actions, declared_actions
from guike.platform.metadata.spec import ObjectSpec

REASON = Part("reason", T("原因", "Reason"))
ROWS = Part("rows", T("记录数", "Records"), "number")
MOST = Part("most", T("上限", "Limit"), "number")
MINUTES = Part("minutes", T("分钟", "Minutes"), "number")
QUERY = Part("query", T("条件", "Filter"), "query")
FIELDS = Part("fields", T("导出的列", "Columns"), "fields")
UNTIL = Part("until", T("截止", "Until"), "instant")
NAME = Part("name", T("名称", "Name"))
COUNT = Part("count", T("数量", "Number"), "number")
BECAUSE = Part("because", T("原因", "Because"), "code", {
    "older than its period": T("超过设置的保留期", "older than the setting keeps"),
    "history.months": T("超过设置的保留期", "older than the setting keeps"),
    "purge of the recycle bin": T("从回收站彻底清除", "purged from the recycle bin"),
    "a demo company begins its own business": T("演示公司开始正式使用", "a demo company begins its own business"),
    "a person was anonymised": T("人员匿名化", "a person is anonymised"),
})  # fmt: skip
TRANSACTION = Part("transaction", T("事务", "Transaction"), "internal")
EXPORT = Part("export", T("导出编号", "Export"), "internal")
IMPORT = Part("import", T("导入编号", "Import"), "internal")

#: the details of the writes of audited objects, whichever they are
WRITE = (
    NAME,
    Part("changes", T("改动", "Changes"), "changes"),
    Part("lines", T("明细", "Lines"), "lines"),
    Part("about", T("对象", "Object"), "internal"),
)

SIGN_INS = {
    "auth.login": action(
        "登录", "Signed in", Part("by", T("方式", "By"), "code", {"provider": T("公司统一登录", "the company's provider")})
    ),
    "auth.refused": action(
        "登录被拒绝", "Sign-in refused",
        Part("username", T("用户名", "User name")),
        Part("step", T("步骤", "Step"), "code", {
            "provider": T("公司统一登录", "the company's provider"), "code": T("两步验证码", "the code of the second factor")}),
        Part("because", T("原因", "Because"), "code", {
            "unknown": T("没有对应的用户", "no user belongs to it"), "closed": T("用户已停用", "the user is switched off"),
            "another": T("此人已绑定另一个账号", "he belongs to another account"), "unverified": T("邮箱没有验证", "the address is not verified"),
            "denied": T("对方拒绝", "the provider denied it"), "another issuer": T("来自别的登录服务", "another issuer"),
            "another state": T("不是本浏览器发起", "not begun in this browser"), "not begun here": T("不是本浏览器发起", "not begun in this browser")}),
    ),
    "auth.logout": action("退出", "Signed out"),
    "auth.expired": action(
        "登录因无操作或到期而结束", "Sign-in ended by its time limit",
        Part("because", T("原因", "Because"), "code", {
            "auth.idle": T("长时间无操作", "nothing was done for long"), "auth.aged": T("登录已到期", "the sign-in had its time")}),
    ),
    "auth.assist_begun": action("以他人身份登录", "Signed in as somebody else", REASON, MINUTES),
    "auth.assist_ended": action(
        "结束以他人身份登录", "Acting as somebody else ended",
        Part("because", T("原因", "Because"), "code", {
            "himself": T("自己退出", "by himself"), "time": T("时间已到", "the time was over"), "permission": T("不再允许", "no longer permitted")}),
    ),
    "auth.assist_permitted": action("修改是否允许管理员协助", "Assistance permitted or not", UNTIL),
    "auth.password": action("修改自己的密码", "Own password changed"),
    "auth.second_factor_on": action("启用两步验证", "Second factor switched on"),
    "auth.second_factor_off": action("停用两步验证", "Second factor switched off"),
    "auth.second_factor_reset": action("重置他人的两步验证", "Second factor of somebody reset"),
    "auth.recovery_code": action("用恢复码登录", "Signed in with a recovery code"),
    "auth.recovery_codes": action("重新生成恢复码", "Recovery codes made anew"),
    "auth.provider_linked": action("首次统一登录，绑定账号", "Linked to an account at the provider"),
    "auth.provider_unlinked": action("解除统一登录绑定", "Unlinked from the provider"),
    "auth.session_ended": action("结束一个登录", "A session ended", Part("from", T("登录地址", "Signed in from"))),
    "auth.sessions_ended": action("结束全部登录", "All sessions ended", COUNT),
    "auth.token_created": action(
        "新建 API 密钥", "API key created", NAME, UNTIL, Part("scopes", T("范围", "Scopes"))
    ),
    "auth.token_revoked": action("吊销 API 密钥", "API key revoked", NAME, Part("id", T("密钥编号", "Key"), "internal")),
}  # fmt: skip
EXCHANGES = {
    "import.start": action(
        "导入", "Import", Part("file", T("文件", "File")), ROWS,
        Part("mode", T("方式", "Mode"), "code", {"normal": T("普通导入", "normal"), "migration": T("迁移导入", "migration")}), IMPORT,
    ),
    "import.undo": action("撤销导入", "Import undone", ROWS, IMPORT),
    "export.start": action("申请导出", "Export asked for", QUERY, FIELDS, ROWS, MOST, EXPORT),
    "export.done": action(
        "导出完成", "Export written", Part("file", T("文件", "File")), ROWS, QUERY, FIELDS, Part("format", T("格式", "Format")), EXPORT
    ),
    "export.read": action("大量读取", "Read in bulk", ROWS, MOST, MINUTES),
    "print": action(
        "打印", "Printed", ROWS, MOST, QUERY, Part("fields", T("打印的列", "Columns"), "fields"),
        Part("template", T("打印模板", "Template")), Part("way", T("方式", "Way"), "code", {"preview": T("预览", "Preview"), "mail": T("邮件", "E-mail")}),
        Part("to", T("收件人", "To")),
    ),
    "privacy.reveal": action("显示脱敏原值", "Masked value revealed", Part("field", T("字段", "Field"), "field"), REASON),
    "privacy.copy": action(
        "查看个人信息副本", "Everything about a person looked at", REASON, Part("rows", T("条数", "Entries"), "number"),
        Part("closed", T("无权打开的记录", "Records closed to him"), "number"),
    ),
    "privacy.copy_file": action("生成个人信息副本文件", "File with everything about a person", REASON, EXPORT),
}  # fmt: skip
RIGHTS = {
    "team.add": action(
        "加入相关团队", "Added to the team", Part("user", T("成员", "Member"), "user"), Part("role", T("团队角色", "Role in the team")),
        Part("access", T("权限", "Access"), "code", {"read": T("只读", "read"), "edit": T("可编辑", "edit")}),
    ),
    "team.remove": action("移出相关团队", "Taken from the team", Part("user", T("成员", "Member"), "user")),
    "user.hand_over": action(
        "工作交接", "Work handed over", Part("from", T("交出人", "From"), "user"), Part("to", T("接手人", "To"), "user"),
        Part("of", T("种类", "Kind"), "internal"), Part("what", T("内容", "What")), COUNT,
    ),
    "user.absent": action("设置外出代理", "Absence with a substitute", UNTIL),
}  # fmt: skip
_GIVEN_UP = (Part("kind", T("任务", "Job"), "job"), REASON)
_EVENT = (
    Part("kind", T("事件", "Event"), "event"),
    Part("handler", T("处理程序", "Handler")),
    REASON,
    Part("delivery", T("投递编号", "Delivery"), "internal"),
    Part("event", T("事件编号", "Event"), "internal"),
)
_PUSH = (Part("event", T("事件", "Event"), "event"), REASON)
_LEDGER = (
    BECAUSE, Part("about", T("涉及", "About"), "internal"), ROWS, Part("before", T("早于", "Before"), "instant"), TRANSACTION,
)  # fmt: skip
OTHERS = {
    "setting.change": action(
        "修改系统设置", "Setting changed", Part("key", T("设置项", "Setting"), "setting"),
        Part("department", T("部门", "Department"), "department"), Part("object", T("对象", "Object"), "object"),
        Part("old", T("旧值", "Old value"), "internal"), Part("new", T("新值", "New value"), "internal"),
    ),
    "calendar.feed_created": action("新建日历订阅", "Calendar subscription made", NAME),
    "calendar.feed_revoked": action("取消日历订阅", "Calendar subscription revoked", NAME),
    "job.replay": action("重新执行后台任务", "Job run again", *_GIVEN_UP),
    "job.discard": action("放弃后台任务", "Job discarded", *_GIVEN_UP),
    "outbox.replay": action("重新处理事件", "Event handled again", *_EVENT),
    "outbox.discard": action("放弃事件", "Event discarded", *_EVENT),
    "webhook.replay": action("重新发送推送", "Webhook sent again", *_PUSH),
    "webhook.discard": action("放弃推送", "Webhook discarded", *_PUSH),
    "ledger.blanked": action("清除流水中的内容", "Values of a ledger blanked", *_LEDGER),
    "ledger.dropped": action("清除过期流水", "Old months of a ledger dropped", BECAUSE, Part("months", T("月份", "Months"))),
    "retention.removed": action(
        "清除到期数据", "Removed when its time was over", Part("kind", T("内容", "What")), ROWS,
        Part("days", T("保留天数", "Days kept"), "number"), Part("before", T("早于", "Before"), "instant"),
    ),
    "privacy.anonymise": action("匿名化", "Person anonymised", REASON),
    "demo.cleared": action(
        "清除演示数据", "Demo data cleared", Part("company", T("公司", "Company")),
        Part("records", T("清除的记录", "Records removed"), "numbers"), BECAUSE, TRANSACTION,
    ),
}  # fmt: skip
GROUPS: tuple[Mapping[str, Action], ...] = (SIGN_INS, EXCHANGES, RIGHTS, OTHERS)

for _named in GROUPS:
    declare_actions(_named)


def parts_of(code: str, objects: Mapping[str, ObjectSpec]) -> tuple[Part, ...] | None:
    """What the details of an action may hold; None for an action that nothing declares."""
    declared = declared_actions().get(code)
    if declared is not None:
        return declared.parts
    spec = objects.get(code.rpartition(".")[0])
    return WRITE if spec is not None and spec.is_audited else None


def label_of(code: str) -> Text | None:
    """The name of a declared action."""
    declared = declared_actions().get(code)
    return declared.label if declared is not None else None
