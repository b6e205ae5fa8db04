"""What was exported and is imported again changes nothing, whatever type the fields have."""

import random
import string

import pytest

from guike.platform.exchange.tests.conftest import counts, csv_of
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import User
from guike.platform.org.queries import bump
from guike.platform.records.reading import living

WHY = "a test looks at everything"
CHOICES = [
    {"code": "new", "label": "全新"},
    {"code": "used", "label": "旧"},
    {"code": "gone", "label": "报废"},
]
FIELDS: list[tuple[str, str, str, dict[str, object]]] = [
    ("x_text", "text", "文字", {}),
    ("x_long", "long_text", "长文", {}),
    ("x_int", "integer", "整数", {}),
    ("x_dec", "decimal", "小数", {"scale": 6}),
    ("x_money", "money", "金额", {}),
    ("x_rate", "percent", "比例", {}),
    ("x_bool", "boolean", "是否", {}),
    ("x_date", "date", "日期", {}),
    ("x_at", "instant", "时间", {}),
    ("x_one", "choice", "单选", {"choices": CHOICES}),
    ("x_many", "multi_choice", "多选", {"choices": CHOICES}),
    ("x_ref", "reference", "客户", {"target": "account"}),
    ("x_refs", "references", "客户们", {"target": "account"}),
    ("x_any", "any_reference", "任意", {}),
    ("x_anys", "any_references", "任意们", {}),
    ("x_user", "user", "人员", {}),
    ("x_unit", "department", "部门", {}),
    ("x_phone", "phone", "电话", {}),
    ("x_mail", "email", "邮箱", {}),
    ("x_url", "url", "网址", {}),
    ("x_region", "region", "地区", {}),
    ("x_geo", "geo", "位置", {}),
]
TEXTS = [
    "'=1+1",
    "=1+2",
    "+8613800138000",
    "-5",
    "@name",
    "'单引号",
    "00123",
    "1.10",
    "是",
    "12345678901234567890",
    "两 个  空格",
    "１２３",
    "2026-11-21",
    "1E+10",
    "TRUE",
    "a;b、c",
]


@pytest.fixture
def things(admin):
    """A custom object with a field of each type; two accounts of one name, an unlucky user, departments."""
    made = admin.post("/records/object_def", {"api_name": "thing__c", "label": "物品"})
    assert made.status_code == 201, made.content
    for name, kind, label, more in FIELDS:
        field = {"object": "thing__c", "api_name": name, "type": kind, "label": label, **more}
        made = admin.post("/records/field_def", field)
        assert made.status_code == 201, made.content
    return admin


def made(admin, object_name, **values):
    answer = admin.post(f"/records/{object_name}", values)
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def people(admin):
    """Two of one name, of whom one has left."""
    User.objects.system(reason=WHY).bulk_create([User(username=f"li{n}", name="李雷") for n in range(3)])
    bump(permission=True)
    return list(User.objects.system(reason=WHY).filter(name="李雷").values_list("id", flat=True))


def value_of(random_, kind, known):
    digits = "".join(random_.choices(string.digits, k=6))
    return {
        "text": lambda: random_.choice(TEXTS),
        "long_text": lambda: random_.choice([*TEXTS, "一行\n另一行"]),
        "integer": lambda: random_.choice([0, -1, 2147483647, 15]),
        "decimal": lambda: random_.choice(["0.1", "-0.000001", "123456789012.123456", "100", "0"]),
        "money": lambda: random_.choice(["0.01", "-1234.50", "99999999999999.99", "0"]),
        "percent": lambda: random_.choice(["0.1", "1", "0.0725", "10", "-0.5", "0"]),
        "boolean": lambda: random_.choice([True, False]),
        "date": lambda: random_.choice(
            ["2026-11-21", "1899-12-31", "1900-02-28", "1900-03-01", "2100-01-01"]
        ),
        "instant": lambda: random_.choice(
            ["2026-11-21T01:30:59Z", "2026-11-21T16:00:00Z", "1999-12-31T23:59:59.123Z"]
        ),
        "choice": lambda: random_.choice(["new", "used", "gone"]),
        "multi_choice": lambda: random_.sample(["new", "used", "gone"], 2),
        "reference": lambda: random_.choice(known["accounts"]),
        "references": lambda: random_.sample(known["accounts"], 2),
        "any_reference": lambda: {"object": "account", "id": random_.choice(known["accounts"])},
        "any_references": lambda: [
            {"object": "account", "id": known["accounts"][0]},
            {"object": "contact", "id": known["contact"]},
        ],
        "user": lambda: random_.choice(known["users"]),
        "department": lambda: random_.choice(known["units"]),
        "phone": lambda: random_.choice(
            ["13800138000", "010-62345678", "010-62345678-801", "+1 212-555-0123", "400-800-1234"]
        ),
        "email": lambda: f"a{digits}@example.com",
        "url": lambda: f"https://example.com/{digits}?a=1&b=2",
        "region": lambda: random_.choice(["330106", "330100", "110101", "650000"]),
        "geo": lambda: {"lat": 30.2741, "lng": -120.1551},
    }[kind]()


@pytest.mark.req("LD-03", "CO-07")
@pytest.mark.parametrize(("form", "seed", "locale"), [("xlsx", 1, "zh-CN"), ("csv", 2, "en")])
def test_every_type_of_field_comes_back_unchanged(things, form, seed, locale):
    random_ = random.Random(seed)
    units = [made(things, "department", name="总部"), made(things, "department", name="销售部")]
    units += [made(things, "department", name="一组", parent=unit) for unit in units]
    accounts = [made(things, "account", name=name) for name in ("云帆印务", "泠泽、包装", "苔语物流")]
    accounts.append(made(things, "account", name="云帆印务"))
    known = {
        "units": units,
        "accounts": accounts,
        "contact": made(things, "contact", name="王小明", account=accounts[0]),
        "users": [things.id, *people(things)],
    }
    for n in range(12):
        values = {name: value_of(random_, kind, known) for name, kind, _label, _more in FIELDS}
        made(things, "thing__c", name=f"物品{n}", **values)
    User.objects.system(reason=WHY).filter(id=known["users"][1]).update(status="left")
    bump(permission=True)
    (field,) = things.records("field_def", filter={"field": "api_name", "op": "eq", "value": "x_one"})
    off = [{**choice, "is_active": choice["code"] != "gone"} for choice in CHOICES]
    assert things.patch(f"/records/field_def/{field['id']}", {"choices": off}).status_code == 200
    before = things.records("thing__c")
    things.caller._client.defaults["HTTP_ACCEPT_LANGUAGE"] = locale
    content = things.export(
        "thing__c", fields=["id", "name", *(name for name, *_rest in FIELDS)], format=form
    )
    status = things.take(f"a.{form}", content, "thing__c", on_duplicate="update")
    assert counts(status) == (0, 12, 0, 0), status["errors"]
    after = things.records("thing__c")
    for old, new in zip(before, after, strict=True):
        assert {k: (v, new[k]) for k, v in old.items() if v != new[k]} == {}


@pytest.mark.req("LD-03")
def test_a_namesake_is_not_put_in_the_place_of_who_has_left(admin):
    first, second, third = people(admin)
    header = "客户名称,负责人"
    account = made(admin, "account", name="云帆印务", owner=first)
    User.objects.system(reason=WHY).filter(id__in=(first, third)).update(status="left")
    bump(permission=True)
    status = admin.take(
        "a.csv",
        csv_of(f"{header},网址", "云帆印务,李雷,https://b.example.com"),
        "account",
        on_duplicate="update",
    )
    assert counts(status) == (0, 1, 0, 0), status["errors"]
    row = living(catalogue().get("account")).system(reason=WHY).get(pk=account)
    assert (row.owner_id, row.website) == (first, "https://b.example.com")
    assert second != row.owner_id
