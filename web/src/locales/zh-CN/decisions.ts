/** The inbox of approvals, the acts, absences. */
export default {
  approval: {
    title: "审批", menu: "审批", acts: "审批操作", band: "审批进度", tab: "审批", system: "系统",
    box_todo: "待我审批", box_todo_n: "待我审批（{{count}}）", box_done: "我已审批", box_started: "我发起的", box_cc: "抄送我",
    empty_todo: "没有待您审批的单据", empty_done: "您还没有处理过审批", empty_started: "您还没有发起过审批", empty_cc: "没有抄送给您的审批", none_yet: "还没有发起过审批",
    by: "申请人：{{name}}", step: "节点：{{name}}", at: "到达：{{at}}", for: "{{name}} 代 {{of}}", waits: "已等待 {{hours}} 工作小时", took: "用时 {{hours}} 工作小时", hours_clock: "自然时间 {{hours}} 小时", due: "请在 {{at}} 前处理，超时将转给他人",
    choose: "选择“{{name}}”", choose_all: "全选", approve_many: "批量同意", reject_many: "批量驳回", many_sure: "将处理选中的 {{count}} 条审批，意见会写到每一条上。",
    open_record: "打开{{label}}", record_closed: "{{label}}（您无权查看）", asked_for: "申请修改为", changes: "您上次审批之后的变动", facts: "参考信息", way: "审批过程", comments: "评论与催办",
    started_by: "{{name}} 于 {{at}} 发起", round: "第 {{number}} 轮", conditional: "符合条件时才需要", failed: "审批已通过，但未能生效：{{reason}}", given_to: "抄送：{{names}}", has_read: "{{name}}（已读）", closed: "{{at}} 结束", returned_to: "已退回给 {{name}}，修改后可重新提交",
    status_pending: "审批中", status_approved: "已通过", status_rejected: "已驳回", status_withdrawn: "已撤回", status_cancelled: "已取消", status_returned: "已退回",
    task_open: "待处理", task_waiting: "等待前一人", task_approved: "已同意", task_rejected: "已驳回", task_transferred: "已转交", task_not_needed: "无需处理", task_cancelled: "已取消",
    step_open: "审批中", step_passed: "已通过", step_skipped: "已跳过", step_carried: "沿用上轮结果", step_rejected: "已驳回", step_cancelled: "已取消", step_future: "未开始",
    need_all: "会签", need_any: "或签", need_count: "{{count}} 人同意", need_per_group: "每组一人", need_first: "抢签",
    origin_fallback: "无人可审，由其处理", origin_superior: "由上级审批", origin_before: "前加签", origin_after: "后加签", origin_beside: "并加签", origin_transfer: "受转交", origin_escalated: "超时转来", origin_successor: "交接而来", origin_override: "管理员代办",
    said_urge: "催办", said_admin: "管理员处理",
    approve: "同意", reject: "驳回", transfer: "转交", add_approver: "加签", comment: "评论", withdraw: "撤回", urge: "催办", resubmit: "重新提交", grab: "抢签", cancel: "取消审批", reroute: "改派节点",
    decide: "审批", act_on: "{{act}}：{{name}}", approve_n: "同意待我审批的 {{count}} 条", reject_n: "驳回待我审批的 {{count}} 条", done_approve: "已同意", done_reject: "已驳回", done_transfer: "已转交", done_add_approver: "已加签", done_comment: "已评论", done_withdraw: "已撤回", done_urge: "已催办", done_resubmit: "已重新提交", done_grab: "已抢到，请审批", done_cancel: "审批已取消", done_reroute: "已改派",
    opinion: "审批意见", files: "附件", say_may: "选填", say_must: "必填", comment_needed: "请填写内容", phrase_1: "已核实，同意", phrase_2: "同意，请尽快办理", phrase_3: "同意，请按规定执行",
    to: "驳回后", to_end: "结束审批", to_applicant: "退回申请人修改", to_step: "退回到前面的节点", to_which: "节点", step_needed: "请选择节点",
    whom_transfer: "转交给", whom_add_approver: "加签人", whom_needed: "请选择人员", position: "加签方式", position_before: "前加签：他先审批，再轮到我", position_after: "后加签：我同意后再由他审批", position_beside: "并加签：与我同时审批",
    uncovered: "以下对象提交后直接生效，没有人审批：{{names}}",
    sure_withdraw: "撤回后单据可以修改，需要时再重新提交。", sure_cancel: "取消后单据解除锁定，已有的审批意见会保留。",
  },
  trial: {
    tab: "试运行", one: "用一张单据试运行", record: "单据", record_needed: "请选择一张单据", applicant: "申请人（默认单据的负责人）", run: "试运行", way: "试运行的结果", skipped: "不经过", automatic: "自动处理", taken_by: "这张单据实际会走排在前面的“{{name}}”：同一对象按“顺序”从小到大取第一个符合条件的，请调整“顺序”或适用条件。下面是假如走这个审批流时的过程。", not_applied: "这张单据不符合适用条件，不会走这个审批流；下面是假如适用时的过程。",
    many: "对照历史单据", many_help: "用保存的设置重新走一遍最近审批过的单据，只列出节点、审批人或自动处理会不同的。不会改动任何数据。", history: "最近多少单", history_needed: "请填写 1 到 200", compare: "开始对照", none: "这个对象还没有审批过的单据", compared: "对照了 {{tried}} 单，{{same}} 单相同，{{other}} 单不同", was: "当时", would_be: "按现在的设置", no_approval: "无需审批",
    holes: "还不能发布，请先修改以下各处：", at_step: "节点“{{name}}”",
  },
  absence: {
    title: "外出与代理", help: "外出期间，新到的审批由代理人处理，审批记录会写明“代理人 代 您”。", days: "外出日期", days_needed: "请选择外出的开始日期", substitute: "代理人", substitute_needed: "请选择代理人",
    takes_open: "已经到我这里、还没有处理的审批也交给代理人", now: "{{from}} 至 {{until}} 外出，由 {{name}} 代理", open_end: "另行通知", nobody: "（未指定）", saved: "已保存", end: "取消外出", ended: "已取消外出",
  },
};
