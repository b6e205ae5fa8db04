"""Refusals of opportunities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal
from guike.kernel.text import T, Text


class OpportunityRefused(Refusal):
    """The state does not allow it."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "opportunity.last_stage": T(
            "已在最后阶段，请赢单、输单或作废", "It is in the last stage; win, lose or void it"
        ),
        "opportunity.closed": T("商机已关闭，请先重新打开", "The opportunity is closed; reopen it first"),
    }


class OpportunityInvalid(Refusal):
    """The values are wrong."""

    status = 422
    messages: ClassVar[Mapping[str, Text]] = {
        "opportunity.feedback": T(
            "离开阶段“{stage}”前请填写阶段反馈", "Leaving the stage “{stage}” needs feedback"
        ),
        "opportunity.stage_order": T("目标阶段应在当前阶段之后", "The stage must be a later one"),
        "opportunity.stage_back": T("目标阶段应在当前阶段之前", "The stage must be an earlier one"),
        "opportunity.foreign_stage": T(
            "所选阶段不属于该商机的销售流程", "The stage belongs to another process"
        ),
        "activity.foreign_stage": T(
            "所选阶段不属于该行动关联的商机", "The stage belongs to no opportunity that the activity is about"
        ),
        "opportunity.no_process": T(
            "没有适用的销售流程，请联系管理员", "No sales process applies; tell the administrator"
        ),
        "opportunity.first_stage": T(
            "新商机从销售流程的第一个阶段开始", "A new opportunity starts in the first stage of its process"
        ),
        "opportunity.process_unknown": T(
            "所选销售流程已停用或没有阶段", "That sales process is switched off or has no stages"
        ),
    }
