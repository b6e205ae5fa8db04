"""Builds the declaration of a kind of pool, and the actions of the records in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Model

from guike.kernel.text import Text
from guike.platform.access.actor import pool_source
from guike.platform.access.context import Context
from guike.platform.metadata.spec import AccessSpec, ActionSpec, Choice, ObjectSpec, Section, choices
from guike.platform.metadata.spec import spec_field as f
from guike.platform.pools.queries import membership_of
from guike.platform.pools.services import chosen_owners, pool_assign, pool_claim, pool_return

OWNERLESS = {"field": "owner", "op": "is_empty"}
OWNED = {"field": "owner", "op": "is_not_empty"}
IN_POOL = {"field": "pool", "op": "is_not_empty"}
CLAIMABLE = {
    "all": [
        OWNERLESS,
        {"field": "pool.is_claimable", "op": "eq", "value": True},
        {"field": "pool.is_active", "op": "eq", "value": True},
    ]
}


NO_LIMIT = Text("留空表示不限制", "Empty = no limit")
FIELDS = (
    f("text", "name", "名称", "Name", required=True, unique=True, searchable=True, max_length=100),
    f("references", "admins", "管理员", "Administrators", target="user"),
    f("references", "members", "成员", "Members", target="user"),
    f("references", "member_departments", "成员部门", "Member departments", target="department"),
    f("user", "default_assignee", "默认分配给", "Default assignee"),
    f(
        "choice",
        "assignment",
        "分配方式",
        "Assignment",
        default="fixed",
        choices=choices(
            ("fixed", "固定分配", "Fixed"),
            Choice("round_robin", Text("轮流分配", "Round robin"), in_effect=False),
            Choice("least_loaded", Text("按最少在手分配", "Least loaded"), in_effect=False),
            Choice("ratio", Text("按比例分配", "By ratio"), in_effect=False),
            Choice("expertise", Text("按专长分配", "By expertise"), in_effect=False),
            Choice("nearest", Text("按距离分配", "Nearest"), in_effect=False),
            Choice("rule", Text("按规则分配", "By rule"), in_effect=False),
        ),
    ),
    f("boolean", "is_claimable", "允许领取", "Claimable", default=True),
    f("integer", "daily_claim_limit", "每日领取上限", "Daily claim limit", minimum="0", help=NO_LIMIT),
    f("integer", "holding_limit", "持有上限", "Holding limit", minimum="0", help=NO_LIMIT),
    f(
        "integer",
        "former_owner_cooldown_hours",
        "前负责人冷却（小时）",
        "Former owner's cooling-off (hours)",
        minimum="0",
        maximum="8760",
    ),
    f(
        "integer",
        "recycle_days_no_follow_up",
        "未跟进收回（天）",
        "Recycle without follow-up (days)",
        minimum="1",
        maximum="3650",
        in_effect=False,
    ),
    f(
        "integer",
        "recycle_days_no_deal",
        "未成交收回（天）",
        "Recycle without a deal (days)",
        minimum="1",
        maximum="3650",
        in_effect=False,
    ),
    f(
        "integer",
        "remind_days_before",
        "提前提醒（天）",
        "Remind before (days)",
        minimum="0",
        maximum="365",
        in_effect=False,
    ),
    f("boolean", "is_active", "启用", "Active", default=True),
)
COLUMNS = (
    "name",
    "admins",
    "members",
    "member_departments",
    "default_assignee",
    "is_claimable",
    "daily_claim_limit",
    "holding_limit",
)
FORM = (
    Section(Text("基本信息", "Details"), ("name", "admins", "members", "member_departments", "is_active")),
    Section(
        Text("分配与领取", "Assignment and claims"),
        (
            "default_assignee",
            "assignment",
            "is_claimable",
            "daily_claim_limit",
            "holding_limit",
            "former_owner_cooldown_hours",
        ),
    ),
)


def pool_object(name: str, model: type[Model], label: Text, plural: Text, *, position: int) -> ObjectSpec:
    """The administration object of one kind of pool."""
    pool_source(name, partial(membership_of, model))
    return ObjectSpec(
        name=name,
        model=model,
        label=label,
        plural=plural,
        module="admin",
        area="admin",
        position=position,
        access=AccessSpec(kind="open"),
        has_team=False,
        has_timeline=False,
        has_files=False,
        fields=FIELDS,
        list_columns=COLUMNS,
        form=FORM,
        audited=True,
        feeds=("permission",),  # because membership gives rights
    )


def pool_actions(
    object_name: str,
    *,
    open_states: Mapping[str, Any] | None = None,
) -> tuple[ActionSpec, ...]:
    """claim, assign, return for an object with a pool. Where its states declare steps of these names, they are taken."""

    def claim(ctx: Context, rows: Sequence[Any], _params: Mapping[str, Any]) -> Sequence[Any]:
        return pool_claim(ctx, object_name, rows)

    def assign(ctx: Context, rows: Sequence[Any], params: Mapping[str, Any]) -> Sequence[Any]:
        return pool_assign(ctx, object_name, rows, chosen_owners(params))

    def give_back(ctx: Context, rows: Sequence[Any], params: Mapping[str, Any]) -> Sequence[Any]:
        return pool_return(ctx, object_name, rows, params["reason"])

    def when(*conditions: Mapping[str, Any]) -> dict[str, Any]:
        return {"all": [*conditions, *([open_states] if open_states else [])]}

    return (
        ActionSpec(
            "claim", Text("领取", "Claim"), claim, scope="pool", placement="primary",
            when={"any": [OWNED, open_states]} if open_states else None,
            when_text=Text("已结束", "it is closed"),
            offered=CLAIMABLE,
            done=Text("已领取", "Claimed"),
        ),
        ActionSpec(
            "assign", Text("分配", "Assign"), assign, scope="pool_admin",
            params=(
                f("user", "owner", "负责人", "Owner"),
                f("references", "owners", "平均分配给多人", "Several owners, in equal parts", target="user"),
            ),
            when=when(IN_POOL),
            when_text=Text("不在池中或已结束", "it lies in no pool or is closed"),
            done=Text("已分配", "Assigned"),
        ),
        ActionSpec(
            "return", Text("退回", "Return to pool"), give_back,
            params=(f("text", "reason", "退回原因", "Reason", required=True, max_length=500),),
            when=when(OWNED, IN_POOL),
            when_text=Text("没有负责人、不属于任何池或已结束", "it has no owner, belongs to no pool or is closed"),
            done=Text("已退回", "Returned"),
        ),
    )  # fmt: skip
