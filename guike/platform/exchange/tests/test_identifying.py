"""What makes a row the same as a record, and what is only like it: nobody is renamed by a file."""

import pytest

from guike.platform.exchange.tests.conftest import counts, csv_of
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.models import DuplicateRule
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.reading import living

WHY = "a test looks at everything"
LEADS = "姓名,手机,电话,邮箱,公司,线索来源"


def names(object_name="lead"):
    rows = living(catalogue().get(object_name)).system(reason=WHY).order_by("id")
    return list(rows.values_list("name", flat=True))


@pytest.mark.req("LD-06")
@pytest.mark.parametrize("policy", ["skip", "update"])
@pytest.mark.parametrize("switchboard", ["010-62345678", "400-800-1234", "95588", "+1 800 555 0100"])
@pytest.mark.parametrize("column", [1, 2])
def test_three_people_of_two_companies_with_one_switchboard_are_three(anna, policy, switchboard, column):
    rows = [
        ["甲", "", "", "", "云帆印务", "展会"],
        ["乙", "", "", "", "云帆印务", "展会"],
        ["丙", "", "", "", "泠泽包装", "展会"],
    ]
    for row in rows:
        row[column] = switchboard
    first = csv_of(LEADS, ",".join(rows[0]))
    assert counts(anna.take("a.csv", first, on_duplicate=policy)) == (1, 0, 0, 0)
    status = anna.take("b.csv", csv_of(LEADS, *map(",".join, rows[1:])), on_duplicate=policy)
    assert counts(status) == (2, 0, 0, 0)
    assert names() == ["甲", "乙", "丙"]
    assert [(note["row"], note["code"]) for note in status["notes"]] == [
        (2, "import.like"),
        (3, "import.like"),
    ]
    assert "Same Phone as the Lead “甲”" in status["notes"][0]["message"]


@pytest.mark.req("CU-05")
def test_a_switchboard_in_common_renames_no_company(admin):
    admin.take("a.csv", csv_of("客户名称,电话", "云帆印务有限公司,010-62345678"), "account")
    status = admin.take(
        "b.csv", csv_of("客户名称,电话", "泠泽包装,010 62345678"), "account", on_duplicate="update"
    )
    assert counts(status) == (1, 0, 0, 0)
    assert names("account") == ["云帆印务有限公司", "泠泽包装"]
    assert status["notes"][0]["message"].startswith("Same Phone as the Account “云帆印务有限公司”")


@pytest.mark.req("CU-05")
@pytest.mark.parametrize("likely", ["云帆印务有限责任公司", "云帆印务集团有限公司", "云帆印务"])
def test_a_likely_name_is_told_and_not_written(admin, likely):
    admin.take("a.csv", csv_of("客户名称,网址", "云帆印务有限公司,https://a.example.com"), "account")
    content = csv_of("客户名称,网址", f"{likely},https://b.example.com")
    status = admin.take("b.csv", content, "account", on_duplicate="update")
    assert counts(status) == (0, 0, 1, 0)
    assert status["skips"][0]["code"] == "import.likely"
    assert f"“云帆印务有限公司” there, “{likely}” here" in status["skips"][0]["message"]
    (account,) = admin.records("account")
    assert (account["name"], account["website"], account["_version"]) == (
        "云帆印务有限公司",
        "https://a.example.com",
        1,
    )
    chosen = admin.take("b.csv", content, "account", on_duplicate="update", identify_by=["name"])
    assert counts(chosen) == (0, 1, 0, 0)
    (account,) = admin.records("account")
    assert (account["name"], account["website"]) == (likely, "https://b.example.com")


@pytest.mark.req("CU-05")
@pytest.mark.parametrize("same", ["云帆印务有限公司", "  云帆印务有限公司 ", "雲帆Print ＣＯ"])
def test_the_exact_name_identifies(admin, same):
    admin.take("a.csv", csv_of("客户名称", "云帆印务有限公司", "雲帆print co"), "account")
    content = csv_of("客户名称,网址", f"{same},https://b.example.com")
    assert counts(admin.take("b.csv", content, "account", on_duplicate="update")) == (0, 1, 0, 0)


@pytest.mark.req("CU-05")
def test_a_credit_code_identifies_whatever_the_company_is_called_now(admin):
    code = "91330106MA2EXAMP1E"
    header = "客户名称,统一社会信用代码"
    first = admin.take("a.csv", csv_of(header, f"云帆印务有限公司,{code}"), "account")
    assert counts(first) == (1, 0, 0, 0)
    status = admin.take(
        "b.csv", csv_of(header, f"云帆数字印务有限公司,{code}"), "account", on_duplicate="update"
    )
    assert (counts(status), names("account")) == ((0, 1, 0, 0), ["云帆数字印务有限公司"])


@pytest.mark.req("LD-06")
@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 1), (1, 1), (2, 2)])
@pytest.mark.parametrize("policy", ["skip", "update"])
def test_a_mobile_in_either_column_meets(anna, first, second, policy):
    def row(column, text):
        cells = ["王小明", "", "", "", "", "展会"]
        cells[column] = text
        return ",".join(cells)

    anna.take("a.csv", csv_of(LEADS, row(first, "13800138000")))
    status = anna.take("b.csv", csv_of(LEADS, row(second, "138 0013 8000")), on_duplicate=policy)
    assert counts(status) == ((0, 0, 1, 0) if policy == "skip" else (0, 1, 0, 0))
    within = csv_of(LEADS, row(first, "13900139000"), row(second, "139-0013-9000"))
    assert counts(anna.take("c.csv", within)) == (1, 0, 1, 0)


@pytest.mark.req("LD-06")
def test_another_name_with_the_mobile_of_somebody_is_told(anna):
    anna.take("a.csv", csv_of(LEADS, "王小明,13800138000,,,云帆印务,展会"))
    content = csv_of(
        LEADS,
        "李雷,13800138000,,,泠泽包装,展会",
        "韩梅,13900139000,,,苔语物流,展会",
        "林涛,13900139000,,,苔语物流,展会",
    )
    status = anna.take("b.csv", content, on_duplicate="update")
    assert counts(status) == (1, 0, 2, 0)
    assert [(s["row"], s["column"], s["code"]) for s in status["skips"]] == [
        (2, "姓名", "import.likely"),
        (4, "姓名", "import.likely_row"),
    ]
    assert names() == ["王小明", "韩梅"]
    chosen = anna.take("b.csv", content, on_duplicate="update", identify_by=["mobile"])
    assert (counts(chosen), names()) == ((0, 3, 0, 0), ["李雷", "林涛"])
    assert [(n["row"], n["code"]) for n in chosen["notes"]] == [(4, "import.again")]


@pytest.mark.req("LD-06")
@pytest.mark.parametrize("mail", ["wang@example.com", " WANG@example.com", "WAng@example.com "])
def test_an_e_mail_address_is_a_key(anna, mail):
    anna.take("a.csv", csv_of(LEADS, "王小明,,,wang@example.com,,展会"))
    content = csv_of(LEADS, f"王小明,,,{mail},,展会")
    assert counts(anna.take("b.csv", content)) == (0, 0, 1, 0)
    assert counts(anna.take("b.csv", content, on_duplicate="update")) == (0, 1, 0, 0)


@pytest.mark.parametrize("mail", ["info@example.com", "SALES@example.com", "office@example.com"])
def test_a_box_that_many_read_is_no_key(anna, mail):
    content = csv_of(LEADS, f"王小明,,,{mail},云帆,展会", f"李雷,,,{mail},云帆,展会")
    assert counts(anna.take("a.csv", content)) == (2, 0, 0, 0)


@pytest.mark.req("CU-05")
def test_contacts_meet_by_mail_and_by_either_number(admin):
    admin.take("a.csv", csv_of("客户名称", "云帆印务"), "account")
    header = "姓名,客户,手机,电话,邮箱"
    first = csv_of(header, "王小明,云帆印务,13800138000,,wang@example.com")
    assert counts(admin.take("a.csv", first, "contact")) == (1, 0, 0, 0)
    by_phone = csv_of(header, "王小明,云帆印务,,13800138000,")
    assert counts(admin.take("b.csv", by_phone, "contact")) == (0, 0, 1, 0)
    by_mail = csv_of(header, "王小明,,,,wang@example.com")
    assert counts(admin.take("c.csv", by_mail, "contact")) == (0, 0, 1, 0)


@pytest.mark.req("LD-06")
def test_a_lead_that_is_a_contact_is_taken_and_told(admin):
    admin.take("a.csv", csv_of("客户名称", "云帆印务"), "account")
    admin.take("a.csv", csv_of("姓名,客户,电话", "王小明,云帆印务,13800138000"), "contact")
    status = admin.take("b.csv", csv_of(LEADS, "王小明,13800138000,,,,展会"))
    assert counts(status) == (1, 0, 0, 0)
    assert [n["message"] for n in status["notes"]] == [
        "Same Mobile as the Contact “王小明”; see whether it is a duplicate"
    ]
    assert admin.mistakes(status["id"])["Imported, please check"][1][0] == 2


@pytest.mark.req("LD-06")
def test_two_records_of_one_key_are_asked_about(anna):
    content = csv_of(LEADS, "王小明,13800138000,,,云帆印务,展会")
    for _ in range(2):
        anna.take("a.csv", content, on_duplicate="create")
    status = anna.take("b.csv", csv_of(LEADS, "王小明,13800138000,,,泠泽包装,展会"), on_duplicate="update")
    assert counts(status) == (0, 0, 0, 1)
    assert status["errors"][0]["code"] == "import.several"
    other = csv_of(LEADS, "李雷,13800138000,,,泠泽包装,展会")
    anna.take("c.csv", other, on_duplicate="create")
    named = anna.take(
        "d.csv", csv_of(f"{LEADS},职务", "李雷,13800138000,,,,展会,经理"), on_duplicate="update"
    )
    assert (counts(named), names()) == ((0, 1, 0, 0), ["王小明", "王小明", "李雷"])


@pytest.mark.req("LD-03")
def test_another_outside_id_is_another_record(anna):
    header = f"{LEADS},外部编号,来源系统"
    anna.take("a.csv", csv_of(header, "王小明,13800138000,,,云帆印务,展会,K1,old"))
    status = anna.take(
        "b.csv", csv_of(header, "王小明,13800138000,,,云帆印务,展会,K2,old"), on_duplicate="update"
    )
    assert (counts(status), status["skips"][0]["code"]) == ((0, 0, 1, 0), "import.likely")
    assert anna.records()[0]["external_id"] == "K1"


@pytest.mark.parametrize("name", ["nothing", "amount", ""])
def test_only_keys_that_are_offered_identify(anna, name):
    answer = anna.send("/imports", "a.csv", csv_of(LEADS, "甲,,,,乙,展会"), "lead", identify_by=[name])
    assert answer.status_code == 422
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [("identify_by", "import.no_key")]


def test_the_preview_offers_the_keys_that_the_file_has(anna):
    content = csv_of("姓名,手机,公司,线索来源", "甲,13800138000,乙,展会")
    found = {key["name"]: key["label"] for key in anna.preview("a.csv", content)["keys"]}
    assert found == {
        "mobile": "Mobile",
        "company+name": "Company, Name",
        "company": "Company",
        "phone": "Phone",
    }


@pytest.mark.parametrize("effect", ["warn", "block"])
def test_a_rule_of_the_company_tells_records_too(anna, effect):
    rule = DuplicateRule(object="lead", match=[{"field": "wechat", "how": "text"}], effect=effect)
    DuplicateRule.objects.system(reason=WHY).bulk_create([rule])
    bump(metadata=True)
    begin_versions()
    header = "姓名,微信,线索来源"
    anna.take("a.csv", csv_of(header, "王小明,Xiaoming_88,展会"))
    content = csv_of(header, "李雷,xiaoming_88,展会")
    assert counts(anna.take("b.csv", content)) == (0, 0, 1, 0)
    assert counts(anna.take("b.csv", content, on_duplicate="update")) == (0, 0, 1, 0)
    assert names() == ["王小明"]
