"""Opportunities: stages, closing, amounts, who may see them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from guike.domains.activities.models import Activity
from guike.domains.opportunities.models import Opportunity, SalesProcess, Stage, StageHistory
from guike.kernel import clock
from guike.platform.events.models import Event
from guike.platform.events.registry import subscribe
from guike.platform.events.testing import empty_registry
from guike.platform.records.writing.events import UPDATED
from guike.platform.timeline.queries import record_timeline
from tests.support.company import (
    WHY,
    act,
    again,
    caller,
    code,
    codes,
    ctx_of,
    deliver,
    found,
    history,
    make,
    patch,
    refused,
)

NOON = "2026-11-21T04:00:00+00:00"


@pytest.fixture
def us(db):
    return found()


@pytest.fixture
def account(us):
    return us.account()


@pytest.fixture
def stages(us):
    process = SalesProcess.objects.system(reason=WHY).get(is_default=True)
    return list(
        Stage.objects.system(reason=WHY).filter(process=process, deleted_at=None).order_by("position")
    )


@pytest.fixture
def deal(us, account):
    with clock.frozen(NOON):
        return make(
            "opportunity",
            us.zhang,
            name="二十台打印机",
            account=account.pk,
            source="introduction",
            amount="20000",
        )


def steps(deal):
    rows = StageHistory.objects.system(reason="a test looks").filter(opportunity_id=deal.pk).order_by("id")
    return list(rows.values_list("from_stage_id", "to_stage_id", "feedback"))


class TestBeginning:
    @pytest.mark.req("OP-14")
    def test_i1_first_stage_open_and_one_row_of_stage_history(self, us, deal, stages):
        """I1"""
        assert [s.win_rate for s in stages] == [Decimal(r) for r in ("0.1", "0.4", "0.6", "0.8", "0.9")]
        assert (deal.stage_id, deal.process_id, deal.status) == (stages[0].pk, stages[0].process_id, "open")
        assert (deal.win_rate, deal.forecast_category, deal.stage_entered_at.isoformat()) == (
            Decimal("0.1"),
            "pipeline",
            NOON,
        )
        (entered,) = StageHistory.objects.system(reason="a test looks").filter(opportunity_id=deal.pk)
        assert (entered.from_stage_id, entered.to_stage_id, entered.created_by_id) == (
            None,
            stages[0].pk,
            us.zhang,
        )
        assert (entered.amount, entered.win_rate, entered.created_at.isoformat()) == (
            Decimal(20000),
            Decimal("0.1"),
            NOON,
        )

    @pytest.mark.req("OP-01")
    def test_source_is_required_and_one_of_four(self, us, account):
        assert refused("opportunity", us.zhang, name="甲", account=account.pk) == {"source": "required"}
        assert refused("opportunity", us.zhang, name="甲", account=account.pk, source="web") == {
            "source": "type.choice"
        }
        for source in ("lead", "introduction", "customer_contact", "other"):
            made = make("opportunity", us.zhang, name="甲", account=account.pk, source=source)
            assert (made.source, made.lead_id) == (source, None)

    @pytest.mark.req("OP-14")
    def test_i1_nobody_starts_elsewhere(self, us, account, stages):
        """I1"""
        given = {"name": "甲", "account": account.pk, "source": "other"}
        assert refused("opportunity", us.zhang, **given, stage=stages[2].pk) == {
            "stage": "opportunity.first_stage"
        }
        assert refused("opportunity", us.zhang, **given, status="won") == {"status": "state.first"}
        off = make(
            "sales_process", name="旧流程", is_active=False, stages=[{"name": "甲", "win_rate": "0.5"}]
        )
        assert refused("opportunity", us.zhang, **given, process=off.pk) == {
            "process": "opportunity.process_unknown"
        }
        foreign = Stage.objects.system(reason=WHY).get(process=off)
        assert refused("opportunity", us.zhang, **given, stage=foreign.pk) == {
            "stage": "opportunity.foreign_stage"
        }
        assert make("opportunity", us.zhang, **given, stage=stages[0].pk).stage_id == stages[0].pk

    @pytest.mark.req("CV-06")
    def test_the_process_of_the_department_goes_first(self, us, account):
        north = make(
            "sales_process",
            name="华北流程",
            departments=[us.north],
            stages=[{"name": "立项", "win_rate": "0.2"}],
        )
        made = make("opportunity", us.zhang, name="甲", account=account.pk, source="other")
        assert (made.process_id, made.win_rate) == (north.pk, Decimal("0.2"))
        south = us.account(owner=us.wang)
        other = make("opportunity", us.wang, name="乙", account=south.pk, source="other")
        assert other.process_id != north.pk

    def test_the_contact_is_the_account_s(self, us, account, deal):
        own = make("contact", name="吴经理", account=account.pk, owner=us.zhang)
        other = us.account()
        foreign = make("contact", name="郑经理", account=other.pk, owner=us.zhang)
        wrong = {"primary_contact": "reference.not_within"}
        assert codes(patch(us.zhang, deal, primary_contact=foreign.pk)) == wrong
        assert code(patch(us.zhang, deal, primary_contact=own.pk)) is None
        assert code(patch(us.zhang, deal, account=other.pk)) is None
        assert (again(deal).account_id, again(deal).primary_contact_id) == (other.pk, None)


class TestStages:
    def test_i2_advance_goes_one_on_or_further(self, us, deal, stages):
        """I2"""
        with clock.frozen(NOON):
            clock.advance(timedelta(days=2))
            assert code(act(us.zhang, deal, "advance")) is None
            now = again(deal)
            assert (now.stage_id, now.win_rate, now.forecast_category) == (
                stages[1].pk,
                Decimal("0.4"),
                "pipeline",
            )
            assert now.stage_entered_at.isoformat() == "2026-11-23T04:00:00+00:00"
            clock.advance(timedelta(days=1))
            assert code(act(us.zhang, deal, "advance", stage=stages[3].pk, feedback="客户认可方案")) is None
        assert (again(deal).win_rate, again(deal).forecast_category) == (Decimal("0.8"), "commit")
        assert steps(deal) == [
            (None, stages[0].pk, ""), (stages[0].pk, stages[1].pk, ""), (stages[1].pk, stages[3].pk, "客户认可方案"),
        ]  # fmt: skip
        entries = record_timeline(ctx_of(us.zhang), "opportunity", deal.pk)["items"]
        assert next((e["title"], e["body"]) for e in entries if e["kind"] == "stage") == (
            "阶段从“需求确认”到“商务谈判”", "客户认可方案",
        )  # fmt: skip

    def test_i2_what_is_no_step_forward(self, us, deal, stages):
        """I2"""
        act(us.zhang, deal, "advance", stage=stages[4].pk)
        before = steps(deal)
        assert code(act(us.zhang, deal, "advance")) == "opportunity.last_stage"
        assert code(act(us.zhang, deal, "advance", stage=stages[2].pk)) == "opportunity.stage_order"
        assert (steps(deal), again(deal).stage_id) == (before, stages[4].pk)

    def test_i2_back_needs_a_reason_and_an_earlier_stage(self, us, deal, stages):
        """I2"""
        act(us.zhang, deal, "advance", stage=stages[2].pk)
        api = caller(us.zhang)
        path = f"/records/opportunity/{deal.pk}/actions/move_back"
        missing = api.post(path, {"stage": stages[1].pk})
        assert (missing.status_code, missing.json()["errors"][0]["field"]) == (422, "reason")
        assert (
            api.post(path, {"stage": stages[3].pk, "reason": "错"}).json()["code"] == "opportunity.stage_back"
        )
        assert api.post(path, {"stage": stages[1].pk, "reason": "需求变了"}).status_code == 200
        assert (again(deal).stage_id, again(deal).win_rate) == (stages[1].pk, Decimal("0.4"))
        assert steps(deal)[-1] == (stages[2].pk, stages[1].pk, "需求变了")

    def test_i2_feedback_before_leaving(self, us, deal, stages):
        """I2"""
        Stage.objects.system(reason=WHY).filter(pk=stages[0].pk).update(needs_feedback=True)
        answer = caller(us.zhang).post(f"/records/opportunity/{deal.pk}/actions/advance", {})
        assert (answer.status_code, answer.json()["code"]) == (422, "opportunity.feedback")
        assert codes(patch(us.zhang, deal, stage=stages[1].pk)) == {"stage": "use_action"}
        assert len(steps(deal)) == 1
        assert code(act(us.zhang, deal, "advance", feedback="有预算")) is None

    def test_i2_dragging_is_patch_of_the_stage(self, us, deal, stages):
        """I2"""
        answer = caller(us.zhang).patch(f"/records/opportunity/{deal.pk}", {"stage": stages[2].pk})
        assert (answer.status_code, answer.json()["win_rate"]) == (200, "0.6")
        assert steps(deal)[-1] == (stages[0].pk, stages[2].pk, "")
        assert codes(patch(us.zhang, deal, stage=stages[1].pk)) == {"stage": "use_action"}
        other = make("sales_process", name="别的", stages=[{"name": "甲", "win_rate": "0.5"}])
        foreign = Stage.objects.system(reason=WHY).get(process_id=other.pk)
        assert codes(patch(us.zhang, deal, stage=foreign.pk)) == {"stage": "opportunity.foreign_stage"}
        act(us.zhang, deal, "lose", reason="价格")
        assert code(patch(us.zhang, deal, stage=stages[3].pk)) == "opportunity.closed"
        assert (again(deal).stage_id, len(steps(deal))) == (stages[2].pk, 2)


class TestClosing:
    @pytest.mark.req("OP-17")
    @pytest.mark.parametrize("action", ["lose", "void"])
    def test_i3_lost_and_void_from_every_stage(self, us, account, stages, action):
        """I3"""
        for stage in stages:
            deal = make("opportunity", us.zhang, name="甲", account=account.pk, source="other")
            if stage is not stages[0]:
                act(us.zhang, deal, "advance", stage=stage.pk)
            missing = caller(us.zhang).post(f"/records/opportunity/{deal.pk}/actions/{action}", {})
            assert (missing.status_code, missing.json()["errors"][0]["field"]) == (422, "reason")
            assert again(deal).status == "open"
            with clock.frozen(NOON):
                assert code(act(us.zhang, deal, action, reason="预算取消")) is None
            now = again(deal)
            assert (now.status, now.win_rate, now.forecast_category) == (
                {"lose": "lost", "void": "void"}[action],
                0,
                "omitted",
            )
            assert (now.lost_reason, now.closed_at.isoformat(), now.stage_id) == ("预算取消", NOON, stage.pk)

    def test_i3_won_is_certain(self, us, deal):
        """I3"""
        with clock.frozen(NOON):
            assert code(act(us.zhang, deal, "win", amount="21000")) is None
        now = again(deal)
        assert (now.status, now.win_rate, now.forecast_category, now.amount) == ("won", 1, "commit", 21000)
        assert now.closed_at.isoformat() == NOON
        assert history(deal, "status") == [("open", "won")]

    @pytest.mark.req("OP-14")
    def test_i3_won_on_the_day_that_is_said(self, us, deal):
        """I3: who writes it down on Monday has won it on Friday."""
        with clock.frozen(NOON):
            assert code(act(us.zhang, deal, "win", closed_at="2026-11-13T16:30:00+08:00")) is None
        assert (again(deal).status, again(deal).closed_at.isoformat()) == ("won", "2026-11-13T08:30:00+00:00")

    def test_i3_a_closed_one_is_left_only_by_reopen(self, us, deal, stages):
        """I3"""
        act(us.zhang, deal, "advance", stage=stages[2].pk)
        act(us.zhang, deal, "lose", reason="价格")
        before = Event.objects.count()
        for action, params in (
            ("win", {}),
            ("void", {"reason": "错"}),
            ("advance", {}),
            ("move_back", {"stage": stages[0].pk, "reason": "错"}),
        ):
            assert code(act(us.zhang, deal, action, **params)) == "action.not_now", action
        assert Event.objects.count() == before
        assert code(patch(us.zhang, deal, status="open")) is None
        now = again(deal)
        assert (now.status, now.stage_id, now.win_rate, now.forecast_category) == (
            "open",
            stages[2].pk,
            Decimal("0.6"),
            "best_case",
        )
        assert (now.lost_reason, now.closed_at) == ("", None)
        assert code(act(us.zhang, deal, "reopen")) == "action.not_now"

    def test_i3_states_by_patch(self, us, deal):
        """I3"""
        assert codes(patch(us.zhang, deal, status="lost")) == {"status": "use_action"}
        assert code(patch(us.zhang, deal, status="won")) is None
        assert again(deal).status == "won"


class TestAmounts:
    @pytest.fixture
    def product(self, us):
        unit = make("unit", name="只")
        return make("product", code="P-1", name="打印机", base_unit=unit.pk, standard_price="1999.5")

    @pytest.mark.req("OP-19")
    def test_i4_with_lines_the_amount_is_their_sum(self, us, account, product):
        """I4"""
        lines = [
            {"product": product.pk, "quantity": "3"},
            {"product": product.pk, "quantity": "1.5", "unit_price": "33.33", "discount_rate": "0.1"},
        ]
        made = make("opportunity", us.zhang, name="甲", account=account.pk, source="other", lines=lines)
        shown = caller(us.zhang).get(f"/records/opportunity/{made.pk}").json()
        assert [line["amount"] for line in shown["lines"]] == ["5998.50", "45.00"]
        assert (shown["amount"], shown["lines"][0]["unit"]["id"]) == ("6043.50", product.base_unit_id)
        kept = [{"id": shown["lines"][0]["id"], "quantity": "2"}]
        answer = caller(us.zhang).patch(
            f"/records/opportunity/{made.pk}", {"lines": kept, "_version": shown["_version"]}
        )
        assert (answer.status_code, answer.json()["amount"]) == (200, "3999.00")

    @pytest.mark.req("OP-19")
    def test_i4_a_product_is_sold_in_its_own_units_and_costs_by_the_factor(self, us, account, product):
        """I4: as on an order."""
        box, sack = make("unit", name="大箱"), make("unit", name="袋")
        boxes = [{"unit": box.pk, "factor": "10"}]
        product = make(
            "product",
            code="P-2",
            name="纸",
            base_unit=product.base_unit_id,
            standard_price="1999.5",
            units=boxes,
        )
        given = {"name": "甲", "account": account.pk, "source": "other"}
        boxed = {"product": product.pk, "quantity": "2", "unit": box.pk}
        sacks = boxed | {"unit": sack.pk, "unit_price": "1"}
        assert refused("opportunity", us.zhang, **given, lines=[sacks]) == {"lines[0].unit": "line.unit"}
        assert again(make("opportunity", us.zhang, **given, lines=[boxed])).amount == 39990
        made = make("opportunity", us.zhang, **given, lines=[{**boxed, "unit_price": "19000"}])
        assert again(made).amount == 38000
        by_piece = make("opportunity", us.zhang, **given, lines=[{"product": product.pk, "quantity": "2"}])
        assert again(by_piece).amount == 3999
        (line,) = caller(us.zhang).get(f"/records/opportunity/{by_piece.pk}").json()["lines"]
        changed = {"id": line["id"], "unit": sack.pk}
        assert codes(patch(us.zhang, by_piece, lines=[changed], _version=again(by_piece).version)) == {
            "lines[0].unit": "line.unit"
        }
        assert again(by_piece).amount == 3999

    @pytest.mark.req("OP-19", "BA-20")
    @pytest.mark.parametrize(
        ("currency", "rate", "price", "amounts"),
        [("JPY", "0.05", "39990", ["119970", "45"]), ("USD", "7.2", "277.708333", ["833.12", "45.23"])],
    )
    def test_i4_lines_in_another_currency(self, us, account, product, currency, rate, price, amounts):
        """I4: the product's price in that currency, the lines in its smallest unit."""
        make("exchange_rate", currency=currency, on="2020-01-01", rate=rate)
        lines = [
            {"product": product.pk, "quantity": "3"},
            {"product": product.pk, "quantity": "1.5", "unit_price": "33.5", "discount_rate": "0.1"},
        ]
        given = {"name": "甲", "account": account.pk, "source": "other", "currency": currency}
        made = make("opportunity", us.zhang, **given, lines=lines)
        shown = caller(us.zhang).get(f"/records/opportunity/{made.pk}").json()
        assert [Decimal(line["amount"]) for line in shown["lines"]] == [Decimal(one) for one in amounts]
        assert (shown["lines"][0]["unit_price"], shown["currency"]) == (price, currency)
        assert Decimal(shown["amount"]) == sum(map(Decimal, amounts))

    @pytest.mark.req("OP-19")
    def test_i4_and_is_not_typed(self, us, account, product):
        """I4"""
        lines = [{"product": product.pk, "quantity": "2", "unit_price": "100"}]
        given = {"name": "甲", "account": account.pk, "source": "other", "lines": lines}
        assert refused("opportunity", us.zhang, **given, amount="999") == {"amount": "line.total_of_lines"}
        made = make("opportunity", us.zhang, **given, amount="200")
        assert codes(patch(us.zhang, made, amount="999")) == {"amount": "line.total_of_lines"}
        assert codes(act(us.zhang, made, "win", amount="999")) == {"amount": "line.total_of_lines"}
        assert (again(made).amount, again(made).status) == (200, "open")
        assert code(act(us.zhang, made, "win", amount="200")) is None

    @pytest.mark.req("OP-19")
    def test_i4_without_lines_it_is_typed(self, us, deal, product):
        """I4"""
        assert code(patch(us.zhang, deal, amount="12345.67")) is None
        assert (again(deal).amount, again(deal).base_amount) == (Decimal("12345.67"), Decimal("12345.67"))
        version = again(deal).version
        lines = [{"product": product.pk, "quantity": "1", "unit_price": "10"}]
        assert code(patch(us.zhang, deal, lines=lines, _version=version)) is None
        assert again(deal).amount == 10
        assert code(patch(us.zhang, deal, lines=[], amount="50", _version=version + 1)) is None
        assert again(deal).amount == 50

    def test_what_is_no_longer_sold_is_not_offered(self, us, account, product):
        patch(us.admin, product, is_active=False)
        lines = [{"product": product.pk, "quantity": "1"}]
        assert refused(
            "opportunity", us.zhang, name="甲", account=account.pk, source="other", lines=lines
        ) == {"lines[0].product": "line.product_inactive"}


class TestAccess:
    @pytest.mark.req("PM-07")
    def test_who_may_not_see_the_account_does_not_see_its_deals(self, us, account, deal):
        deputy = caller(us.manager)
        assert deputy.get(f"/records/opportunity/{deal.pk}").status_code == 200
        patch(us.admin, account, owner=us.wang)
        assert deputy.get(f"/records/account/{account.pk}").status_code == 404
        assert deputy.get(f"/records/opportunity/{deal.pk}").status_code == 404
        assert caller(us.wang).get(f"/records/opportunity/{deal.pk}").status_code == 404
        assert caller(us.zhang).get(f"/records/opportunity/{deal.pk}").status_code == 200  # it is his own

    @pytest.mark.req("PM-21", "PM-29")
    def test_a_manager_works_on_his_people_s_deals(self, us, deal, stages):
        assert code(act(us.manager, deal, "advance")) is None
        assert again(deal).stage_id == stages[1].pk
        assert Opportunity.objects.system(reason=WHY).get(pk=deal.pk).owner_id == us.zhang


class TestWhatRulesHear:
    """Rules of administrators listen to the facts that every write tells."""

    @pytest.fixture
    def rule(self, us, stages):
        """“Enters 商务谈判 with more than 500,000 → a task for the manager”, as a subscriber."""
        negotiation = stages[3].pk
        heard = []

        def on_change(happened):
            for record_id, changes in happened.payload["changes"].items():
                deal = Opportunity.objects.system(reason=WHY).get(pk=record_id)
                if changes.get("stage", [None, None])[1] != negotiation or (deal.amount or 0) <= 500_000:
                    continue
                heard.append(happened.attempt)
                about = [{"object": "opportunity", "id": deal.pk}]
                make("activity", us.zhang, subject="商务谈判", kind="task", related=about, owner=us.manager)
                if len(heard) == 1:
                    raise RuntimeError("the first attempt fails after its work")

        with empty_registry():
            subscribe(UPDATED, "tests.rule", on_change)
            yield heard

    @staticmethod
    def tasks():
        return Activity.objects.system(reason=WHY).filter(kind="task", deleted_at=None).count()

    @pytest.mark.req("CO-15")
    def test_entering_a_stage_is_heard_exactly_once_each_time(self, us, deal, stages, rule):
        assert code(patch(us.zhang, deal, amount="500001")) is None
        for stage in stages[1:4]:
            assert code(act(us.zhang, deal, "advance", stage=stage.pk)) is None
        with clock.frozen(clock.now()):
            deliver()
            assert (self.tasks(), rule) == (0, [1])
            clock.advance(timedelta(minutes=10))
            deliver()
            assert (self.tasks(), rule) == (1, [1, 2])
            deliver()
            assert self.tasks() == 1
            assert code(patch(us.zhang, deal, amount="600000")) is None
            deliver()
            assert self.tasks() == 1
            assert code(act(us.zhang, deal, "move_back", stage=stages[2].pk, reason="客户要改方案")) is None
            assert code(act(us.zhang, deal, "advance", stage=stages[3].pk)) is None
            deliver()
            assert (self.tasks(), rule) == (2, [1, 2, 1])

    @pytest.mark.req("CO-15")
    def test_what_is_refused_small_or_rolled_back_is_not_heard(self, us, deal, stages, rule):
        for stage in stages[1:4]:
            assert code(act(us.zhang, deal, "advance", stage=stage.pk)) is None
        deliver()
        assert code(act(us.wang, deal, "move_back", stage=stages[2].pk, reason="不可见")) == "not_found"
        assert code(act(us.zhang, deal, "move_back", stage=stages[2].pk, reason="客户要改方案")) is None
        assert code(patch(us.zhang, deal, amount="900000")) is None
        with transaction.atomic():
            assert code(act(us.zhang, deal, "advance", stage=stages[3].pk)) is None
            transaction.set_rollback(True)
        deliver()
        assert (self.tasks(), rule) == (0, [])
