"""Limits of credit, declared, and what they have to say about orders."""

from __future__ import annotations

from guike.domains.credit import judging, services, settings
from guike.domains.credit.exposure import exposure_part, of_orders
from guike.domains.credit.models import CreditLimit
from guike.domains.orders.queries import SOLD
from guike.domains.orders.services import order_judge
from guike.kernel.periods import MAX_DAYS
from guike.kernel.text import Text
from guike.platform.approvals.registry import approval_fact
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import FULL, READ, VIEW
from guike.platform.metadata.spec import (
    AccessSpec,
    Hooks,
    ObjectSpec,
    Participant,
    RollupSpec,
    Section,
    ViewSpec,
)
from guike.platform.metadata.spec import spec_field as f

__all__ = ["declare", "settings"]

ACTIVE = {"field": "is_active", "op": "eq", "value": True}


def _within(field: str, period: str) -> dict[str, str]:
    return {"field": field, "op": "within", "value": period}


#: the limits that hold today; no day of a limit lies further ahead than a period reaches
TODAY = {
    "all": [
        ACTIVE,
        {"not": _within("valid_from_on", f"next_{MAX_DAYS}_days")},
        {
            "any": [
                {"field": "valid_to_on", "op": "is_empty"},
                _within("valid_to_on", "today"),
                _within("valid_to_on", f"next_{MAX_DAYS}_days"),
            ]
        },
    ]
}

CREDIT_LIMIT = ObjectSpec(
    name="credit_limit",
    model=CreditLimit,
    label=Text("信用额度", "Credit limit"),
    plural=Text("信用额度", "Credit limits"),
    area="accounts",
    position=36,
    name_field="",
    named_after=("account",),
    has_team=False,
    access=AccessSpec(inherits=("account",), any_owner=True),
    fields=(
        f("reference", "account", "客户", "Account", target="account", required=True, create_only=True),
        f("money", "limit_amount", "额度", "Limit", required=True, minimum="0",
          help=Text("按本位币；下级客户的占用也计入", "In the company's currency; what subsidiaries use counts, too")),
        f("boolean", "is_temporary", "临时额度", "Temporary", default=False,
          help=Text("临时额度在有效期内与正式额度相加", "Temporary limits are added to the formal one while they hold")),
        f("integer", "term_days", "允许逾期天数", "Days overdue allowed", minimum="0", maximum="3650",
          help=Text("应收款逾期超过这些天后，新订单须经审批；不填为 0 天",
                    "A new order needs an approval when a receivable is overdue for more days than these; empty: 0")),
        f("date", "valid_from_on", "生效日期", "Valid from", required=True, default="$today"),
        f("date", "valid_to_on", "失效日期", "Valid to", help=Text("含当日；不填表示长期", "The last day; empty: no end")),
        f("boolean", "is_active", "启用", "Active", default=True),
        f("text", "note", "说明", "Note", max_length=500),
    ),
    header=("account", "limit_amount", "is_temporary", "valid_from_on", "valid_to_on", "is_active"),
    list_columns=("account", "limit_amount", "is_temporary", "term_days", "valid_from_on", "valid_to_on", "is_active", "note"),
    form=(
        Section(
            Text("基本信息", "Details"),
            ("account", "limit_amount", "is_temporary", "term_days", "valid_from_on", "valid_to_on", "is_active", "note"),
        ),
    ),
    views=(
        ViewSpec("today", Text("今日有效", "Valid today"), TODAY, sort=("account",)),
        ViewSpec("temporary", Text("临时额度", "Temporary"), {"field": "is_temporary", "op": "eq", "value": True}),
        ViewSpec("all", Text("全部信用额度", "All limits")),
    ),
    hooks=Hooks(prepare=services.limit_prepare),
    participants=(Participant("credit.one_formal", "restored", services.limit_restored),),
)  # fmt: skip


def declare() -> None:
    """Register limits, who keeps them, and what they say about orders."""
    registry.add(CREDIT_LIMIT)
    registry.grant(
        "credit_limit", {"finance": FULL, "sales sales_assistant order_manager": VIEW, "executive": READ}
    )
    # whoever sees no limits does not see their sum, either
    registry.limit(
        "account",
        ("credit_limit_amount",),
        "hidden",
        beyond="finance executive sales sales_assistant order_manager",
    )
    limit = RollupSpec("credit_limit_amount", "credit_limit", "account", "sum", "limit_amount", TODAY)
    registry.extend("account", related=("credit_limits",), rollups=(limit,))
    exposure_part("orders", Text("订单", "Orders"), of_orders)
    order_judge(judging.DEMAND, judging.beyond_credit)
    registry.extend(
        "sales_order",
        participants=(
            Participant("credit.entered", "entered", judging.order_entered, states=tuple(SOLD)),
            Participant("credit.revised", "revised", judging.order_revised),
        ),
    )
    approval_fact(
        "credit_available", "sales_order", judging.available_fact, Text("可用信用额度", "Credit available")
    )
    approval_fact(
        "credit_is_within",
        "sales_order",
        judging.within_fact,
        Text("在信用额度内", "Within credit"),
        "boolean",
    )
    approval_fact(
        "credit_overdue_days",
        "sales_order",
        judging.overdue_fact,
        Text("逾期天数", "Days overdue"),
        "integer",
    )
