"""Which rows are records that stand already, and what becomes of them; values by name; migrations."""

import pytest

from guike.platform.events.models import Event
from guike.platform.exchange.tests.conftest import counts, csv_of, xlsx_of
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import Department, User
from guike.platform.org.queries import bump
from guike.platform.records.reading import living

HEADER = "姓名,手机号,公司名称,线索来源"
WHY = "a test looks at everything"


def leads():
    return living(catalogue().get("lead")).system(reason=WHY).order_by("id")


@pytest.mark.req("LD-06")
def test_the_same_number_in_any_spelling_is_one(anna):
    spellings = (
        "13800138000",
        "+86 138-0013-8000",
        "１３８００１３８０００",
        "0086 138 0013 8000",
        "138.0013.8000",
    )
    lines = [f"王{n},{text},公司{n},展会" for n, text in enumerate(spellings)]
    status = anna.take("a.csv", csv_of(HEADER, *lines))
    assert counts(status) == (1, 0, 4, 0)
    assert [e["message"] for e in status["skips"]] == ["Same Mobile as row 2"] * 4
    again = anna.take("a.csv", csv_of(HEADER, *lines))
    assert counts(again) == (0, 0, 5, 0)
    assert again["skips"][0]["message"] == "Same Mobile as the existing record “王0”"


@pytest.mark.req("LD-06")
def test_a_company_in_two_spellings_is_one_only_with_the_same_person(anna):
    status = anna.take(
        "a.csv",
        csv_of(
            HEADER,
            "王小明,,云帆（北京）印务有限公司,展会",
            "王小明,,云帆(北京)印务有限责任公司,展会",
            "李雷,,云帆(北京)印务,展会",
        ),
    )
    assert counts(status) == (2, 0, 1, 0)


def test_where_the_first_of_two_fails_the_second_is_taken(anna):
    status = anna.take(
        "a.csv",
        csv_of(
            f"{HEADER},邮箱", "王小明,13800138000,甲,展会,bad", "王小明,13800138000,甲,展会,w@example.com"
        ),
    )
    assert counts(status) == (1, 0, 0, 1)
    assert leads().get().email == "w@example.com"


def test_a_failure_that_only_the_write_path_sees_makes_room_too(anna):
    long = "很长的名字" * 30
    status = anna.take("a.csv", csv_of(HEADER, f"{long},13800138000,甲,展会", "王小明,13800138000,乙,展会"))
    assert (counts(status), leads().get().name) == ((1, 0, 0, 1), "王小明")


@pytest.mark.req("LD-03")
def test_update_brings_existing_records_in_step(anna):
    anna.take("a.csv", csv_of(HEADER, "王小明,13800138000,云帆印务,展会", "李雷,13900139000,泠泽包装,展会"))
    content = csv_of(f"{HEADER},职务", "王小明,13800138000,,展会,总经理", "韩梅,13700137000,苔语物流,网站,")
    status = anna.take("b.csv", content, on_duplicate="update")
    assert counts(status) == (1, 1, 0, 0)
    assert list(leads().values_list("name", "company", "title", "version")) == [
        ("王小明", "云帆印务", "总经理", 2),
        ("李雷", "泠泽包装", "", 1),
        ("韩梅", "苔语物流", "", 1),
    ]


def test_empty_cells_clear_only_when_asked_to(anna):
    anna.take("a.csv", csv_of(HEADER, "王小明,13800138000,云帆印务,展会"))
    content = csv_of(HEADER, "王小明,13800138000,,展会")
    anna.take("b.csv", content, on_duplicate="update")
    assert leads().get().company == "云帆印务"
    anna.take("b.csv", content, on_duplicate="update", blanks="clear")
    assert leads().get().company == ""


def test_two_rows_of_one_record_are_written_one_after_the_other(anna):
    content = csv_of(
        f"{HEADER},职务",
        "王小明,13800138000,甲,展会,经理",
        "王小明,13800138000,,展会,总监",
        "王小明,13800138000,乙,展会,",
    )
    status = anna.take("a.csv", content, on_duplicate="update")
    assert counts(status) == (1, 2, 0, 0)
    assert list(leads().values_list("company", "title")) == [("乙", "总监")]


def test_what_one_may_not_change_is_not_updated(anna, admin):
    admin.take("a.csv", csv_of(HEADER, "王小明,13800138000,云帆印务,展会"))
    status = anna.take("b.csv", csv_of(HEADER, "王小明,13800138000,甲,网站"), on_duplicate="update")
    assert counts(status) == (0, 0, 0, 1)
    assert status["errors"][0]["code"] == "import.duplicate_closed"
    assert list(leads().values_list("name", "version")) == [("王小明", 1)]


def test_on_create_a_second_one_is_made(anna):
    content = csv_of(HEADER, "王小明,13800138000,云帆印务,展会")
    assert [counts(anna.take("a.csv", content, on_duplicate="create")) for _ in range(2)] == [
        (1, 0, 0, 0)
    ] * 2
    assert leads().count() == 2


def test_outside_keys_decide_before_anything_else(anna):
    header = "姓名,手机,公司,线索来源,外部编号,来源系统"
    content = csv_of(header, "王小明,13800138000,甲,展会,K1,old", "王小明,13800138001,甲二,展会,K2,old")
    assert counts(anna.take("a.csv", content)) == (2, 0, 0, 0)
    changed = csv_of(header, "王晓明,13800138009,甲,展会,K1,old")
    assert counts(anna.take("b.csv", changed, on_duplicate="update")) == (0, 1, 0, 0)
    assert list(leads().values_list("name", "external_id")) == [("王晓明", "K1"), ("王小明", "K2")]


def test_a_record_is_found_by_its_number_and_an_unknown_one_is_an_error(anna):
    anna.take("a.csv", csv_of(HEADER, "王小明,13800138000,云帆印务,展会"))
    number = leads().get().number
    content = csv_of("编号,职务,线索来源", f"{number},总经理,展会", "L0-404,经理,展会")
    status = anna.take("b.csv", content, on_duplicate="update")
    assert counts(status) == (0, 1, 0, 1)
    assert (leads().get().title, status["errors"][0]["code"]) == ("总经理", "import.no_record")


def test_names_of_people_places_and_choices_are_understood(admin):
    boss = Department(name="总部")
    Department.objects.system(reason=WHY).bulk_create([boss])
    User.objects.system(reason=WHY).filter(id=admin.id).update(name="安娜", employee_no="E007")
    bump(permission=True)
    admin.post("/records/campaign", {"name": "秋季展会"})
    header = f"{HEADER},负责人,地区,市场活动,标签,下次联系时间"
    content = csv_of(
        header,
        "甲,13800138001,a,展会,admin,浙江省杭州市,秋季展会,A、B;C,2026-11-21 09:30",
        "乙,13800138002,b,Exhibition,E007,330106,,,",
        "丙,13800138003,c,exhibition,安娜,江苏 南京,,,",
    )
    status = admin.take("a.csv", content)
    assert counts(status) == (3, 0, 0, 0)
    rows = list(leads().values_list("owner_id", "source", "region", "tags"))
    assert rows == [
        (admin.id, "exhibition", "330100", ["A", "B", "C"]),
        (admin.id, "exhibition", "330106", []),
        (admin.id, "exhibition", "320100", []),
    ]
    first = admin.records()[0]
    assert (first["campaign"]["name"], first["next_contact_at"]) == ("秋季展会", "2026-11-21T01:30:00Z")


def test_what_nobody_or_several_are_called_is_an_error(admin):
    for name in ("展会", "展会", "沙龙"):
        admin.post("/records/campaign", {"name": name})
    User.objects.system(reason=WHY).bulk_create([User(username=f"li{n}", name="李雷") for n in (1, 2)])
    bump(permission=True)
    header = f"{HEADER},负责人,市场活动,地区"
    status = admin.take(
        "a.csv",
        csv_of(header, "甲,13800138001,a,展会,李雷,展会,西湖区", "乙,13800138002,b,展会,没有,没有,没有"),
    )
    assert [(e["row"], e["column"], e["code"]) for e in status["errors"]] == [
        (2, "负责人", "cell.user_ambiguous"),
        (2, "市场活动", "cell.ambiguous"),
        (2, "地区", "cell.region_ambiguous"),
        (3, "负责人", "cell.user"),
        (3, "市场活动", "cell.not_found"),
        (3, "地区", "cell.region"),
    ]
    assert "li1, li2" in status["errors"][0]["message"]
    assert leads().count() == 0


def test_a_record_out_of_sight_is_not_found_by_name(anna, admin):
    admin.post("/records/account", {"name": "云帆印务"})
    status = anna.take("a.csv", csv_of("姓名,客户名称,手机", "王小明,云帆印务,13800138000"), "contact")
    assert [(e["column"], e["code"]) for e in status["errors"]] == [("客户名称", "cell.not_found")]
    assert counts(
        admin.take("a.csv", csv_of("姓名,客户名称,手机", "王小明,云帆印务,13800138000"), "contact")
    ) == (1, 0, 0, 0)


@pytest.mark.req("CU-05")
def test_accounts_and_contacts_have_their_own_keys(admin):
    content = xlsx_of(
        ["客户名称", "电话", "统一社会信用代码", "网址"],
        ["云帆印务有限公司", "010-62345678", None, "a.example.com"],
        ["云帆印务有限责任公司", None, None, None],
        ["泠泽包装", "(010) 6234 5678", None, None],
        ["苔语物流", None, "1test", None],
    )
    status = admin.take("a.xlsx", content, "account")
    assert counts(status) == (2, 0, 1, 1)
    assert (status["errors"][0]["column"], status["errors"][0]["code"]) == (
        "统一社会信用代码",
        "account.credit_code",
    )
    people = csv_of(
        "姓名,客户,手机", "王小明,云帆印务有限公司,13800138000", "王总,云帆印务有限公司,138 0013 8000"
    )
    assert counts(admin.take("b.csv", people, "contact")) == (1, 0, 1, 0)


def test_an_amount_in_another_currency_is_not_taken_for_one_of_ours(admin):
    """$100 in a company that counts in CNY is not 100 yuan, unless the row says that it is in dollars."""
    content = csv_of("活动名称,预算", "甲方印务,$100", "乙方印务,￥200")
    status = admin.take("a.csv", content, "campaign")
    assert [(e["row"], e["column"], e["code"]) for e in status["errors"]] == [(2, "预算", "cell.currency")]
    assert [(one["name"], one["budget_amount"]) for one in admin.records("campaign")] == [
        ("乙方印务", "200.00")
    ]
    named = csv_of("活动名称,预算,币种", "丙方印务,$100,USD", "丁方印务,$100,")
    errors = admin.take("b.csv", named, "campaign")["errors"]
    assert [(e["row"], e["code"]) for e in errors] == [(2, "currency.no_rate"), (3, "cell.currency")]


def test_migration_keeps_what_the_former_system_knew(admin):
    pool = admin.post("/records/lead_pool", {"name": "池", "default_assignee": admin.id}).json()["id"]
    header = f"{HEADER},编号,创建时间,创建人,状态,阶段,线索池"
    content = csv_of(
        header, "王小明,13800138000,云帆印务,展会,L20200105-00042,2020-01-05 08:00,admin,无效,市场认可,池"
    )
    before = Event.objects.count()
    status = admin.take("a.csv", content, mode="migration")
    assert counts(status) == (1, 0, 0, 0)
    row = leads().get()
    assert (row.number, row.created_at.isoformat(), row.status, row.stage) == (
        "L20200105-00042",
        "2020-01-05T00:00:00+00:00",
        "invalid",
        "mql",
    )
    assert (row.created_by_id, row.owner_id, row.pool_id) == (admin.id, None, pool)
    fresh = Event.objects.order_by("id")[before:]
    assert [(e.kind, e.payload) for e in fresh] == [("record.created", {"ids": [row.pk], "quiet": True})]
    assert counts(admin.take("a.csv", content, mode="migration")) == (0, 0, 1, 0)


def test_a_migrated_number_is_not_given_out_again(admin):
    made = admin.post(
        "/records/lead", {"name": "甲", "mobile": "13800138001", "source": "exhibition"}
    ).json()["number"]
    head, last = made.split("-")
    later = f"{head}-{int(last) + 5:05d}"
    admin.take("a.csv", csv_of(f"{HEADER},编号", f"乙,13800138002,b,展会,{later}"), mode="migration")
    made = admin.post(
        "/records/lead", {"name": "丙", "mobile": "13800138003", "source": "exhibition"}
    ).json()["number"]
    assert made == f"{head}-{int(last) + 6:05d}"


def test_in_normal_mode_states_and_numbers_are_the_systems(anna):
    status = anna.take("a.csv", csv_of(f"{HEADER},状态", "王小明,13800138000,云帆印务,展会,已转换"))
    assert [(e["column"], e["code"]) for e in status["errors"]] == [("状态", "state.first")]
