/** The designer of approvals. */
export default {
  flow: {
    tab: "流程图", applies: "适用条件", applies_all: "全部单据", start: "提交审批", end: "审批通过", drawing: "审批流程图", zoom: "缩放", new_step: "审批节点 {{number}}", unnamed: "未命名节点", copy_of: "{{name}}（副本）", no_step: "节点设置",
    choose_to_edit: "点击节点修改它的设置；点击连线上的“+”添加节点；拖动节点可以调整先后，拖到另一个节点旁边即并行审批。", choose_to_see: "点击节点查看它的设置。",
    add_at: "在第 {{number}} 步添加节点", add_here: "添加节点", add_beside: "与上一步并行添加", step_label: "第 {{number}} 步：{{name}}，{{people}}，{{need}}", incomplete: "设置不完整", nobody: "还没有审批人", when: "当 ", always: "总是执行",
    tools: "调整节点", move_up: "前移", move_down: "后移", move_join: "与上一步并行", move_apart: "改为单独一步", duplicate: "复制", remove: "删除",
    name: "节点名称", name_hint: "例如 部门经理审批", approvers: "审批人", add_person: "添加审批人", add_cc: "添加抄送人", remove_person: "移除第 {{row}} 个人员", kind_of: "第 {{row}} 个人员的来源", value_of: "第 {{row}} 个人员", level_of: "第 {{row}} 个人员的级数",
    level_before: "第", level_after: "级", choose_person_field: "选择人员字段", hint_team_role: "角色名称，例如 客户经理", team_own: "本{{name}}的团队", team_of: "{{name}}的团队", team_record_of: "第 {{row}} 个人员属于谁的团队", choose_team: "选择是谁的团队", no_team: "这个对象和它关联的对象都没有团队", by_team_role_of: "“{{record}}”团队中的“{{name}}”", group: "组：", group_hint: "组名，例如 法务；不填则自成一组", group_of: "第 {{row}} 个人员的组", group_n: "第 {{n}} 组", facts_known: "系统给出的信息", facts_fields: "{{object}}的字段", hint_formula: "例如 owner.superior",
    kind_superior: "上级", kind_department_head: "部门负责人", kind_role: "角色", kind_department_role: "所管部门的角色", kind_team_role: "团队角色", kind_user: "指定人员", kind_field: "记录中的人员", kind_formula: "公式",
    superior_1: "直接上级", superior_n: "第 {{n}} 级上级", department_head_1: "部门负责人", department_head_n: "上溯 {{n}} 级的部门负责人", by_role: "角色“{{name}}”", by_department_role: "所管部门的“{{name}}”", by_team_role: "团队中的“{{name}}”", by_user: "{{name}}", by_field: "记录的“{{name}}”", by_formula: "公式 {{name}}",
    preview: "今天是：{{names}}（以最近一张单据为例）", preview_asking: "正在查看今天由谁审批……", preview_nobody: "以最近一张单据为例，今天没有符合的人，将交给“无人可审时由谁处理”里的人", choose_object: "选择要审批的对象", no_object: "还没有启用审批的对象，请先在“对象管理”里打开审批",
    is_default: "其他条件都不符合时走这一步", is_default_help: "并行的节点都有条件时，请指定一个。", reject_to: "驳回后", reject_end: "结束审批", reject_applicant: "退回申请人修改", reject_step: "退回到之前的节点", reject_step_hint: "选择节点", reject_none: "前面没有已保存的节点", need: "多人时的规则", need_all: "会签", need_all_help: "全部同意才通过", need_any: "或签", need_any_help: "一人同意即通过", need_count: "人数", need_count_help: "达到指定人数同意即通过", need_per_group: "每组一人", need_per_group_help: "每一组各有一人同意，例如法务一人、财务一人", need_first: "抢签", need_first_help: "谁先处理由谁决定", need_count_n: "{{n}} 人同意",
    count: "需要同意的人数", count_before: "至少", count_after: "人", condition: "执行条件", condition_help: "不填则每次都执行；不符合条件时跳过这一步。",
    part_shown: "可修改的字段与参考信息", part_rejected: "驳回后", part_late: "超时处理", part_auto: "自动审批", part_cc: "抄送", is_set: "已设置", open_fields: "审批时可修改的字段", open_fields_help: "审批期间记录被锁定，只有这里的字段可以由审批人修改。", shown_facts: "参考信息", shown_facts_help: "显示在审批按钮旁边。",
    late_after: "超过多久没有处理", hours: "工作小时", late_to: "改由谁处理", add_late: "添加处理人", auto_help: "符合条件时不用人处理，直接得出结果，并记录原因。", auto_never: "从不", auto_then: "结果", auto_approve: "自动同意", auto_reject: "自动驳回", auto_reason: "原因",
    fault_name: "请填写节点名称", fault_approvers: "请至少添加一个审批人", fault_value: "有人员没有选择完整", fault_count: "请填写需要几人同意", fault_effect: "请选择自动同意还是自动驳回", fault_reason: "请填写自动处理的原因", fault_groups: "“每组一人”至少要有两组", fault_target: "请选择驳回后退回到哪一步", fault_escalation: "请选择超时后改由谁处理",
  },
  notice: {
    tab: "通知", one: "第 {{row}} 条通知", add: "添加通知", remove: "删除第 {{row}} 条通知", none: "审批结束后不另外通知谁。申请人总会收到结果；要通知其他人，请点「编辑」，在“结束后的通知”里添加。", none_help: "申请人总会收到结果。要同时通知其他人（例如仓库人员、业务员），请在这里添加。",
    on_of: "第 {{row}} 条通知在何时发出", on_approved: "审批通过后", on_rejected: "驳回后", on_withdrawn: "撤回后", receivers: "通知谁", add_receiver: "添加接收人", tells: "通知：{{people}}", nobody: "（还没有选择）",
    text: "内容", text_hint: "例如：订单 {number} 已通过审批，金额 {total_amount}", text_help: "大括号里是字段，发出时换成这张单据的值。每个人只看得到自己有权看的：无权看的值显示为 ***。", insert: "插入字段", reads: "读作", unknown: "没有字段“{{path}}”，请从列表中插入",
    try: "预览", try_record: "选一张{{label}}", try_user: "接收人（不选则为上面所有人）", try_help: "选一张单据，看每个接收人会收到什么；不会真的发出。", to_nobody: "按这张单据，今天没有符合的接收人",
  },
};
