"""Refusals of pools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal
from guike.kernel.text import T, Text


class PoolRefused(Refusal):
    """A claim, assignment or return that the pool does not allow."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "pool.already_owned": T("已被 {owner} 领取", "Already claimed by {owner}"),
        "pool.not_claimable": T(
            "该池不允许自行领取，请联系池管理员分配",
            "This pool does not allow claiming; ask its administrator",
        ),
        "pool.daily_limit": T(
            "今日领取已达上限 {limit} 条", "You have reached today's limit of {limit} claims"
        ),
        "pool.holding_limit": T(
            "持有数量已达上限 {limit} 条，请先处理现有记录",
            "You hold the limit of {limit} records; work on those first",
        ),
        "pool.cooldown": T(
            "您是前负责人，{until} 之后才能再次领取",
            "You were its last owner; you may claim it again after {until}",
        ),
        "pool.no_pool": T("该记录不属于任何池", "The record belongs to no pool"),
        "pool.one_of_owner": T(
            "请选择一位负责人，或平均分配给多人", "Choose one owner, or several to share equally"
        ),
        "pool.entering": T(
            "放入池中需要“{action}”权限", "Putting it into a pool needs the permission “{action}”"
        ),
        "pool.leaving": T(
            "换池或移出池，须是原池的管理员并有“{action}”权限",
            "Only an administrator of its pool with the permission “{action}” moves it to another one or takes it out",
        ),
        "pool.required": T("没有负责人时必须选择所在的池", "Without an owner it needs a pool"),
    }
