"""Formulas: what they compute, what they refuse and where, and that nothing else can happen."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from decimal import Decimal, localcontext

import pytest

from guike.kernel import limits
from guike.kernel.errors import MESSAGES
from guike.kernel.formula_functions import MAX_TEXT
from guike.kernel.formulas import FormulaRefused, compile_formula

TODAY = date(2026, 11, 21)
VALUES: dict[str, object] = {
    "price": Decimal("1280.50"),
    "quantity": 3,
    "rate": Decimal("0.1"),
    "name": "贵客 Printer",
    "status": "won",
    "signed_on": date(2026, 1, 31),
    "met_at": datetime(2026, 3, 1, 23, 30, tzinfo=UTC),
    "vip": True,
    "tags": ["Key", "大客户"],
    "place": {"lat": 1.5, "lng": 2.5},
    "blank": "",
    "none": None,
    "nothing": [],
}


def value(text: str, **values: object) -> object:
    """The value of a formula over the sample values."""
    return compile_formula(text).evaluate({**VALUES, **values}, TODAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 2 - 3", "5"),
        ("8 / 2 / 2", "2"),
        ("2 - 3 * 4 + 5 / 2", "-7.5"),
        ("-price", "-1280.50"),
        ("- -2", "2"),
        ("0.1 + 0.2", "0.3"),
        ("price * quantity * (1 - rate)", "3457.350"),
        ("1 / 3", "0." + "3" * 40),
        ("1.00000000000000000001 - 1", "1E-20"),
        (".5 + 1.", "1.5"),
        ("ROUND(2.5)", "3"),
        ("ROUND(-2.5)", "-3"),
        ("ROUND(2.675, 2)", "2.68"),
        ("ROUND(1250, -2)", "1300"),
        ("ROUND(1.5, 99)", "1.5"),
        ("ROUND(1 / 3, 20)", "0." + "3" * 20),
        ("ROUND(1 / 3, 21)", "0." + "3" * 40),
        ("ROUND(123, -99)", "0"),
        ("ABS(-3)", "3"),
        ("MIN(3, none, 2)", "2"),
        ("MAX(3, quantity, 2)", "3"),
        ("SUM(1, none, 2.5)", "3.5"),
        ("LEN(name)", "10"),
        ("DAYS(signed_on, ADD_DAYS(signed_on, -30))", "30"),
        ("YEAR(signed_on) * 10000 + MONTH(signed_on) * 100 + DAY(signed_on)", "20260131"),
        ("DAY(met_at)", "1"),
        ("IF(price > 1000, 1, 2)", "1"),
        ("1 if price < 1000 else 2", "2"),
        ("COALESCE(none, blank, 5)", "5"),
        ("COALESCE(1 / 0, 7)", "7"),
    ],
)
def test_numbers(text: str, expected: str) -> None:
    found = value(text)
    assert isinstance(found, Decimal)
    assert found == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('CONCAT("№", quantity, "/", 1.50, " ", signed_on, none)', "№3/1.5 2026-01-31"),
        ("CONCAT(-0.0000001)", "-0.0000001"),
        ("CONCAT(1000000 * 1000000)", "1000000000000"),
        ("LEFT(name, 2)", "贵客"),
        ("RIGHT(name, 7)", "Printer"),
        ("RIGHT(name, 99)", "贵客 Printer"),
        ("UPPER(status)", "WON"),
        ("LOWER(name)", "贵客 printer"),
        ("'a\"b'", 'a"b'),
        ('"C:\\new"', "C:\\new"),
        ('IF(vip, "重点", "普通")', "重点"),
        ('"big" if price > 1000 else "small"', "big"),
        ('"one" "two"', "onetwo"),
    ],
)
def test_texts(text: str, expected: str) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TODAY()", TODAY),
        ("ADD_DAYS(TODAY(), 10)", date(2026, 12, 1)),
        ("ADD_MONTHS(signed_on, 1)", date(2026, 2, 28)),
        ("ADD_MONTHS(signed_on, -11)", date(2025, 2, 28)),
        ("ADD_MONTHS(signed_on, 25)", date(2028, 2, 29)),
        ("ADD_MONTHS(signed_on, 12)", date(2027, 1, 31)),
        ("MAX(signed_on, TODAY())", TODAY),
        ("met_at", date(2026, 3, 1)),
        ("vip", True),
        ("not vip", False),
        ("price > 1000 and status == 'won'", True),
        ("price < 1000 or status == 'lost'", False),
        ("1 < quantity <= 3", True),
        ("1 < quantity < 3", False),
        ("signed_on < TODAY()", True),
        ("status = 'WON'", True),
        ("name = '贵客　ｐｒｉｎｔｅｒ'", True),
        ("status <> 'won'", False),
        ("status != 'lost'", True),
        ("CONTAINS(name, 'print')", True),
        ("CONTAINS(name, '客户')", False),
        ("CONTAINS(tags, 'key')", True),
        ("CONTAINS(tags, 'ke')", False),
        ("ISEMPTY(blank) and ISEMPTY(none) and ISEMPTY(nothing)", True),
        ("ISEMPTY(place)", False),
        ("blank == ''", True),
        ("None != status", True),
        ("quantity == 3.00", True),
        ("TRUE and true and True", True),
        ("FALSE or false or False", False),
    ],
)
def test_dates_and_truths(text: str, expected: object) -> None:
    found = value(text)
    assert (type(found), found) == (type(expected), expected)


@pytest.mark.parametrize(
    "text",
    [
        "none",
        "absent",
        "blank",
        "none + 1",
        "1 - none",
        "2 * 3 * none",
        "-none",
        "none > 1",
        "none == 1",
        "not (none > 1)",
        "none > 1 or vip == False",
        "vip and none > 1",
        "price / 0",
        "price / (quantity - 3)",
        "ROUND(none, 2)",
        "LEFT(none, 2)",
        "LEFT(name, 0)",
        "LEFT(name, -1)",
        "RIGHT(name, -1)",
        "MIN(none, blank)",
        "SUM(none)",
        "CONCAT(none, blank)",
        "CONTAINS(none, 'x')",
        "ADD_DAYS(none, 1)",
        "ADD_DAYS(signed_on, 9999999)",
        "ADD_MONTHS(signed_on, -99999999999)",
        "IF(vip == False, 1)",
        "IF(none > 1, none, none)",
        "place",
        "tags",
        "COALESCE(place, 1)",
        "name + 1",
        "vip * 2",
        "ABS(vip)",
        "LEN(price)",
        "name > 1",
        "signed_on == price",
    ],
)
def test_missing_values_and_wrong_kinds_are_missing(text: str) -> None:
    assert value(text) is None


def test_a_decided_condition_does_not_wait_for_a_missing_one() -> None:
    assert value("none > 1 and price < 1") is False
    assert value("none > 1 or price > 1") is True
    assert value("IF(none > 1, 'a', 'b')") == "b"


@pytest.mark.parametrize(
    ("text", "ascii_text"),
    [
        ("（price＋1）×2÷4－1", "(price+1)*2/4-1"),
        ("IF（price＞1000，“大”，‘小’）", 'IF(price>1000,"大","小")'),
        ("quantity ≥ 3", "quantity >= 3"),
        ("１２．５ + 1", "12.5 + 1"),
        ("quantity ≠ 3", "quantity != 3"),
        ("quantity＜＝3", "quantity<=3"),
        ("\n  price\r\n\t+ 1  ", "price + 1"),
        ("iF(vip, 1, 2)", "IF(vip, 1, 2)"),
    ],
)
def test_written_in_the_chinese_way(text: str, ascii_text: str) -> None:
    assert value(text) is not None
    assert value(text) == value(ascii_text)


def test_fields_and_today_are_known() -> None:
    formula = compile_formula("price * rate + price")
    assert formula.fields == frozenset({"price", "rate"})
    assert not formula.uses_today
    later = compile_formula("DAYS(due_on, TODAY())")
    assert later.fields == frozenset({"due_on"})
    assert later.uses_today


def test_compiled_once() -> None:
    assert compile_formula("price * 17") is compile_formula("price * 17")


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("", "formula.empty", None),
        (" \n ", "formula.empty", None),
        ("1" * (limits.FORMULA_CHARS + 1), "formula.too_long", None),
        ("price +", "formula.syntax", 8),
        ("price + )", "formula.syntax", 9),
        ("(price + 1", "formula.syntax", 1),
        ("price price", "formula.syntax", 7),
        ("'open", "formula.syntax", 1),
        ("1 # note", "formula.syntax", 3),
        ("price \\ 2", "formula.syntax", 7),
        ("1 + 2\n= ", "formula.syntax", 9),
        ("name := 1", "formula.syntax", 6),
        ("价格 + 1 +", "formula.syntax", 9),
        ("价格 + )", "formula.syntax", 6),
        ("“价格” == name.upper()", "formula.not_allowed", 9),
        ("price.real", "formula.not_allowed", 1),
        ("1 + tags[0]", "formula.not_allowed", 5),
        ("lambda: 1", "formula.not_allowed", 1),
        ("[x for x in tags]", "formula.not_allowed", 1),
        ("(1, 2)", "formula.not_allowed", 1),
        ("{1: 2}", "formula.not_allowed", 1),
        ("f'{price}'", "formula.not_allowed", 1),
        ("b'x'", "formula.not_allowed", 1),
        ("2 ** 3", "formula.not_allowed", 1),
        ("7 // 2", "formula.not_allowed", 1),
        ("7 % 2", "formula.not_allowed", 1),
        ("~7", "formula.not_allowed", 1),
        ("1 | 2", "formula.not_allowed", 1),
        ("price is None", "formula.not_allowed", 1),
        ("1 in tags", "formula.not_allowed", 1),
        ("...", "formula.not_allowed", 1),
        ("await price", "formula.not_allowed", 1),
        ("(yield)", "formula.not_allowed", 2),
        ("IF(*tags)", "formula.not_allowed", 4),
        ("CONCAT(**tags)", "formula.not_allowed", 1),
        ("(IF)(vip, 1)(2)", "formula.not_allowed", 1),
        ("0x10", "formula.number", 1),
        ("1e5", "formula.number", 1),
        ("1_000", "formula.number", 1),
        ("2 + 3j", "formula.number", 5),
        ("9" * 41, "formula.number", 1),
        ("2 + 1if vip else 3", "formula.number", 5),
        ("1.5.2", "formula.number", 1),
        ("٣", "formula.number", 1),
        ("1 + eval('1')", "formula.unknown_function", 5),
        ("__import__('os')", "formula.unknown_function", 1),
        ("IF(vip)", "formula.arguments", 1),
        ("1 + LEFT('a')", "formula.arguments", 5),
        ("TODAY(1)", "formula.arguments", 1),
        ("COALESCE()", "formula.arguments", 1),
        ("ROUND(1, 2, 3)", "formula.arguments", 1),
        ("1 + 'a'", "formula.type", 5),
        ("-'a'", "formula.type", 2),
        ("not 1", "formula.type", 5),
        ("vip and 1", "formula.type", 9),
        ("TODAY() + 1", "formula.type", 1),
        ("'a' < 'b'", "formula.type", 1),
        ("1 == 'a'", "formula.type", 6),
        ("1 < TODAY()", "formula.type", 5),
        ("IF(1, 2, 3)", "formula.type", 4),
        ("IF(vip, 2, 'x')", "formula.type", 12),
        ("COALESCE(price, 1, 'x')", "formula.type", 20),
        ("MIN(1, TODAY())", "formula.type", 8),
        ("LEN(12)", "formula.type", 5),
        ("CONCAT(1, 1 < 2)", "formula.type", 11),
        ("(1+" * 25 + "1" + ")" * 25, "formula.too_deep", None),
        ("2 * (1 + " * 13 + "1" + ")" * 13, "formula.too_deep", None),
        ("- " * 25 + "1", "formula.too_deep", None),
        ("-" * 1999 + "1", "formula.too_deep", None),
        ("ABS(" * 25 + "1" + ")" * 25, "formula.too_deep", None),
    ],
)
def test_refusals_say_where(text: str, code: str, position: int | None) -> None:
    with pytest.raises(FormulaRefused) as refused:
        compile_formula(text)
    assert (refused.value.code, refused.value.params.get("position")) == (code, position)
    assert refused.value.status == 422
    for locale in ("zh-CN", "en"):
        assert "{position}" not in refused.value.message(locale)
        assert "{near}" not in refused.value.message(locale)


def test_a_refusal_reads_well() -> None:
    with pytest.raises(FormulaRefused) as refused:
        compile_formula("金额 + “元”")
    assert refused.value.message("zh-CN") == "公式第 6 个字符““元””处应为数字，现为文字"
    assert refused.value.message("en") == "““元”” at character 6 should be a number but is text"


def test_every_code_has_a_text_in_both_languages() -> None:
    for code in FormulaRefused.messages:
        text = MESSAGES[code]
        assert text.zh
        assert text.en
        assert not text.en.isspace()


def test_a_long_sum_is_not_deep() -> None:
    terms = 900
    text = "+".join(["1"] * terms)
    assert value(text) == terms
    assert value("+".join(["a"] * terms), a=Decimal("0.1")) == Decimal(terms) / 10
    assert value(" and ".join(["vip"] * 200)) is True


def test_deep_texts_are_refused_in_a_small_thread_too() -> None:
    codes: list[str] = []

    def work() -> None:
        for text in (
            "-" * 1990 + "1",
            "(" * 990 + ")" * 990,
            "not " * 490 + "vip",
            "1 if a else " * 150 + "1",
        ):
            with pytest.raises(FormulaRefused) as refused:
                compile_formula(text)
            codes.append(refused.value.code)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert codes == ["formula.too_deep", "formula.syntax", "formula.too_deep", "formula.too_deep"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("price * 2", "number"),
        ("DAYS(TODAY(), met_at)", "number"),
        ("CONCAT(price, name)", "text"),
        ("stage", "text"),
        ("ADD_DAYS(met_at, 1)", "date"),
        ("MAX(signed_on, TODAY())", "date"),
        ("MAX(price, 1)", "number"),
        ("price > 1 and vip", "boolean"),
        ("ISEMPTY(owner)", "boolean"),
        ("CONTAINS(tags, 'x')", "boolean"),
        ("IF(vip, name)", "text"),
        ("IF(vip, None, signed_on)", "date"),
        ("COALESCE(None, price)", "number"),
        ("None", "text"),
        ("total + figure", "number"),
    ],
)
def test_result_types(text: str, expected: str) -> None:
    assert compile_formula(text).result_type(TYPES) == expected


TYPES = {
    "price": "money",
    "name": "text",
    "stage": "choice",
    "signed_on": "date",
    "met_at": "instant",
    "vip": "boolean",
    "tags": "multi_choice",
    "owner": "user",
    "total": "rollup",
    "figure": "decimal",
}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("price + margin", "formula.unknown_field"),
        ("price + name", "formula.type"),
        ("owner == 1", "formula.type"),
        ("owner", "formula.type"),
        ("tags", "formula.type"),
        ("COALESCE(owner, None)", "formula.type"),
        ("IF(price, 1, 2)", "formula.type"),
        ("IF(vip, price, name)", "formula.type"),
        ("signed_on - met_at", "formula.type"),
        ("LEN(price)", "formula.type"),
        ("name < name", "formula.type"),
        ("tags == 'x'", "formula.type"),
        ("name == price", "formula.type"),
    ],
)
def test_types_of_fields_are_checked(text: str, code: str) -> None:
    with pytest.raises(FormulaRefused) as refused:
        compile_formula(text).result_type(TYPES)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "given_value",
    [
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        float("nan"),
        float("inf"),
        10**400,
        10**39 * 99,
    ],
)
def test_numbers_that_are_none_are_missing(given_value: object) -> None:
    for text in ("x", "x + 1", "-x", "x > 1", "ROUND(x)", "ABS(x)", "CONCAT(x)", "MIN(x)"):
        assert value(text, x=given_value) is None
    assert value("COALESCE(x, 1)", x=given_value) in (1, None)


def test_results_are_bounded() -> None:
    big = "9" * 40
    assert value(" * ".join([big, big])) is None
    assert value(f"{big} + {big}") is None
    assert value("x", x=Decimal("1E+999999")) is None
    assert value("CONCAT(x)", x=Decimal("1E+999999")) is None
    assert value("LEFT(name, x)", x=Decimal("1E+999999")) == "贵客 Printer"
    assert value("x * x", x=Decimal("1E-999999")) == 0
    long_text = "ß" * MAX_TEXT
    assert len(str(value("CONCAT(x, x, x)", x=long_text))) == MAX_TEXT
    assert len(str(value("UPPER(x)", x=long_text))) == MAX_TEXT
    assert len(str(value("x", x=long_text + "a"))) == MAX_TEXT
    assert value("LEN(CONCAT(x, x, x))", x=long_text) == MAX_TEXT
    assert value("LEN(CONCAT(x, 'a'))", x=long_text) == MAX_TEXT
    assert value("LEN(CONCAT('a', x))", x=long_text) == MAX_TEXT
    assert value("LEN(UPPER(x))", x=long_text) == MAX_TEXT


def test_the_surroundings_do_not_matter() -> None:
    with localcontext() as context:
        context.prec = 3
        context.traps = dict.fromkeys(context.traps, True)
        assert value("price * quantity") == Decimal("3841.50")
        assert value("1 / 3 > 0.333333") is True
