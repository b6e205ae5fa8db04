"""Sharing rules open records, restriction rules close them; both from the next request on, in every process."""

from __future__ import annotations

from typing import Any

import pytest

from guike.platform.access.scope import scope_arms
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import Role
from guike.platform.sharing.models import SharingRule
from tests.support import company
from tests.support.company import WHY, caller, ctx_of, make, row

A_CLASS = {"field": "level", "op": "eq", "value": "A"}


@pytest.fixture
def us(db: None) -> company.Company:
    return company.found()


def share(us: company.Company, targets: list[dict[str, Any]], **values: Any) -> int:
    given = {"name": "共享", "object": "account", "targets": targets, **values}
    answer = caller(us.admin).post("/records/sharing_rule", given)
    assert answer.status_code == 201, answer.json()
    return int(answer.json()["id"])


def restrict(us: company.Company, node: Any = A_CLASS, **values: Any) -> int:
    given = {"name": "限制", "object": "account", "filter": node, "users": [us.zhang], **values}
    answer = caller(us.admin).post("/records/restriction_rule", given)
    assert answer.status_code == 201, answer.json()
    return int(answer.json()["id"])


def party(kind: str, value: int) -> dict[str, Any]:
    return {"kind": kind, "value": value}


def listed(user: int, object_name: str = "account") -> set[int]:
    page = caller(user).get(f"/records/{object_name}").json()
    found = {item["id"] for item in page["items"]}
    assert page["total"] == len(found)
    return found


def renamed(user: int, record: Any) -> int:
    """The status of a try to change a record; a refusal changes nothing."""
    before = company.again(record).name
    status = int(caller(user).patch(f"/records/account/{record.pk}", {"name": f"{before}改"}).status_code)
    assert (company.again(record).name == before) is (status != 200)
    return status


def role_of(code: str) -> int:
    return int(Role.objects.system(reason=WHY).get(code=code).pk)


@pytest.mark.parametrize("target", ["user", "department", "role"])
@pytest.mark.parametrize("owner", ["user", "department", "role"])
def test_what_some_own_is_shared_with_others(us, owner, target):
    record = us.account(owner=us.wang)
    owners = {"user": us.wang, "department": us.south, "role": role_of("sales")}
    targets = {"user": us.manager, "department": us.north, "role": role_of("sales_manager")}
    assert record.pk not in listed(us.manager)
    rule = share(us, [party(target, targets[target])], owners=[party(owner, owners[owner])])
    assert record.pk in listed(us.manager)
    assert caller(us.manager).get(f"/records/account/{record.pk}").status_code == 200
    assert renamed(us.manager, record) == 403
    caller(us.admin).patch(f"/records/sharing_rule/{rule}", {"access": "edit"})
    assert renamed(us.manager, record) == 200
    caller(us.admin).patch(f"/records/sharing_rule/{rule}", {"is_active": False})
    assert record.pk not in listed(us.manager)
    assert caller(us.manager).get(f"/records/account/{record.pk}").status_code == 404


def test_records_that_meet_a_condition_are_shared_while_they_do(us):
    record = us.account(owner=us.wang, level="B")
    share(us, [party("user", us.zhang)], source="filter", filter=A_CLASS)
    assert listed(us.zhang) == set()
    assert company.patch(us.wang, record, level="A").refusal is None
    assert listed(us.zhang) == {record.pk}
    assert company.patch(us.wang, record, level="C").refusal is None
    assert listed(us.zhang) == set()


def test_a_condition_over_another_object_does_not_depend_on_what_the_reader_sees_of_it(us):
    hidden = us.account(owner=us.wang, level="A")
    contact = make("contact", us.wang, name="某人", account=hidden.pk)
    path = {"field": "account.level", "op": "eq", "value": "A"}
    share(us, [party("user", us.zhang)], object="contact", source="filter", filter=path)
    assert listed(us.zhang) == set()
    assert listed(us.zhang, "contact") == {contact.pk}


@pytest.mark.req("PM-07")
def test_what_is_shared_still_needs_what_the_object_requires(us):
    account = us.account(owner=us.wang)
    deal = make("opportunity", us.wang, name="甲", account=account.pk, source="other")
    share(us, [party("user", us.zhang)], object="opportunity", owners=[party("user", us.wang)])
    assert listed(us.zhang, "opportunity") == set()
    share(us, [party("user", us.zhang)], owners=[party("user", us.wang)])
    assert listed(us.zhang, "opportunity") == {deal.pk}


def test_the_access_page_names_the_rule(us):
    record = us.account(owner=us.wang)
    share(us, [party("user", us.zhang)], name="华南共享", owners=[party("user", us.wang)])
    (line, *_rest) = caller(us.zhang).get(f"/records/account/{record.pk}/access").json()["items"]
    assert (line["operation"], line["allowed"], line["rule"], line["by"]) == ("view", True, "sharing", [])
    path = f"/records/account/{record.pk}/access?user={us.zhang}"
    (line, *_rest) = caller(us.admin).get(path).json()["items"]
    assert [(one["object"], one["name"]) for one in line["by"]] == [("sharing_rule", "华南共享")]


def test_rules_by_owners_are_one_look_up(us):
    for number in range(5):
        share(us, [party("user", us.zhang)], name=f"规则{number}", owners=[party("user", us.wang)])
    arms = scope_arms(ctx_of(us.zhang), catalogue().get("account"))
    assert arms is not None
    assert [arm.ids for arm in arms if arm.column == "owner_id"] == [
        frozenset({us.zhang}),
        frozenset({us.wang}),
    ]


@pytest.mark.req("OR-17")
def test_a_restriction_hides_records_from_whom_it_names_whatever_opens_them(us):
    own, other = us.account(owner=us.zhang, level="A"), us.account(owner=us.zhang, level="B")
    contact = make("contact", us.li, name="某人", account=us.account(owner=us.li, level="A").pk)
    assert listed(us.zhang) == {own.pk, other.pk}
    restrict(us)
    assert listed(us.zhang) == {other.pk}
    assert caller(us.zhang).get(f"/records/account/{own.pk}").status_code == 404
    assert renamed(us.zhang, own) == 404
    assert own.pk in listed(us.manager)
    assert listed(us.li, "contact") == {contact.pk}


def test_a_restriction_of_changing_lets_records_be_read(us):
    own, other = us.account(owner=us.zhang, level="A"), us.account(owner=us.zhang, level="B")
    restrict(us, effect="edit", users=[], roles=[role_of("sales")])
    assert listed(us.zhang) == {own.pk, other.pk}
    assert renamed(us.zhang, own) == 403
    assert renamed(us.zhang, other) == 200


def test_who_restricts_himself_cannot_save_a_record_into_what_is_closed_to_him(us):
    record = us.account(owner=us.zhang, level="B")
    restrict(us)
    answer = caller(us.zhang).patch(f"/records/account/{record.pk}", {"level": "A"})
    assert (answer.status_code, answer.json()["code"]) == (403, "access.out_of_scope")
    assert company.again(record).level == "B"


def test_lines_and_what_hangs_on_a_closed_record_are_closed_with_it(us):
    account = us.account(owner=us.zhang, level="A")
    contact = make("contact", us.wang, name="某人", account=us.account(owner=us.wang).pk)
    inherited = make("contact", None, name="另一人", account=account.pk, owner=us.wang)
    assert listed(us.zhang, "contact") == {inherited.pk}
    restrict(us)
    assert listed(us.zhang, "contact") == set()
    assert contact.pk not in listed(us.zhang, "contact")


def test_a_restriction_whose_condition_fits_no_more_closes_everything_and_a_sharing_rule_opens_nothing(us):
    own, theirs = us.account(owner=us.zhang), us.account(owner=us.wang)
    rule = share(
        us, [party("user", us.zhang)], source="filter", filter={"field": "name", "op": "is_not_empty"}
    )
    assert listed(us.zhang) == {own.pk, theirs.pk}
    gone = {"field": "gone__c", "op": "eq", "value": "1"}
    SharingRule.objects.system(reason=WHY).filter(pk=rule).update(filter=gone)
    company.bump(permission=True)
    assert listed(us.zhang) == {own.pk}
    rule = restrict(us)
    catalogue().get("restriction_rule").model.objects.system(reason=WHY).filter(pk=rule).update(filter=gone)
    company.bump(permission=True)
    assert listed(us.zhang) == set()
    assert own.pk in listed(us.manager)


@pytest.mark.parametrize(("object_name", "given", "field", "code"), [
    ("sharing_rule", {"object": "product", "owners": [], "targets": []}, "object", "sharing.object"),
    ("sharing_rule", {"owners": [], "targets": [{"kind": "user", "value": 1}]}, "owners", "required"),
    ("sharing_rule", {"source": "filter", "targets": [{"kind": "role", "value": 1}]}, "filter", "required"),
    ("sharing_rule", {"source": "filter", "filter": {"field": "nothing", "op": "eq", "value": 1}}, "filter.field", "unknown_field"),
    ("sharing_rule", {"owners": [{"kind": "user", "value": 987654321}]}, "owners[0]", "sharing.gone"),
    ("sharing_rule", {"owners": [{"kind": "team", "value": 1}]}, "owners[0]", "sharing.party"),
    ("restriction_rule", {"filter": A_CLASS}, "roles", "restriction.nobody"),
    ("restriction_rule", {"users": [1]}, "filter", "required"),
    ("restriction_rule", {"object": "sales_order_line", "filter": A_CLASS}, "object", "restriction.object"),
])  # fmt: skip
def test_rules_that_cannot_be_followed_are_refused_when_they_are_defined(us, object_name, given, field, code):
    defaults = {"name": "规则", "object": "account"}
    answer = caller(us.admin).post(f"/records/{object_name}", {**defaults, **given})
    assert answer.status_code == 422
    assert (field, code) in [(e["field"], e["code"]) for e in answer.json()["errors"]]
    assert caller(us.admin).get(f"/records/{object_name}").json()["total"] == 0


def test_rules_are_for_administrators_alone_and_leave_a_trail(us):
    share(us, [party("user", us.zhang)], owners=[party("user", us.wang)])
    for name in ("sharing_rule", "restriction_rule", "management_dimension"):
        assert caller(us.manager).get(f"/records/{name}").status_code == 403
    trail = caller(us.admin).get("/records/audit_entry").json()["items"]
    assert any("sharing_rule" in str(entry) for entry in trail)


@pytest.mark.req("PM-24")
@pytest.mark.parametrize("effect", ["view", "edit"])
def test_orders_without_a_new_product_are_closed_or_only_read(us, effect):
    """市场专员: what "new" is stands at the product, and a restriction asks the lines of the order for it."""
    admin = caller(us.admin)
    account = us.account(owner=us.zhang, status="formal").pk
    new, old = (
        make("product", code=code, name=code, standard_price="10", is_new=code == "新").pk
        for code in ("新", "旧")
    )
    orders = {
        key: make("sales_order", us.zhang, account=account, lines=[{"product": one, "quantity": "1"} for one in of]).pk
        for key, of in {"old": [old], "both": [old, new], "new": [new]}.items()
    }  # fmt: skip
    is_old = {"none": "lines", "where": {"field": "product.is_new", "op": "eq", "value": True}}
    restrict(us, is_old, object="sales_order", effect=effect)

    def remark(key: str) -> int:
        door = f"/records/sales_order/{orders[key]}"
        return int(caller(us.zhang).patch(door, {"description": "跟进"}).status_code)

    seen = {orders["both"], orders["new"]}
    assert listed(us.zhang, "sales_order") == (seen if effect == "view" else {*seen, orders["old"]})
    assert [remark(key) for key in ("new", "both")] == [200, 200]
    assert remark("old") == (404 if effect == "view" else 403)
    assert row("sales_order", orders["old"]).description in (None, "")
    new_to_old = admin.patch(f"/records/product/{new}", {"is_new": False})
    assert (new_to_old.status_code, remark("new")) == (200, 404 if effect == "view" else 403)
