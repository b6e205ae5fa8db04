"""The company that the matrix is asked about: every kind of user, and records in every place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps

from guike.kernel import clock
from guike.platform.access.context import system_context
from guike.platform.access.models import TeamMember
from guike.platform.directory.presets import role_columns
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.registry import registry
from guike.platform.notify.deliveries import dispatch
from guike.platform.notify.preferences import set_preferences
from guike.platform.notify.services import notify
from guike.platform.org.models import ApiToken, Role
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.actions import record_action
from guike.platform.records.shapes import single
from guike.platform.reports.snapshots import take
from guike.platform.webhooks.queueing import Fact as Told
from guike.platform.webhooks.queueing import write
from tests.access_matrix import goods
from tests.access_matrix.approvals import Scene, define, play, request_facts
from tests.access_matrix.lines import LINE_PARENTS
from tests.access_matrix.money import owed, paid
from tests.access_matrix.oracle import Fact, Key, Oracle, Pool, Someone
from tests.support.company import WHY, caller, make, nobody_decides, person

LOAN = "matrix_loan__c"
NOBODY = "nobody"
#: username → (preset roles, more columns by name)
KINDS: Mapping[str, tuple[tuple[str, ...], Mapping[str, Any]]] = {
    "sales": (("sales",), {"department": "north_sales", "superior": "superior"}),
    "colleague": (("sales",), {"department": "north_sales"}),
    "other": (("sales_rep",), {"department": "south"}),
    "superior": (("sales",), {"department": "head_office"}),
    "head": (("sales_rep",), {"department": "head_office"}),
    "manager": (("sales_manager",), {"department": "north"}),
    "director": (("director",), {"department": "head_office", "departments": ("south",)}),
    "pool_admin": (("pool_admin",), {"department": "head_office"}),
    "marketing": (("marketing",), {"department": "head_office"}),
    "finance": (("finance",), {"department": "head_office"}),
    "service": (("service",), {"department": "head_office", "departments": ("north",)}),
    "follower": (("order_follower", "archive_admin"), {"department": "south"}),
    "unroled": ((), {"department": "north_sales"}),
    "collaborator": (("collaborator",), {"department": "north"}),
    "portal": (("sales_manager",), {"department": "north", "kind": "portal"}),
    "integration": (("administrator",), {"department": "north", "kind": "integration"}),
    "admin": (("administrator",), {"department": "head_office"}),
}


@dataclass(frozen=True)
class World:
    """users: name → id; tokens: name → bearer token; facts by name, such as `lead of sales`."""

    users: Mapping[str, int]
    tokens: Mapping[str, str]
    oracle: Oracle
    facts: Mapping[str, Fact]

    def of(self, object_name: str) -> list[Fact]:
        return [fact for fact in self.facts.values() if fact.object == object_name]


def token_of(user: int) -> str:
    return str(caller(user).token)


class _Builder:
    def __init__(self) -> None:
        self.units: dict[str, int] = {}
        self.users: dict[str, int] = {}
        self.facts: dict[str, Fact] = {}
        self.pools: dict[Key, Pool] = {}

    def unit(self, name: str, above: str | None = None) -> None:
        parent = {"parent": self.units[above]} if above else {}
        self.units[name] = int(make("department", name=name, code=name, kind="sales", **parent).pk)

    def people(self) -> dict[int, Someone]:
        found = {}
        order = ["superior", *(name for name in KINDS if name != "superior")]
        for name in order:
            roles, more = KINDS[name]
            columns = dict(more)
            department = self.units[columns.pop("department")]
            charge = tuple(self.units[unit] for unit in columns.pop("departments", ()))
            above = self.users.get(columns.pop("superior", ""))
            user = person(
                name, *roles, department=department, departments=list(charge), superior_id=above, **columns
            )
            self.users[name] = user
            found[user] = Someone(user, roles, columns.get("kind", "internal"), department, charge, above)
        return found

    def fact(self, known_as: str, object_name: str, /, **values: Any) -> Fact:
        """A record made by the system, and what the oracle needs to know of it."""
        row = make(object_name, **values)
        parents: dict[str, tuple[Key, ...]] = {}
        for field in ("account", "campaign"):
            if values.get(field) and object_name not in ("lead", "account"):
                parents[field] = ((field, values[field]),)
        if values.get("order"):
            parents["order"] = (("sales_order", values["order"]),)
        if values.get("related"):
            parents["related"] = tuple((one["object"], one["id"]) for one in values["related"])
        found = Fact(
            object_name, row.pk, row.owner_id, row.department_id, getattr(row, "pool_id", None), parents
        )
        self.facts[known_as] = found
        return found

    def lines(self, name: str, model: str, column: str, called: str = "") -> None:
        """The facts of the lines of a fact; `called`: of another object than its lines."""
        parent = self.facts[name]
        table: Any = apps.get_model(model)
        spec = called or f"{parent.object}_line"
        for pk in table.objects.system(reason=WHY).filter(**{column: parent.id}).values_list("pk", flat=True):
            self.facts[f"{spec} {pk} of {name}"] = Fact(spec, pk, line_of=parent.key)


def _organise(found: _Builder) -> dict[int, Someone]:
    found.unit("head_office")
    found.unit("north", "head_office")
    found.unit("north_sales", "north")
    found.unit("south", "head_office")
    people = found.people()
    department: Any = apps.get_model("org.Department")
    department.objects.system(reason=WHY).filter(pk=found.units["south"]).update(head_id=found.users["head"])
    for kind in ("lead_pool", "account_pool"):
        admins, members = [found.users["pool_admin"]], [found.users["other"]]
        for name, units in (("shared", [found.units["north"]]), ("closed", [])):
            pool = make(
                kind,
                name=name,
                admins=admins if units else [],
                members=members if units else [],
                member_departments=units,
            )
            found.pools[kind, pool.pk] = (
                Pool(frozenset(admins), frozenset(members), frozenset(units)) if units else Pool()
            )
    bump(permission=True)
    begin_versions()
    return people


def _custom_object() -> None:
    make("object_def", api_name=LOAN, label={"zh-CN": "借用", "en": "Loan"})
    role = Role.objects.system(reason=WHY).get(code="sales")
    granted = {**role.permissions, LOAN: ["view", "create", "edit", "delete", "transfer"]}
    Role.objects.system(reason=WHY).filter(pk=role.pk).update(permissions=granted)
    bump(metadata=True, permission=True)
    begin_versions()


OWNERS = ("sales", "colleague", "other", "marketing")


def _records(found: _Builder) -> None:
    users = found.users
    shared = {
        kind: next(pk for (k, pk), p in found.pools.items() if k == kind and p.admins)
        for kind in ("lead_pool", "account_pool")
    }
    closed = {
        kind: next(pk for (k, pk), p in found.pools.items() if k == kind and not p.admins) for kind in shared
    }
    product = make("product", code="M1", name="Matrix", standard_price="10").pk
    for owner in OWNERS:
        campaign = found.fact(f"campaign of {owner}", "campaign", name=f"Fair {owner}", owner=users[owner])
        guest = {"name": f"Guest {owner}", "source": "phone", "owner": users[owner]}
        lead = found.fact(f"lead of {owner}", "lead", **guest)
        found.fact(
            f"campaign_member of {owner}",
            "campaign_member",
            campaign=campaign.id,
            lead=lead.id,
            owner=users[owner],
        )
        found.fact(
            f"account of {owner}", "account", name=f"Firm {owner}", status="formal", owner=users[owner]
        )
        found.fact(f"loan of {owner}", LOAN, name=f"Loan {owner}", owner=users[owner])
        found.fact(
            f"expense of {owner}",
            "expense",
            kind="travel",
            amount="100",
            incurred_on="2026-01-05",
            employee=users[owner],
            owner=users[owner],
        )
    _reimbursed(found)
    _code_requests(found)
    for kind, object_name in (("lead_pool", "lead"), ("account_pool", "account")):
        more = {"source": "phone"} if object_name == "lead" else {"status": "formal"}
        found.fact(
            f"{object_name} in the pool", object_name, name="Waiting", pool=shared[kind], owner=None, **more
        )
        found.fact(
            f"{object_name} in a closed pool", object_name, name="Shut", pool=closed[kind], owner=None, **more
        )
        found.fact(
            f"{object_name} taken from the pool",
            object_name,
            name="Taken",
            pool=shared[kind],
            owner=users["other"],
            **more,
        )
    _below_accounts(found, product)
    paid(found, product)
    goods.stock(found, product, OWNERS)
    pooled = {"object": "lead", "id": found.facts["lead in the pool"].id}
    found.fact(
        "activity in the pool",
        "activity",
        kind="task",
        subject="Waiting",
        related=[pooled],
        owner=users["marketing"],
    )
    _kept(found)
    _team(found, "lead of other", "colleague", "read")
    _team(found, "account of other", "colleague", "edit")
    _team(found, "opportunity of other at other", "marketing", "edit")
    _team(found, "sales_order of other at other", "service", "read")
    _team(found, "loan of other", "sales", "read")


def _reimbursed(found: _Builder) -> None:
    """A salesperson's expense of which a part was paid, and a supplier."""
    expense = found.facts["expense of sales"].id
    for action, params in (("submit", {}), ("reimburse", {"amount": "40"})):
        single(record_action(system_context(), "expense", action, [expense], params))
    found.lines(
        "expense of sales", "expenses.ExpenseReimbursement", "expense_id", called="expense_reimbursement"
    )
    make("supplier", code="S1", name="Hall")


def _code_requests(found: _Builder) -> None:
    category, unit = make("product_category", name="Labels").pk, make("unit", name="roll").pk
    wanted = {"category": category, "base_unit": unit, "reason": "wanted"}
    for owner in OWNERS:
        name = f"code request of {owner}"
        found.fact(name, "product_code_request", name=f"Label {owner}", owner=found.users[owner], **wanted)


def _kept(found: _Builder) -> None:
    """The opportunities of a week, as they were kept."""
    assert take(registry.snapshots["weekly_pipeline"], date(2026, 1, 4))
    table: Any = apps.get_model("opportunities.ForecastSnapshot")
    for row in table.objects.system(reason=WHY):
        found.facts[f"forecast_snapshot {row.pk}"] = Fact(
            "forecast_snapshot", row.pk, row.owner_id, row.department_id
        )


def _below_accounts(found: _Builder, product: int) -> None:
    users = found.users
    for where, owner in (
        ("sales", "sales"),
        ("sales", "other"),
        ("other", "other"),
        ("other", "sales"),
        ("colleague", "other"),
    ):
        account = found.facts[f"account of {where}"].id
        values = {"account": account, "owner": users[owner]}
        tail = f"of {owner} at {where}"
        found.fact(f"contact {tail}", "contact", name=f"Person {tail}", **values)
        found.fact(f"address {tail}", "address", detail=f"Road {tail}", **values)
        found.fact(
            f"credit_limit {tail}",
            "credit_limit",
            limit_amount="1000000",
            is_temporary=True,
            valid_to_on="2036-01-01",
            **values,
        )
        found.fact(
            f"opportunity {tail}",
            "opportunity",
            name=f"Deal {tail}",
            source="other",
            lines=[{"product": product, "quantity": "1"}],
            **values,
        )
        found.fact(
            f"sales_order {tail}", "sales_order", lines=[{"product": product, "quantity": "1"}], **values
        )
        found.lines(f"opportunity {tail}", "opportunities.OpportunityLine", "opportunity_id")
        found.lines(
            f"opportunity {tail}", "opportunities.StageHistory", "opportunity_id", called="stage_history"
        )
        found.lines(f"sales_order {tail}", "orders.SalesOrderLine", "order_id")
        goods.shipment(found, tail, owner)
        related = [{"object": "account", "id": account}]
        found.fact(
            f"activity {tail}",
            "activity",
            kind="call",
            subject=f"Call {tail}",
            related=related,
            owner=users[owner],
        )


def _said(found: _Builder) -> None:
    """Comments on records, also on a post; posts to everybody and to somebody, with a record and without."""
    users = found.users

    def say(known_as: str, object_name: str, by: str, about: list[Fact], to: tuple[str, ...] = ()) -> Fact:
        values: dict[str, Any] = {"content": known_as}
        if object_name == "comment":
            values |= {"object": about[0].object, "record": about[0].id}
        else:
            values["related"] = [{"object": one.object, "id": one.id} for one in about]
            values |= {"audience": "users", "users": [users[name] for name in to]} if to else {}
        row = make(object_name, users[by], **values)
        audience = frozenset(users[name] for name in to) if to else None
        fact = Fact(
            object_name,
            row.pk,
            users[by],
            parents={"related": tuple(one.key for one in about)},
            audience=audience,
        )
        found.facts[known_as] = fact
        return fact

    lead, order = found.facts["lead of sales"], found.facts["sales_order of other at sales"]
    say("comment on a lead", "comment", "sales", [lead])
    say("comment on a taken lead", "comment", "other", [found.facts["lead taken from the pool"]])
    say("comment on an order", "comment", "other", [order])
    say("comment on a campaign", "comment", "marketing", [found.facts["campaign of sales"]])
    say("post to all", "post", "sales", [])
    say("post about a lead", "post", "sales", [lead])
    say("post about two", "post", "admin", [lead, found.facts["lead in the pool"]])
    private = say("post to one", "post", "sales", [], ("colleague",))
    say("comment on a post", "comment", "colleague", [private])


#: who submits what, whom it is asked of, and what he does
_SCENES: Mapping[str, tuple[str, str, Scene]] = {
    "waiting": ("sales_order", "sales", Scene(["other"], cc=["follower"])),
    "decided": ("sales_order", "sales", Scene(["other"], cc=["colleague"], acts=["+other"])),
    "refused": ("sales_order", "sales", Scene(["colleague"], acts=["-colleague"])),
    "half decided": ("sales_order", "sales", Scene(["other", "colleague"], acts=["+other"])),
    "handed on": ("sales_order", "sales", Scene(["other"], acts=["other>head"])),
    "stood in for": ("sales_order", "sales", Scene(["other"], away=("other", "colleague"))),
    "waiting expense": ("expense", "other", Scene(["colleague"], cc=["sales"])),
    "decided expense": ("expense", "other", Scene(["colleague"], acts=["+colleague"])),
}


def _decided(found: _Builder) -> None:
    """Records that wait for an approval, or did."""
    account = found.facts["account of sales"].id
    product = found.facts["product row"].id
    for name, (object_name, owner, scene) in _SCENES.items():
        values: dict[str, Any] = {"owner": found.users[owner]}
        if object_name == "sales_order":
            values |= {
                "account": account,
                "customer_order_no": name,
                "lines": [{"product": product, "quantity": "1"}],
            }
        else:
            values |= {
                "kind": "travel",
                "amount": "100",
                "incurred_on": "2026-01-05",
                "employee": found.users[owner],
            }
            values |= {"payee": name}
        field = "customer_order_no" if object_name == "sales_order" else "payee"
        fact = found.fact(f"{object_name} {name}", object_name, **values)
        where = {"field": field, "op": "eq", "value": name}
        define(found.users["admin"], object_name, name, scene, found.users, where)
        play(scene, found.users, found.users[owner], fact)
        if object_name == "sales_order":
            found.lines(f"{object_name} {name}", "orders.SalesOrderLine", "order_id")
        for one in request_facts(fact):
            found.facts[f"{one.object} {one.id} of {name}"] = one
    table: Any = apps.get_model("approvals", "ApprovalStep")
    for pk, definition in table.objects.system(reason=WHY).values_list("pk", "definition_id"):
        above = ("approval_definition", definition)
        found.facts[f"approval_definition {definition}"] = Fact(*above)
        found.facts[f"approval_step {pk}"] = Fact("approval_step", pk, line_of=above)


def _team(found: _Builder, name: str, user: str, access: str) -> None:
    fact, member = found.facts[name], found.users[user]
    fact.team[member] = access
    TeamMember.objects.bulk_create(
        [
            TeamMember(
                object=fact.object, record_id=fact.id, user_id=member, access=access, created_at=clock.now()
            )
        ]
    )


def _reminder(found: _Builder) -> None:
    """A reminder that goes out by mail."""
    set_preferences(found.users["sales"], [{"kind": "", "channels": ["email"]}])
    notify("lead.next_contact", [found.users["sales"]], occasion="matrix", name="Matrix")
    dispatch()


def _webhook(found: _Builder) -> None:
    """A webhook that has told of a record."""
    hook = make(
        "webhook", name="Warehouse", url="https://example.com/", secret="a" * 16, objects=["lead"], events=["created"],
        run_as=found.users["sales"],
    )  # fmt: skip
    lead = found.facts["lead of sales"]
    told = Told("matrix", "created", clock.now(), [lead.id])
    write(hook, catalogue().get("lead"), told, [lead.id])


def _archives(found: _Builder) -> None:
    """One row of each archive and administration object that has any: function permission alone."""
    for name, model in (
        ("department", "org.Department"), ("user", "org.User"), ("role", "org.Role"), ("currency", "currency.Currency"),
        ("calendar_day", "calendar.CalendarDay"), ("object_def", "metadata.ObjectDef"), ("field_def", "metadata.FieldDef"),
        ("choice_set", "metadata.ChoiceSet"), ("product", "catalog.Product"), ("lead_pool", "leads.LeadPool"),
        ("account_pool", "accounts.AccountPool"), ("sales_process", "opportunities.SalesProcess"), ("stage", "opportunities.Stage"),
        ("audit_entry", "audit.AuditEntry"), ("supplier", "expenses.Supplier"), ("notification_delivery", "notify.NotificationDelivery"),
        ("warehouse", "inventory.Warehouse"), ("stock_level", "inventory.StockLevel"), ("stock_move", "inventory.StockMove"),
        ("webhook", "webhooks.Webhook"), ("webhook_delivery", "webhooks.WebhookDelivery"),
    ):  # fmt: skip
        table: Any = apps.get_model(model)
        pk = table.objects.system(reason=WHY).order_by("pk").values_list("pk", flat=True).first()
        found.facts[f"{name} row"] = Fact(name, pk)


def found() -> World:
    """The company, written into the present database."""
    nobody_decides()
    builder = _Builder()
    people = _organise(builder)
    _custom_object()
    _records(builder)
    _webhook(builder)
    _reminder(builder)
    _said(builder)
    _archives(builder)
    _decided(builder)
    owed(builder)
    roles: dict[str, Any] = {code: role_columns(role) for code, role in registry.roles.items()}
    roles["sales"]["permissions"][LOAN] = ["view", "create", "edit", "delete", "transfer"]
    units = builder.units
    oracle = Oracle(
        people=people,
        tree={
            units["head_office"]: None,
            units["north"]: units["head_office"],
            units["north_sales"]: units["north"],
            units["south"]: units["head_office"],
        },
        heads={units["south"]: builder.users["head"]},
        roles=roles,
        pools=builder.pools,
        facts={fact.key: fact for fact in builder.facts.values()},
        line_parents=LINE_PARENTS,
    )
    tokens = {name: token_of(user) for name, user in builder.users.items()}
    assert ApiToken.objects.count() >= len(tokens)
    begin_versions()
    return World(builder.users, tokens, oracle, builder.facts)
