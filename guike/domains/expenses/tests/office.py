"""A small company that spends: a seller and his line, marketing, finance; and short ways to call the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse

from guike.domains.expenses.models import Expense, ExpenseReimbursement
from guike.entry.tests.people import Caller, person
from guike.platform.events.models import Event
from guike.platform.org.models import Role, User
from guike.platform.org.queries import bump
from tests.support.company import nobody_decides

WHY = "test"
SUPERIOR = {"kind": "superior"}
BIG = {"field": "amount", "op": "gt", "value": "2000"}


def body(answer: HttpResponse, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    return answer.json()  # type: ignore[attr-defined, no-any-return]


def errors(answer: HttpResponse, status: int = 422) -> list[tuple[str, str]]:
    return [(e["field"], e["code"]) for e in body(answer, status)["errors"]]


def employed(username: str, role: str, **options: Any) -> Caller:
    """Somebody with a preset role."""
    found = person(username, **options)
    (preset,) = Role.objects.system(reason=WHY).filter(code=role).values_list("pk", flat=True)
    User.objects.system(reason=WHY).filter(pk=found.id).update(roles=[preset])
    return found


@dataclass
class Office:
    """seller and colleague report to the manager; marketing and finance stand beside them."""

    boss: Caller
    manager: Caller
    seller: Caller
    colleague: Caller
    marketing: Caller
    finance: Caller
    made: list[int] = field(default_factory=list)

    @classmethod
    def open(cls) -> Office:
        boss = person("boss", is_administrator=True)
        manager = employed("manager", "sales_manager")
        found = cls(
            boss,
            manager,
            employed("seller", "sales", superior_id=manager.id),
            employed("colleague", "sales", superior_id=boss.id),
            employed("marketing", "marketing"),
            employed("finance", "finance"),
        )
        bump(permission=True)
        nobody_decides()
        return found

    def define(self, *steps: dict[str, Any], **values: Any) -> int:
        """An approval of expenses, published; by default the superior decides, above 2,000 finance too."""
        finance = {"kind": "user", "value": self.finance.id}
        usual = (
            {"name": "上级", "approvers": [SUPERIOR]},
            {"name": "财务", "approvers": [finance], "filter": BIG},
        )
        given = {"name": "费用审批", "object": "expense", "fallback": self.boss.id, **values}
        made = body(
            self.boss.post("/records/approval_definition", {**given, "steps": list(steps or usual)}), 201
        )
        body(self.boss.post(f"/records/approval_definition/{made['id']}/actions/publish", {}))
        return int(made["id"])

    def ask(self, by: Caller | None = None, **values: Any) -> HttpResponse:
        given = {"kind": "travel", "amount": "300.00", "incurred_on": "2026-01-05", **values}
        return (by or self.seller).post("/records/expense", given)

    def expense(self, by: Caller | None = None, **values: Any) -> int:
        found: int = body(self.ask(by, **values), 201)["id"]
        return found

    def act(self, by: Caller, expense: int, action: str, **params: Any) -> HttpResponse:
        return by.post(f"/records/expense/{expense}/actions/{action}", params)

    def approved(self, amount: str = "1000.00", **values: Any) -> int:
        """An expense that was approved, without anybody who has to decide."""
        expense = self.expense(amount=amount, **values)
        body(self.act(self.seller, expense, "submit"))
        return expense

    def decide(self, by: Caller, what: str = "approve", **values: Any) -> dict[str, Any]:
        items = body(by.get("/approvals/tasks", box="todo"))["items"]
        (task,) = [item["id"] for item in items if item["kind"] == "task"]
        return body(by.post(f"/approvals/tasks/{task}/{what}", values))

    def make(self, object_name: str, by: Caller | None = None, **values: Any) -> int:
        found: int = body((by or self.seller).post(f"/records/{object_name}", values), 201)["id"]
        return found


def row(expense: int) -> Expense:
    return Expense.objects.system(reason=WHY).get(pk=expense)


def stands(expense: int) -> tuple[str, str | None, str]:
    """(state, approved, paid)."""
    found = row(expense)
    approved = None if found.approved_amount is None else f"{found.approved_amount:.2f}"
    return found.status, approved, f"{found.paid_amount:.2f}"


def payments(expense: int) -> list[tuple[int, str, str, str]]:
    """(number, amount, paid in all, reference) of each."""
    rows = ExpenseReimbursement.objects.system(reason=WHY).filter(expense_id=expense).order_by("sequence")
    return [(one.sequence, f"{one.amount:.2f}", f"{one.balance:.2f}", one.reference_no) for one in rows]


def facts(expense: int) -> list[Any]:
    """What was told of an expense, in order."""
    rows = Event.objects.filter(object_name="expense").order_by("pk").values_list("kind", "payload")
    return [(kind, payload) for kind, payload in rows]
