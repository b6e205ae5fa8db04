"""What the demo company would tell the outside: one example, switched off."""

from __future__ import annotations

import secrets

from guike.entry.demo.business import Company


def webhooks(company: Company) -> None:
    """Confirmed orders for the financial system. Nobody knows its secret: whoever uses it enters his own."""
    company.create(
        "webhook",
        [
            {
                "name": "订单同步到财务系统（示例）",
                "url": "https://finance.example.com/guike/orders",
                "secret": secrets.token_urlsafe(32),
                "objects": ["sales_order"],
                "events": ["created", "state_changed"],
                "filter": {"field": "status", "op": "ne", "value": "draft"},
                "run_as": company.users["finance1"],
                "is_active": False,
            }
        ],
    )
