/** Rules of automation and their runs. */
export default {
  automation: {
    which_webhook: "推送到", extra_text: "附加说明", webhook_help: "由 Webhook 签名发送，失败会自动重试；同一次执行只产生一条推送，重试时编号不变。",
    new: "新建规则", back: "自动化规则", name: "规则名称", object: "对象", run_as: "执行身份", run_as_help: "规则以此人的权限读取和修改数据；他看不到的记录不会处理，他不能改的字段不会修改。", description: "说明", is_active: "启用", is_off: "未启用", revision: "第 {{n}} 版",
    paused: "已暂停：{{why}}", invalid: "规则已失效，没有执行。改好并保存后，等待中的事件会继续执行", runs: "执行记录", when: "触发时机", if: "条件", then: "执行动作", trigger_created: "新建时", trigger_updated: "修改时", trigger_state_changed: "状态变化时", trigger_date_reached: "到达日期时", trigger_schedule: "定时",
    watched: "监听字段", any_field: "任何字段", from: "变更前", to: "变更后", date_field: "日期字段", offset: "提前或推后", on_the_day: "当天", day_before: "提前", day_after: "推后", offset_days: "天数", at_time: "时间", every: "周期", every_day: "每天", every_workday: "每个工作日", every_week: "每周",
    every_month: "每月", every_once: "只一次", every_year: "每年", on_day: "哪一天", day_of_month: "号", weekday_1: "星期一", weekday_2: "星期二", weekday_3: "星期三", weekday_4: "星期四", weekday_5: "星期五", weekday_6: "星期六", weekday_7: "星期日", once: "执行次数",
    once_each_time: "每次触发都执行", once_per_record: "每条记录只执行一次", once_per_entry: "每次进入条件时执行一次", once_help_each_time: "只要触发且满足条件就执行。", once_help_per_record: "同一条记录执行过一次后不再执行。",
    once_help_per_entry: "从不满足变为满足时执行一次；离开后再次满足，会再执行一次。", add_step: "添加动作", up: "上移", down: "下移", remove_step: "删除第 {{n}} 个动作", add_if: "加条件", drop_if: "去掉条件", no_steps: "没有执行动作", set_on: "修改哪条记录",
    this_record: "这条{{object}}", create_what: "新建什么", to_whom: "提醒谁", text: "提醒内容", text_hint: "可插入字段，例如 {name}", insert_field: "插入字段", new_owner: "新负责人", share: "多人时", share_first: "第一位", share_turns: "轮流",
    members: "添加谁", access: "权限", access_read: "可查看", access_edit: "可编辑", team_role: "团队角色", member_help: "由规则添加的成员与手动添加的一样，条件不再成立时不会自动移除。", which_action: "执行什么操作", wait_how: "怎样等待", wait_for: "等待一段时间",
    wait_until: "等到某个日期", wait_when: "等到条件成立", wait_number: "数量", wait_unit: "单位", unit_hours: "小时", unit_days: "天", unit_workdays: "个工作日", unit_workhours: "个工作小时", at_most: "最多等", days: "天", after_end: "超时后结束",
    after_go_on: "超时后继续", add_person: "添加人员", person_field: "本人", person_superior: "的上级", person_department_head: "所属部门负责人", person_user: "指定人员", person_role: "角色的全部成员", person_actor: "触发者", level: "级",
    add_field: "添加字段", remove_field: "去掉{{label}}", way_of: "{{label}}怎样取值", way_constant: "固定值", way_text: "文字", way_from: "取自字段", way_who: "人员", way_record: "当前记录", way_today: "当天起算", way_workdays: "按工作日起算",
    way_empty: "清空", days_before: "当天", days_after: "天后", workdays_after: "个工作日后", try_one: "试运行", try_one_help: "选一条记录，查看规则会做什么。以执行身份的权限试做，不会保存，也不会发送。", try_on: "试运行的记录", try_now: "试运行", holds: "这条记录满足条件。",
    holds_not: "这条记录目前不满足条件；如果触发，会执行：", try_past: "历史回测", try_past_help: "查看最近一段时间里，这条规则会触发多少次、修改和发送什么。不会保存，也不会发送。", past_days: "最近", test_now: "开始回测", would_fire: "会触发 {{times}} 次，涉及 {{records}} 条记录",
    looked_through: "共查看 {{count}} 次变化", looked_through_some: "只查看了最近 {{count}} 次变化", would_change: "修改 {{field}}：{{count}} 次", would_create: "新建{{object}}：{{count}} 条", would_tell: "发送提醒：{{count}} 人次",
    would_send: "发送到系统外：{{count}} 次", meets: "规则「{{name}}」", meets_events: "同时触发 {{count}} 次", meets_fields: "也会修改 {{fields}}", meets_triggers: "会被本规则触发", meets_triggered: "会触发本规则", comma: "，", samples: "最近 {{count}} 次",
    saving: "保存时会发生什么", saving_help: "保存一条记录时，以下各项按顺序生效。",
  },
  run: {
    title: "自动化执行记录", back: "自动化执行记录", open_rule: "查看规则", record: "记录", run_as: "执行身份", version: "规则版本", depth: "触发层级", started: "开始时间", finished: "结束时间", next: "下次执行：{{at}}", why: "原因", cause: "起因", steps: "动作",
    effects: "结果", nothing: "（空）", moment_created: "新建了记录", moment_changed: "修改了记录", moment_date: "到达日期", moment_schedule: "定时", moment_trial: "试运行", by_run: "由规则「{{name}}」的执行 #{{id}} 触发", replays: "重新执行 #{{id}}",
    replayed: "（{{name}}，从第 {{n}} 个动作开始，{{version}}）", version_now: "现在的版本", version_then: "当时的版本", caused: "触发了：{{name}}", why_record_deleted: "记录已删除", why_rule_stopped: "规则已停用", why_all_stopped: "全部规则已停止",
    why_out_of_sight: "执行身份看不到该记录", why_waited_too_long: "等待超时", why_no_date: "没有日期",
  },
};
