export default {
  admin: {
    title: "管理后台", crm: "CRM 管理", organisation: "组织与权限", system: "系统配置", platform: "客户化平台", objects: "对象管理", settings: "参数设置", find_object: "搜索对象", new_object: "新建对象", open_object: "字段与布局",
    object_label: "对象名称", api_name: "API 名称", module: "所属模块", kind: "类型", number_pattern: "编号规则", custom: "自定义", standard: "标准", fields: "字段", field_label: "字段名称", type: "字段类型", flags: "属性",
    target: "关联或选项", field_count: "共 {{count}} 个字段", new_field: "新建字段", choices: "{{count}} 个选项", flag_required: "必填", flag_read_only: "只读", flag_system: "系统", flag_searchable: "可搜索",
    layout_list: "列表布局", layout_form: "表单布局", layout_detail: "详情布局", section_label: "分组名称", add_field: "添加字段", add_section: "添加分组", new_section: "新分组", layout_conflict: "这个布局刚被别人修改过", layout_conflict_help: "可以用您的布局覆盖，也可以放弃您的改动，采用现在的布局。",
  },
  role: {
    fields: "字段权限", fields_of: "{{object}} 的字段权限", level_of: "{{field}} 的权限", level_edit: "可编辑", level_read: "只读", level_masked: "脱敏", level_hidden: "隐藏", limited: "{{count}} 个受限", unlimited: "不限",
    levels_help: "没有对象编辑权限时，“可编辑”的字段也只能看。一人有多个角色时，以最宽的为准。改动随角色一起保存。", find_field: "搜索字段",
    by_role: "角色权限", roles_of: "各角色对“{{field}}”的权限", limits: "{{count}} 个角色受限", no_object: "无此对象的权限", roles_help: "没有对象编辑权限的角色，“可编辑”的字段也只能看。一人有多个角色时，以最宽的为准。",
    back: "角色", matrix: "权限矩阵", object: "对象", actions: "业务操作", actions_of: "{{object}} 的业务操作", verbs: "{{count}} 项", scope_view: "可见范围", scope_edit: "可编辑范围", scope_of: "{{object}} 的{{operation}}范围",
  },
  definition: {
    no_line_object: "还没有可用作明细的自定义对象", line_object: "选择明细对象", choose_object: "选择对象", new_line_object: "新建明细对象", pattern_hint: "例如 JY{yyyy}{mm}-{seq:4}", choice_set_hint: "选用多个字段共用的选项集",
    default_date: "填写当天", default_instant: "填写当时", default_user: "创建人本人", default_department: "创建人所在部门", formula_hint: "例如 x_price * x_quantity", formula_help: "用字段和函数组成算式：四则运算、比较、and、or、not、a if 条件 else b。",
    insert_field: "插入字段", insert_function: "插入函数", rollup_source: "汇总哪些记录", rollup_agg: "汇总方式", rollup_field: "汇总哪个字段", rollup_filter: "只汇总符合条件的记录", agg_count: "计数", agg_sum: "求和", agg_max: "最大值", agg_min: "最小值",
    inactive: "已停用", edit_object: "编辑对象", open_list: "打开列表", deleted: "已删除 {{name}}", is_active: "启用", workflow: "流程", approval: "审批", unique: "唯一", invalid: "失效", remove_help: "有数据的字段要先停用，再删除",
  },
  sheet: {
    lines_of: "{{label}}（明细）", own_fields: "{{label}}", files: "照片与附件", files_help: "列里写文件名，把这些文件一起放到这里。", files_drop: "选择文件", files_ready: "已上传 {{count}} 个文件", lines_help: "含明细：同一单据的行连在一起，主表内容每行重复或只写第一行都可以；数量按单据计。",
  },
  scope: { own: "本人负责", department: "本部门及下级", departments: "所属各部门及下级", all: "全部" },
  settings: { search: "搜索参数", none: "没有找到参数", saved: "{{label}}：已保存", reset: "恢复默认值", place: "适用于", company: "全公司", department: "部门", object: "对象", which_department: "选择部门", which_object: "选择对象", inherit: "沿用上级的值", place_help: "这里只列出可以单独设置的参数；没有单独设置的，沿用上级部门或全公司的值。" },
  type: {
    text: "单行文字", long_text: "多行文字", integer: "整数", decimal: "小数", money: "金额", percent: "百分比", boolean: "是/否", date: "日期", instant: "日期时间", choice: "单选", multi_choice: "多选",
    reference: "关联对象", references: "关联多个对象", any_reference: "关联任意对象", any_references: "关联任意多个对象", user: "人员", department: "部门", phone: "电话", email: "邮箱", url: "网址", region: "地区", geo: "定位",
    image: "图片", file: "附件", auto_number: "自动编号", formula: "公式", rollup: "汇总", value: "默认值", json: "结构化数据", label: "多语言名称", choices: "选项列表", lines: "明细", tags: "标签",
  },
};
