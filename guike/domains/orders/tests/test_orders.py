"""The life of an order through the API: who may order, states, locks, what accounts and campaigns keep."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, transaction

from guike.domains.accounts.models import Account
from guike.domains.campaigns.models import Campaign
from guike.domains.leads.models import Lead
from guike.domains.opportunities.models import Opportunity
from guike.domains.orders.rules import EDITABLE, SOLD, STATES
from guike.domains.orders.settings import REQUIRE_FORMAL_ACCOUNT
from guike.domains.orders.tests.shop import SELLER, WHY, Shop, body, errors, figures, lines, orders, ship_each
from guike.entry.tests.people import person
from guike.kernel import clock
from guike.platform.events.models import Event
from guike.platform.metadata.catalogue import catalogue
from guike.platform.settings.services import set_many


@pytest.fixture
def shop(db):
    return Shop.open()


@pytest.fixture
def order(shop):
    return shop.order({"product": shop.product("100"), "quantity": "2"})


def code(answer, status=409):
    return body(answer, status)["code"]


def account_of(shop):
    return Account.objects.system(reason=WHY).get(pk=shop.account)


def opportunity(shop, account, **values):
    return shop.make("opportunity", name="商机", account=account, source="other", **values)


def test_an_opportunity_offers_to_make_orders_but_not_the_lead_that_it_came_from(shop):
    """What points at a record by a field that nobody writes is not begun from it."""
    both = person("both", {**SELLER, "lead": ["view", "create", "edit"]})
    relations = body(both.get("/meta/objects/opportunity"))["relations"]
    may = {one["object"]: one["can_create"] for one in relations}
    assert (may["sales_order"], may["lead"]) == (True, False)


@pytest.mark.req("OR-15")
def test_a_validation_rule_looks_at_lines_as_they_will_stand(shop):
    """Nothing of a new order is stored yet, and of a changed one something else."""
    boss = person("boss", is_administrator=True)
    dear = {"some": "lines", "where": {"field": "discount_rate", "op": "gt", "value": "0.5"}}
    rule = {"object": "sales_order", "name": "折扣", "filter": dear, "message": "行折扣不能超过五折"}
    body(boss.post("/records/validation_rule", rule), 201)
    row = {"product": shop.product("100"), "quantity": "1"}
    refused = shop.refuse({**row, "discount_rate": "0.6"})
    assert [e["message"] for e in body(refused, 422)["errors"]] == ["行折扣不能超过五折"]
    order = shop.order({**row, "discount_rate": "0.5"})
    lines_of_it = [{"id": order["lines"][0]["id"], "discount_rate": "0.7"}]
    assert errors(shop.change(order, lines=lines_of_it)) == [("number", "rule.refused")]
    assert body(shop.change(order, description="急"))["description"] == "急"
    whole = {"field": "sales_order.account.status", "op": "eq", "value": "formal"}
    many = {"all": [whole, {"field": "quantity", "op": "gt", "value": "9"}]}
    rule = {
        "object": "sales_order_line",
        "name": "数量",
        "filter": many,
        "message": "最多九件",
        "field": "quantity",
    }
    body(boss.post("/records/validation_rule", rule), 201)
    assert errors(shop.refuse({**row, "quantity": "10"})) == [("lines[0].quantity", "rule.refused")]
    assert shop.order({**row, "quantity": "9"})["lines"][0]["quantity"] == "9"


class TestAccounts:
    def test_i4_a_potential_account_does_not_order_directly(self, shop):
        """I4"""
        shop.account = shop.make_account("potential", name="海风文具")
        row = {"product": shop.product(), "quantity": "1"}
        refused = shop.refuse(row)
        assert code(refused) == "account.not_formal"
        assert "海风文具" in refused.json()["detail"]
        assert (orders().count(), lines().count()) == (0, 0)

    def test_of_an_account_out_of_sight_nothing_is_said(self, shop):
        """The domain knows that it is potential and what it is called; who may not see it learns neither."""
        hidden = shop.make_account("potential", name="海风文具")
        stranger = person("stranger", {**SELLER, "account": []})
        row = {"product": shop.product(), "quantity": "1"}
        refused = stranger.post("/records/sales_order", {"account": hidden, "lines": [row]})
        assert errors(refused) == [("account", "reference.unknown")]
        assert "海风文具" not in refused.content.decode()
        absent = stranger.post("/records/sales_order", {"account": hidden + 1000, "lines": [row]})
        assert absent.json() == refused.json()
        assert (orders().count(), lines().count()) == (0, 0)

    def test_i4_it_may_from_an_opportunity_and_becomes_formal_when_approved(self, shop):
        """I4"""
        shop.account = shop.make_account("potential")
        source = opportunity(shop, shop.account)
        order = shop.order({"product": shop.product(), "quantity": "1"}, opportunity=source["id"])
        assert account_of(shop).status == "potential"
        refused = shop.change(order, opportunity=None)
        assert code(refused) == "account.not_formal"
        assert body(shop.act(order, "confirm"))["status"] == "approved"
        assert account_of(shop).status == "formal"

    def test_i4_the_company_may_allow_it(self, shop):
        """I4"""
        set_many({REQUIRE_FORMAL_ACCOUNT: False}, None)
        shop.account = shop.make_account("potential")
        shop.order({"product": shop.product(), "quantity": "1"})
        assert account_of(shop).status == "potential"

    def test_lead_and_campaign_come_from_the_opportunity(self, shop):
        campaign = shop.make("campaign", name="春季展会")["id"]
        source = opportunity(shop, shop.account, campaign=campaign)
        lead = Lead(name="李四", source="exhibition", status="converted")
        Lead.objects.system(reason=WHY).bulk_create([lead])
        Opportunity.objects.system(reason=WHY).filter(pk=source["id"]).update(lead=lead)
        row = {"product": shop.product(), "quantity": "1"}
        order = shop.order(row, opportunity=source["id"])
        assert (order["lead"]["id"], order["campaign"]["id"]) == (lead.pk, campaign)
        other = shop.make("campaign", name="秋季展会")["id"]
        assert shop.order(row, opportunity=source["id"], campaign=other)["campaign"]["id"] == other
        related = body(shop.seller.get(f"/records/opportunity/{source['id']}/related/sales_orders"))
        assert len(related["items"]) == 2

    def test_an_opportunity_or_address_of_another_account_is_refused(self, shop):
        other = shop.make_account()
        source = opportunity(shop, other)
        place = shop.make("address", account=other, detail="某路 1 号")["id"]
        row = {"product": shop.product(), "quantity": "1"}
        refused = errors(shop.refuse(row, opportunity=source["id"]))
        assert refused == [("opportunity", "reference.not_within")]
        assert errors(shop.refuse(row, shipping_address=place)) == [
            ("shipping_address", "reference.not_within")
        ]
        assert orders().count() == 0

    def test_default_addresses_are_taken_and_follow_the_account(self, shop):
        home = shop.make("address", account=shop.account, detail="一号仓", kind="shipping", is_default=True)[
            "id"
        ]
        bill = shop.make("address", account=shop.account, detail="财务部", kind="billing", is_default=True)[
            "id"
        ]
        order = shop.order({"product": shop.product(), "quantity": "1"})
        assert (order["shipping_address"]["id"], order["billing_address"]["id"]) == (home, bill)
        assert (
            shop.order({"product": shop.product(), "quantity": "1"}, shipping_address=None)[
                "shipping_address"
            ]
            is None
        )
        other = shop.make_account()
        there = shop.make("address", account=other, detail="二号仓", kind="shipping", is_default=True)["id"]
        moved = body(shop.change(order, account=other))
        assert (moved["shipping_address"]["id"], moved["billing_address"]) == (there, None)


class TestStates:
    def test_i5_the_table_of_states_is_the_declared_one(self, db):
        """I5: every state is reached, and what is closed leads nowhere."""
        spec = catalogue().get("sales_order")
        choices = spec.by_name["status"].choices
        assert [c.code for c in choices] == list(STATES.codes)
        assert {code for step in STATES.steps for code in step.targets} == set(STATES.codes)
        assert {c.code for c in choices if c.closed} == {"completed", "cancelled"}
        assert STATES.sources("cancel") == ("draft", "rejected", "pending_approval", "approved")
        assert SOLD == ("approved", "partly_shipped", "shipped", "received", "completed")

    @pytest.mark.figures_apart("states are set past the write path")
    def test_i5_every_action_in_every_state(self, shop, order):
        """I5: an action runs in its states alone; a refused one changes nothing."""
        allowed = {"submit": set(EDITABLE), "confirm": {"draft"}, "cancel": set(STATES.sources("cancel"))}
        for action, states in allowed.items():
            for state in STATES.codes:
                orders().filter(pk=order["id"]).update(status=state)
                events = Event.objects.count()
                answer = shop.act(order, action, **({"reason": "客户改主意"} if action == "cancel" else {}))
                if state in states:
                    assert answer.status_code == 200, (action, state, answer.content)
                    continue
                assert code(answer) == "action.not_now", (action, state)
                assert orders().get(pk=order["id"]).status == state
                assert Event.objects.count() == events

    def test_submit_without_an_approval_goes_straight_to_approved(self, shop, order):
        with clock.frozen("2026-11-21T02:00:00+00:00"):
            done = body(shop.act(order, "submit"))
        assert figures(done, "status", "approved_at") == ("approved", "2026-11-21T02:00:00Z")
        (event,) = Event.objects.filter(kind="record.state_changed", object_name="sales_order")
        assert event.payload["changes"] == [{"id": order["id"], "old": "draft", "new": "approved"}]

    def test_an_order_without_lines_is_a_draft_only(self, shop):
        empty = shop.order()
        assert figures(empty, "total_amount", "status") == ("0.00", "draft")
        assert code(shop.act(empty, "submit")) == "order.no_lines"
        assert code(shop.act(empty, "confirm")) == "order.no_lines"
        assert orders().get().status == "draft"

    def test_a_list_of_orders_answers_one_by_one(self, shop, order):
        empty = shop.order()
        answer = shop.seller.post("/records/sales_order/actions/confirm", {"ids": [empty["id"], order["id"]]})
        results = body(answer)["results"]
        assert [row["ok"] for row in results] == [False, True]
        assert sorted(orders().values_list("status", flat=True)) == ["approved", "draft"]

    def test_the_state_is_not_written_by_hand(self, shop, order):
        for state in ("approved", "cancelled"):
            assert errors(shop.change(order, status=state))[0][1] == "use_action"
        for state in ("received", "shipped"):
            assert shop.change(order, status=state).status_code == 422
        assert shop.change(order, status="completed").status_code == 403
        assert orders().get().status == "draft"

    def test_cancel_keeps_the_reason_and_refuses_shipped_orders(self, shop, order):
        shop.act(order, "confirm")
        assert errors(shop.act(order, "cancel")) == [("reason", "required")]
        ship_each(order["id"], 1)
        assert code(shop.act(order, "cancel", reason="晚了")) == "order.shipped"
        assert figures(shop.get(order), "status", "cancel_reason") == ("approved", None)
        ship_each(order["id"], 0)
        done = body(shop.act(order, "cancel", reason="客户取消"))
        assert figures(done, "status", "cancel_reason") == ("cancelled", "客户取消")
        again = body(shop.act(order, "cancel", reason="再来"), 409)
        assert again["detail"] == "“Cancel order” is not possible now: it is “Cancelled”"


class TestLocks:
    def test_i6_an_approved_order_keeps_its_lines_and_amounts(self, shop, order):
        """I6: lines, prices, parties; only words stay open."""
        shop.act(order, "confirm")
        before = shop.get(order)
        line = {
            k: v
            for k, v in before["lines"][0].items()
            if k in ("id", "quantity", "unit_price", "discount_rate")
        }
        for values in (
            {"lines": []},
            {"lines": [line | {"quantity": "3"}]},
            {"lines": [line, {"product": before["lines"][0]["product"]["id"], "quantity": "1"}]},
            {"order_discount_rate": "0.1"},
            {"target_amount": "1"},
            {"is_tax_included": False},
            {"account": shop.make_account()},
            {"ordered_on": "2026-01-01"},
        ):
            assert code(shop.change(order, **values)) == "order.locked", values
        assert shop.get(order) == before
        refusal = shop.change(order, lines=[], ordered_on="2026-01-01").json()["detail"]
        assert refusal == "The order is To ship: Ordered on, Lines can no longer be changed; remarks can"

    def test_i6_remarks_stay_open_and_sending_back_what_was_read_is_no_change(self, shop, order):
        """I6"""
        shop.act(order, "confirm")
        line = shop.get(order)["lines"][0]
        sent = {
            k: line[k]
            for k in ("id", "product", "quantity", "unit_price", "list_price", "net_amount", "position")
        }
        done = body(
            shop.change(order, description="尽快发货", expected_delivery_on="2026-12-01", lines=[sent])
        )
        assert figures(done, "description", "expected_delivery_on") == ("尽快发货", "2026-12-01")
        assert done["total_amount"] == "200.00"

    def test_a_rejected_order_is_edited_and_submitted_again(self, shop, order):
        orders().filter(pk=order["id"]).update(status="rejected")
        line = order["lines"][0]["id"]
        assert body(shop.change(order, lines=[{"id": line, "quantity": "1"}]))["total_amount"] == "100.00"
        assert code(shop.act(order, "confirm")) == "action.not_now"
        assert body(shop.act(order, "submit"))["status"] == "approved"

    def test_i7_a_line_with_followers_stays(self, shop, order):
        """I7"""
        ship_each(order["id"], 1)
        assert code(shop.change(order, lines=[])) == "line.has_followers"
        assert lines().get().deleted_at is None
        assert shop.get(order)["total_amount"] == "200.00"

    def test_changing_lines_needs_the_version(self, shop, order):
        refused = shop.seller.patch(f"/records/sales_order/{order['id']}", {"lines": []})
        assert code(refused, 422) == "version.required"
        stale = shop.seller.patch(f"/records/sales_order/{order['id']}", {"lines": [], "_version": 0})
        assert code(stale) == "conflict.stale"
        assert len(shop.get(order)["lines"]) == 1

    def test_lines_keep_the_order_they_are_sent_in(self, shop):
        rows = [{"product": shop.product(price), "quantity": "1"} for price in ("1", "2", "3")]
        order = shop.order(*rows)
        assert [line["position"] for line in order["lines"]] == [0, 1, 2]
        turned = body(shop.change(order, lines=[{"id": line["id"]} for line in reversed(order["lines"])]))
        assert [line["unit_price"] for line in turned["lines"]] == ["3", "2", "1"]
        assert [line["unit_price"] for line in shop.get(order)["lines"]] == ["3", "2", "1"]
        assert turned["total_amount"] == "6.00"

    def test_only_drafts_are_deleted_and_their_lines_go_and_come_with_them(self, shop, order):
        shop.act(order, "confirm")
        assert code(shop.seller.delete(f"/records/sales_order/{order['id']}")) == "order.not_deletable"
        draft = shop.order(*[{"product": shop.product("10"), "quantity": "1"}] * 2)
        shop.change(draft, lines=[{"id": draft["lines"][0]["id"]}])
        assert shop.seller.delete(f"/records/sales_order/{draft['id']}").status_code == 204
        listed = shop.seller.post(
            "/records/sales_order_line/query", {"fields": ["sales_order", "net_amount"]}
        )
        assert [row["sales_order"]["id"] for row in body(listed)["items"]] == [order["id"]]
        body(shop.act(draft, "restore"))
        back = shop.get(draft)
        assert (len(back["lines"]), back["total_amount"]) == (1, "10.00")

    def test_the_database_itself_keeps_lines_adding_up(self, shop, order):
        for wrong in ({"net_amount": 1}, {"quantity": 0}, {"discount_rate": 2}, {"discount_amount": 1}):
            with pytest.raises(IntegrityError), transaction.atomic():
                lines().filter(order_id=order["id"]).update(**wrong)


class TestFiguresOfParents:
    def test_i8_account_and_campaign_count_what_was_sold(self, shop):
        """I8: from approval to cancellation, by the order's account and campaign of now."""
        campaign = shop.make("campaign", name="展会")["id"]
        product = shop.product("100")
        first = shop.order({"product": product, "quantity": "2"}, ordered_on="2026-03-01", campaign=campaign)
        second = shop.order({"product": product, "quantity": "1"}, ordered_on="2026-01-15")

        def kept():
            row = account_of(shop)
            amount = Campaign.objects.system(reason=WHY).get(pk=campaign).order_amount
            days = tuple(day.isoformat() if day else None for day in (row.first_order_on, row.last_order_on))
            return (str(row.total_order_amount), *days, str(amount))

        assert kept() == ("0.0000", None, None, "0.0000")
        shop.act(first, "confirm")
        assert kept() == ("200.0000", "2026-03-01", "2026-03-01", "200.0000")
        shop.act(second, "submit")
        assert kept() == ("300.0000", "2026-01-15", "2026-03-01", "200.0000")
        shop.act(first, "cancel", reason="退单")
        assert kept() == ("100.0000", "2026-01-15", "2026-01-15", "0.0000")

    def test_system_figures_do_not_make_an_open_account_form_stale(self, shop, order):
        version = account_of(shop).version
        shop.act(order, "confirm")
        assert account_of(shop).version == version


@pytest.mark.req("OR-04")
class TestCopy:
    @pytest.mark.parametrize("switch", ["is_active", "is_sellable"])
    def test_a_copy_is_a_new_draft_at_todays_prices(self, shop, switch):
        """OR-04"""
        kept, gone = shop.product("100", name="还在卖"), shop.product("50", name="停产了")
        place = shop.make("address", account=shop.account, detail="一号仓")["id"]
        order = shop.order(
            {"product": kept, "quantity": "2", "discount_rate": "0.1", "description": "急"},
            {"product": gone, "quantity": "1"},
            shipping_address=place,
            is_tax_included=False,
            order_discount_rate="0.05",
            description="旧备注",
        )
        shop.act(order, "confirm")
        shop.seller.patch(f"/records/product/{kept}", {"standard_price": "120"})
        shop.seller.patch(f"/records/product/{gone}", {switch: False})
        answer = body(shop.act(order, "copy"))
        assert answer["left_out"] == ["停产了"]
        copy = shop.get(answer)
        assert copy["number"] != order["number"]
        assert figures(copy, "status", "description", "is_tax_included") == ("draft", None, False)
        assert figures(copy, "list_amount", "total_amount", "order_discount_amount") == (
            "240.00",
            "216.00",
            "0.00",
        )
        assert (copy["account"]["id"], copy["shipping_address"]["id"]) == (shop.account, place)
        (line,) = copy["lines"]
        assert figures(line, "quantity", "unit_price", "discount_rate", "description") == (
            "2",
            "120",
            "0.1",
            "急",
        )
        assert shop.get(order)["total_amount"] == "218.50"

    def test_a_copy_needs_the_right_to_create(self, shop, order):
        rights = {**SELLER, "sales_order": ["view", "edit"]}
        reader = person("reader", rights, superior_id=None)
        Account.objects.system(reason=WHY).update(owner_id=reader.id)
        orders().update(owner_id=reader.id)
        refused = reader.post(f"/records/sales_order/{order['id']}/actions/copy", {})
        assert code(refused, 403) == "access.no_permission"
        assert orders().count() == 1


class TestPermission:
    @pytest.mark.req("PM-07", "PM-15")
    def test_an_order_of_somebody_else_is_not_there(self, shop, order):
        """PM-07, PM-15"""
        other = person("other", SELLER)
        path = f"/records/sales_order/{order['id']}"
        before = (orders().get().version, Event.objects.count())
        assert other.get(path).status_code == 404
        assert other.patch(path, {"description": "x"}).status_code == 404
        assert other.delete(path).status_code == 404
        for action in ("submit", "confirm", "copy"):
            assert other.post(f"{path}/actions/{action}", {}).status_code == 404
        assert other.post(f"{path}/actions/cancel", {"reason": "x"}).status_code == 404
        assert body(other.get("/records/sales_order"))["items"] == []
        listed = other.post("/records/sales_order_line/query", {"fields": ["net_amount"]})
        assert body(listed)["items"] == []
        refused = other.post("/records/sales_order", {"account": shop.account, "lines": []})
        assert errors(refused) == [("account", "reference.unknown")]
        assert (orders().get().version, Event.objects.count()) == before
        assert orders().get().status == "draft"

    @pytest.mark.req("PM-35")
    def test_each_verb_is_a_right_of_its_own(self, shop, order):
        """PM-35: whoever may edit an order may not therefore confirm it."""
        shop.seller = person("clerk", {**SELLER, "sales_order": ["view", "edit"]})
        orders().update(owner_id=shop.seller.id)
        before = Event.objects.count()
        for action, params in (("submit", {}), ("confirm", {}), ("cancel", {"reason": "x"})):
            assert code(shop.act(order, action, **params), 403) == "access.no_permission"
        assert (orders().get().status, Event.objects.count()) == ("draft", before)

    def test_metadata_offers_it_in_the_callers_language(self, shop, order):
        meta = body(shop.seller.get("/meta/objects/sales_order"))
        actions = {action["name"] for action in meta["actions"]}
        assert {"submit", "confirm", "cancel", "copy"} <= actions
        shown = next(f for f in meta["fields"] if f["name"] == "lines")["lines"]["fields"]
        assert {"product", "quantity", "net_amount"} <= {f["name"] for f in shown}
        offered = shop.get(order)["_actions"]
        assert (offered["submit"], offered["cancel"]) == (None, None)


def shapes(*captured):
    """What was asked of which table, per call: values and savepoint names left out."""
    words = [
        [re.sub(r"[\d\"]", "", q["sql"].split("(", 1)[0])[:60] for q in c.captured_queries] for c in captured
    ]
    return [[w for w in one if not w.startswith(("SAVEPOINT", "RELEASE"))] for one in words]


def test_queries_do_not_grow_with_lines(shop, django_assert_max_num_queries):
    """Nor with what the account has bought before: the first order is not counted, it fills in more."""
    product = shop.product("10")
    counts = []
    for size in (30, 30, 60):
        rows = [{"product": product, "quantity": str(n + 1)} for n in range(size)]
        with django_assert_max_num_queries(40) as created:
            order = shop.order(*rows)
        with django_assert_max_num_queries(40) as changed:
            sent = [{"id": line["id"], "discount_rate": "0.1"} for line in order["lines"]]
            body(shop.change(order, lines=sent, order_discount_rate="0.1"))
        with django_assert_max_num_queries(40) as confirmed:
            body(shop.act(order, "confirm"))
        counts.append(shapes(created, changed, confirmed))
    assert counts[1] == counts[2]
    assert all(len(one) <= 40 for one in counts[2])
