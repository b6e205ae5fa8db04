"""A firm that gives credit: finance keeps the limits, and decides about orders beyond them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guike.domains.orders.tests.shop import SELLER, WHY, body, orders
from guike.platform.approvals.tests.firm import LOOKS, Firm, asks, one
from guike.platform.org.models import Role

FINANCE = {**LOOKS, "credit_limit": ["view", "create", "edit", "delete"]}
BEYOND = {"field": "is_beyond_credit", "op": "eq", "value": True}
WITHIN = {"field": "fact_credit_is_within", "op": "eq", "value": True}
REASON = "信用额度内，自动通过"


@dataclass
class Company:
    """`firm` with credit."""

    firm: Firm

    @classmethod
    def open(cls) -> Company:
        firm = Firm.open()
        everything = {name: {"view": "all", "edit": "all"} for name in ("account", "credit_limit")}
        Role.objects.system(reason=WHY).filter(pk=firm.role_of(firm.finance)).update(scopes=everything)
        firm.grant(firm.finance, **FINANCE)
        firm.grant(firm.seller, sales_order=[*SELLER["sales_order"], "revise"], credit_limit=["view"])
        return cls(firm)

    @property
    def account(self) -> int:
        return self.firm.shop.account

    def limit(self, amount: str, account: int | None = None, **values: Any) -> dict[str, Any]:
        given = {"account": account or self.account, "limit_amount": amount, **values}
        return body(self.firm.finance.post("/records/credit_limit", given), 201)

    def finance_decides(self, **values: Any) -> int:
        """Finance is asked about every order; within the credit the system answers for it."""
        automatic = {"auto_filter": WITHIN, "auto_effect": "approve", "auto_reason": REASON}
        return self.firm.define(asks("财务", one(self.firm.finance), **automatic), **values)

    def order(self, amount: str, account: int | None = None, **values: Any) -> dict[str, Any]:
        return self.firm.order(amount, account=account or self.account, **values)

    def sell(self, amount: str, account: int | None = None, **values: Any) -> str:
        """The state of a new order that was submitted."""
        return self.submit(self.order(amount, account, **values))

    def submit(self, order: dict[str, Any]) -> str:
        answer = self.firm.shop.act(order, "submit")
        return str(answer.json().get("status" if answer.status_code == 200 else "code"))

    def revise(self, order: dict[str, Any], quantity: str) -> Any:
        row = orders().get(pk=order["id"])
        lines = [{"id": order["lines"][0]["id"], "quantity": quantity}]
        return self.firm.shop.act(
            order, "revise", values={"_version": row.version, "lines": lines}, reason="客户改了数量"
        )

    def credit(self, account: int | None = None, caller: Any = None, **query: str) -> dict[str, Any]:
        who = caller or self.firm.seller
        return body(who.get(f"/records/account/{account or self.account}/credit", **query))
