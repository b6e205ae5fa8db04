export default {
  list: {
    search: "搜索{{label}}", count: "共 {{total}} 条", refresh: "刷新", export: "导出", import: "导入", new: "新建{{label}}", open_as_list: "在列表中打开", kind: "展示方式", as_list: "列表", as_board: "看板",
    select_loaded: "选择已加载的全部记录", select_one: "选择 {{name}}", totals: "合计", not_yours: "您可以查看这条记录，但不能修改。", totals_running: "合计中…", loading_more: "正在加载更多…", end: "已到底，共显示 {{count}} 条",
  },
  view: {
    views: "视图", name: "视图名称", menu: "视图操作", save: "保存对视图的修改", save_as: "另存为视图", rename: "重命名视图", drop: "删除视图", saved: "视图已保存", drop_named: "删除视图“{{name}}”", dropped: "视图已删除", changed: "有未保存的修改",
  },
  columns: {
    title: "列设置", add: "添加列", up: "上移 {{label}}", down: "下移 {{label}}", width: "{{label}} 的列宽", auto: "自动", reset: "恢复默认", density: "行高", compact: "紧凑", normal: "适中", roomy: "宽松",
  },
  filter: {
    title: "筛选", button: "筛选", in_force: "筛选条件：", apply: "应用筛选", clear: "清除筛选", add: "添加条件", add_group: "添加条件组", remove: "删除条件", remove_group: "删除条件组",
    group: "条件组", no_field: "请选择字段，或删除这个条件", no_value: "请填写“{{label}}”的条件值，或删除这个条件", object_first: "请先选择对象", join: "条件关系", all_of: "满足全部", any_of: "满足任一", negate: "取反（不满足）", field: "字段", operator: "运算符", choose: "请选择", compared_with: "比较对象", with_value: "与数值", with_field: "与字段", other_field: "要比较的字段", choose_field: "选择字段",
    value_of: "{{label}} 的值", from: "从", to: "至", and: "，且 ", or: "，或 ", not_words: "不满足（{{inner}}）", group_words: "（{{inner}}）", between_separator: " 至 ",
    near_value: "（{{lat}}, {{lng}}）{{km}} 公里内", one_words: "{{path}}满足（{{inner}}）", everything: "全部记录", nothing: "没有记录", some_words: "{{path}} 中至少有一条满足（{{inner}}）", none_words: "{{path}} 中没有一条满足（{{inner}}）", every_words: "{{path}} 中每一条都满足（{{inner}}）",
  },
  op: {
    eq: "是", ne: "不是", gt: "大于", gte: "大于等于", lt: "小于", lte: "小于等于", between: "介于", in: "属于", not_in: "不属于", contains: "包含", not_contains: "不包含",
    starts_with: "开头是", is_empty: "为空", is_not_empty: "不为空", within: "在", under: "属于（含下级）", is_me: "是我", in_my_departments: "在我的部门", has_any: "含任一", has_all: "含全部", near: "附近",
    changed: "已改变", changed_from: "改变前是", changed_to: "变为",
  },
  relative: {
    today: "今天", yesterday: "昨天", tomorrow: "明天", this_week: "本周", last_week: "上周", next_week: "下周", this_month: "本月", last_month: "上月", next_month: "下月",
    this_quarter: "本季度", last_quarter: "上季度", next_quarter: "下季度", this_year: "今年", last_year: "去年", last_n_days: "最近 {{n}} 天", next_n_days: "未来 {{n}} 天",
    n_days_ago: "{{n}} 天前", n_days_ahead: "{{n}} 天后", last_n: "最近若干天", next_n: "未来若干天", days: "天",
  },
  bulk: {
    bar: "批量操作", selected: "已选 {{count}} 条", first: "前", first_unit: "条", first_count: "选择前多少条", choose_first: "选中", take_all: "选择筛选出的全部 {{total}} 条", clear: "取消选择", edit: "批量修改", edit_title: "修改 {{count}} 条记录", field: "要修改的字段",
    subject: "{{count}} 条记录", summary: "成功 {{ok}} 条，失败 {{failed}} 条", record: "记录", reason: "原因", delete_many: "要删除 {{count}} 条{{label}}吗？", delete_help: "删除后可以在回收站还原。", delete_for_good: "删除后不能还原。", delete_sure: "删除 {{count}} 条", all_done: "{{title}}：{{count}} 条全部成功", deleted: "已删除 {{count}} 条",
  },
  export: {
    title: "导出{{label}}", help: "将导出全部记录，在后台生成，完成后自动下载。", help_filtered: "将导出当前筛选出的记录，在后台生成，完成后自动下载。", fields: "导出字段", format: "文件格式", start: "开始导出", job: "导出{{label}}",
  },
  reveal: { button: "显示", of: "显示“{{label}}”的原值", title: "显示“{{label}}”", reason: "查看理由", help: "理由和字段会记入审计。原值只在这个窗口里显示。", show: "显示原值" },
  integrity: {
    title: "账目核对", help: "凡由其他数据推算出来的数字，每晚从原始记录重新推算一遍，与系统保存的逐条比较。不一致的不会自动改动，并通知管理员。", start: "立即核对", running: "正在核对…", what: "核对内容", compared: "比较", result: "结果", at: "最近一次", right: "一致", wrong: "{{count}} 处不一致", never: "尚未核对", kept: "保存的是 {{kept}}，推算为 {{derived}}", all_right: "共 {{count}} 项，全部一致", some_wrong: "{{count}} 项有不一致", not_yet: "共 {{count}} 项，还没有核对过",
  },
  retention: {
    title: "保留期限", help: "系统留下的行为数据各保留多久。每晚清除到期的，清除多少记入审计日志；审计日志本身从不缩短。", what: "内容", period: "保留", rows: "现有", oldest: "最早", last: "最近一次清除", change: "修改期限", for_ever: "一直保留", hours: "{{count}} 小时", days: "{{count}} 天", months: "{{count}} 个月", more: "超过 {{count}}", removed: "{{at}} 清除 {{count}} 条",
  },
  personal: {
    of: "{{name}}的个人信息副本", help: "列出系统中关于此人的全部内容，包括对您脱敏或隐藏的字段，可再生成一个压缩包交给本人。每次查看和生成都连同依据记入审计。", reason: "依据", example: "例如：本人 11 月 28 日来函，已核对身份", look: "查看",
    write: "生成文件", closed: "有 {{count}} 条引用此人的记录您无权打开，只列出提到此人的文字", is_closed: "无权打开", more: "这里列出前 {{shown}} 条，共 {{count}} 条，其余在文件中", forbidden: "需要“个人信息副本”权限。",
  },
  anonymise: { title: "将清除：", fields: "字段：{{fields}}", none: "无", beside: "修改历史 {{history}} 条、附件 {{files}} 个、提醒 {{notices}} 条", texts: "引用它的{{label}}：检查 {{count}} 条的文字" },
  print: { print: "打印", back: "返回", list: "{{label}}列表", by: "打印人：{{who}}", at: "打印时间：{{at}}", filter: "筛选条件：" },
  recycle: { bin: "回收站", title: "{{label}} · 回收站", restore: "还原", restored: "已还原", partly: "有 {{failed}} 条没能还原，请到回收站查看" },
  empty: {
    list: "还没有{{label}}。新建第一条，或者从 Excel 导入。", list_only: "还没有{{label}}。", filter: "没有符合筛选条件的记录。放宽条件试试。", search: "没有找到“{{q}}”。可以换个关键词，或用拼音首字母。", search_within: "没有找到“{{q}}”。{{searched}}",
    recycle: "回收站是空的。删除的记录会先放在这里。", related: "暂无您可查看的{{label}}。", import: "从 Excel 导入", clear_search: "清除搜索",
  },
  board: { card: "可拖动的卡片，按空格拿起，再按空格放下", empty: "没有记录", moved: "{{name}} 已移到 {{column}}" },
};
