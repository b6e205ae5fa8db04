"""Refusals: one text per code, in the reader's language, with the answer's shape fixed."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from string import Formatter
from typing import ClassVar

import pytest

from guike.kernel import limits
from guike.kernel.errors import (
    IN_CURRENT_DATA,
    IN_RECYCLE_BIN,
    MESSAGES,
    BadRequest,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    Refusal,
    TooMany,
    field_error,
    problem,
    register,
)
from guike.kernel.text import T, Text, display, pick_locale


class KettleRefused(Refusal):
    """A refusal for these tests."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "kettle.empty": T("“{name}”没有水，请加水", "“{name}” is empty; fill it")
    }


def test_a_text_in_every_language() -> None:
    text = T("线索", "Lead", "線索")
    assert text.as_map() == {"zh-CN": "线索", "zh-TW": "線索", "en": "Lead"}
    assert T("客户", "Account").get("zh-TW") == "客户"
    assert T("客户", "Account").get("fr") == "客户"
    assert T("共 {n} 条", "{n} rows").format("en", n=3) == "3 rows"
    assert T("请用“{action}”", "Use “{action}”").format("zh-CN", action=T("领取", "Claim")) == "请用“领取”"
    assert T("{a} {missing}", "").format("zh-CN", a=1) == "1 {missing}"


def test_parameters_read_well() -> None:
    assert display(["甲", "乙"], "zh-CN") == "甲、乙"
    assert display(["a", T("乙", "b")], "en") == "a, b"
    assert display(True, "en") == "yes"
    assert display(None, "en") == ""


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        ("en-GB", "en"),
        ("zh_Hant_HK", "zh-TW"),
        ("zh-TW", "zh-TW"),
        ("zh", "zh-CN"),
        ("zh-Hans-CN", "zh-CN"),
        ("fr", "zh-CN"),
        ("", "zh-CN"),
        (None, "zh-CN"),
    ],
)
def test_the_nearest_language_is_taken(tag: str | None, locale: str) -> None:
    assert pick_locale(tag) == locale


def test_a_refusal_knows_its_status_and_words() -> None:
    refusal = KettleRefused("kettle.empty", name="大壶")
    assert (refusal.code, refusal.status) == ("kettle.empty", 409)
    assert refusal.message("zh-CN") == "“大壶”没有水，请加水"
    assert refusal.message("en") == "“大壶” is empty; fill it"
    assert KettleRefused("kettle.empty", status=403).status == 403
    assert str(refusal) == "kettle.empty: “大壶” is empty; fill it"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("not_found", 404),
        ("access.no_permission", 403),
        ("access.out_of_scope", 403),
        ("auth.required", 401),
        ("conflict.stale", 409),
        ("busy", 409),
        ("request.bad", 400),
        ("cursor.invalid", 400),
        ("too_many", 429),
        ("use_action", 422),
        ("unique.taken", 422),
        ("kettle.empty", 409),
    ],
)
def test_a_plain_refusal_takes_the_status_of_its_code(code: str, status: int) -> None:
    assert Refusal(code).status == status


def test_the_ready_made_refusals() -> None:
    assert (NotFound().code, NotFound().status) == ("not_found", 404)
    assert (NotSignedIn().code, NotSignedIn().status) == ("auth.required", 401)
    assert Forbidden("access.out_of_scope").status == 403
    assert Conflict("busy").status == 409
    assert BadRequest("request.bad", reason="x").message("en") == "The request cannot be read: x"
    assert TooMany(retry_after=7).message("en") == "Too many requests; try again in 7 seconds"


def test_a_code_has_one_text() -> None:
    register({"kettle.empty": KettleRefused.messages["kettle.empty"]})
    with pytest.raises(TypeError, match=r"kettle\.empty"):
        register({"kettle.empty": T("别的", "another")})
    with pytest.raises(TypeError, match="not_found"):
        type("Another", (Refusal,), {"messages": {"not_found": T("别的", "another")}})
    assert MESSAGES["kettle.empty"] is KettleRefused.messages["kettle.empty"]


def test_every_text_is_whole_and_names_the_same_parameters() -> None:
    for module in ("filters", "money", "periods"):
        import_module(f"guike.kernel.{module}")
    assert {"filter.shape", "money.too_large", "period.unknown"} <= MESSAGES.keys()
    for code, text in MESSAGES.items():
        assert text.zh, code
        assert text.en, code
        names = [{name for _, name, _, _ in Formatter().parse(words) if name} for words in (text.zh, text.en)]
        assert names[0] == names[1], code


def test_the_body_of_an_answer() -> None:
    errors = [
        field_error("lines[2].quantity", "required"),
        field_error("code", "unique.taken", value="A-1", where=IN_RECYCLE_BIN),
    ]
    body = problem(Invalid(errors), "zh-CN")
    assert body == {
        "type": "about:blank",
        "title": "内容有误",
        "status": 422,
        "detail": "有 2 处填写有误，请按提示修改",
        "code": "invalid",
        "errors": [
            {"field": "lines[2].quantity", "code": "required", "message": "请填写此项"},
            {
                "field": "code",
                "code": "unique.taken",
                "message": "“A-1”已被回收站中的一条记录使用，请换一个值或先处理那条记录",
            },
        ],
    }
    taken = field_error("code", "unique.taken", value="A-1", where=IN_CURRENT_DATA)
    assert taken.params["where"] == T("现有数据", "the current records")
    assert taken.message("en").startswith("“A-1” is already used by a record in the current records;")


def test_extra_facts_ride_along_but_never_replace_the_code() -> None:
    body = problem(Conflict("conflict.stale", extra={"base_version": 3, "code": "x"}), "en")
    assert (body["base_version"], body["code"], body["status"], body["title"]) == (
        3,
        "conflict.stale",
        409,
        "Conflict",
    )


def test_a_refusal_on_one_field_is_one_error() -> None:
    body = problem(Refusal("use_action", field="status", action=T("领取", "Claim")), "en")
    message = "This cannot be edited directly; use the action “Claim”"
    assert body["errors"] == [{"field": "status", "code": "use_action", "message": message}]
    assert problem(Refusal("no.such.code", status=418), "en")["title"] == "I'm a Teapot"


def test_invalid_names_at_least_one_error() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Invalid([])


def test_limits_are_numbers_with_reasons() -> None:
    assert limits.PAGE_MAX == 500
    assert list(range(1000))[: limits.PAGE_DEFAULT][-1] == 49
    assert limits.PAGE_MAX.value == 500
    assert {limit.name for limit in limits.all_limits()} == {row["name"] for row in limits.as_meta("en")}
    for limit in limits.all_limits():
        assert int(limit) > 0
        assert limit.reason.zh
        assert limit.reason.en
    row = limits.as_meta("zh-CN")[0]
    assert row == {
        "name": "page_default",
        "value": 50,
        "unit": "rows",
        "reason": limits.PAGE_DEFAULT.reason.zh,
    }
    with pytest.raises(TypeError, match="twice"):
        limits.Limit("page_max", 1, "rows", T("", ""))
