/** Reports: their list, their tables. */
export default {
  report: {
    title: "报表", search: "按名称查找报表", mine: "我的报表", shared: "共享给我的报表", templates: "报表模板", other: "其他", no_folder: "未归目录", others_own: "他人的报表", by: "来自 {{name}}", manage: "管理报表和目录",
    mine_empty: "还没有自己的报表。打开一个模板，点“另存为我的报表”，就能在这里找到它。", templates_empty: "您能查看的业务里还没有报表模板。", search_empty: "没有名称包含“{{text}}”的报表。",
    scene: "筛选场景", scene_all: "全部数据", scene_help: "只统计所选视图中的记录", scene_gone: "原来的筛选场景已不可用，现在统计的是全部数据。",
    export: "导出", exported: "已导出", export_job: "导出报表：{{name}}", save_as: "另存为我的报表", copy: "复制", share: "共享", refresh: "重新计算", edit: "编辑", back: "全部报表",
    name: "报表名称", folder: "目录", with_scene: "同时保存筛选场景“{{name}}”的条件", saved: "已存为您的报表", copied: "已复制为您的报表", copy_of: "{{name}} 副本", share_help: "对方打开报表时，只统计他自己有权查看的记录。", share_done: "共享范围已更新",
    total: "合计", subtotal: "小计", others: "其他（{{count}} 组）", empty: "（空）", nobody: "未分配", unnamed: "（名称不可见）", below: "{{to}} 以下", from: "{{from}} 及以上", year: "{{year}} 年", week: "{{day}} 起一周", months: "{{from}} 至 {{to}}",
    of_record: "只统计属于当前{{object}}的记录；点击蓝色的数字查看明细，灰色的数字只能统计。", running: "未结束", running_help: "这个期间还没有结束，数字还会变化", added: "各组相加等于合计", own: "合计单独计算，不是各组相加：同一条记录可能出现在多个组里，比率和平均值也不能相加",
    counted: "只能统计，不能打开", counted_note: "标灰的数字只能统计：您可以看到有多少，但没有查看这些记录的权限。", computed: "由其他数字算出，请从相关的数字打开明细", open: "打开这些记录",
    truncated: "分组太多，只列出前 {{count}} 组；合计包含全部分组。可以选择筛选场景缩小范围。", as_of: "数据截至 {{at}}", zone: "按 {{zone}} 划分日期", currency: "金额折算为 {{currency}}", in_currency: "{{label}}（{{sign}}）", seen_note: "只统计您有权查看的记录", table: "报表“{{name}}”的数字",
    nothing: "您有权查看的记录里没有符合条件的数据。", nothing_scene: "所选筛选场景里没有数据，请换一个场景。", slow: "数据较多，正在统计，请稍候…", failed: "没有算出来", refused: "这份报表现在不能运行", stale: "正在重新计算…",
    in_background: "在后台计算", run_job: "计算报表：{{name}}", waiting: "正在等待开始…", steps: "正在后台计算，已完成 {{done}} / {{total}} 步", may_leave: "您可以去做别的事，算好后会提醒您。", cancelled: "已取消后台计算。", of: "{{label}}的统计",
  },
};
