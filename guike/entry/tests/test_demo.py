"""The demo company: everybody in his place, every figure consistent; and taken out again."""

from __future__ import annotations

import argparse
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, is_password_usable
from django.db import connection
from django.db.models import F
from django.test import Client

from guike.domains.credit.queries import credit_told
from guike.entry.api.auth import DEMO_LOGINS, DEMO_PASSWORD
from guike.entry.commands import demo, init
from guike.entry.demo import NoDemoError, clear, load
from guike.entry.demo.clearing import TRAILS, _holding, business_objects
from guike.entry.demo.credit import COMPANIES, GROUP, WITHIN
from guike.entry.demo.people import COMPANY
from guike.entry.demo.talk import POSTS
from guike.kernel import clock
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context, system_context
from guike.platform.approvals.models import ApprovalRequest
from guike.platform.audit.models import AuditEntry
from guike.platform.database.host import HostError
from guike.platform.events.models import Event
from guike.platform.files.models import File
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.registry import registry
from guike.platform.org.models import ApiToken, User
from guike.platform.org.queries import begin_versions, directory
from guike.platform.org.services import digest_of, token_issue
from guike.platform.records.figures import recompute_rollup
from guike.platform.records.reading import living, table
from guike.platform.records.shapes import single
from guike.platform.records.writing import record_create, record_delete, record_update
from guike.platform.reports.models import Report
from guike.platform.reports.saved import Kept, run_kept
from guike.platform.settings import queries as settings
from tests.support.reports import presets_that_differ

TOKEN = "gk_of-a-script"
WHY = "a test looks at the demo company"


def _count(name: str, **conditions: Any) -> int:
    return int(living(catalogue().get(name)).system(reason=WHY).filter(**conditions).count())


def _rows_of(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{name}"')
        return int(cursor.fetchone()[0])


def _reports_have_figures(boss: int) -> None:
    """The saved ones of the company: each has rows, and its groups add up to its total."""
    actor = actor_of(boss)
    assert actor is not None
    rows = Report.objects.system(reason=WHY).order_by("name")
    assert [row.name for row in rows] == ["在谈商机按阶段", "线索来源按月"]
    for row, figure in zip(rows, ("opportunities", "leads"), strict=True):
        answer = run_kept(Context(actor), Kept(row.name, row.spec))
        assert sum(line["values"][figure] for line in answer["rows"]) == answer["totals"][figure] > 0


def _campaigns_lead_to_orders() -> None:
    """Both reports of campaigns have something to tell in each column, and what a lead became kept its campaign."""
    for code, figure in (("opportunities", "opportunities"), ("orders", "orders")):
        preset = registry.reports[f"campaign_leads_to_{code}"]
        totals = run_kept(system_context(), Kept("", preset.spec, preset.counts))["totals"]
        assert totals["leads"] > totals["customers"] >= totals[figure] > 0
        assert Decimal(totals["amount"]) > 0
    orders = living(catalogue().get("sales_order")).system(reason=WHY).filter(lead__isnull=False)
    for campaign, of_lead, of_deal in orders.values_list(
        "campaign", "lead__campaign", "opportunity__campaign"
    ):
        assert campaign == of_lead == of_deal is not None
    late = living(catalogue().get("lead")).system(reason=WHY).filter(converted_at__lte=F("created_at"))
    assert not late.exists()


def _credit_has_its_stories() -> None:
    """One order was approved by the system and says why, one waits; the group has nearly used up its limit and its companies use it together."""
    requests = ApprovalRequest.objects.system(reason=WHY).filter(definition__name="信用审批")
    told = sorted((one.status, one.steps[0].get("reason") or "") for one in requests)
    assert told == [("approved", WITHIN), ("pending", "")], told
    group = living(catalogue().get("account")).system(reason=WHY).get(name=GROUP)
    below = living(catalogue().get("account")).system(reason=WHY).filter(parent_id=group.pk)
    assert sorted(below.values_list("name", flat=True)) == sorted(name for name, _machines in COMPANIES)
    stood = credit_told(system_context(), group.pk)
    assert (Decimal(0) < Decimal(stood["available_amount"]) < 9_000) is True
    assert Decimal(stood["used_amount"]) == sum(one.total_order_amount for one in below) > 0


def _new_products_are_marketings(marketing: int) -> None:
    """Of the orders that it sees, those with a new product may be changed, the others only be read."""
    actor = actor_of(marketing)
    assert actor is not None
    spec = catalogue().get("sales_order")
    seen, changed = (
        {row.pk for row in living(spec).visible_to(Context(actor), action)} for action in ("view", "edit")
    )
    new = set(
        living(catalogue().get("sales_order_line"))
        .system(reason=WHY)
        .filter(product__is_new=True)
        .values_list("order_id", flat=True)
    )
    assert changed == seen & new
    assert changed < seen


def test_the_demo_company_is_consistent_and_goes_again(
    fresh_db: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    load("tiny")
    begin_versions()
    people = {p.username: p for p in directory().people.values()}
    assert {name for name, _zh, _en in DEMO_LOGINS} <= set(people)
    assert len(people) == 48
    sealed = User.objects.system(reason=WHY).get(username="sales1").password
    assert check_password(DEMO_PASSWORD, sealed)
    _reports_have_figures(people["boss1"].id)
    manager, seller = actor_of(people["manager1"].id), people["sales1"]
    assert manager is not None
    assert seller.department_id in manager.headed_departments
    assert seller.id in manager.subordinates
    assert settings.get("company.is_demo") is True

    assert 150 < _count("lead") <= 200
    assert _count("lead", status="converted") > 0
    assert _count("opportunity", status="won") > 0
    assert _count("sales_order", status="approved") > 0
    _campaigns_lead_to_orders()
    _credit_has_its_stories()
    _new_products_are_marketings(people["marketing1"].id)
    assert presets_that_differ(system_context()) == []
    states = ("draft", "pending", "approved", "rejected", "reimbursed")
    assert [_count("expense", status=one) for one in states] == [2, 3, 4, 1, 3]
    assert [_count("payment", status=one) for one in ("pending", "rejected")] == [6, 2]
    assert _count("payment", status="confirmed", unallocated_amount__gt=0) == 2
    owed = ("open", "partly", "settled", "written_off")
    assert [one for one in owed if not _count("receivable", status=one)] == []
    assert [_count("refund", status=one) for one in ("pending_approval", "paid")] == [1, 1]
    assert _count("write_off", status="approved") == 1
    assert [_count("sales_return", status=one) for one in ("draft", "approved", "received")] == [1, 1, 2]
    assert _count("sales_return", kind="exchange", exchange_order__isnull=False) == 1
    assert [_count("invoice_request", status=one) for one in ("pending", "rejected", "issued")] == [5, 1, 20]
    assert [_count("invoice", is_red=one) for one in (False, True)] == [20, 1]
    assert (_count("bank_receipt", status="unmatched"), _count("bank_claim", status="open")) == (5, 1)
    assert [_count("product_code_request", status=one) for one in (*states[:3], "rejected")] == [1, 1, 1, 1]
    assert Event.objects.filter(object_name="lead").count() == 0
    for parent, rollup in [(p.name, r) for pairs in catalogue().rollups.values() for p, r in pairs]:
        assert recompute_rollup(catalogue().get(parent), rollup) == 0, (parent, rollup.field)
    for order in living(catalogue().get("sales_order")).system(reason=WHY):
        lines = living(catalogue().get("sales_order_line")).system(reason=WHY).filter(order_id=order.pk)
        assert sum(line.net_amount for line in lines) == order.total_amount, order.number

    _people_work(people["admin"].id, seller.id)
    _clear_asks_with_numbers(capsys)
    assert [one.spec.name for one in map(_holding, business_objects()) if one.records] == []
    for name in TRAILS:
        if name != "history":  # which tells of what became of the definitions
            assert _rows_of(name) == 0, name
    assert set(directory().people) == {p.id for p in people.values()}
    assert (settings.get("company.is_demo"), settings.get("company.name")) == (False, COMPANY)
    assert _count("unit") == 7
    assert File.objects.filter(deleted_at=None).values_list("name", flat=True).get() == "photo.png"
    line = AuditEntry.objects.system(reason="a test looks").get(action="demo.cleared")
    assert line.detail["records"] == {**line.detail["records"], "lead_pool": 5, "product": 29}

    sealed = set(User.objects.system(reason=WHY).values_list("password", flat=True))
    assert not any(is_password_usable(one) for one in sealed)
    assert Client().get("/api/v1/auth/me", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 401
    given = argparse.Namespace(username="Admin", name=None, password="violet-Harbour-9")
    assert init.run(given) == 0
    administrator = User.objects.system(reason=WHY).get(username="admin")
    assert check_password("violet-Harbour-9", administrator.password)
    assert len(directory().people) == 48
    with pytest.raises(HostError, match="This company has users already"):
        init.run(given)
    _goes_on_for_real(administrator.pk)


def context_of(user_id: int) -> Context:
    actor = actor_of(user_id)
    assert actor is not None
    return Context(actor)


def _people_work(administrator: int, seller: int) -> None:
    """Two records added, one of them deleted again; one of the demo's own changed; a file and a key."""
    ctx = context_of(seller)
    added = [
        single(record_create(ctx, "lead", [{"name": name, "company": "棠梨包装", "source": "phone"}])).id
        for name in ("沈默", "林晚")
    ]
    record_delete(system_context(), "lead", [added[0] or 0])
    leads = living(catalogue().get("lead")).system(reason=WHY)
    changed = leads.exclude(pk__in=added).exclude(status="converted").order_by("pk")[0]
    single(record_update(ctx, "lead", [{"id": added[1], "description": "想下周再谈"}]))
    about = {"object": "lead", "record": added[1], "content": "请尽快回访"}
    for name, said in (("post", {"content": "今天签了一单"}), ("comment", about)):
        single(record_create(ctx, name, [said]))
    row = {"id": changed.pk, "description": "预算已定"}
    single(record_update(context_of(administrator), "lead", [row]))
    now = clock.now()
    for name, of, record in (("样张.png", "lead", changed.pk), ("photo.png", "", None)):
        File.objects.create(
            name=name, size=1, type="image/png", digest="0", object_name=of, record_id=record, created_at=now
        )
    issued, _text = token_issue(administrator, "script")
    ApiToken.objects.filter(pk=issued.pk).update(digest=digest_of(TOKEN))


def _clear(name: str | None) -> int:
    return demo.run(argparse.Namespace(what="clear", yes_i_mean=name))


def _clear_asks_with_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    before = {name: _count(name) for name in ("lead", "account", "product")}
    for wrong in (None, "", "yes", "岚榭打印设备"):
        capsys.readouterr()
        with pytest.raises(HostError, match=r"^Nothing was changed: "):
            _clear(wrong)
        assert {name: _count(name) for name in before} == before
    leads = table(catalogue().get("lead")).system(reason=WHY).count()
    said = capsys.readouterr().out.splitlines()
    assert f"  Leads: {leads}, 2 of them added by people" in said
    assert "  Products: 29" in said
    assert "Mind: people added 4 and changed 1 of them; these go, too." in said
    counted = dict(line.strip().split(": ") for line in said if line.startswith("  "))
    assert counted["Posts"] == f"{len(POSTS) + 1}, 1 of them added by people"
    assert counted["Comments"].endswith(", 1 of them added by people")
    processes = ("Approval requests", "Automation runs", "Resource bookings", "Expenses")
    assert {name: counted[name].isdecimal() for name in processes} == dict.fromkeys(processes, True)
    assert "48 people, roles, definitions and settings stay; " in said[-1]
    assert _clear(COMPANY.replace("（", "(").replace("）", ")")) == 0
    everything = sum(int(line.partition(": ")[2].partition(",")[0]) for line in said if line.startswith("  "))
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"{everything} records of the demo company ")


def _goes_on_for_real(administrator: int) -> None:
    """What is entered now is nobody's demonstration."""
    row = {"name": "周舟", "company": "棠梨包装", "source": "phone", "owner": administrator}
    single(record_create(system_context(), "lead", [row], system=True))
    with pytest.raises(HostError, match=f"“{COMPANY}” is no demo company: .* nothing was changed$"):
        _clear(COMPANY)
    with pytest.raises(NoDemoError):
        clear(COMPANY)
    assert _count("lead") == 1
