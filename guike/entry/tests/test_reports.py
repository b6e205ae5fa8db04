"""Reports as people use them: presets, saved and shared ones, what is hidden, and workbooks."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest

from guike.entry.tests.reporting import (
    BY_SOURCE,
    DEALS,
    MONEY,
    OF_CAMPAIGNS,
    ORDERS,
    World,
    asked,
    figures,
    folder,
    give,
    leads_of,
    opened,
    ordered,
    saved,
    world,
)
from guike.platform.audit.queries import audit_entries
from guike.platform.exchange.models import Export
from guike.platform.jobs.testing import run_queued
from guike.platform.metadata.registry import registry
from guike.platform.records.models import IdempotencyRecord
from guike.platform.records.reading import queries
from guike.platform.reports.models import Report
from tests.support.company import WHY, act, caller, code, found, make, person, row

__all__ = ["folder", "world"]
pytestmark = pytest.mark.django_db


class TestPresets:
    def test_the_page_of_a_campaign_has_its_own_figures(self, world: World) -> None:
        boss = caller(world.us.admin)
        shown = asked(boss.get("/meta/objects/campaign"))["reports"]
        assert [one["code"] for one in shown] == [DEALS, "campaign_leads_to_orders"]
        assert asked(boss.get("/meta/objects/lead"))["reports"] == []
        for campaign, leads in ((world.fair, 10), (world.empty, 0)):
            one = {"field": "id", "op": "eq", "value": campaign.pk}
            answer = asked(boss.post(f"/reports/templates/{DEALS}/run", {"filter": one}))
            assert answer["totals"]["leads"] == leads
            assert len(opened(boss, answer["drills"]["leads"])) == leads

    @pytest.mark.req("RP-01")
    def test_each_lead_customer_and_opportunity_of_a_campaign_counts_once(self, world: World) -> None:
        boss = caller(world.us.admin)
        answer = asked(boss.post(f"/reports/templates/{DEALS}/run", {}))
        assert figures(answer) == {
            ("展会",): {"leads": 10, "customers": 4, "opportunities": 5, "amount": "1500.00"},
            ("无人问津",): {"leads": 0, "customers": 0, "opportunities": 0, "amount": "0.00"},
        }
        assert answer["totals"] == {"leads": 10, "customers": 4, "opportunities": 5, "amount": "1500.00"}
        drills = answer["rows"][0]["drills"]
        assert [len(opened(boss, drills[name])) for name in ("leads", "customers", "opportunities")] == [
            10,
            4,
            5,
        ]
        assert sum(float(one["amount"]) for one in opened(boss, drills["amount"])) == 1500
        assert [one["label"] for one in answer["columns"]][1:] == [
            "Leads",
            "Customers",
            "Opportunities",
            "Amount",
        ]

    @pytest.mark.req("RP-03", "LD-19")
    def test_states_of_a_persons_leads_add_up_and_others_are_out_of_sight(self, world: World) -> None:
        world.us.waiting(name="无主")
        manager = asked(caller(world.us.manager).post("/reports/templates/leads_by_person/run"))
        mine: dict[Any, dict[str, Any]] = {
            ("张三", "pending"): {"leads": 5},
            ("张三", "converted"): {"leads": 5},
        }
        assert figures(manager) == {**mine, (None, "unassigned"): {"leads": 1}}
        everything = asked(caller(world.us.admin).post("/reports/templates/leads_by_person/run"))
        of_whom = {
            one["keys"]["owner"] and one["keys"]["owner"]["name"]: one["values"]
            for one in everything["subtotals"]
        }
        assert of_whom == {"张三": {"leads": 10}, "王五": {"leads": 1}, None: {"leads": 1}}
        states = [
            one
            for one in everything["rows"]
            if one["keys"]["owner"] and one["keys"]["owner"]["name"] == "张三"
        ]
        assert sum(one["values"]["leads"] for one in states) == 10
        assert everything["totals"] == {"leads": 12}
        assert everything["rows"][-1]["keys"]["owner"] is None

    @pytest.mark.req("PM-28", "RP-01", "CV-07")
    def test_who_manages_marketing_counts_what_he_may_not_open(self, world: World) -> None:
        us = world.us
        deal = row("lead", min(one["id"] for one in leads_of(world))).converted_opportunity_id
        ordered(us, deal, quantities=("1", "2", "3"))  # of a product for 10
        ordered(us, deal, quantities=("5",), taken=False)
        manager = caller(person("市场经理", "marketing_manager"))
        answers = [asked(manager.post(f"/reports/templates/{preset}/run")) for preset in (DEALS, ORDERS)]
        assert [figures(one)[("展会",)] for one in answers] == [
            {"leads": 10, "customers": 4, "opportunities": 5, "amount": "1500.00"},
            {"leads": 10, "customers": 4, "orders": 1, "amount": "60.00", "collected": "20.00"},
        ]
        assert answers[1]["totals"] == {
            "leads": 10,
            "customers": 4,
            "orders": 1,
            "amount": "60.00",
            "collected": "20.00",
        }
        drills = answers[1]["rows"][0]["drills"]
        assert (drills["customers"], drills["orders"], drills["amount"]) == (None, None, None)
        (lead, *_rest) = leads = opened(manager, drills["leads"])
        assert len(leads) == 10
        change = manager.patch(
            f"/records/lead/{lead['id']}", {"company": "别家", "_version": lead["_version"]}
        )
        assert (change.status_code, change.json()["code"]) == (403, "access.out_of_scope")
        assert row("lead", lead["id"]).company != "别家"
        assert manager.get("/records/sales_order").status_code == 403
        # his copy counts the same, with a filter and an order of its own; what he changes of it counts what he sees
        spec = {
            **registry.reports[DEALS].spec,
            "sort": ["name"],
            "filter": {"field": "name", "op": "eq", "value": "展会"},
        }
        customers = {"agg": "count", "as": "more", "field": "leads.converted_account.id"}
        for of, counted in (
            (spec, 4),
            ({**spec, "measures": [*spec["measures"], customers]}, 0),
            ({**spec, "groups": [{"field": "name"}, {"field": "leads.name"}]}, 0),
        ):
            mine = saved(manager, spec=of, preset_code=DEALS)
            answer = asked(manager.post(f"/reports/{mine['id']}/run"))
            assert answer["totals"]["customers"] == counted
        plain = saved(manager, spec=spec)
        assert asked(manager.post(f"/reports/{plain['id']}/run"))["totals"]["customers"] == 0

    @pytest.mark.req("LD-15")
    def test_the_rate_of_a_source_is_its_converted_leads_over_all(self, world: World) -> None:
        us = world.us
        for n in range(12):
            lead = us.lead(name=f"网上{n}", company=f"网店{n}", source="website")
            if n < 3:
                assert code(act(us.zhang, lead, "convert", account={})) is None
        answer = asked(caller(us.admin).post("/reports/templates/leads_by_source/run"))
        assert figures(answer)[("website",)] == {"leads": 12, "converted": 3, "rate": "0.25"}
        assert answer["columns"][-1]["type"] == "percent"

    def test_a_filter_narrows_a_preset(self, world: World) -> None:
        boss = caller(world.us.admin)
        only = {"filter": {"field": "name", "op": "eq", "value": "无人问津"}}
        assert list(figures(asked(boss.post(f"/reports/templates/{DEALS}/run", only)))) == [("无人问津",)]
        wrong = boss.post(f"/reports/templates/{DEALS}/run", {"filter": {"field": "shoe", "op": "is_empty"}})
        assert [(e["field"], e["code"]) for e in wrong.json()["errors"]] == [
            ("filter.field", "unknown_field")
        ]
        assert boss.post(f"/reports/templates/{DEALS}/run", {"sort": []}).status_code == 400

    def test_only_presets_about_what_one_may_view_are_offered(self, world: World) -> None:
        for name in ("manager", "marketing"):
            items = asked(caller(getattr(world.us, name)).get("/reports/templates"))["items"]
            owed = (
                ["receivables_ageing", "receivables_by_account", "delivery_accuracy"]
                if name == "manager"
                else []
            )
            assert [one["code"] for one in items] == [
                DEALS, "campaign_leads_to_orders", "leads_by_person", "leads_by_source", "pipeline_by_week", *owed,
            ]  # fmt: skip
        stranger = caller(person("仓管", "warehouse"))
        offered = asked(stranger.get("/reports/templates"))["items"]
        assert [one["code"] for one in offered] == ["delivery_accuracy", "pick_list"]
        assert stranger.post("/reports/templates/leads_by_source/run").status_code == 404
        assert stranger.post("/reports/run", {"spec": BY_SOURCE}).status_code == 403

    def test_every_preset_runs_on_the_empty_company(self, db: None) -> None:
        us = found()
        for preset in registry.reports:
            answer = asked(caller(us.admin).post(f"/reports/templates/{preset}/run"))
            assert answer["rows"] == []


class TestRunning:
    def test_a_spec_runs_wrapped_or_as_it_is(self, world: World) -> None:
        boss = caller(world.us.admin)
        answer = asked(boss.post("/reports/run", {"spec": BY_SOURCE}))
        assert figures(answer) == {("phone",): {"leads": 1}, ("exhibition",): {"leads": 10}}
        assert asked(boss.post("/reports/run", BY_SOURCE))["rows"] == answer["rows"]
        wrong = boss.post("/reports/run", {"spec": {**BY_SOURCE, "groups": ["shoe"]}})
        assert [(e["field"], e["code"]) for e in wrong.json()["errors"]] == [
            ("groups[0].field", "unknown_field")
        ]
        assert boss.post("/reports/run", {"spec": BY_SOURCE, "x": 1}).status_code == 400
        for told in (
            boss.post("/reports/run", {"spec": BY_SOURCE, "explain": True}),
            boss.post("/reports/run", {**BY_SOURCE, "explain": True}),
            boss.post("/reports/templates/leads_by_source/run", {"explain": True}),
        ):
            assert asked(told)["explain"]["time_zone"] == "Asia/Shanghai"
        assert boss.post("/reports/run", {**BY_SOURCE, "explain": 1}).status_code == 422

    def test_nothing_is_kept_for_a_key(self, world: World) -> None:
        boss = caller(world.us.admin)
        path = "/api/v1/reports/run"
        for expected in (11, 12):
            answer = boss._client.post(
                path, BY_SOURCE, "application/json", headers={"Idempotency-Key": "same"}
            )
            assert answer.json()["totals"] == {"leads": expected}
            world.us.lead(name="又一位")
        assert not IdempotencyRecord.objects.filter(path=path).exists()

    def test_stages_come_as_the_process_has_them(self, world: World) -> None:
        """In rows, across and sorted by themselves; those of a second process after those of the first."""
        other = make("sales_process", name="电话销售", stages=[{"name": "谈成", "win_rate": "0.9"}])
        ids = sorted(one["id"] for one in asked(caller(world.us.admin).get("/records/opportunity"))["items"])
        for n, pk in enumerate(ids[:3]):
            for _step in range(n):
                assert code(act(world.us.zhang, row("opportunity", pk), "advance")) is None
        account = row("opportunity", ids[0]).account_id
        make("opportunity", world.us.zhang, name="电话", account=account, source="other", process=other.pk)
        spec = {"object": "opportunity", "groups": ["stage"], "measures": [{"as": "n", "agg": "count"}]}
        boss = caller(world.us.admin)
        answer = asked(boss.post("/reports/run", spec))
        stages = [("初步接洽",), ("需求确认",), ("方案报价",), ("谈成",)]
        assert list(figures(answer)) == stages
        assert list(figures(asked(boss.post("/reports/run", {**spec, "sort": ["-stage"]})))) == stages[::-1]
        across = asked(boss.post("/reports/run", {**spec, "groups": [], "columns": ["stage"]}))
        assert [(one["keys"]["stage"]["name"],) for one in across["cells"]] == stages
        # a stage is part of its process and has no page
        assert "opens" not in answer["columns"][0]


class TestSaved:
    def test_a_report_is_ones_own_until_shared(self, world: World) -> None:
        zhang, li = caller(world.us.zhang), caller(world.us.li)
        report = saved(zhang)
        assert (report["owner"]["name"], report["object"], report["is_preset"]) == ("张三", "lead", False)
        path = f"/records/report/{report['id']}"
        assert (li.get(path).status_code, li.post(f"/reports/{report['id']}/run").status_code) == (404, 404)
        assert asked(li.get("/reports"))["items"] == []
        shared = {"shared_with": [{"object": "department", "id": world.us.north}]}
        assert zhang.patch(path, shared).status_code == 200
        assert [one["id"] for one in asked(li.get("/reports"))["items"]] == [report["id"]]
        assert figures(asked(zhang.post(f"/reports/{report['id']}/run"))) == {("exhibition",): {"leads": 10}}
        assert asked(li.post(f"/reports/{report['id']}/run"))["rows"] == []
        for answer in (li.patch(path, {"name": "我的"}), li.delete(path)):
            assert (answer.status_code, answer.json()["code"]) == (403, "access.out_of_scope")
        assert Report.objects.system(reason=WHY).get().name == "来源"
        assert caller(world.us.wang).get(path).status_code == 404

    def test_a_copy_is_ones_own_and_leaves_the_original(self, world: World) -> None:
        zhang, li = caller(world.us.zhang), caller(world.us.li, "zh-CN")
        report = saved(zhang, shared_with=[{"object": "user", "id": world.us.li}])
        made = asked(li.post(f"/records/report/{report['id']}/actions/copy"))
        assert made["name"] == "来源 副本"
        copy = asked(li.get(f"/reports/{made['id']}"))
        assert (copy["owner"]["name"], copy["spec"], copy["shared_with"]) == ("李四", BY_SOURCE, [])
        assert li.patch(f"/records/report/{made['id']}", {"spec": OF_CAMPAIGNS}).status_code == 200
        assert asked(zhang.get(f"/records/report/{report['id']}"))["spec"] == BY_SOURCE
        assert asked(li.get(f"/reports/{made['id']}"))["object"] == "campaign"

    def test_what_a_leaver_shared_is_his_successors_and_the_rest_stays(self, world: World) -> None:
        zhang, boss, with_li = (
            caller(world.us.zhang),
            caller(world.us.admin),
            [{"object": "user", "id": world.us.li}],
        )
        folder = zhang.post("/records/report_folder", {"name": "周会", "shared_with": with_li}).json()["id"]
        shared = saved(zhang, folder=folder, shared_with=with_li)["id"]
        own = saved(zhang, name="自用")["id"]
        preview = asked(boss.get("/access/handover", user=str(world.us.zhang)))
        assert [one["count"] for one in preview["items"] if one["key"] == "reports"] == [2]
        assert code(act(world.us.admin, row("user", world.us.zhang), "leave", to=world.us.li)) is None
        kept = ("report", shared), ("report_folder", folder), ("report", own)
        assert [row(*one).owner_id for one in kept] == [world.us.li, world.us.li, world.us.zhang]
        path = f"/records/report/{shared}"
        assert caller(world.us.li).patch(path, {"name": "接手的来源"}).status_code == 200

    @pytest.mark.parametrize(
        ("values", "faults"),
        [
            ({"spec": {**BY_SOURCE, "groups": ["shoe"]}}, {"spec.groups[0].field": "unknown_field"}),
            ({"spec": {"groups": ["source"]}}, {"spec.object": "report.object"}),
            ({"spec": BY_SOURCE, "object": "campaign"}, {"object": "report.other_object"}),
            ({"spec": "all"}, {"spec": "type.map"}),
            ({"preset_code": "nothing"}, {"preset_code": "report.unknown_template"}),
        ],
    )
    def test_what_cannot_be_run_is_not_saved(self, world: World, values: Any, faults: dict[str, str]) -> None:
        answer = caller(world.us.zhang).post("/records/report", {"name": "来源", "spec": BY_SOURCE, **values})
        assert answer.status_code == 422
        assert {e["field"]: e["code"] for e in answer.json()["errors"]} == faults
        assert not Report.objects.system(reason=WHY).exists()

    def test_nobody_saves_a_report_about_what_he_may_not_view(self, world: World) -> None:
        keeper = caller(person("仓管", "warehouse"))
        assert keeper.post("/records/report", {"name": "来源", "spec": BY_SOURCE}).status_code == 403
        assert not Report.objects.system(reason=WHY).exists()


class TestHidden:
    @pytest.fixture
    def report(self, world: World) -> dict[str, Any]:
        spec = {
            **OF_CAMPAIGNS,
            "measures": [*OF_CAMPAIGNS["measures"], {"as": "mean", "formula": "amount / leads"}],  # type: ignore[misc]
            "sort": ["-amount"],
        }
        give("sales", fields={"opportunity.amount": "hidden", "lead.source": "hidden"})
        return saved(
            caller(world.us.admin), spec=spec, shared_with=[{"object": "user", "id": world.us.zhang}]
        )

    def test_a_hidden_measure_is_left_out_with_what_is_computed_of_it(
        self, world: World, report: dict[str, Any]
    ) -> None:
        boss = asked(caller(world.us.admin).post(f"/reports/{report['id']}/run"))
        assert figures(boss)[("展会",)] == {"leads": 10, "amount": "1500.00", "mean": "150"}
        mine = asked(caller(world.us.zhang).post(f"/reports/{report['id']}/run"))
        assert figures(mine)[("展会",)] == {"leads": 10}
        assert "amount" not in str(mine)

    @pytest.mark.parametrize(
        "spec",
        [
            BY_SOURCE,
            {**BY_SOURCE, "groups": ["status"], "filter": {"field": "source", "op": "eq", "value": "phone"}},
            {**BY_SOURCE, "groups": [], "columns": ["source"]},
            {**OF_CAMPAIGNS, "measures": [MONEY]},
            {**OF_CAMPAIGNS, "having": {"field": "amount", "op": "gt", "value": 1}},
        ],
    )
    def test_a_hidden_group_or_filter_refuses_and_names_nothing(
        self, world: World, report: dict[str, Any], spec: dict[str, Any]
    ) -> None:
        made = saved(caller(world.us.admin), spec=spec, shared_with=report["shared_with"])
        answer = caller(world.us.zhang).post(f"/reports/{made['id']}/run")
        assert answer.status_code == 422
        assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [("spec", "report.unusable")]
        assert "source" not in answer.content.decode()
        assert "amount" not in answer.content.decode()


class TestWorkbooks:
    def sheet(self, answer: Any) -> Any:
        assert answer.status_code == 200, answer.content
        return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]

    def test_figures_are_numbers_with_subtotals_and_a_total(self, world: World) -> None:
        world.us.waiting(name="无主")
        boss = caller(world.us.admin, "zh-CN")
        sheet = self.sheet(boss.get("/reports/templates/leads_by_person/export", format="xlsx"))
        rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
        assert rows[0] == ["负责人", "状态", "线索数"]
        assert [one for one in rows if one[1] == "小计"] == [
            ["张三", "小计", 10],
            ["王五", "小计", 1],
            ["未分配", "小计", 1],
        ]
        assert rows[-1] == ["合计", None, 12]
        assert ["张三", "已转换", 5] in rows
        assert sheet.cell(len(rows), 3).font.bold is True
        assert "管理员" in sheet.oddHeader.right.text

    def test_amounts_and_rates_have_their_formats(self, world: World) -> None:
        boss = caller(world.us.admin)
        sheet = self.sheet(boss.get(f"/reports/templates/{DEALS}/export"))
        assert (sheet["E2"].value, sheet["E2"].number_format) == (1500, "#,##0.00##")
        sheet = self.sheet(boss.get("/reports/templates/leads_by_source/export"))
        rates = {line[0].value: (line[3].value, line[3].number_format) for line in sheet.iter_rows(min_row=2)}
        assert rates == {
            "Exhibition": (0.5, "0.0%"),
            "Phone inquiry": (0, "0.0%"),
            "Total": (0.454545, "0.0%"),
        }

    def test_a_filter_narrows_the_file_and_is_told(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        boss = caller(world.us.admin)
        only = {"field": "source", "op": "eq", "value": "phone"}
        path = "/reports/templates/leads_by_source/export"
        rows = [["Phone inquiry", 1, 0, 0], ["Total", 1, 0, 0]]
        assert self.lines(boss.get(path, filter=json.dumps(only))) == rows
        assert audit_entries(action="export.done")[-1].detail["query"] == {"filter": only}
        monkeypatch.setattr("guike.entry.api.reports.takes_long", lambda _ctx, _kept: True)
        begun = boss.get(path, filter=json.dumps(only)).json()["id"]
        run_queued()
        assert self.lines(boss.get(f"/exports/{begun}/file")) == rows
        wrong = boss.get(path, filter=json.dumps({"field": "shoe", "op": "is_empty"}))
        assert [(e["field"], e["code"]) for e in wrong.json()["errors"]] == [
            ("filter.field", "unknown_field")
        ]
        assert boss.get(path, filter="{").status_code == 400

    def lines(self, answer: Any) -> list[list[Any]]:
        """The rows below the header."""
        return [[cell.value for cell in line] for line in self.sheet(answer).iter_rows(min_row=2)]

    def test_column_keys_stand_across(self, world: World) -> None:
        boss = caller(world.us.admin)
        report = saved(boss, name="状态/来源", spec={**BY_SOURCE, "columns": ["status"]})
        sheet = self.sheet(boss.get(f"/reports/{report['id']}/export"))
        rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
        assert sheet.title == "状态 来源"
        assert len(rows[0]) == 4
        assert rows[0][-1] == "Total Number of Leads"
        assert sorted(one[-1] for one in rows[1:]) == [1, 10, 11]

    def test_an_export_is_a_right_and_leaves_a_line(self, world: World) -> None:
        boss, zhang = caller(world.us.admin), caller(world.us.zhang)
        assert boss.get("/reports/templates/leads_by_source/export").status_code == 200
        (line,) = audit_entries(action="export.done")
        assert (line.object_name, line.detail["rows"], line.detail["format"]) == ("lead", 3, "xlsx")
        assert zhang.get("/reports/templates/leads_by_source/export").status_code == 403
        (refused,) = audit_entries(action="export.start")
        assert (refused.actor_id, refused.object_name, refused.outcome) == (world.us.zhang, "lead", "refused")
        assert len(audit_entries(action="export.done")) == 1

    def test_a_role_limits_the_rows(self, world: World) -> None:
        chief = caller(person("王总", "executive"))
        give("executive", export_rows=2)
        answer = chief.get("/reports/templates/leads_by_source/export")
        assert (answer.status_code, answer.json()["code"]) == (409, "export.too_many")
        assert audit_entries(action="export.done") == []

    def test_what_takes_long_is_written_by_a_job(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        boss = caller(world.us.admin)
        monkeypatch.setattr(queries, "CAP", 10)  # there are 11 leads
        begun = boss.get("/reports/templates/leads_by_source/export")
        assert begun.status_code == 202, begun.content
        run_queued()
        state = asked(boss.get(f"/exports/{begun.json()['id']}"))
        assert (state["status"], state["rows"], state["object"]) == ("done", 3, "lead")
        sheet = self.sheet(boss.get(f"/exports/{begun.json()['id']}/file"))
        assert sheet["A1"].value == "Source"
        assert Export.objects.get().query == {"template": "leads_by_source"}
