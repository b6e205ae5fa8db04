"""Accounts, contacts, addresses: states, one of each, trees, who may see them."""

from __future__ import annotations

import pytest

from guike.domains.accounts.models import Account, Contact
from guike.domains.leads.tests.test_claim_race import at_once
from tests.support.company import (
    WHY,
    act,
    again,
    caller,
    code,
    codes,
    delete,
    deliver,
    found,
    history,
    make,
    notices,
    patch,
    person,
    refused,
    restore,
    row,
)

CODE = "91350211M000100Y46"  # made up, with a correct check character


@pytest.fixture
def us(db):
    return found()


class TestAccount:
    @pytest.mark.req("CU-05", "CV-09")
    def test_i1_a_new_account_is_potential(self, us):
        """I1"""
        made = us.account(us.zhang)
        assert (made.status, made.owner_id, made.lead_id, made.number[0]) == (
            "potential",
            us.zhang,
            None,
            "A",
        )
        assert refused("account", us.zhang, name="甲", status="lost") == {"status": "state.first"}
        clerk = person("文员", "pool_admin", department=us.north)
        assert refused("account", clerk, name="甲", status="formal") == {"status": "account.first_state"}
        assert us.account(us.zhang, status="formal").status == "formal"

    @pytest.mark.req("CU-05")
    def test_duplicates_are_shown_before_saving(self, us):
        us.account(name="海风（上海）文具有限公司")
        answer = caller(us.zhang).post(
            "/records/account/duplicates", {"values": {"name": "海风(上海)文具 有限公司"}}
        )
        assert [item["name"] for item in answer.json()["items"]] == ["海风（上海）文具有限公司"]

    def test_i1_formalize(self, us):
        """I1"""
        account = us.account()
        clerk = person("客服", "service", department=us.north, departments=[us.north])
        refusal = caller(clerk).post(f"/records/account/{account.pk}/actions/formalize", {})
        assert (refusal.status_code, refusal.json()["code"]) == (403, "access.no_permission")
        assert code(act(us.zhang, account, "formalize")) is None
        assert code(act(us.zhang, account, "formalize")) == "action.not_now"
        assert history(account, "status") == [("potential", "formal")]
        assert codes(patch(us.zhang, account, status="potential")) == {"status": "state.transition"}

    def test_credit_code_is_checked(self, us):
        wrong = {"credit_code": "account.credit_code"}
        for value in ("123", CODE[:-1] + "0", "91350211M000100Y4I"):
            assert refused("account", us.zhang, name="甲", credit_code=value) == wrong, value
        assert us.account(us.zhang, credit_code=CODE.lower()).credit_code == CODE

    def test_i2_no_loop_of_parents(self, us):
        """I2"""
        top, middle, bottom = (us.account() for _n in range(3))
        assert code(patch(us.zhang, middle, parent=top.pk)) is None
        assert code(patch(us.zhang, bottom, parent=middle.pk)) is None
        for parent in (top, middle, bottom):
            assert codes(patch(us.zhang, top, parent=parent.pk)) == {"parent": "account.parent_loop"}
        assert again(top).parent_id is None
        first, second = us.account(), us.account()
        body = {"update": [{"id": first.pk, "parent": second.pk}, {"id": second.pk, "parent": first.pk}]}
        results = caller(us.zhang).post("/records/account/bulk", body).json()["results"]
        assert not any(r["ok"] for r in results)

    @pytest.mark.req("CU-31")
    def test_i5_not_deleted_while_something_hangs_on_it(self, us):
        """I5"""
        account = us.account()
        contact = make("contact", us.zhang, name="吴经理", account=account.pk)
        answer = caller(us.admin).delete(f"/records/account/{account.pk}")
        assert (answer.status_code, answer.json()["code"]) == (409, "delete.children")
        assert again(account).deleted_at is None
        assert code(delete(us.admin, contact)) is None
        assert code(delete(us.admin, account)) is None
        assert code(restore(us.admin, contact)) == "restore.parent_deleted"
        assert code(restore(us.admin, account)) is None
        assert code(restore(us.admin, account)) == "restore.not_deleted"
        assert code(restore(us.admin, contact)) is None
        related = caller(us.zhang).get(f"/records/account/{account.pk}/related/contacts").json()["items"]
        assert [item["id"] for item in related] == [contact.pk]

    def test_an_account_pool_works_like_a_lead_pool(self, us):
        pool = make(
            "account_pool", name="公海", admins=[us.pool_admin], members=[us.li], default_assignee=us.li
        )
        assert refused("account", us.zhang, name="甲", owner=None) == {"pool": "pool.required"}
        given = us.account(us.zhang, pool=pool.pk)
        assert (given.owner_id, given.department_id) == (us.li, us.north)
        deliver()
        assert notices(us.li, "account.assigned") == ["“公海”有 1 个客户分配给您"]
        assert code(act(us.li, given, "return", reason="不合适")) is None
        assert code(act(us.li, given, "claim")) is None
        assert code(act(us.pool_admin, given, "assign", owner=us.wang)) is None
        assert again(given).owner_id == us.wang


class TestOneOfEach:
    def test_i3_one_primary_contact(self, us):
        """I3"""
        account = us.account()
        first = make("contact", us.zhang, name="甲", account=account.pk, is_primary=True)
        second = make("contact", us.zhang, name="乙", account=account.pk, is_primary=True)
        elsewhere = make("contact", us.zhang, name="丙", account=us.account().pk, is_primary=True)
        assert [again(c).is_primary for c in (first, second, elsewhere)] == [False, True, True]
        assert again(first).version == 2  # a form that still shows it as primary is stale
        assert history(first, "is_primary") == [(True, False)]
        patch(us.zhang, elsewhere, account=account.pk)
        assert [again(c).is_primary for c in (first, second, elsewhere)] == [False, False, True]

    def test_i3_of_several_said_at_once_the_last(self, us):
        """I3"""
        account = us.account()
        rows = [{"name": name, "account": account.pk, "is_primary": True} for name in ("甲", "乙", "丙")]
        caller(us.zhang).post("/records/contact/bulk", {"create": rows})
        primary = Contact.objects.system(reason=WHY).filter(account_id=account.pk, is_primary=True)
        assert [c.name for c in primary] == ["丙"]

    def test_i3_of_two_people_at_once_one(self, fresh_db):
        """I3"""
        us = found()
        account = us.account()
        at_once(*[
            lambda name=name: make("contact", us.zhang, name=name, account=account.pk, is_primary=True) for name in "甲乙丙丁"
        ])  # fmt: skip
        contacts = Contact.objects.system(reason=WHY).filter(account_id=account.pk)
        assert (contacts.count(), contacts.filter(is_primary=True).count()) == (4, 1)

    @pytest.mark.req("CU-07")
    def test_i4_one_default_address_of_each_kind(self, us):
        """I4"""
        account = us.account()

        def address(kind, detail):
            return make("address", us.zhang, account=account.pk, kind=kind, detail=detail, is_default=True)

        first, second, bill = (
            address("shipping", "一号仓"),
            address("shipping", "二号仓"),
            address("billing", "财务部"),
        )
        assert [again(a).is_default for a in (first, second, bill)] == [False, True, True]
        patch(us.zhang, first, is_default=True)
        assert [again(a).is_default for a in (first, second, bill)] == [True, False, True]

    @pytest.mark.req("CU-07")
    def test_finance_fields_under_field_rights(self, us):
        account = us.account(
            bank_name="某银行", bank_account="6222", tax_number="T1", invoice_title="海风文具"
        )
        role = make("role", name="不看财务", permissions={"account": ["view"]}, scopes={"account": {"view": "all"}},
                    fields={f"account.{n}": "hidden" for n in ("bank_name", "bank_account", "tax_number", "invoice_title")})  # fmt: skip
        reader = person("读者")
        patch(us.admin, row("user", reader), roles=[role.pk])
        shown = caller(reader).get(f"/records/account/{account.pk}").json()
        assert shown["name"] == account.name
        assert not {"bank_name", "bank_account", "tax_number", "invoice_title"} & shown.keys()
        assert caller(us.zhang).get(f"/records/account/{account.pk}").json()["bank_account"] == "6222"

    def test_nobody_reports_to_one_of_his_reports(self, us):
        account = us.account()
        boss = make("contact", us.zhang, name="甲", account=account.pk)
        clerk = make("contact", us.zhang, name="乙", account=account.pk, reports_to=boss.pk)
        assert codes(patch(us.zhang, boss, reports_to=clerk.pk)) == {"reports_to": "contact.reports_loop"}
        assert again(boss).reports_to_id is None


class TestAccess:
    @pytest.mark.req("PM-05")
    def test_a_related_employee_sees_the_account_and_what_belongs_to_it(self, us):
        account = us.account(name="海风文具")
        contact = make("contact", us.zhang, name="吴经理", account=account.pk)
        activity = make(
            "activity", us.zhang, subject="回访", related=[{"object": "account", "id": account.pk}]
        )
        paths = [
            f"/records/account/{account.pk}",
            f"/records/contact/{contact.pk}",
            f"/records/activity/{activity.pk}",
        ]
        wang = caller(us.wang)
        assert [wang.get(path).status_code for path in paths] == [404, 404, 404]
        added = caller(us.zhang).post(
            f"/records/account/{account.pk}/team", {"user": us.wang, "role": "", "access": "read"}
        )
        assert added.status_code < 300, added.content
        assert [wang.get(path).status_code for path in paths] == [200, 200, 200]
        assert wang.patch(paths[0], {"name": "改"}).status_code == 403
        assert caller(us.zhang).delete(f"/records/account/{account.pk}/team/{us.wang}").status_code == 204
        assert [wang.get(path).status_code for path in paths] == [404, 404, 404]

    @pytest.mark.req("PM-15")
    def test_another_s_customer_is_not_found_by_its_exact_name(self, us):
        us.account(owner=us.wang, name="独一无二商行")
        body = {"q": "独一无二商行"}
        assert caller(us.zhang).post("/records/account/query", body).json()["items"] == []
        assert caller(us.zhang).get("/search", q="独一无二商行").json()["items"] == []
        assert len(caller(us.wang).post("/records/account/query", body).json()["items"]) == 1

    @pytest.mark.req("PM-21", "PM-29")
    def test_a_manager_works_for_his_people_and_nobody_else(self, us):
        mine, foreign = us.account(), us.account(owner=us.wang)
        assert code(patch(us.manager, mine, level="A")) is None
        assert again(mine).level == "A"
        assert caller(us.manager).patch(f"/records/account/{foreign.pk}", {"level": "A"}).status_code == 404
        assert Account.objects.system(reason=WHY).get(pk=foreign.pk).level == ""
