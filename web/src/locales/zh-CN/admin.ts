export default {
  admin: {
    title: "管理后台", crm: "CRM 管理", organisation: "组织与权限", system: "系统配置", platform: "客户化平台", monitor: "系统监控", objects: "对象管理", settings: "参数设置", find_object: "搜索对象", new_object: "新建对象", open_object: "字段与布局",
    object_label: "对象名称", api_name: "API 名称", module: "所属模块", kind: "类型", number_pattern: "编号规则", custom: "自定义", standard: "标准", fields: "字段", field_label: "字段名称", type: "字段类型", flags: "属性",
    target: "关联或选项", field_count: "共 {{count}} 个字段", new_field: "新建字段", choices: "{{count}} 个选项", flag_required: "必填", flag_read_only: "只读", flag_system: "系统", flag_searchable: "可搜索",
    layout_list: "列表布局", layout_form: "表单布局", layout_detail: "详情布局", section_label: "分组名称", add_field: "添加字段", add_section: "添加分组", new_section: "新分组", layout_header: "页头", layout_related: "相关列表", add_related: "添加相关列表", layout_kind_first: "先选择用途", layout_conflict: "这个布局刚被别人修改过", layout_conflict_help: "可以用您的布局覆盖，也可以放弃您的改动，采用现在的布局。",
  },
  match: {
    with: "与已有的", same_object: "{{object}}（同一对象）", all_same: "比较，以下各项都相同就是重复：", field: "第 {{row}} 项的字段", other: "第 {{row}} 项在{{object}}中的字段", other_hint: "{{object}}的字段", how: "第 {{row}} 项怎样算相同",
    exact: "完全一致", phone: "同一个电话号码", company: "同一家公司（不计“有限公司”等）", text: "文字相同（不计大小写、全半角）", part: "{{label}}：{{how}}", and: "；", words_with: "与{{object}}比较：{{parts}}",
  },
  party: { user: "人员", department: "部门", role: "角色", field: "记录上的人员", serving: "负责人的常务经理", values: "取值" },
  dimension: { unset: "未设置", all: "全部", some: "指定取值", own: "本人所在部门（含下级）", empty: "含未填写的记录", none: "还没有启用的管理维度", nothing: "无（看不到任何记录）", divides: "用于{{objects}}" },
  rule_effect: { title: "影响", ask: "预览影响", help_sharing_rule: "保存前看看会多开放多少记录、给哪些人", help_restriction_rule: "保存前看看会限制多少记录、影响哪些人", found: "规则涉及 {{records}} 条记录、{{people}} 人", person: "人员", now: "现在", then: "生效后", change: "变化" },
  order_by: { title: "排序", up: "升序", down: "降序", direction: "{{label}} 的顺序", remove: "不按{{label}}排序", add: "添加排序字段" },
  role: {
    fields: "字段权限", fields_of: "{{object}} 的字段权限", level_of: "{{field}} 的权限", level_edit: "可编辑", level_read: "只读", level_masked: "脱敏", level_masked_edit: "脱敏可填", level_hidden: "隐藏", limited: "{{count}} 个受限", unlimited: "不限",
    levels_help: "没有对象编辑权限时，“可编辑”的字段也只能看。一人有多个角色时，以最宽的为准。改动随角色一起保存。", find_field: "搜索字段",
    by_role: "角色权限", roles_of: "各角色对“{{field}}”的权限", limits: "{{count}} 个角色受限", no_object: "无此对象的权限", roles_help: "没有对象编辑权限的角色，“可编辑”的字段也只能看。一人有多个角色时，以最宽的为准。",
    back: "角色", matrix: "权限矩阵", object: "对象", actions: "业务操作", actions_of: "{{object}} 的业务操作", verbs: "{{count}} 项", scope_view: "可见范围", scope_edit: "可编辑范围", scope_of: "{{object}} 的{{operation}}范围",
  },
  definition: {
    no_line_object: "还没有可用作明细的自定义对象", line_object: "选择明细对象", choose_object: "选择对象", new_line_object: "新建明细对象", pattern_hint: "例如 JY{yyyy}{mm}-{seq:4}", choice_set_hint: "选用多个字段共用的选项集",
    default_date: "填写当天", default_instant: "填写当时", default_user: "创建人本人", default_department: "创建人所在部门", formula_hint: "例如 x_price * x_quantity", condition_hint: "例如 x_end_on < x_start_on", condition_help: "写出不允许的情况，结果为是或否：比较（<、<=、==、!=）、and、or、not。成立时拒绝保存并显示下面的提示。", formula_help: "用字段和函数组成算式：四则运算、比较、and、or、not、a if 条件 else b。",
    insert_field: "插入字段", insert_function: "插入函数", rollup_source: "汇总哪些记录", rollup_agg: "汇总方式", rollup_field: "汇总哪个字段", rollup_filter: "只汇总符合条件的记录", agg_count: "计数", agg_sum: "求和", agg_avg: "平均值", agg_max: "最大值或最晚", agg_min: "最小值或最早",
    inactive: "已停用", edit_object: "编辑对象", open_list: "打开列表", deleted: "已删除 {{name}}", is_active: "启用", workflow: "流程", approval: "审批", unique: "唯一", invalid: "失效", remove_help: "有数据的字段要先停用，再删除",
  },
  sheet: {
    lines_of: "{{label}}（明细）", own_fields: "{{label}}", files: "照片与附件", files_help: "列里写文件名，把这些文件一起放到这里。", files_drop: "选择文件", files_ready: "已上传 {{count}} 个文件", beside_help: "每行除了{{label}}，还会新建{{beside}}；按查重规则已经有的，不再重复新建。", beside_made: "新建{{label}}", beside_would: "将新建{{label}}", lines_help: "含明细：同一单据的行连在一起，主表内容每行重复或只写第一行都可以；数量按单据计。",
  },
  factor: {
    title: "两步验证", on: "已开启", off: "未开启", help: "登录时除密码外，再输入手机验证器上的动态验证码；密码被人知道也登录不了。程序密钥不受影响。", required: "公司要求您使用。", since: "{{at}} 开启。", left: "恢复码还有 {{count}} 个可用。",
    enroll: "开启", other_phone: "更换手机", new_recovery: "重新生成恢复码", disable: "关闭两步验证", disabled: "两步验证已关闭", next: "下一步", confirm: "确认开启", code: "动态验证码或恢复码", code_needed: "请输入验证码", code_help: "手机不在身边时，可以输入一个恢复码",
    enroll_help: "先确认是您本人。开启后，其他设备上的登录会退出。", recovery_help: "先确认是您本人。原来的恢复码全部作废。", disable_help: "先确认是您本人。关闭后只凭密码就能登录。",
    scan: "用手机上的验证器扫描二维码，例如 Microsoft Authenticator、Google Authenticator 或支持动态验证码的密码管理器。", typed: "扫不了时，在验证器中手动输入密钥：", first_code: "验证器显示的 6 位验证码",
    recovery: "恢复码", recovery_once: "只显示这一次。手机丢失时，每个恢复码可以代替验证码登录一次，请抄写或下载后妥善保存。", save: "下载", kept: "我已保存", must_enroll: "公司要求两步验证，开启后才能继续。", too_late: "等待时间过长，请重新输入密码", back: "返回",
  },
  account: {
    title: "个人账号", record: "我的用户资料", tab: "登录与密钥", password: "修改密码", password_help: "修改后，其他浏览器的登录和全部程序密钥立即失效。", old_password: "当前密码", new_password: "新密码", change: "修改密码", password_changed: "密码已修改",
    sign_ins: "登录中的设备", no_sign_ins: "目前没有登录", browser: "浏览器", address: "IP 地址", since: "开始时间", seen: "最近使用", here: "当前", end: "退出", ended: "已退出", end_others: "退出其他设备", end_all_of: "退出全部设备", end_help: "这些浏览器需要重新登录，未保存的内容会丢失。",
    keys: "程序密钥", keys_help: "供程序通过接口访问，权限与本人相同。密码修改、停用或离职后自动失效。", key: "密钥", key_name: "用途", key_begins: "开头", scopes_hint: "全部权限，或如 lead:view", for_days: "{{count}} 天内有效", expired: "已过期", key_scopes: "范围", all_rights: "全部权限", expires: "到期", used: "最近使用", never: "不过期", unused: "还没有", no_keys: "没有程序密钥", new_key: "新建密钥", key_made: "密钥已生成", key_once: "只显示这一次，请立即复制并妥善保存。", revoke: "吊销", revoke_named: "吊销密钥“{{name}}”", revoke_help: "使用它的程序将立即无法访问。", revoked: "已吊销",
  },
  operations: {
    title: "投递监控", help: "事件处理、对外推送、提醒和后台任务的现状，每 15 秒刷新。放弃的可以在这里重试或不再处理。", queue: "队列", waiting: "等待", under_way: "进行中或将重试", given_up: "已放弃", last_hour: "最近一小时", oldest_at: "最早的等待自", queue_events: "事件处理", queue_webhooks: "推送", queue_reminders: "提醒（邮件、群机器人）", queue_jobs: "后台任务", nothing: "—", is_failing: "推送一直失败，自 {{at}} 起", is_disabled: "已停用，请处理后重新启用",
    dead_letters: "处理失败的事件", failed_jobs: "失败的任务", webhook_deliveries: "放弃的推送", webhook: "推送", record: "记录", none: "没有需要处理的", at: "时间", event: "事件", handler: "处理程序", attempts: "尝试次数", reason: "原因", job: "任务", by: "发起人", progress: "进度",
    replay: "重试", replay_all: "全部重试", discard: "放弃", discard_all: "全部放弃", replayed: "已重新排队 {{count}} 个", discarded: "已放弃 {{count}} 个", discard_title: "放弃处理", discard_help: "放弃后不再重试，原因会记入审计日志。", why: "放弃的原因", why_needed: "请填写放弃的原因",
  },
  webhook: { one_object: "只选一个对象时，可以在这里加筛选条件", sending: "正在发送，最多等待 10 秒……", no_answer: "没有收到回答", accepted: "对方已接收：{{status}}，用时 {{seconds}} 秒", not_accepted: "对方没有接收：{{status}}，用时 {{seconds}} 秒", answer: "对方的回答", empty: "回答没有内容", again: "再发一次" },
  scope: { own: "本人负责", department: "本部门及下级", departments: "所属各部门及下级", all: "全部" },
  work_hours: {
    lunch: "午休", make_up: "调休上班日",
    free: "休息", no_lunch: "无", as_monday: "与周一相同", like_monday: "周二至周五与周一相同", from_to: "{{first}}至{{last}}", comma: "，", semicolon: "；",
  },
  settings: { search: "搜索参数", none: "没有找到参数", saved: "{{label}}：已保存", reset: "恢复默认值", place: "适用于", company: "全公司", department: "部门", object: "对象", which_department: "选择部门", which_object: "选择对象", inherit: "沿用上级的值", place_help: "这里只列出可以单独设置的参数；没有单独设置的，沿用上级部门或全公司的值。" },
  type: {
    text: "单行文字", long_text: "多行文字", integer: "整数", decimal: "小数", money: "金额", percent: "百分比", boolean: "是/否", date: "日期", instant: "日期时间", choice: "单选", multi_choice: "多选",
    reference: "关联对象", references: "关联多个对象", any_reference: "关联任意对象", any_references: "关联任意多个对象", user: "人员", department: "部门", phone: "电话", email: "邮箱", url: "网址", region: "地区", geo: "定位",
    image: "图片", file: "附件", files: "多个附件", auto_number: "自动编号", formula: "公式", rollup: "汇总", value: "默认值", json: "结构化数据", label: "多语言名称", choices: "选项列表", lines: "明细", tags: "标签",
  },
  exchange: {
    title: "导入导出", imports: "导入", exports: "导出", whose: "谁的", own: "我的", all: "全部", at: "时间", who: "谁", object: "对象", file: "文件", format: "格式", result: "结果", status: "状态", deeds: "操作",
    open: "查看", undo: "撤销", rows: "{{count}} 行", no_rows: "没有写入", expired: "文件已过期", owner_only: "文件只有本人能下载", no_imports: "还没有导入过。在列表页点「导入」开始。", no_exports: "还没有导出过。在列表页点「导出」开始。",
    is_queued: "排队中", is_running: "进行中", is_done: "已完成", is_fruitless: "没有写入", is_failed: "失败", is_cancelled: "已取消", is_undone: "已撤销",
    undo_title: "撤销导入「{{file}}」？", undo_deleted: "删除 {{count}} 条{{label}}（由这次导入新建，进入回收站）", undo_restored: "恢复 {{count}} 条{{label}}的原值（由这次导入更新）", undo_deleted_most: "最多删除 {{count}} 条{{label}}（由这次导入新建，进入回收站）", undo_restored_most: "最多恢复 {{count}} 条{{label}}的原值（由这次导入更新）", undo_kept_least: "至少保留 {{count}} 条{{label}}", undo_kept: "保留 {{count}} 条{{label}}",
    undo_reason: "{{count}} 条：{{reason}}", undo_inexact: "行数较多，以上只核对了导入后有没有人修改；有下级记录的也会保留，以撤销结果为准。", undo_nothing: "没有可以撤销的记录。",
  },
  start: {
    title: "开始使用", help: "按顺序完成这几步，公司就可以用起来。每一步都可以以后再改。", done: "已完成", enter: "录入", import: "从文件导入", import_of: "导入{{label}}", see_roles: "查看角色",
    company: "公司名称和本位币", company_fact: "{{company}}，本位币 {{currency}}。本位币在有金额之前确定。", departments: "部门", departments_fact: "已有 {{count}} 个部门", people: "人员", people_fact: "已有 {{count}} 个用户",
    roles: "角色", roles_fact: "正在使用 {{count}} 种角色。给每个用户选好角色，他才能看到和处理自己的业务。", data: "第一批数据", no_data: "还没有业务数据", empty_title: "这家公司还没有业务数据", empty_help: "完成公司、部门、人员、角色和第一批数据这几步。", go: "开始设置",
    clear_demo: "清空演示数据", clear_what: "演示公司「{{company}}」的 {{total}} 条记录将全部清除，无法恢复：", clear_added: "（其中 {{count}} 条由用户新增）", clear_mind: "注意：用户自己新增了 {{added}} 条、修改了 {{changed}} 条，也会一并清除。",
    clear_stays: "{{count}} 个用户、角色、定义和参数保留；仍用演示密码的登录和令牌全部作废，其他人由管理员重置密码。", clear_name: "请输入公司名称「{{company}}」以确认", clear_password: "为您自己设置新密码（演示密码随之作废）", clear_count: "清空 {{total}} 条记录",
  },
};
