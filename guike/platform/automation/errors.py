"""Refusals of rules and their runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal, register
from guike.kernel.text import T, Text


class AutomationRefused(Refusal):
    """Something that the state of a rule or a run does not allow."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "automation.not_over": T(
            "执行还没有结束，结束后才能重新执行", "The run is not over; it can be repeated afterwards"
        ),
        "automation.rule_off": T(
            "规则“{rule}”已停用，启用后才能重新执行",
            "The rule “{rule}” is off; switch it on to repeat its runs",
        ),
        "automation.no_record": T(
            "找不到要试运行的记录，请重新选择", "The record to try it on was not found; choose another"
        ),
        "automation.invalid": T(
            "规则已失效，请先按失效原因修改后再继续",
            "The rule does not fit any more; mend what is said there first",
        ),
        "automation.no_such_step": T("没有第 {n} 个动作，请重新选择", "There is no step {n}; choose another"),
    }


register(
    {
        "automation.object": T(
            "“{object}”没有启用自动化，请先在对象管理中启用",
            "“{object}” has no automation; switch it on for the object first",
        ),
        "automation.identity": T(
            "请选择在职的内部员工作为执行身份", "Choose a colleague who works in the company to act as"
        ),
        "automation.other_identity": T(
            "只有管理员可以让规则以他人身份执行，请选择自己",
            "Only an administrator lets a rule act as somebody else; choose yourself",
        ),
        "automation.no_states": T(
            "“{object}”没有状态，请换一种触发时机", "“{object}” has no states; choose another trigger"
        ),
        "automation.one_field": T(
            "设置了变更前或变更后的值时，只能监听一个字段",
            "With values before or after, watch exactly one field",
        ),
        "automation.not_watched": T(
            "“{field}”由系统计算，变化时不会触发规则，请选择别的字段",
            "“{field}” is worked out by the system and fires no rule; choose another field",
        ),
        "automation.not_a_date": T(
            "“{name}”不是日期字段，请重新选择", "“{name}” is no date; choose another field"
        ),
        "automation.time": T("请填写时间，例如 09:30", "Write a time such as 09:30"),
        "automation.every_date": T(
            "到达日期的规则只能触发一次，或每年触发", "A rule on a date fires once or every year"
        ),
        "automation.every": T(
            "请选择每天、每个工作日、每周或每月", "Choose every day, workday, week or month"
        ),
        "automation.step": T("请选择动作", "Choose what to do"),
        "automation.unknown_step": T(
            "没有“{name}”这种动作，请重新选择", "There is no step “{name}”; choose another"
        ),
        "automation.field_gone": T(
            "规则用到的字段“{name}”已删除、已停用或执行身份看不到，请换一个字段",
            "The field “{name}” that the rule uses is gone, inactive or hidden from whom it acts as; choose another",
        ),
        "automation.object_gone": T(
            "规则的对象已删除或停用，请恢复该对象或删除规则",
            "The object of the rule is gone or inactive; bring it back or delete the rule",
        ),
        "automation.person_gone": T(
            "“{name}”已停用或离职，请换一个人", "“{name}” has left or is disabled; choose somebody else"
        ),
        "automation.role_gone": T(
            "角色“{name}”已删除，请换一个角色", "The role “{name}” is deleted; choose another"
        ),
        "automation.person": T("请选择人员", "Choose who is meant"),
        "automation.not_a_person": T("“{field}”不是人员字段", "“{field}” holds no person"),
        "automation.not_a_day": T("“{field}”不是日期字段", "“{field}” is no date"),
        "automation.wrong_record": T("“{field}”不能关联这条记录", "“{field}” cannot name this record"),
        "automation.no_department": T("该对象没有所属部门", "The object has no department"),
        "automation.not_writable": T(
            "执行身份不能修改“{field}”", "The person it acts as may not change “{field}”"
        ),
        "automation.identity_may_not": T(
            "执行身份“{name}”没有操作“{object}”的权限，请换一个身份或调整权限",
            "“{name}”, whom it acts as, may not do this with “{object}”; choose somebody else or change the rights",
        ),
        "automation.no_approval": T(
            "该对象未启用审批，请先在对象管理中启用", "The object has no approvals; switch them on first"
        ),
        "automation.no_owner": T("“{object}”没有负责人", "“{object}” has no owner"),
        "automation.no_team": T("“{object}”没有团队成员", "“{object}” has no team"),
        "automation.share": T("请选择第一位或轮流", "Choose the first or by turns"),
        "automation.wait_form": T(
            "请填写等待多久、等到哪天或等到什么条件成立", "Say how long, until which day or for what to wait"
        ),
        "automation.too_many_rules": T(
            "“{object}”启用的规则已达上限 {max} 条，请先停用或合并",
            "“{object}” has the limit of {max} active rules; switch some off or join them first",
        ),
        "automation.circle": T(
            "启用后会循环触发：{way}。请修改其中一条，或把触发次数设为“每条记录一次”",
            "These rules would trigger one another without end: {way}. Change one of them, or let it fire once per record",
        ),
    }
)
