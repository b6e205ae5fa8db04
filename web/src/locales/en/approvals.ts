/** The designer of approvals. */
export default {
  flow: {
    start: "Submitted", end: "Approved", drawing: "Flow of the approval", zoom: "Zoom", new_step: "Step {{number}}", unnamed: "Step without a name", copy_of: "{{name}} (copy)", no_step: "Settings of a step",
    choose_to_edit: "Choose a step to change it. “+” on a line adds one. Drag a step to another place, or beside another step to let both run in parallel.", choose_to_see: "Choose a step to see how it is set.",
    add_at: "Add a step as number {{number}}", add_here: "Add a step", add_beside: "Add parallel to the step before", step_label: "Step {{number}}: {{name}}, {{people}}, {{need}}", incomplete: "Incomplete", nobody: "Nobody yet", when: "When ", always: "Always",
    tools: "Arrange the step", move_up: "Earlier", move_down: "Later", move_join: "Parallel to the step before", move_apart: "A step of its own", duplicate: "Duplicate", remove: "Delete",
    name: "Name", name_hint: "For example: head of department", approvers: "Approvers", add_person: "Add an approver", add_cc: "Add a reader", remove_person: "Remove number {{row}}", kind_of: "Kind of number {{row}}", value_of: "Who number {{row}} is", level_of: "Levels of number {{row}}",
    level_before: "Level", level_after: "up", choose_person_field: "Choose a field", hint_team_role: "A role in the team", hint_formula: "For example owner.superior",
    kind_superior: "Superior", kind_department_head: "Head of department", kind_role: "Role", kind_department_role: "Role in charge of the department", kind_team_role: "Role in the team", kind_user: "Person", kind_field: "Person named by the record", kind_formula: "Formula",
    superior_1: "direct superior", superior_n: "superior, level {{n}}", department_head_1: "head of the department", department_head_n: "head of the department, {{n}} levels up", by_role: "role “{{name}}”", by_department_role: "“{{name}}” in charge of the department", by_team_role: "“{{name}}” of the team", by_user: "{{name}}", by_field: "“{{name}}” of the record", by_formula: "formula {{name}}",
    preview: "Today: {{names}}", preview_asking: "Looking who that is today…", preview_nobody: "Nobody today: the fallback decides",
    need: "With several approvers", need_all: "All", need_all_help: "everybody approves", need_any: "Any", need_any_help: "one approval is enough", need_count: "A number", need_count_help: "so many approvals are enough", need_per_group: "One of each", need_per_group_help: "one approval for each entry above", need_first: "First", need_first_help: "whoever takes it first decides", need_count_n: "{{n}} approve",
    count: "Approvals needed", count_before: "At least", count_after: "of them", condition: "Runs when", condition_help: "Empty: always. A record that does not match skips the step.",
    part_shown: "Open fields and facts", part_late: "When nobody acts", part_auto: "Automatic decision", part_cc: "Readers", is_set: "set", open_fields: "Fields that stay open", open_fields_help: "The record is frozen meanwhile; the approver may change these fields alone.", shown_facts: "Facts", shown_facts_help: "They stand beside the buttons.",
    late_after: "After how long", hours: "working hours", late_to: "Who decides then", auto_help: "Records that match are decided without anybody, with the reason kept.", auto_never: "Never", auto_then: "Decision", auto_approve: "Approve", auto_reject: "Reject", auto_reason: "Reason",
    fault_name: "Give the step a name", fault_approvers: "Add an approver", fault_value: "Somebody is not chosen yet", fault_count: "Say how many approvals are needed", fault_effect: "Choose whether it approves or rejects", fault_escalation: "Choose who decides then",
  },
};
