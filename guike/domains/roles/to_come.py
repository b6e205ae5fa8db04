"""Rights on objects, operations and fields whose packages do not exist yet. A new package moves its lines from here
into its own metadata. Until then a changed role may also have these rights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import EVERYBODY, KEEP, OUT, READ, VIEW, WRITE

Rights = Mapping[str, Sequence[str]]

#: objects between an opportunity and an order
SELLING: Mapping[str, Rights] = {
    "competitor": {"sales": WRITE, "executive": READ},
    "quote": {
        "sales": (*WRITE, "submit", "send", "accept", "revise", "create_order", "create_contract", "print"),
        "superior": OUT,
        "department_head": ("delete",),
        "channel_head": ("import",),
        "sales_assistant order_manager": VIEW,
        "executive": READ,
    },
    "contract": {
        "sales": (*WRITE, "submit", "activate", "terminate", "print"),
        "superior": OUT,
        "department_head": ("delete",),
        "channel_head": ("import",),
        "sales_assistant order_manager finance service": VIEW,
        "executive": READ,
    },
    "promotion": {"product_admin": KEEP},
    "coupon": {"product_admin": KEEP},
    "rebate_program": {"product_admin": KEEP},
    "rebate_accrual": {"finance executive": READ},
    "rebate_payout": {"finance": (*WRITE, *OUT), "executive": READ},
    "target": {"sales": VIEW, "executive": READ},
    "lead_form": {"marketing": KEEP},
}
#: objects that follow an order: goods, money, papers
FULFILMENT: Mapping[str, Rights] = {
    "fund_account": {"sales": VIEW, "finance": (*WRITE, *OUT), "executive": READ},
    "fund_entry": {"finance": (*WRITE, *OUT), "executive": READ},
}
#: visits, service and projects
CARE: Mapping[str, Rights] = {
    "visit": {"sales": (*KEEP, "check_in", "check_out", "cancel", "reschedule"), "executive": READ},
    "visit_route": {"sales": KEEP, "executive": READ},
    "service_request": {
        "sales": WRITE,
        "service": (*KEEP, "resolve", "close", "reopen", "transfer"),
        "executive": READ,
    },
    "work_order": {"service": WRITE, "executive": READ},
    "service_plan": {"service": VIEW, "executive": READ},
    "asset": {"sales": VIEW, "service": WRITE, "executive": READ},
    "knowledge_article": {EVERYBODY: VIEW, "service": KEEP},
    "project": {"executive": READ},
    "subscription": {"executive": READ},
}
#: objects that the platform will have
TOOLS: Mapping[str, Rights] = {
    "dashboard": {EVERYBODY: KEEP},
}
#: rights that no preset role has, but that an administrator may grant already
UNGRANTED = (
    "visit_form", "visit_rule", "notification",
    "assignment_rule", "recycle_rule", "import", "export",
)  # fmt: skip


def declare() -> None:
    """Register the rights. A right whose object exists meanwhile stops the start."""
    for name, operations in {**SELLING, **FULFILMENT, **CARE, **TOOLS}.items():
        registry.grant(name, operations, to_come=True)
    for name in UNGRANTED:
        registry.grant(name, {}, to_come=True)
    registry.grant(
        "opportunity", {"sales": ("create_quote", "create_order", "create_contract")}, to_come=True
    )
    registry.grant(
        "sales_order",
        {
            "sales": ("copy",),
            "sales_assistant order_manager": ("copy", "approve"),
            "finance warehouse": ("approve",),
        },
        to_come=True,
    )
