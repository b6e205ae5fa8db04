export default {
  admin: {
    title: "管理后台", crm: "CRM 管理", organisation: "组织与权限", system: "系统配置", platform: "客户化平台", objects: "对象管理", settings: "参数设置", find_object: "搜索对象", new_object: "新建对象", open_object: "字段与布局",
    object_label: "对象名称", api_name: "API 名称", module: "所属模块", kind: "类型", number_pattern: "编号规则", custom: "自定义", standard: "标准", fields: "字段", field_label: "字段名称", type: "字段类型", flags: "属性",
    target: "关联或选项", field_count: "共 {{count}} 个字段", new_field: "新建字段", choices: "{{count}} 个选项", flag_required: "必填", flag_read_only: "只读", flag_system: "系统", flag_searchable: "可搜索",
    layout_list: "列表布局", layout_form: "表单布局", layout_detail: "详情布局", section_label: "分组名称", add_field: "添加字段", add_section: "添加分组", new_section: "新分组",
  },
  role: {
    back: "角色", matrix: "权限矩阵", object: "对象", actions: "业务操作", actions_of: "{{object}} 的业务操作", verbs: "{{count}} 项", scope_view: "可见范围", scope_edit: "可编辑范围", scope_of: "{{object}} 的{{operation}}范围",
  },
  scope: { own: "本人负责", department: "本部门及下级", departments: "所属各部门及下级", all: "全部" },
  settings: { search: "搜索参数", none: "没有找到参数", saved: "{{label}}：已保存", reset: "恢复默认值" },
  type: {
    text: "单行文字", long_text: "多行文字", integer: "整数", decimal: "小数", money: "金额", percent: "百分比", boolean: "是/否", date: "日期", instant: "日期时间", choice: "单选", multi_choice: "多选",
    reference: "关联对象", references: "关联多个对象", any_reference: "关联任意对象", any_references: "关联任意多个对象", user: "人员", department: "部门", phone: "电话", email: "邮箱", url: "网址", region: "地区", geo: "定位",
    image: "图片", file: "附件", auto_number: "自动编号", formula: "公式", rollup: "汇总", value: "默认值", json: "结构化数据", label: "多语言名称", choices: "选项列表", lines: "明细", tags: "标签",
  },
};
