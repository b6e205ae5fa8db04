"""Public links: who makes them, what strangers see and do with them, and what nobody is told."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from guike.domains.accounts.models import Account
from guike.entry.throttle import link_calls
from guike.kernel import clock
from guike.kernel.text import Text
from guike.platform.audit.models import AuditEntry
from guike.platform.links import registry
from guike.platform.links.models import LinkAnswer, PublicLink
from guike.platform.links.registry import Button, Column, Line, Page, Purpose
from guike.platform.records.models import History
from guike.platform.records.writing import record_update
from tests.support.company import caller, found, person

WHY = "a test looks"
GONE = (404, "link.gone", "此链接无效或已过期，请向发送者索取新的链接")


def _show(ctx, record_id):
    row = _account(record_id)
    if row is None:
        return None
    open_now = not row.description
    buttons = (Button("confirm", "确认", "optional"), Button("dispute", "有异议", "none", about_lines=True))
    return Page(
        "对账" if ctx.locale != "en" else "Statement",
        (("客户", row.name),),
        (Column("document", "单据"), Column("amount", "金额", is_number=True)),
        (Line(1, {"document": "A-1", "amount": "100.00"}), Line(2, {"document": "A-2", "amount": "7.00"})),
        buttons if open_now else (),
    )


def _account(record_id):
    return Account.objects.system(reason=WHY).filter(pk=record_id, deleted_at=None).first()


def _take(ctx, record_id, said):
    text = f"{said.name}：{said.remark}{dict(said.lines) or ''}"
    [done] = record_update(ctx, "account", [{"id": record_id, "description": text}])
    assert done.refusal is None


@pytest.fixture
def us(db, monkeypatch):
    purpose = Purpose("check", "account", Text("核对", "Check"), _show, {"confirm": _take, "dispute": _take})
    monkeypatch.setitem(registry._purposes, ("account", "check"), purpose)
    monkeypatch.setattr(link_calls, "_left", {})
    return found()


@pytest.fixture
def account(us):
    return us.account(name="安平机械有限公司", owner=us.zhang)


def made(us, account, by=None, **more):
    body = {"object": "account", "id": account.pk, "purpose": "check", **more}
    return caller(by or us.zhang).post("/links", body)


@pytest.fixture
def path(us, account):
    answer = made(us, account)
    assert answer.status_code == 201, answer.content
    return "/api/v1/public/links/" + answer.json()["url"].rpartition("/l/")[2]


def stranger(language="zh-CN"):
    return Client(headers={"Accept-Language": language})


def sent(path, body, key="k-1"):
    headers = {"Idempotency-Key": key} if key else {}
    return stranger().post(path, json.dumps(body), content_type="application/json", headers=headers)


def told(answer):
    body = answer.json()
    return answer.status_code, body["code"], body["detail"]


class TestWhoHoldsIt:
    def test_sees_what_the_purpose_writes_and_nothing_else(self, path, account):
        answer = stranger().get(path)
        assert answer.status_code == 200
        body = answer.json()
        assert set(body) == {
            "company", "purpose", "expires_at", "title", "facts", "columns", "lines", "buttons", "note",
        }  # fmt: skip
        assert (body["title"], body["facts"]) == ("对账", [{"label": "客户", "value": "安平机械有限公司"}])
        assert body["lines"][1] == {"id": 2, "cells": {"document": "A-2", "amount": "7.00"}, "remark": ""}
        assert [one["verb"] for one in body["buttons"]] == ["confirm", "dispute"]
        assert stranger("en").get(path).json()["title"] == "Statement"

    def test_its_page_and_its_answers_set_no_cookie_and_are_neither_kept_nor_indexed(self, path):
        for answer in (stranger().get(path), stranger().get(path.replace("/api/v1/public/links/", "/l/"))):
            assert dict(answer.cookies) == {}
            assert answer["Cache-Control"] == "no-store"
            assert answer["X-Robots-Tag"].startswith("noindex")
            assert answer["Referrer-Policy"] == "no-referrer"
            assert "script-src 'self'" in answer["Content-Security-Policy"]

    def test_reading_changes_nothing_and_the_page_counts_who_opens_it(self, path):
        before = list(PublicLink.objects.values())
        for _again in range(3):
            stranger().get(path)
        assert list(PublicLink.objects.values()) == before
        assert stranger().post(f"{path}/openings").status_code == 204
        assert PublicLink.objects.get().opened_count == 1

    def test_answers_once_by_name(self, us, path, account):
        body = {"verb": "dispute", "name": " 李会计 ", "lines": {"2": "已付清"}}
        for _again in range(2):
            answer = sent(path, body)
            assert answer.status_code == 200, answer.content
            assert answer.json()["buttons"] == []
        assert _account(account.pk).description == "李会计：{2: '已付清'}"
        changes = History.objects.filter(object="account", record_id=account.pk, field="description")
        assert list(changes.values_list("user_id", "why")) == [(None, "account.link")]
        line = AuditEntry.objects.system(reason=WHY).get(action="link.answered")
        assert (line.actor_id, line.detail) == (
            None,
            {"purpose": "check", "answer": "dispute", "name": "李会计"},
        )
        assert LinkAnswer.objects.count() == 1
        other = sent(path, {**body, "name": "别人"})
        assert (other.status_code, other.json()["errors"][0]["code"]) == (422, "idempotency.mismatch")

    @pytest.mark.parametrize(
        ("body", "field", "code"),
        [
            ({"verb": "confirm"}, "name", "required"),
            ({"verb": "confirm", "name": 7}, "name", "type.text"),
            ({"verb": "confirm", "name": "x" * 101}, "name", "too_long"),
            ({"verb": "confirm", "name": "李", "remark": "x" * 501}, "remark", "too_long"),
            ({"verb": "erase", "name": "李"}, "verb", "link.verb"),
            ({"verb": ["confirm"], "name": "李"}, "verb", "link.verb"),
            ({"verb": "dispute", "name": "李"}, "lines", "required"),
            ({"verb": "dispute", "name": "李", "lines": {"3": "x"}}, "lines.3", "link.row"),
            ({"verb": "dispute", "name": "李", "lines": []}, "lines", "link.row"),
            ({"verb": "confirm", "name": "李", "owner": 1}, "owner", "unknown_field"),
        ],
    )
    def test_a_wrong_answer_is_refused_with_its_field(self, path, account, body, field, code):
        answer = sent(path, body)
        assert answer.status_code == 422
        [error] = answer.json()["errors"]
        assert (error["field"], error["code"]) == (field, code)
        assert (_account(account.pk).description, LinkAnswer.objects.count()) == ("", 0)

    def test_an_answer_needs_a_key(self, path, account):
        assert sent(path, {"verb": "confirm", "name": "李"}, key="").status_code == 400
        assert _account(account.pk).description == ""

    def test_a_page_of_another_site_answers_nothing(self, path, account):
        answer = stranger().post(
            path, json.dumps({"verb": "confirm", "name": "李"}), content_type="application/json",
            headers={"Idempotency-Key": "k", "Origin": "https://other.example"},
        )  # fmt: skip
        assert (answer.status_code, answer.json()["code"]) == (403, "access.csrf")
        assert _account(account.pk).description == ""

    def test_calls_of_one_address_are_limited(self, path):
        answers = [stranger().get(path).status_code for _n in range(200)]
        assert answers[:60] == [200] * 60
        assert 429 in answers[60:]


class TestWhatIsOver:
    def test_unknown_expired_withdrawn_and_gone_are_told_alike(self, us, account):
        assert told(stranger().get("/api/v1/public/links/" + "a" * 43)) == GONE
        old = made(us, account, days=1).json()["url"].rpartition("/l/")[2]
        withdrawn = made(us, account).json()
        last = made(us, account).json()["url"].rpartition("/l/")[2]
        assert caller(us.zhang).delete(f"/links/{withdrawn['id']}").status_code == 204
        with clock.frozen(clock.now() + timedelta(days=2)):
            assert told(stranger().get(f"/api/v1/public/links/{old}")) == GONE
            assert stranger().get(f"/api/v1/public/links/{last}").status_code == 200
        ended = "/api/v1/public/links/" + withdrawn["url"].rpartition("/l/")[2]
        for answer in (
            stranger().get(ended),
            sent(ended, {"verb": "confirm", "name": "李"}),
            stranger().post(f"{ended}/openings"),
        ):
            assert told(answer) == GONE
        assert caller(us.admin).delete(f"/records/account/{account.pk}").status_code == 204
        assert told(stranger().get(f"/api/v1/public/links/{last}")) == GONE
        assert PublicLink.objects.filter(opened_count__gt=0).count() == 0


class TestWhoMakesIt:
    def test_the_token_is_told_once_and_stored_hashed(self, us, account, path):
        token = path.rpartition("/")[2]
        assert len(token) >= 40
        assert token not in str(list(PublicLink.objects.values()))
        listed = caller(us.zhang).get("/links", object="account", id=str(account.pk)).json()
        assert listed["purposes"] == [{"name": "check", "label": "Check", "days": 30}]
        [one] = listed["items"]
        assert set(one) == {
            "id", "purpose", "label", "created_at", "expires_at", "opened_count", "last_opened_at",
        }  # fmt: skip

    def test_it_takes_the_right_to_the_record(self, us, account, path):
        for user, status in ((us.wang, 404), (person("发货员", "shipper"), 403)):
            answer = made(us, account, user)
            assert answer.status_code == status, answer.content
            [row] = PublicLink.objects.all()
            assert caller(user).delete(f"/links/{row.pk}").status_code in (403, 404)
        assert PublicLink.objects.filter(withdrawn_at=None).count() == 1

    def test_what_is_asked_must_make_sense(self, us, account):
        for more, field, code in (
            ({"purpose": "nothing"}, "purpose", "link.purpose"),
            ({"days": 0}, "days", "link.days"),
            ({"days": 181}, "days", "link.days"),
        ):
            answer = made(us, account, **more)
            [error] = answer.json()["errors"]
            assert (answer.status_code, error["field"], error["code"]) == (422, field, code)
        assert PublicLink.objects.count() == 0

    def test_a_record_has_so_many_links_at_most(self, us, account):
        for _n in range(20):
            assert made(us, account).status_code == 201
        assert (made(us, account).status_code, made(us, account).json()["code"]) == (409, "link.many")
        assert PublicLink.objects.count() == 20
