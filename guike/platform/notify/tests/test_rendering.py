"""Texts of notices, made under the rights of each receiver."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from guike.kernel import clock
from guike.kernel.text import T
from guike.platform.currency.models import Currency
from guike.platform.notify.rendering import render_for, template_errors
from guike.platform.org.models import Role, User
from guike.platform.org.queries import bump
from tests.support.company import WHY, found, make, person

TEMPLATE = (
    "订单“{name}”金额 {amount}，客户 {account.name}（{account.owner.name}），{source}，{expected_close_on}"
)


@pytest.fixture
def us(db: Any) -> Any:
    return found()


def opportunity(us: Any, **values: Any) -> int:
    account = us.account(name="云帆印务")
    given = {
        "name": "打印机",
        "account": account.pk,
        "source": "other",
        "amount": "50000.01",
        "owner": us.zhang,
    }
    return int(make("opportunity", None, **{**given, **values}).pk)


def limit(user: int, levels: dict[str, str], permissions: dict[str, list[str]] | None = None) -> None:
    """Give the only role of somebody these field levels."""
    rights = permissions or {"opportunity": ["view"], "account": ["view"], "user": ["view"]}
    role = Role(
        name=f"limited {user}", permissions=rights, fields=levels, scopes={n: {"view": "all"} for n in rights}
    )
    Role.objects.system(reason=WHY).bulk_create([role])
    User.objects.system(reason=WHY).filter(pk=user).update(roles=[role.pk])
    bump(permission=True)


@pytest.mark.req("AP-06", "PM-38", "NO-04")
def test_each_receiver_reads_what_he_may_see(us: Any) -> None:
    pk = opportunity(us, expected_close_on="2026-12-01")
    warehouse, masked, stranger = (person(name) for name in ("仓库", "客服", "外人"))
    limit(warehouse, {"opportunity.amount": "hidden"})
    limit(masked, {"account.name": "hidden"})
    texts = render_for([us.zhang, warehouse, masked, stranger, us.zhang], TEMPLATE, "opportunity", pk)
    assert texts == {
        us.zhang: "订单“打印机”金额 50,000.01，客户 云帆印务（张三），其他，2026-12-01",
        warehouse: "订单“打印机”金额 ***，客户 云帆印务（张三），其他，2026-12-01",
        masked: "订单“打印机”金额 50,000.01，客户 ***（张三），其他，2026-12-01",
        stranger: "订单“***”金额 ***，客户 ***（***），***，***",
    }


def test_what_lies_behind_an_unseen_record_is_not_told(us: Any) -> None:
    campaign = make("campaign", None, name="春季展会", kind="exhibition", owner=us.marketing)
    lead, other = us.lead(campaign=campaign.pk), us.lead()
    reader = person("看线索的人")
    limit(reader, {}, {"lead": ["view"]})
    template = "{campaign.name} {campaign.owner.name} {company}"
    assert render_for([reader], template, "lead", lead.pk)[reader] == "*** *** —"
    assert render_for([reader], template, "lead", other.pk)[reader] == "— — —"
    assert render_for([us.admin], template, "lead", lead.pk)[us.admin] == "春季展会 市场 —"
    assert render_for([us.admin], template, "lead", other.pk)[us.admin] == "— — —"


def test_words_are_those_of_the_receiver_s_language_and_people_who_left_get_none(us: Any) -> None:
    pk = opportunity(us)
    english, gone = person("Anna", "executive", locale="en"), person("老李", "executive", status="disabled")
    texts = render_for([english, gone], T("来源 {source}", "Source {source}, {is_closed}"), "opportunity", pk)
    assert texts == {english: "Source Other, {is_closed}"}


def test_times_are_the_company_s_and_foreign_amounts_have_their_currency(us: Any) -> None:
    with clock.frozen("2026-11-21T04:00:00+00:00"):
        lead = us.lead(next_contact_at="2026-11-22T01:30:00Z", tags=["展会", "急"])
    assert (
        render_for([us.zhang], "{next_contact_at} {tags}", "lead", lead.pk)[us.zhang]
        == "2026-11-22 09:30 展会、急"
    )
    Currency.objects.system(reason=WHY).filter(code="USD").update(rate_to_base=Decimal("7.2"))
    pk = opportunity(us, currency="USD", amount="7200")
    assert render_for([us.zhang], "{amount}", "opportunity", pk)[us.zhang] == "USD 7,200.00"


def test_paths_that_lead_nowhere_are_refused_when_the_template_is_written() -> None:
    errors = template_errors(
        "template", "opportunity", "{name} {nothing} {account.owner.name} {name.x} {nothing} { amount }"
    )
    assert [(one.field, one.code, one.params["name"]) for one in errors] == [
        ("template", "template.unknown_field", "nothing"),
        ("template", "template.unknown_field", "name.x"),
    ]
