"""Of the company that the matrix is asked about: orders in effect, what is owed for them, payments, of which one is allocated, and what
is to be invoiced, of which one part is."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from guike.platform.access.context import system_context
from guike.platform.records.actions import record_action
from guike.platform.records.shapes import single
from tests.access_matrix import goods
from tests.access_matrix.oracle import Fact
from tests.support.company import WHY


def paid(found: Any, product: int) -> None:
    """Add them to a company that is being built."""
    for where, owner in (("sales", "sales"), ("sales", "other"), ("other", "other")):
        tail = f"of {owner} at {where}"
        account = found.facts[f"account of {where}"].id
        values = {"account": account, "owner": found.users[owner]}
        lines = [{"product": product, "quantity": "1"}]
        order = found.fact(f"sold sales_order {tail}", "sales_order", lines=lines, **values)
        found.lines(f"sold sales_order {tail}", "orders.SalesOrderLine", "order_id")
        parts = [{"name": "全款", "rate": "1", "due_rule": "after_order", "days": 30}]
        plan = {"order": order.id, "kind": "rate", "lines": parts, "owner": values["owner"]}
        found.fact(f"payment_plan {tail}", "payment_plan", **plan)
        found.lines(
            f"payment_plan {tail}", "receivables.Installment", "payment_plan_id", called="installment"
        )
        single(record_action(system_context(), "sales_order", "confirm", [order.id], {}))
        found.fact(f"payment {tail}", "payment", order=order.id, amount="4", **values)
        goods.sales_return(found, tail, owner)
        title = found.fact(f"invoice_title {tail}", "invoice_title", name=f"Title {tail}", **values).id
        for part in ("asked", "billed"):
            name = f"{part} invoice_request {tail}"
            found.fact(name, "invoice_request", order=order.id, amount="1", title=title, **values)
            found.lines(name, "invoicing.InvoiceRequestLine", "request_id")
    owed(found)
    invoiced(found)
    one = found.facts["payment of sales at sales"].id
    single(record_action(system_context(), "payment", "confirm", [one], {}))
    for where, owner in (("sales", "sales"), ("sales", "other"), ("other", "other")):
        tail = f"of {owner} at {where}"
        given_up(found, tail, {"owner": found.users[owner]})
    banked(found)
    for name in [name for name, fact in found.facts.items() if fact.object == "receivable"]:
        found.lines(name, "receivables.Allocation", "receivable_id", called="allocation")


def given_up(found: Any, tail: str, values: dict[str, Any]) -> None:
    """A refund that nobody submitted, of a payment that finance has confirmed, and a bad debt of which nobody decided."""
    account = found.facts[f"receivable of sold sales_order {tail}"].parents["account"]
    order = found.facts[f"sold sales_order {tail}"].id
    paid = found.fact(
        f"refunded payment {tail}", "payment", account=account[0][1], order=order, amount="3", **values
    )
    single(record_action(system_context(), "payment", "confirm", [paid.id], {}))
    back = found.fact(f"refund {tail}", "refund", payment=paid.id, amount="1", reason="too much", **values)
    back.parents |= {"account": account, "payment": (paid.key,)}
    receivable = found.facts[f"receivable of sold sales_order {tail}"]
    gone = found.fact(
        f"write_off {tail}", "write_off", receivable=receivable.id, amount="1", reason="gone", **values
    )
    gone.parents |= {"account": account, "receivable": (receivable.key,)}


def banked(found: Any) -> None:
    """Money that nobody identified and money that was ignored, of finance, and a claim of each salesperson."""
    owner = found.users["finance"]
    for n, name in enumerate(("waiting", "ignored")):
        fact = found.fact(
            f"bank_receipt {name}",
            "bank_receipt",
            bank_account="6222",
            reference_no=f"R{n}",
            amount="5",
            payer_name="Nobody",
            owner=owner,
        )
        fact.values["status"] = ("unmatched",)
    ignored = found.facts["bank_receipt ignored"]
    single(record_action(system_context(), "bank_receipt", "ignore", [ignored.id], {"reason": "interest"}))
    ignored.values["status"] = ("ignored",)
    waiting = found.facts["bank_receipt waiting"].id
    for where, whose in (("sales", "sales"), ("other", "other")):
        account = found.facts[f"account of {where}"].id
        name = f"bank_claim of {whose}"
        order = found.facts[f"sold sales_order of {whose} at {where}"].id
        lines = [{"order": order, "amount": "1"}]
        found.fact(
            name, "bank_claim", receipt=waiting, account=account, lines=lines, owner=found.users[whose]
        )
        found.lines(name, "bank.BankClaimLine", "bank_claim_id")


def owed(found: Any) -> None:
    """What is owed for each order in effect that has become one since."""
    table: Any = apps.get_model("receivables.Receivable")
    known = {fact.id for fact in found.facts.values() if fact.object == "receivable"}
    names = {fact.id: name for name, fact in found.facts.items() if fact.object == "sales_order"}
    for row in table.objects.system(reason=WHY).exclude(pk__in=known).order_by("pk"):
        parents = {
            "account": (("account", row.account_id),),
            "order": (("sales_order", row.order_id),),
        }
        name = f"receivable of {names[row.order_id]}"
        found.facts[name] = Fact("receivable", row.pk, row.owner_id, row.department_id, parents=parents)


def invoiced(found: Any) -> None:
    """Half of the requests are issued."""
    table: Any = apps.get_model("invoicing.Invoice")
    names = [name for name in found.facts if name.startswith("billed invoice_request ")]
    for place, name in enumerate(names):
        request = found.facts[name]
        params = {"number": f"{place:020d}"}
        single(record_action(system_context(), "invoice_request", "issue", [request.id], params))
        row = table.objects.system(reason=WHY).get(request_id=request.id)
        parents = {one: request.parents[one] for one in ("account", "order")}
        called = f"invoice of {name}"
        found.facts[called] = Fact("invoice", row.pk, row.owner_id, row.department_id, parents=parents)
        found.lines(called, "invoicing.InvoiceLine", "invoice_id")
