"""Words for the codes of stored structures that no field declares: operations, kinds of people, keys."""

from __future__ import annotations

from collections.abc import Mapping

from guike.kernel.text import T, Text

OPERATIONS: Mapping[str, Text] = {
    "view": T("查看", "view"),
    "create": T("新建", "create"),
    "edit": T("编辑", "edit"),
    "delete": T("删除", "delete"),
    "import": T("导入", "import"),
    "import_migration": T("迁移导入", "import as migration"),
    "export": T("导出", "export"),
    "print": T("打印", "print"),
    "reveal": T("显示原值", "reveal"),
    "figures": T("统计数字", "count in reports"),
    "personal_copy": T("个人信息副本", "copy of personal data"),
    "merge": T("合并", "merge"),
    "*": T("全部操作", "everything"),
}
MATCHES: Mapping[str, Text] = {
    "exact": T("完全一致", "exactly the same"),
    "phone": T("同一个电话号码", "the same phone number"),
    "company": T("同一家公司", "the same company"),
    "text": T("文字相同", "the same text"),
}
#: codes within structures
CODES: Mapping[str, Text] = {
    "user": T("人员", "person"),
    "role": T("角色", "role"),
    "department": T("部门", "department"),
    "department_role": T("部门内角色", "role in the department"),
    "team_role": T("团队角色", "role in the team"),
    "field": T("字段", "field"),
    "serving": T("其服务人员", "who serves him"),
    "superior": T("直接上级", "superior"),
    "department_head": T("部门负责人", "head of the department"),
    "formula": T("公式", "formula"),
    "owner": T("负责人", "owner"),
    "actor": T("触发者", "who caused it"),
    "notify": T("发送提醒", "remind"),
    "set": T("修改字段", "change fields"),
    "create": T("新建记录", "create a record"),
    "assign": T("更换负责人", "assign"),
    "action": T("执行操作", "call an action"),
    "submit": T("提交审批", "submit for approval"),
    "wait": T("等待", "wait"),
    "team": T("加入团队", "add to the team"),
    "webhook": T("推送", "webhook"),
    "sum": T("求和", "sum"),
    "count": T("计数", "count"),
    "max": T("最大值", "greatest"),
    "min": T("最小值", "least"),
    "avg": T("平均值", "average"),
}
#: keys of structures
KEYS: Mapping[str, Text] = {
    "step": T("步骤", "Step"),
    "do": T("动作", "does"),
    "values": T("字段值", "values"),
    "object": T("对象", "object"),
    "to": T("接收人", "to"),
    "who": T("人员", "who"),
    "text": T("内容", "text"),
    "if": T("条件", "if"),
    "filter": T("条件", "filter"),
    "for": T("时长", "for"),
    "until": T("直到", "until"),
    "at_most": T("最长", "at most"),
    "workdays": T("工作日", "working days"),
    "days": T("天", "days"),
    "hours": T("小时", "hours"),
    "today": T("今天后（天）", "days from today"),
    "record": T("本记录", "this record"),
    "kind": T("类型", "kind"),
    "value": T("值", "value"),
    "level": T("级", "level"),
    "name": T("名称", "name"),
    "columns": T("列", "Columns"),
    "header": T("标题区", "Header"),
    "sort": T("排序", "Order"),
    "related": T("关联列表", "Related lists"),
    "via": T("通过", "via"),
    "agg": T("统计", "figure"),
    "field": T("字段", "field"),
    "webhook": T("推送", "webhook"),
    "label": T("标题", "label"),
    "align": T("对齐", "alignment"),
    "height": T("高度", "height"),
    "width": T("宽度", "width"),
    "fields": T("字段", "fields"),
    "filled_only": T("只印有值的", "filled ones only"),
    "lines": T("明细", "lines"),
    "sums": T("合计的列", "summed columns"),
    "numbered": T("行号", "numbered"),
    "words": T("大写金额", "amount in words"),
    "texts": T("文字", "texts"),
}
#: what a template of a print says of the whole page
PAPER: Mapping[str, Text] = {
    "paper": T("纸张", "Paper"),
    "landscape": T("横向", "Landscape"),
    "font_size": T("字号", "Font size"),
    "header": T("页眉", "Header"),
    "footer": T("页脚", "Footer"),
}
