export default {
  form: {
    emptied: "已清空：不属于所选{{group}}", emptied_rows: "第 {{rows}} 行的“{{label}}”已清空：不属于所选{{group}}",
    of_field: "{{field}}：{{text}}",
    create: "新建{{label}}", edit: "编辑{{label}}", edit_named: "编辑 {{name}}", saved: "已保存", draft_found: "上次有填写到一半、还没有保存的内容", draft_take: "继续填写", draft_drop: "丢弃",
    duplicates: "可能已经存在：",
  },
  rule: {
    required: "请填写{{label}}", number: "{{label}}必须是数字", integer: "{{label}}必须是整数", between: "{{label}}应在 {{low}} 到 {{high}} 之间", minimum: "{{label}}不能小于 {{bound}}", maximum: "{{label}}不能大于 {{bound}}", email: "邮箱格式不正确", json: "格式不正确，请检查括号和引号",
  },
  discount: {
    none: "无折扣", free: "免费", off: "减 {{off}}%", saves: "省 {{amount}}", unit_to_pay: "折", unit_off: "%", gain: "优惠 {{off}}%", paid: "付 {{paid}}%", unclear: "看不出是几折：请写成 85折 或 减15%", low: "，不到原价的一半", below_half: "{{line}}：折后 {{net}}，不到原价 {{list}} 的一半", ask: "价格低于原价的一半，确定吗？", sure: "确定，继续保存", back: "回去修改",
  },
  conflict: {
    title: "这条记录刚被别人修改过", help: "请对比两个版本，选择保留哪一个。", field: "字段", yours: "您填写的", current: "现在的", keep_mine: "用我的覆盖", take_theirs: "采用现在的", go_on: "回去继续编辑",
  },
  field: {
    choose_time: "请选择时间", region_hint: "选择省、市、区", choose_file: "选择文件", choose_image: "选择图片", lat: "纬度", lng: "经度", km: "公里", locate: "用当前位置", no_position: "没能取得当前位置，请检查浏览器的定位权限",
  },
  choices: {
    add: "添加选项", code: "第 {{row}} 项的代码", code_hint: "代码", label: "第 {{row}} 项的名称", label_hint: "名称", color: "第 {{row}} 项的颜色", default: "灰", blue: "蓝", green: "绿", orange: "橙", red: "红", purple: "紫", cyan: "青",
  },
  picker: { hint: "输入名称或拼音首字母", nothing: "没有找到", nothing_within: "该{{group}}下没有找到", create: "新建{{label}}", kind: "对象类型" },
  lines: {
    count: "{{count}} 行", add: "添加一行（Ctrl+Enter）", empty: "还没有明细。", none: "没有明细。", cell: "第 {{row}} 行 {{label}}", up: "第 {{row}} 行上移", down: "第 {{row}} 行下移", copy: "复制第 {{row}} 行",
    remove: "删除第 {{row}} 行", tools: "操作", totals: "金额预估", estimate_help: "预估金额，保存后以系统计算为准",
  },
  record: {
    overdue: "已逾期", new: "新建相关", overview: "概览", timeline: "跟进动态", files: "附件", team: "相关团队", history: "修改历史", figures: "统计", next_step: "下一步", left_out: "不能卖给该客户或已停用，没有带入：{{names}}", access: "权限说明", path: "{{label}}进度", previous: "上一条（←）", next: "下一条（→）", deleted: "已删除 {{name}}", gone_deleted: "“{{name}}”刚刚被删除，现在在回收站里", gone: "“{{name}}”刚刚被删除，或者您不再有权查看", gone_help: "下面是您之前看到的内容，现在已不能修改。", gone_back: "返回{{label}}",
  },
  timeline: {
    write: "写跟进", placeholder: "写下这次跟进：聊了什么，客户怎么说，下一步是什么。输入 @ 提到同事，Ctrl+Enter 提交", needed: "请写下跟进内容", submit: "提交", more: "更多选项", less: "收起", written: "已记录", empty: "还没有动态。写下第一次跟进吧。",
  },
  history: { audit: "在审计日志中查看", helped: "{{helper}} 代 {{name}}", at: "时间", who: "修改人", what: "修改内容", empty: "空", none: "还没有修改记录。" },
  files: { drop: "把文件拖到这里，或点击选择", sending: "正在上传 {{count}} 个文件…", none: "还没有附件。", name: "文件名", size: "大小", at: "上传时间", by: "上传人" },
  team: { by_rule: "由自动团队规则加入", user: "成员", access: "权限", read: "只读", edit: "可编辑", add: "添加成员", none: "还没有团队成员。添加同事后，他们也能看到这条记录。" },
  access: { fields: "字段权限", limited: "受限", allowed: "允许", denied: "不允许", whom: "查看谁的权限", by: "依据：", would: "怎样可以改变：", of_before: "（", of_after: "）" },
  schedule: { tab: "日程", empty: "此人没有计划中的行动。" },
  operation: { view: "查看", create: "新建", edit: "编辑", delete: "删除", import: "导入", export: "导出", print: "打印", reveal: "显示原值", figures: "统计数字", personal_copy: "个人信息副本", list: "列表", transfer: "更换负责人" },
  convert: {
    title: "转换线索", submit: "转换", done: "线索已转换", account: "客户", new_account: "新建客户", other_account: "选择其他已有客户", account_name: "客户名称", contact: "同时建立联系人", new_contact: "新建联系人",
    other_contact: "选择其他已有联系人", contact_name: "联系人姓名", opportunity: "同时建立商机", opportunity_name: "商机名称", amount: "预计金额", close_on: "预计成交日期", owner: "负责人 {{name}}", deal: "最近商机：{{name}} {{amount}}", ordered: "最近下单 {{on}}", second: "已经有“{{name}}”，新建会产生重复的记录。",
    unseen: "您无权查看的客户中已有“{{name}}”（{{reasons}}），新建前请先与管理员确认。", unseen_of: "您无权查看的客户中已有“{{name}}”（{{reasons}}），负责人 {{owner}}。新建前请先与其联系。", unseen_name: "同一个客户",
  },
  price: {
    why: "价格说明", of: "“{{product}}”的价格说明", typed: "单价由人手工填写，下面是按规则应取的价格。", nothing: "没有价格规则，也没有标准价。", source: "来源", price: "单价", terms: "条件", outcome: "结果", from: "满 {{quantity}}", off: "减 {{rate}}", won: "采用",
    source_account: "客户价", source_salesperson: "业务员价", source_agreement: "协议价", source_list: "价目表", source_standard: "标准价",
    why_audience: "不适用于该客户或业务员", why_not_yet: "尚未生效", why_expired: "已失效", why_currency: "币种不同", why_unit: "单位不同", why_quantity: "数量不足", why_base: "所基于的价目表没有价格", why_outranked: "次序在后", why_no_price: "没有填写",
    change_quantity: "数量达到 {{value}} 时采用", change_on: "日期为 {{value}} 时采用", change_currency: "币种为 {{value}} 时采用", change_unit: "按该单位下单时采用",
  },
  picking: {
    open: "选择产品（F4）", title: "选择产品", search: "编码、名称、拼音首字母或条码，Enter 选中一个", categories: "产品类目", all: "全部产品", picture: "图片", product: "产品", unit_head: "单位", quantity_head: "数量", unit: "{{name}} 的单位", quantity: "{{name}} 的数量",
    nothing: "没有可以卖给该客户的产品", add: "加入 {{count}} 个产品", keys: "↓ 到数量，填了数量就是选中；Enter 回到搜索；Ctrl+Enter 加入明细",
  },
  paste: {
    open: "从 Excel 粘贴", title: "从 Excel 粘贴", here: "在 Excel 里复制产品编码、数量、单价等几列，粘贴到这里（列的次序不限，可带表头）", column: "第 {{column}} 列是什么", cell: "第 {{row}} 行第 {{column}} 列", result: "结果", good: "可以加入", add: "加入 {{count}} 行", done: "已粘贴 {{count}} 行", bad: "有 {{count}} 行还不能加入，可以直接在表里改",
    is_product: "产品（编码、名称、条码）", is_quantity: "数量", is_unit: "单位", is_price: "单价", is_discount: "折扣", is_description: "备注", is_none: "不用",
    problem_no_product: "没有写产品", problem_quantity: "数量应是大于 0 的数", problem_price: "单价不是数", problem_discount: "看不出是几折：请写成 85折 或 减15%", problem_unknown: "找不到产品“{{about}}”", problem_ambiguous: "不止一个产品叫“{{about}}”，请填编码", problem_inactive: "“{{about}}”已停用或不销售", problem_not_sellable: "“{{about}}”不能卖给该客户", problem_unit: "没有这个单位，可填：{{about}}", problem_too_many: "超过一张单据的行数",
  },
  prices: { last: "上次 {{price}}，{{on}}", available: "可用 {{quantity}}", lacking: "可用 {{quantity}}，不足", retake: "重新取价", retake_help: "各行单价按现在的价格规则重新取。", retake_typed: "手工填写的 {{count}} 行也重新取", retaken: "已重新取价，{{count}} 行单价有变" },
  progress: { title: "进度", expected: "订单预计交货 {{on}}", shipped: "{{at}} 发货", due: "预计 {{at}} 送达", received: "{{at}} 签收", prepared: "{{at}} 备货完成" },
  statement: {
    title: "对账单", period: "期间", as_of: "截至某天的账", group: "含下级客户", opening: "期初余额", closing: "期末余额", nothing: "这段时间没有往来", on: "日期", kind: "类型", document: "单据", amount: "金额", balance: "余额", corrects: "更正 {{on}}",
    kind_receivable: "应收款", kind_payment: "回款", kind_refund: "退款", kind_forgone: "退款不再应收", kind_write_off: "核销",
  },
  credit: { left: "可用信用 {{amount}}", left_of: "可用信用 {{amount}}（额度 {{limit}}）", late: "已逾期 {{count}} 天 {{amount}}", title: "信用", limit: "信用额度", used: "已用", available: "可用额度", overdue: "逾期金额", order: "本单金额", remaining: "本单之后可用", beyond: "超出客户的可用信用额度，须经审批" },
  order: { from_template: "从模板新建", lines_amount: "明细合计", discount: "整单优惠", tax: "税额", total: "应付合计", after_saving: "保存后计算", margin: "毛利（不含税）", margin_unknown: "{{count}} 行没有成本价" },
  reading: {
    title: "读取方式", unsure: "无法确定这个文件的文字编码。请选出下面文字正确的一种：", encoding: "文字编码", sheet: "工作表", header_row: "列名在第几行", decimal: "小数点", decimal_point: "点：1,234.50", decimal_comma: "逗号：1.234,50",
    percent: "百分数里的 10", percent_hundredths: "表示 10%", percent_wholes: "表示 1000%", percent_open: "请选择", joined: "对应到“{{label}}”的几列会合在一起，每列一行，写成“列名：内容”。", make_field: "新建字段“{{label}}”（{{type}}）",
  },
  import: { closed: "您无权填写“{{label}}”，这一列不会导入",
    title: "导入{{label}}", upload: "上传文件", mapping: "对应字段", options: "导入选项", run: "导入", drop: "把文件拖到这里，或点击选择", formats: "支持 .xlsx、.csv 和手机通讯录 .vcf，最多 20 万行；列名、文字编码、工作表会自动识别，下一步可以修改。旧版 .xls 请先另存为 .xlsx",
    reading: "正在读取文件…", found: "共 {{rows}} 行、{{columns}} 列。请确认每一列对应的字段。", column: "文件中的列", column_or_field: "列或字段", samples: "示例", field: "对应字段", field_for: "“{{column}}”对应的字段", not_imported: "不导入",
    saved_mappings: "使用保存过的对应关系", twice: "有字段被多列对应：{{fields}}", missing: "必填字段还没有对应：{{fields}}。可以在下一步统一指定。", row: "行", problem: "问题",
    checked: "预检结果", checking: "正在预检全部 {{rows}} 行，不会写入数据…", checked_rows: "已预检全部 {{rows}} 行，还没有写入数据。", would: "预计结果", would_created: "将新建", would_updated: "将更新", would_skipped: "将跳过", would_failed: "将失败", examples: "例如：{{values}}", count: "涉及", count_rows: "{{count}} 行（第 {{rows}} 行）", on_bad: "处理方式", on_bad_of: "“{{column}}”的处理方式", way_refuse: "不导入这些行", way_empty: "留空，仍导入", way_create_option: "新建为选项", way_create_record: "新建为记录", words: "“{{column}}”列里的写法，对应哪个{{label}}", word: "文件里的写法", means: "对应到", unexplained: "未选择：{{way}}", meaning_of: "“{{column}}”列的“{{word}}”对应到",
    futile: "没有一行可以导入，请先处理上面的问题。", fruitless: "没有导入任何一行，原因见下表。", not_allowed: "您没有导入{{label}}的权限，如需使用请联系管理员。",
    kind_failed: "失败", kind_skipped: "跳过", kind_note: "提示", identify_by: "按什么认定为同一条记录", identify_by_help: "默认按编号、外部编号、信用代码认定，手机、邮箱、公司等还须名称一致，不会给别的记录改名；也可以指定字段。", identify_by_usual: "默认", noted: "有 {{count}} 条{{label}}已导入，请核对",
    on_duplicate: "遇到重复记录时", duplicate_skip: "跳过", duplicate_update: "更新已有记录", duplicate_create: "仍然新建", defaults: "统一指定", defaults_help: "文件里没有的字段，可以给所有导入的记录指定同一个值。",
    add_default: "再指定一个字段", migration: "迁移模式：保留原来的状态和时间（仅管理员）", save_mapping: "保存这次的对应关系和处理方式", save_mapping_hint: "起个名字，下次同样的表格可以直接用", start: "导入 {{rows}} 行",
    job: "导入{{label}}（{{rows}} 行）", created: "新建", updated: "更新", skipped: "跳过", failed: "失败", errors_file: "下载错误文件", undo: "撤销这次导入", left_out: "有 {{count}} 条{{label}}没有导入", documents: "文件共 {{rows}} 行。一条{{label}}可以占多行，以上按{{label}}计数。", was_undone: "这次导入已经撤销。",
    again: "再导入一个文件", to_list: "查看{{label}}", back_to: "回到{{name}}", to_pool: "指定{{pool}}、不指定负责人时，导入的{{label}}进池，等待分配或领取；两项都不填，就由您自己负责。", may_leave: "可以离开这个页面，完成后会通知您。",
  },
  variants: {
    hint: "为每个要区分的属性选定几个值，每种组合生成一个产品；已有的组合不会重复生成，没有选值的属性留待下单时选择。", none: "没有可以区分规格的属性：请先给产品选类目，并为类目设置产品属性。",
    typed: "输入一个值后按 Enter", create: "生成 {{count}} 个规格", done: "已生成 {{created}} 个规格，原有 {{standing}} 个",
  },
};
