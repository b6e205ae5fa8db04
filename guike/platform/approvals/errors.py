"""Refusals of approvals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal
from guike.kernel.text import T, Text


class ApprovalRefused(Refusal):
    """The act is not possible now."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "approval.required": T("该单据需要审批，请点“提交”送审", "It needs an approval; submit it"),
        "approval.nobody_decides": T(
            "该单据须经审批，但没有适用的审批流程；请联系管理员",
            "Somebody has to agree to it, but no approval is defined for it; ask the administrator",
        ),
        "approval.locked": T(
            "审批中，不能修改{fields}；要改请先撤回，或由审批人驳回",
            "It is being approved: {fields} cannot be changed. Withdraw it, or have it rejected",
        ),
        "approval.locked_whole": T(
            "审批中，不能删除；请先撤回", "It is being approved and cannot be deleted; withdraw it first"
        ),
        "approval.settled": T(
            "已通过审批，不能修改{fields}；要改请先“重新编辑”，之后再次送审",
            "It is approved: {fields} cannot be changed. Reopen it, and submit it again afterwards",
        ),
        "approval.not_needed": T(
            "没有适用的审批流，无需提交", "No approval applies to it; there is nothing to submit"
        ),
        "approval.foreseen_differs": T(
            "变更的结果已与审批人看到的不同，没有生效；请重新发起变更",
            "It would change something else by now than the approvers saw, so nothing was changed; ask for it again",
        ),
        "approval.running": T("该单据正在审批中", "It is being approved already"),
        "approval.task_over": T("该任务已处理或已不需要处理", "The task is done, or not needed any more"),
        "approval.run_over": T("审批已结束", "The approval is over"),
        "approval.return_target": T(
            "只能退回到本轮中已经过的前面节点",
            "It can go back only to an earlier step that it passed in this round",
        ),
        "approval.asked_already": T(
            "“{name}”已在该节点处理中，请选择其他人",
            "{name} decides in this step already; choose somebody else",
        ),
        "approval.cannot_open": T(
            "“{name}”没有查看“{object}”的权限，不能审批；请选择其他人，或先在角色中授权",
            "{name} may not see {object} at all; choose somebody else, or grant it to one of his roles",
        ),
        "approval.is_applicant": T(
            "不能交给申请人本人处理", "The applicant cannot decide about his own request"
        ),
        "approval.not_grabbed": T(
            "该节点不是抢签，直接处理即可", "Nobody needs to grab this task; just decide"
        ),
        "approval.not_returned": T("该审批没有退回给申请人", "It was not returned to the applicant"),
        "approval.decided_already": T(
            "已有人审批，按流程设置不能再撤回",
            "Somebody has decided; this flow does not allow to withdraw it any more",
        ),
        "approval.urged_recently": T("{time} 之后可以再次催办", "You can urge again after {time}"),
        "absence.days": T("结束日期不能早于开始日期", "The last day is before the first"),
        "absence.circle": T(
            "“{name}”的代理人最终又指向本人，请选择其他人",
            "The substitutes of {name} lead back here; choose somebody else",
        ),
        "approval.comment_needed": T("请填写驳回的原因", "Say why you reject it"),
    }


class ApprovalForbidden(Refusal):
    """The caller takes no part in the request, or not this part."""

    status = 403
    messages: ClassVar[Mapping[str, Text]] = {
        "approval.not_yours": T("该任务不是您的", "It is not your task"),
        "approval.not_applicant": T("只有申请人可以这样做", "Only the applicant can do this"),
    }


class FlowRefused(Refusal):
    """The definition cannot be published; every hole is named at its place."""

    messages: ClassVar[Mapping[str, Text]] = {
        "flow.no_steps": T("请至少添加一个节点", "Add a step"),
        "flow.no_fallback": T(
            "请选择“无人可审时由谁处理”，必须是在职人员",
            "Choose who decides when nobody else can; he must work here",
        ),
        "flow.same_key": T("节点重复", "A step stands twice"),
        "flow.nothing_applies": T(
            "所有节点都有条件，有的单据会无人审批就通过：请保留一个无条件的节点，或把一个节点设为默认",
            "Every step has a condition, so a record may pass unseen: keep one without, or make one the default",
        ),
        "flow.no_approvers": T("请选择审批人", "Choose approvers"),
        "flow.need_count": T("请填写需要几人同意", "Say how many have to approve"),
        "flow.no_escalation": T("请选择超时后由谁处理", "Choose who decides after the time is over"),
        "flow.automatic_return": T(
            "自动驳回的节点不能退回到前面节点，否则会反复循环",
            "A step that rejects by itself cannot send back to an earlier one: it would go round for ever",
        ),
        "flow.return_target": T(
            "驳回只能退回到前面、必经且有审批人的节点",
            "A rejection can lead only to an earlier step that has approvers and always runs",
        ),
        "flow.default_of_nothing": T(
            "默认节点自己不能有条件，且同组要有带条件的节点",
            "A default step has no condition, and stands beside steps that have one",
        ),
        "flow.no_default": T(
            "同组的节点都有条件，可能一个都不满足：请把一个节点设为默认",
            "Every step of the group has a condition and none may hold: make one the default",
        ),
        "flow.auto_reason": T("请填写自动处理的说明", "Say why it decides by itself"),
        "flow.approver": T("审批人填写有误：{reason}", "Wrong approver: {reason}"),
        "flow.cannot_open": T(
            "“{name}”没有查看“{object}”的权限，收到任务也打不开；请改选其他人，或先在角色中授权",
            "{name} may not see {object} at all and could not open the task; choose somebody else, or grant it in the role",
        ),
        "flow.cannot_succeed": T(
            "“{name}”点名由此人审批，而接替者没有查看“{object}”的权限；请先在角色中授权，或把“审批流中的人员”另交给别人",
            "“{name}” names the person, and who follows may not see {object} at all; grant it in the role, or give the people in"
            " approval definitions to somebody else",
        ),
        "flow.receiver": T("通知对象填写有误：{reason}", "Wrong receiver: {reason}"),
        "flow.no_receivers": T("请选择通知谁", "Choose who is told"),
        "flow.no_text": T("请填写通知内容", "Write what they are told"),
        "flow.fields": T("请选择修改后需要审批的字段", "Choose the fields whose change needs an approval"),
        "flow.field": T(
            "“{name}”不能作为需审批的字段", "{name} cannot be a field whose change needs an approval"
        ),
        "flow.action": T("请选择需要审批的操作", "Choose the action that needs an approval"),
        "flow.object": T(
            "该对象未启用审批，请先在对象管理中启用", "The object has no approvals; switch them on first"
        ),
    }
