"""Files as other systems and people have them, from the preview to the records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from guike.platform.exchange.tests.conftest import counts

FILES = Path(__file__).parent / "files"
TODAY = "2026-11-21"


def content(name: str) -> bytes:
    return (FILES / name).read_bytes()


def mapped(preview: dict[str, Any]) -> dict[str, str]:
    """The columns that are proposed for a field, but for those that are kept among the remarks."""
    return {c["name"]: c["field"] for c in preview["columns"] if c["field"] not in (None, "description")}


def kept(preview: dict[str, Any]) -> list[str]:
    return [c["name"] for c in preview["columns"] if c["field"] == "description"]


def picked(record: dict[str, Any], *names: str) -> list[Any]:
    """Values, references by name, places by code."""
    found = []
    for name in names:
        value = record[name]
        if isinstance(value, dict):
            value = value.get("code") or value.get("name")
        found.append(value)
    return found


def problems(preview: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(p["row"], p["column"], p["code"]) for p in preview["problems"]]


@pytest.fixture
def website(admin: Any) -> Any:
    """Where the leads of a test come from."""
    return {"source": "phone"}


def test_google_contacts(admin):
    for name in ("Lanxie Print Ltd", "Bo's"):
        assert admin.post("/records/account", {"name": name}).status_code == 201
    preview = admin.preview("g.csv", content("google-contacts.csv"), "contact")
    assert mapped(preview) == {
        "Name": "name",
        "Given Name": "name",
        "Family Name": "name",
        "Birthday": "birthday",
        "E-mail 1 - Value": "email",
        "Phone 1 - Value": "mobile",
        "Phone 2 - Value": "phone",
        "Organization 1 - Name": "account",
        "Organization 1 - Title": "title",
    }
    assert kept(preview) == ["Notes", "Address 1 - Formatted", "Website 1 - Value"]
    assert problems(preview) == [(3, "Organization 1 - Name", "required")]  # Bo belongs to nobody
    status = admin.take("g.csv", content("google-contacts.csv"), "lead", defaults={"source": "phone"})
    assert counts(status) == (2, 0, 0, 0)
    ada, bo = admin.records("lead")
    names = ("name", "mobile", "phone", "email", "company", "title", "address", "description")
    assert picked(ada, *names) == [
        "Ada Muster", "13900012001", "010-62345001", "ada.muster@example.com", "Lanxie Print Ltd", "Buyer",
        "1 Long Road, Hangzhou", "Birthday：1985-04-30\nmet at fair\nWebsite 1 - Value：lanxie.example.com",
    ]  # fmt: skip
    assert picked(bo, *names) == [
        "Bo Sample",
        None,
        "+49 30 901820",
        "o'bo@example.com",
        None,
        None,
        None,
        None,
    ]
    status = admin.take("g.csv", content("google-contacts.csv"), "contact")
    assert counts(status) == (1, 0, 0, 1)
    (ada,) = admin.records("contact")
    assert picked(ada, "name", "birthday", "account", "title") == [
        "Ada Muster",
        "1985-04-30",
        "Lanxie Print Ltd",
        "Buyer",
    ]
    assert (
        ada["description"]
        == "met at fair\nAddress 1 - Formatted：1 Long Road, Hangzhou\nWebsite 1 - Value：lanxie.example.com"
    )


def test_outlook(admin):
    preview = admin.preview("o.csv", content("outlook.csv"), "contact")
    assert mapped(preview)["ID"] == "external_id"
    assert {c["name"]: c["field"] for c in preview["columns"] if c["name"] in ("Title", "Job Title")} == {
        "Title": None,
        "Job Title": "title",
    }
    status = admin.take("o.csv", content("outlook.csv"), "contact", columns={"Company": {"on_bad": "create"}})
    assert counts(status) == (1, 0, 0, 0)
    (chen,) = admin.records("contact")
    assert picked(chen, "name", "mobile", "phone", "email", "title", "birthday", "external_id", "account") == [
        "Chen Lu", "13900012002", "021-60000798 转 801", "lu.chen@example.com", "Manager", "1990-01-02", "1665",
        "Qingdu Trade",
    ]  # fmt: skip
    assert chen["id"] != 1665
    assert chen["description"].split("\n") == [
        "E-mail 2 Address：lu2@example.com", "Business Street：2 River St", "Business City：Shanghai",
        "Business Postal Code：200000", "Business Country/Region：China", "Web Page：http://qingdu.example.com", "two lines",
    ]  # fmt: skip


def test_hubspot(admin):
    preview = admin.preview("h.csv", content("hubspot-contacts.csv"), "lead", defaults={"source": "phone"})
    found = mapped(preview)
    assert [found[c] for c in ("Record ID", "First Name", "Last Name", "Phone Number", "Contact owner")] == [
        "external_id", "name", "name", "mobile", "owner",
    ]  # fmt: skip
    assert "City" in kept(preview)  # Berlin is no place that we know
    assert {(column, code) for _row, column, code in problems(preview)} == {
        ("Contact owner", "cell.user"),
        ("Lead Status", "cell.choice"),
        ("Phone Number", "type.phone_country"),
    }
    status = admin.take(
        "h.csv",
        content("hubspot-contacts.csv"),
        "lead",
        defaults={"source": "phone"},
        columns={
            "Contact owner": {"words": {"owner@example.com": admin.id}},
            "Lead Status": {"words": {"NEW": "pending"}},
            "Phone Number": {"on_bad": "empty"},
        },
    )
    assert counts(status) == (1, 0, 0, 0)
    (dana,) = admin.records("lead")
    assert picked(dana, "name", "external_id", "company", "status", "email") == [
        "Dana Probe", "5501", "Probe GmbH", "pending", "dana@example.com",
    ]  # fmt: skip
    assert dana["owner"]["id"] == admin.id
    assert "City：Berlin" in dana["description"].split("\n")


def test_salesforce(admin):
    preview = admin.preview("s.csv", content("salesforce-leads.csv"), "lead")
    found = mapped(preview)
    assert [found[c] for c in ("Id", "FirstName", "LastName", "LeadSource", "Status")] == [
        "external_id", "name", "name", "source", "status",
    ]  # fmt: skip
    decided = {
        "LeadSource": {"words": {"Web": "website"}},
        "Status": {"words": {"Open - Not Contacted": "pending"}},
        "Phone": {"on_bad": "empty"},
    }
    status = admin.take("s.csv", content("salesforce-leads.csv"), "lead", columns=decided)
    assert counts(status) == (1, 0, 0, 0)
    (ed,) = admin.records("lead")
    assert picked(ed, "name", "company", "title", "mobile", "phone", "external_id", "source", "status") == [
        "Ed Fall", "Fall & Sons", "CEO", "+1 212-555-0199", None, "00Q000000000001", "website", "pending",
    ]  # fmt: skip
    assert {"City：New York", "State：NY", "Country：US", "AnnualRevenue：(1,234.00)", "Rating：Hot"} <= set(
        ed["description"].split("\n")
    )


def test_a_salesforce_amount_and_moment_are_read_where_there_is_a_field_for_them(admin):
    status = admin.take(
        "s.csv",
        content("salesforce-leads.csv"),
        "lead",
        mapping={"LastName": "name", "CreatedDate": "next_contact_at"},
        defaults={"source": "phone"},
    )
    assert counts(status) == (1, 0, 0, 0)
    assert admin.records("lead")[0]["next_contact_at"] == "2026-11-21T09:30:00Z"


def test_facebook(admin):
    preview = admin.preview("f.csv", content("facebook-lead-ads.csv"), "lead", defaults={"source": "phone"})
    assert mapped(preview) == {
        "id": "external_id",
        "campaign_name": "campaign",
        "full_name": "name",
        "phone_number": "mobile",
        "email": "email",
        "city": "region",
    }
    mapping = {**mapped(preview), "created_time": "next_contact_at"}
    mapping.pop("campaign_name")
    status = admin.take(
        "f.csv", content("facebook-lead-ads.csv"), "lead", mapping=mapping, defaults={"source": "phone"}
    )
    assert counts(status) == (1, 0, 0, 0)
    (fei,) = admin.records("lead")
    assert picked(fei, "name", "mobile", "external_id", "region", "next_contact_at") == [
        "Fei Shi", "13900012003", "l:900000001", "330100", "2026-11-20T10:03:11Z",
    ]  # fmt: skip


def test_the_chinese_template(admin):
    preview = admin.preview("k.csv", content("kehu-template.csv"), "account")
    assert (preview["encoding"], preview["header_row"], preview["rows"]) == ("gb18030", 2, 3)
    assert len(preview["encodings"]) == 1
    found = mapped(preview)
    assert [found[c] for c in ("所属省份", "所属城市", "所属区县", "客户级别", "*客户名称")] == [
        "region", "region", "region", "level", "name",
    ]  # fmt: skip
    assert {p[1:] for p in problems(preview)} >= {("状态", "cell.choice"), ("", "cell.total")}
    decided = {
        "状态": {"words": {"1": "potential", "2": "formal"}},
        "客户来源": {"words": {"转介绍": "phone", "电话": "phone"}},
    }
    status = admin.take("k.csv", content("kehu-template.csv"), "account", columns=decided)
    assert counts(status) == (2, 0, 0, 1)
    assert [(e["row"], e["code"]) for e in status["errors"]] == [(5, "cell.total")]
    assert status["beside"] == [{"object": "contact", "label": "Contact", "count": 2}]
    first, second = admin.records("account")
    assert picked(first, "name", "phone", "region", "address", "level", "status", "description") == [
        "岚榭图文有限公司", "0571-86001234 转 801", "330106", "样例路 1 号", "A", "formal", None,
    ]  # fmt: skip
    assert picked(second, "name", "phone", "region", "level", "status") == [
        "青渡商贸（集团）有限公司", "0571-86001235 转 8", "330100", "B", "potential",
    ]  # fmt: skip
    assert second["description"] == "首次"
    people = admin.records("contact")
    assert [picked(one, "name", "account", "mobile", "phone", "email") for one in people] == [
        ["蔡一鸣", "岚榭图文有限公司", "13900012004", None, "cai@example.com"],
        ["陶杰", "青渡商贸（集团）有限公司", "13900012005", "13900012006", None],
    ]
    undone = admin.undo(status["id"])
    assert (undone["deleted"], undone["beside"], undone["problems"]) == (2, {"contact": 2}, [])
    assert (admin.records("account"), admin.records("contact")) == ([], [])


def test_the_chinese_template_as_leads_keeps_every_number_in_a_field(admin):
    mapping = {"*客户名称": "company", "联系人": "name", "客户手机": "mobile", "固定电话": "phone"}
    status = admin.take(
        "k.csv", content("kehu-template.csv"), "lead", mapping=mapping, defaults={"source": "phone"}
    )
    assert counts(status) == (2, 0, 0, 1)
    first, second = admin.records("lead")
    assert picked(first, "name", "mobile", "phone") == ["蔡一鸣", "13900012004", "0571-86001234 转 801"]
    assert picked(second, "name", "mobile", "phone") == ["陶杰", "13900012005", "0571-86001235 转 8"]
    assert second["description"] == "客户手机：13900012006"


def test_a_download_from_the_business_register(admin):
    columns = admin.preview("q.csv", content("qicha-export.csv"), "account")["columns"]
    assert {
        c["name"]: (c["suggested"]["api_name"], c["suggested"]["type"]) for c in columns if c["suggested"]
    } == {
        "法定代表人": ("x_legal_representative", "text"),
        "注册资本": ("x_registered_capital", "money"),
        "成立日期": ("x_established_on", "date"),
    }
    answer = admin.post(
        "/records/field_def",
        {"object": "account", "label": "注册资本", "type": "money", "api_name": "x_registered_capital"},
    )
    assert answer.status_code == 201, answer.content
    preview = admin.preview("q.csv", content("qicha-export.csv"), "account")
    found = mapped(preview)
    assert [found[c] for c in ("原文件导入名称", "统一社会信用代码", "注册资本", "网址", "所属区县")] == [
        "name", "credit_code", "x_registered_capital", "website", "region",
    ]  # fmt: skip
    assert problems(preview) == [(2, "企业规模", "cell.choice")]
    (failed,) = admin.take(
        "q.csv", content("qicha-export.csv"), "account", columns={"企业规模": {"on_bad": "empty"}}
    )["errors"]
    assert (failed["column"], failed["code"]) == (
        "统一社会信用代码",
        "account.credit_code",
    )  # it is an invented one
    decided = {column: {"on_bad": "empty"} for column in ("企业规模", "统一社会信用代码")}
    status = admin.take("q.csv", content("qicha-export.csv"), "account", columns=decided)
    assert counts(status) == (1, 0, 0, 0), status["errors"]
    (firm,) = admin.records("account")
    assert picked(firm, "name", "credit_code", "x_registered_capital", "phone", "website", "region") == [
        "栖云打印设备有限公司", None, "5000000.00", "0571-86001236", "http://www.qiyun.example.com", "330108",
    ]  # fmt: skip
    assert firm["description"].split("\n") == [
        "法定代表人：熊伟", "成立日期：2015-06-01", "更多电话：13900012007; 13900012008", "邮箱：qi@example.com",
    ]  # fmt: skip


def test_products(admin):
    preview = admin.preview("p.csv", content("products.csv"), "product")
    assert mapped(preview) == {
        "产品编号": "code",
        "产品名称": "name",
        "规格": "specification",
        "单位": "base_unit",
        "单价": "standard_price",
        "成本": "cost",
        "税率%": "tax_rate",
        "分类": "category",
        "条形码": "barcode",
    }
    decided = {column: {"on_bad": "create"} for column in ("单位", "分类")}
    status = admin.take("p.csv", content("products.csv"), "product", columns=decided)
    assert counts(status) == (2, 0, 0, 0)
    laser, labels = admin.records("product")
    names = ("code", "name", "specification", "base_unit", "standard_price", "cost", "tax_rate", "barcode")
    assert picked(laser, *names)[:4] == ["L310-01", "激光打印机 L310", "A4 黑白", "台"]
    assert [float(laser[n]) for n in ("standard_price", "cost", "tax_rate")] == [1280.0, 900.0, 0.13]
    assert (laser["barcode"], labels["barcode"]) == ("6900000000017", "06900000000024")
    assert picked(labels, "base_unit", "category") == ["桶", "耗材/标签"]


@pytest.mark.parametrize(
    ("name", "encoding", "people"),
    [
        ("latin1.csv", "cp1252", [("Jürgen Müller", "Größe GmbH"), ("Amélie Lefèvre", "Café Élan")]),
        ("big5.csv", "cp950", [("陳志明", "樣例印刷設備股份有限公司")]),
        ("shift-jis.csv", "cp932", [("山田太郎", "見本印刷株式会社")]),
        ("semicolon-fr.csv", "utf-8-sig", [("Zoé Martin", "Encre & Fils")]),
    ],
)
def test_letters_are_the_right_ones(admin, name, encoding, people):
    preview = admin.preview(name, content(name), "lead")
    assert (preview["encoding"], len(preview["encodings"])) == (encoding, 1)
    bad = {c["name"]: {"on_bad": "empty"} for c in preview["columns"] if c["field"] in ("mobile", "phone")}
    source = {c["name"]: None for c in preview["columns"] if c["field"] == "source"}
    mapping = {c["name"]: c["field"] for c in preview["columns"]} | source
    status = admin.take(
        name, content(name), "lead", mapping=mapping, columns=bad, defaults={"source": "phone"}
    )
    assert [(r["name"], r["company"]) for r in admin.records("lead")] == people
    assert counts(status) == (len(people), 0, 0, 0)


def test_a_vcard(admin):
    status = admin.take(
        "c.vcf",
        content("contact.vcf"),
        "contact",
        columns={"Company": {"on_bad": "create"}, "公司": {"on_bad": "create"}},
    )
    assert counts(status) == (1, 0, 0, 0)
    (xiong,) = admin.records("contact")
    assert picked(xiong, "name", "mobile", "phone", "email", "title", "birthday", "account") == [
        "熊伟", "13900012011", "010-62345678 转 8", "xiong@example.com", "采购经理", "1988-02-29", "栖云打印设备有限公司",
    ]  # fmt: skip
    assert "样例大道 8 号" in xiong["description"]


def test_a_field_is_suggested_to_those_alone_who_may_make_one(anna):
    columns = anna.preview("q.csv", content("qicha-export.csv"), "account")["columns"]
    assert [c["suggested"] for c in columns] == [None] * len(columns)
    assert {c["name"]: c["field"] for c in columns}["注册资本"] == "description"
