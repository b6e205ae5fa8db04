"""Which column is proposed for which field."""

import pytest

from guike.platform.access.context import system_context
from guike.platform.exchange.headers import importable, propose
from guike.platform.exchange.synonyms import bare
from guike.platform.metadata.catalogue import catalogue

pytestmark = pytest.mark.django_db


def proposed(object_name, *columns, migration=False):
    ctx = system_context(migration=migration)
    return propose(ctx, catalogue().get(object_name), columns)


def test_decoration_does_not_count():
    assert [
        bare(text) for text in ("*手机号（必填）", " E-mail： ", "Company Size", "金额(元)", "（备注）")
    ] == [
        "手机号",
        "email",
        "companysize",
        "金额",
        "(备注)",
    ]


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        (("姓名", "手机号", "公司名称", "邮箱", "来源"), ("name", "mobile", "company", "email", "source")),
        (
            ("Full name", "Cell", "Organization", "E-mail", "Lead source"),
            ("name", "mobile", "company", "email", "source"),
        ),
        (("联系人", "联系电话", "客户名称", "座机"), ("name", "mobile", "company", "phone")),
        (("name", "mobile", "company", "x"), ("name", "mobile", "company", None)),
        (("负责人", "线索池", "市场活动", "标签"), ("owner", "pool", "campaign", "tags")),
    ],
)
def test_leads(columns, fields):
    assert proposed("lead", *columns) == dict(zip(columns, fields, strict=True))


def test_the_same_word_means_what_the_object_has():
    assert proposed("contact", "客户名称", "姓名") == {"客户名称": "account", "姓名": "name"}
    assert proposed("account", "公司名称", "姓名", "税号") == {
        "公司名称": "name",
        "姓名": "contact.name",
        "税号": "tax_number",
    }


def test_no_field_is_proposed_twice_but_the_remarks_keep_what_is_left():
    assert proposed("lead", "联系电话", "电话", "手机", "固话") == {
        "联系电话": "mobile",
        "电话": "phone",
        "手机": "description",
        "固话": "description",
    }


def test_what_the_system_keeps_is_for_migrations():
    normal, migrated = (
        set(importable(system_context(migration=m), catalogue().get("lead"))) for m in (False, True)
    )
    assert {"created_at", "created_by", "stage", "claimed_at"} <= migrated - normal
    assert {"id", "number", "status", "name"} <= normal & migrated
    assert proposed("lead", "创建时间") == {"创建时间": None}
    assert proposed("lead", "创建时间", migration=True) == {"创建时间": "created_at"}


@pytest.mark.parametrize(
    ("object_name", "columns", "fields"),
    [
        (
            "lead",
            ("Mobile", "Phone 4 - Value", "Phone 12 - Value"),
            ("mobile", "phone", "description"),
        ),
        ("lead", ("E-mail 1 - Value", "E-mail 4 - Value"), ("email", "description")),
        ("lead", ("手机1", "电话2", "手机3"), ("mobile", "phone", "description")),
        (
            "lead",
            ("姓名", "电话10", "邮箱2", "Website 3 - Value"),
            ("name", "phone", "description", "description"),
        ),
        (
            "account",
            ("客户名称", "联系人1", "联系人2", "联系人3"),
            ("name", "contact.name", "description", "description"),
        ),
        ("lead", ("第3季度", "x1", "2024"), (None, None, None)),
    ],
)
def test_the_fourth_of_a_kind_means_what_the_second_does(object_name, columns, fields):
    assert proposed(object_name, *columns) == dict(zip(columns, fields, strict=True))
