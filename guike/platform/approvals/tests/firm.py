"""A small firm that approves orders: a seller with his line of superiors, finance, a warehouse; and short ways to call the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guike.domains.orders.tests.shop import SELLER, WHY, Shop, body
from guike.entry.tests.people import Caller, person
from guike.platform.approvals.models import ApprovalTask
from guike.platform.org.models import Department, Role, User
from guike.platform.org.queries import begin_versions, bump

LOOKS = {
    "sales_order": ["view"],
    "account": ["view"],
    "approval_task": ["view"],
    "approval_request": ["view"],
}
SELLS = {**SELLER, "approval_task": ["view"], "approval_request": ["view"]}


@dataclass
class Firm:
    """seller → manager → director are superiors of one another; finance and the warehouse stand beside them."""

    shop: Shop
    boss: Caller
    manager: Caller
    director: Caller
    finance: Caller
    clerk: Caller

    @classmethod
    def open(cls) -> Firm:
        boss = person("boss", is_administrator=True)
        director = person("director", LOOKS)
        manager = person("manager", LOOKS, superior_id=director.id)
        finance, clerk = person("finance", LOOKS), person("clerk", LOOKS)
        shop = Shop(person("seller", SELLS, superior_id=manager.id))
        shop.account = shop.make_account()
        rows = Department.objects.system(reason=WHY).bulk_create(
            [Department(name="销售部", head_id=manager.id)]
        )
        rows[0].path = [rows[0].pk]
        Department.objects.system(reason=WHY).bulk_update(rows, ["path"])
        User.objects.system(reason=WHY).filter(pk=shop.seller.id).update(department=rows[0])
        fresh()
        return cls(shop, boss, manager, director, finance, clerk)

    @property
    def seller(self) -> Caller:
        return self.shop.seller

    def role_of(self, caller: Caller) -> int:
        found: int = (
            Role.objects.system(reason=WHY)
            .get(name=f"role of {User.objects.system(reason=WHY).get(pk=caller.id).username}")
            .pk
        )
        return found

    def grant(self, caller: Caller, **permissions: list[str]) -> None:
        """His role lets him do these, too; an empty list takes them away."""
        roles = Role.objects.system(reason=WHY).filter(pk=self.role_of(caller))
        held = {**roles.get().permissions, **permissions}
        roles.update(permissions={name: operations for name, operations in held.items() if operations})
        fresh()

    def define(
        self, *steps: dict[str, Any], object: str = "sales_order", publish: bool = True, **values: Any
    ) -> int:
        """A definition, published."""
        given = {
            "name": f"审批 {object} {values.get('position', 0)}",
            "object": object,
            "fallback": self.boss.id,
            **values,
        }
        made = body(self.boss.post("/records/approval_definition", {**given, "steps": list(steps)}), 201)
        if publish:
            body(self.boss.post(f"/records/approval_definition/{made['id']}/actions/publish", {}))
        return int(made["id"])

    def order(self, price: str = "100", quantity: str = "1", **values: Any) -> dict[str, Any]:
        return self.shop.order({"product": self.shop.product(price), "quantity": quantity}, **values)

    def submitted(self, price: str = "100", **values: Any) -> dict[str, Any]:
        order = self.order(price, **values)
        return body(self.shop.act(order, "submit"))

    def status(self, order: dict[str, Any]) -> str:
        return str(self.shop.get(order)["status"])

    def todo(self, caller: Caller) -> list[int]:
        """The ids of the tasks that wait for somebody."""
        items = body(caller.get("/approvals/tasks", box="todo"))["items"]
        return [item["id"] for item in items if item["kind"] == "task"]

    def decide(self, caller: Caller, what: str = "approve", **values: Any) -> dict[str, Any]:
        """Decide the one task that waits for somebody."""
        (task,) = self.todo(caller)
        return body(caller.post(f"/approvals/tasks/{task}/{what}", values))

    def request(self, order: dict[str, Any]) -> dict[str, Any]:
        """The latest request about an order, as its seller reads it."""
        found = body(self.seller.get("/approvals/requests", object="sales_order", id=str(order["id"])))[
            "items"
        ]
        return dict(found[0])


def fresh() -> None:
    """People were changed behind the back of the caches."""
    bump(permission=True)
    begin_versions()


def asks(name: str, *approvers: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {"name": name, "approvers": list(approvers), **values}


def one(caller: Caller) -> dict[str, Any]:
    return {"kind": "user", "value": caller.id}


def over(amount: str) -> dict[str, Any]:
    return {"field": "total_amount", "op": "gt", "value": amount}


SUPERIOR = {"kind": "superior"}


def all_tasks() -> list[tuple[str, str, str]]:
    """(step, person, status) of every task, in order."""
    rows = ApprovalTask.objects.system(reason=WHY).order_by("pk").select_related(None)
    names = dict(User.objects.system(reason=WHY).values_list("pk", "username"))
    return [(row.name, names[row.approver_id or 0], row.status) for row in rows]
