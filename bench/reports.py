"""What reports over a large company cost: the two reports on campaigns, and leads by state, beside the same by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from bench import bare
from bench.caller import Person, sign_in
from bench.copying import bare_tables, defaults_of
from bench.reading import Measurement
from guike.domains.campaigns.models import Campaign
from guike.domains.leads.models import Lead
from guike.domains.opportunities.models import Opportunity
from guike.domains.orders.models import SalesOrder
from guike.platform.org.queries import begin_versions

#: for a million leads: campaigns, opportunities that came from leads, orders that came from these
CAMPAIGNS, OPPORTUNITIES, ORDERS = 500, 300_000, 1_000_000
#: the number of the first row that the bench adds to a table
FIRST = 50_000_000
OF_CAMPAIGN = {"object": "campaign", "groups": ["name"]}
LEADS = {"agg": "count_distinct", "field": "leads.name", "as": "leads"}
ACCOUNTS = {"agg": "count_distinct", "field": "leads.converted_account.name", "as": "accounts"}


@contextmanager
def reported() -> Iterator[list[Measurement]]:
    """The measurements, for which campaigns, opportunities and orders stand."""
    begin_versions()
    furnish()
    people = {login: sign_in(login) for login in ("admin", "head")}
    yield list(_measured(people))


def furnish() -> None:
    """Give every lead a campaign and some an opportunity with orders, once: what is there already stays."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM campaign WHERE id >= %s", [FIRST])
        if cursor.fetchone()[0]:
            return
        cursor.execute("SELECT count(*), min(id) FROM lead")
        leads, first = cursor.fetchone()
    share = leads / 1_000_000
    with bare_tables(Campaign, Lead, Opportunity, SalesOrder), connection.cursor() as cursor:
        insert(
            Campaign,
            CAMPAIGNS,
            {"name": "'活动 ' || n", "label": "'活动 ' || n", "label_sort": "'huodong ' || n"},
        )
        cursor.execute(
            "UPDATE lead SET campaign_id = %s + id %% %s,"
            " converted_account_id = CASE WHEN status = 'converted' THEN (SELECT min(id) FROM account) + id %% 50000 END",
            [FIRST, CAMPAIGNS],
        )
        cursor.execute("SELECT min(id) FROM account")
        account = cursor.fetchone()[0]
        cursor.execute("SELECT process_id, stage_id FROM opportunity LIMIT 1")
        process, stage = cursor.fetchone()
        of_lead = f"{first} + n * 3 % {leads}"
        insert(
            Opportunity,
            int(OPPORTUNITIES * share),
            {"lead_id": of_lead, "campaign_id": f"{FIRST} + ({of_lead}) % {CAMPAIGNS}", "account_id": f"{account} + n % 50000",
             "process_id": str(process), "stage_id": str(stage), "amount": "n % 1000", "name": "'商机 ' || n",
             "status": "CASE n % 3 WHEN 0 THEN 'won' ELSE 'open' END", "currency": "'CNY'", "exchange_rate": "1"},
        )  # fmt: skip
        insert(
            SalesOrder,
            int(ORDERS * share),
            {"opportunity_id": f"{FIRST} + n % {int(OPPORTUNITIES * share)}", "lead_id": f"{first} + (n % {int(OPPORTUNITIES * share)}) * 3 % {leads}",
             "account_id": f"{account} + n % 50000", "total_amount": "n % 1000", "status": "'confirmed'", "currency": "'CNY'", "exchange_rate": "1",
             "number": "'SO' || n"},
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE lead, campaign, opportunity, sales_order")


def insert(model: type[models.Model], count: int, columns: Mapping[str, str]) -> None:
    """So many rows, numbered from FIRST on: columns by an expression over n, the others with their defaults."""
    plain = {name: value for name, value in defaults_of(model).items() if name not in columns}
    concrete = {one.attname: one for one in model._meta.concrete_fields}
    names, texts, params = ["id"], [f"{FIRST} + n"], list[Any]()
    for name, text in columns.items():
        if name in concrete:
            names.append(concrete[name].column)
            texts.append(text)
    for name, value in plain.items():
        field = concrete[name]
        names.append(field.column)
        is_time = isinstance(field, models.DateTimeField)
        texts.append("now()" if is_time else "%s")
        params += [] if is_time else [field.get_db_prep_save(value, connection)]
    listed, read = (
        ", ".join(names),
        ", ".join(text.replace("%", "%%") if text != "%s" else text for text in texts),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({listed}) SELECT {read} FROM generate_series(0, %s) AS n",  # noqa: S608
            [*params, count - 1],
        )


def _report(person: Person, spec: Mapping[str, Any]) -> Callable[[], Any]:
    return lambda: person.post("/reports/run", {"spec": spec})


def _by_hand(*statements: str) -> Callable[[], Any]:
    return lambda: bare.run([(one, ()) for one in statements])


def _measured(people: Mapping[str, Person]) -> Iterator[Measurement]:
    opportunities = [
        LEADS, ACCOUNTS,
        {"agg": "count_distinct", "field": "leads.opportunities.name", "as": "opportunities"},
        {"agg": "sum", "field": "leads.opportunities.amount", "as": "amount"},
    ]  # fmt: skip
    orders = [
        LEADS, ACCOUNTS,
        {"agg": "count_distinct", "field": "leads.sales_orders.number", "as": "orders"},
        {"agg": "sum", "field": "leads.sales_orders.total_amount", "as": "amount"},
    ]  # fmt: skip
    for name, measures, by_hand in (
        ("report: campaigns with opportunities", opportunities, OPPORTUNITIES_BY_HAND),
        ("report: campaigns with orders", orders, ORDERS_BY_HAND),
    ):
        spec = {**OF_CAMPAIGN, "measures": measures}
        yield Measurement(f"{name}, administrator", _report(people["admin"], spec), _by_hand(*by_hand))
        yield Measurement(f"{name}, branch head", _report(people["head"], spec), None)
    state = {"object": "lead", "groups": ["status"], "measures": [{"agg": "count", "as": "n"}]}
    counted = "SELECT status, count(*) FROM lead WHERE deleted_at IS NULL GROUP BY status"
    yield Measurement("report: leads by state", _report(people["admin"], state), _by_hand(counted))


def _campaigns(join: str, figures: str, by: str = "l.campaign_id") -> str:
    return (
        f"SELECT {by}, {figures} FROM lead l {join} WHERE l.deleted_at IS NULL"  # noqa: S608
        f" AND l.campaign_id IS NOT NULL GROUP BY {by}"
    )


_ACCOUNT = "JOIN account a ON a.id = l.converted_account_id AND a.deleted_at IS NULL"
_TOTAL = (
    f"SELECT count(DISTINCT l.converted_account_id) FROM lead l {_ACCOUNT}"  # noqa: S608
    " WHERE l.deleted_at IS NULL AND l.campaign_id IS NOT NULL"
)
_NAMES = "SELECT id, label FROM campaign WHERE deleted_at IS NULL"
_LEADS = _campaigns("", "count(*)")
_ACCOUNTS = _campaigns(_ACCOUNT, "count(DISTINCT l.converted_account_id)")
#: what a program for these two reports alone would send: each figure over its own table, and the total of what groups share
OPPORTUNITIES_BY_HAND: Sequence[str] = (
    _NAMES, _LEADS, _ACCOUNTS, _TOTAL,
    _campaigns("JOIN opportunity o ON o.lead_id = l.id AND o.deleted_at IS NULL", "count(*), sum(o.base_amount)"),
)  # fmt: skip
ORDERS_BY_HAND: Sequence[str] = (
    _NAMES, _LEADS, _ACCOUNTS, _TOTAL,
    _campaigns("JOIN sales_order o ON o.lead_id = l.id AND o.deleted_at IS NULL", "count(*), sum(o.base_total_amount)"),
)  # fmt: skip
