"""What people write in a cell."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.kernel.phones import normalize_phone
from guike.platform.exchange import cells
from guike.platform.exchange.cells import CellRefused
from guike.platform.metadata.region_names import regions_named
from guike.platform.metadata.regions import region_name, region_tree

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("¥1，234", "1234"),
        ("￥12,345,678.9", "12345678.9"),
        ("１２３．５", "123.5"),
        ("5000元", "5000"),
        ("RMB 80", "80"),
        ("-3.25", "-3.25"),
        ("1.5万", "15000.0"),
        ("2亿", "200000000"),
        ("1e5", "100000"),
        (" 7 ", "7"),
        ("(1,234.00)", "-1234.00"),
        ("(¥1,234.00)", "-1234.00"),
        ("¥(1,234.00)", "-1234.00"),
        ("（1,234.00）", "-1234.00"),
        ("1,234.00-", "-1234.00"),
        ("−5", "-5"),
        ("¥-5", "-5"),
        ("-¥5", "-5"),
        ("500万元人民币", "5000000"),
        ("500.5万人民币元", "5005000.0"),
        ("人民币 500 万元整", "5000000"),
        ("3万美元", "30000"),
        ("1.234,50", "1234.50"),
        ("1.234.567,5", "1234567.5"),
        ("1 234.50", "1234.50"),
    ],
)
def test_numbers_as_people_write_them(text, value):
    assert cells.number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "1test",
        "12,34",
        "1,2345",
        "abc",
        "3-4",
        "１２ａ",
        "1.2.3",
        "",
        "--5",
        "nan",
        "12,5",
        "(-5)",
        "(5",
        "()",
        "-",
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(CellRefused) as refused:
        cells.number(text)
    assert (refused.value.code, refused.value.params) == ("cell.number", {"value": text})


@pytest.mark.parametrize(
    ("text", "comma", "point"),
    [("1.234,50", "1234.50", "1234.50"), ("12,5", "12.5", None), ("1,234", "1.234", "1234"), ("1.234", "1234", "1.234"), ("1,234.50", "1234.50", "1234.50")],
)  # fmt: skip
def test_the_sign_before_the_places_is_the_files(text, comma, point):
    assert cells.number(text, ",") == comma
    if point is None:
        with pytest.raises(CellRefused):
            cells.number(text, ".")
    else:
        assert cells.number(text, ".") == point


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_thousands_separators_change_nothing(value):
    assert Decimal(cells.number(f"{value:,}")) == value


@pytest.mark.parametrize(
    ("text", "code", "is_taken"),
    [
        ("100", "CNY", True),
        ("￥100", "CNY", True),
        ("100元", "CNY", True),
        ("RMB 80", "CNY", True),
        ("5 万元", "CNY", True),
        ("500万元人民币", "CNY", True),
        ("500万美元", "CNY", False),
        ("500万元港币", "CNY", False),
        ("500万港元", "HKD", True),
        ("$100", "CNY", False),
        ("100 USD", "CNY", False),
        ("€100", "CNY", False),
        ("$100", "USD", True),
        ("$100", "HKD", True),
        ("100元", "USD", False),
        ("USD 100", "USD", True),
    ],
)
def test_an_amount_with_the_sign_of_another_currency_is_refused(text, code, is_taken):
    found = []
    try:
        cells.check_currency(text, code)
    except CellRefused as refused:
        found.append((refused.code, refused.params))
    assert found == ([] if is_taken else [("cell.currency", {"value": text, "currency": code})])


def test_whole_numbers():
    assert [cells.integer(text) for text in ("12", "12.00", "1,200", "１２")] == ["12", "12", "1200", "12"]
    with pytest.raises(CellRefused) as refused:
        cells.integer("12.5")
    assert refused.value.code == "type.integer"


def test_what_is_counted_may_stand_behind_a_whole_number_where_the_label_says_the_same():
    assert [cells.integer(text, ".", "允许逾期天数") for text in ("15天", "1,200 天 ", "15", "1万")] == [
        "15", "1200", "15", "10000",
    ]  # fmt: skip
    for text, label in (("15周", "允许逾期天数"), ("15天", "员工人数"), ("天", "天数"), ("15天", "")):
        with pytest.raises(CellRefused) as refused:
            cells.integer(text, ".", label)
        assert (refused.value.code, refused.value.params) == ("cell.number", {"value": text})


def test_rates():
    assert [cells.rate(text) for text in ("10%", "0.1", "１０％", "12.5 %")] == ["0.1", "0.1", "0.1", "0.125"]


@pytest.mark.parametrize(
    ("text", "percent", "value"),
    [
        ("10", "hundredths", "0.1"),
        ("10", "wholes", "10"),
        ("0.5", "hundredths", "0.005"),
        ("0.5", "", "0.5"),
        ("1", "", "1"),
        ("10%", "wholes", "0.1"),
        ("-0.5", "", "-0.5"),
    ],
)
def test_what_ten_means_in_a_column_of_percentages_is_told(text, percent, value):
    assert cells.rate(text, ".", percent) == value


@pytest.mark.parametrize("text", ["10", "1.01", "-13", "100"])
def test_what_nobody_told_is_asked(text):
    with pytest.raises(CellRefused) as refused:
        cells.rate(text)
    assert refused.value.code == "cell.percent"


def test_what_was_reckoned_is_rounded_and_what_was_typed_is_not():
    found = [
        cells.settled(text, 4)
        for text in ("0.333333333333333", "0.130000000000001", "0.12345", "12", "-66.6666666666667")
    ]
    assert found == ["0.3333", "0.1300", "0.12345", "12", "-66.6667"]


def test_websites_with_and_without_their_beginning():
    found = [
        cells.url(t)
        for t in ("www.example.com", "lanxie.example.com/a?b=1", "https://a.cn", "无", "a b.com", "贵客.中国")
    ]
    assert found == [
        "http://www.example.com",
        "http://lanxie.example.com/a?b=1",
        "https://a.cn",
        "无",
        "a b.com",
        "http://贵客.中国",
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("13900012005、13900012006", ["13900012005", "13900012006"]),
        ("13900012005; 13900012006", ["13900012005", "13900012006"]),
        ("13900012005/0571-86001234", ["13900012005", "0571-86001234"]),
        ("13900012005 13900012006", ["13900012005", "13900012006"]),
        ("13900012005\n13900012005", ["13900012005"]),
        ("0571-86001234,801", ["0571-86001234,801"]),
        ("010-62345678;ext=801", ["010-62345678;ext=801"]),
        ("+86 139 0001 2001", ["+86 139 0001 2001"]),
        ("021-60000798/99", ["021-60000798/99"]),
        ("p:+8613900012003", ["+8613900012003"]),
        ("tel:010-62345678", ["010-62345678"]),
    ],
)
def test_the_numbers_of_one_cell(text, numbers):
    assert cells.phones(text, lambda part: normalize_phone(part) is not None) == numbers


def test_yes_and_no():
    assert [cells.boolean(text) for text in ("是", "Yes", "TRUE", "1", "√")] == [True] * 5
    assert [cells.boolean(text) for text in ("否", "no", "False", "0", "×")] == [False] * 5
    with pytest.raises(CellRefused) as refused:
        cells.boolean("大概")
    assert refused.value.code == "cell.boolean"


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21",
        "2026/11/21",
        "2026.11.21",
        "2026年11月21日",
        "２０２６年１１月２１日",
        "20261121",
        "46347",
        "21/11/2026",
        "11/21/2026",
        "21 Nov 2026",
        "21-Nov-2026",
        "Nov-21-2026",
        "21st November 2026",
        "2026-11-21T09:30:00.000Z",
        "2026-11-21 09:30:00+08:00",
        "2026-11-20T16:00:00Z",
        "2026-11-21T00:00:00+00:00",
        "November 21, 2026",
        "2026-11-21 09:30:00",
    ],
)
def test_dates_in_common_spellings(text):
    assert cells.day(text, SHANGHAI) == date(2026, 11, 21)


def test_days_before_a_spreadsheets_calendar_begins():
    assert [cells.day(t) for t in ("1899-12-31", "1876/5/3", "1900-01-01")] == [
        date(1899, 12, 31), date(1876, 5, 3), date(1900, 1, 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-13-45", "cell.date"),
        ("明天", "cell.date"),
        ("26-11-21", "cell.date"),
        ("2026-11-21 later", "cell.date"),
        ("3/4/2026", "cell.date_order"),
        ("21 Foo 2026", "cell.date"),
        ("2026-1-1 1:1" + " " * 20_000 + "x", "cell.date"),
    ],
)
def test_dates_that_cannot_be_known(text, code):
    with pytest.raises(CellRefused) as refused:
        cells.day(text)
    assert (refused.value.code, refused.value.params["value"]) == (code, text)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("2026-11-21 09:30", 1, 30),
        ("2026/11/21 9:30", 1, 30),
        ("2026年11月21日 上午9时30分", 1, 30),
        ("2026年11月21日 下午3:05", 7, 5),
        ("2026-11-21 3:05 PM", 7, 5),
        ("46347.5", 4, 0),
        ("2026-11-21T09:30:00Z", 9, 30),
        ("2026-11-21T09:30:00.000Z", 9, 30),
        ("2026-11-21 09:30:00+08:00", 1, 30),
        ("2026-11-21 09:30:00 +0800", 1, 30),
        ("2026-11-21T09:30:00+05:30", 4, 0),
        ("2026-11-21 09:30 UTC", 9, 30),
        ("2026-11-21 05:00:00-03:30", 8, 30),
        ("2026-11-21T09:30:00", 1, 30),
    ],
)
def test_instants_are_the_companys(text, hour, minute):
    assert cells.instant(text, SHANGHAI) == datetime(2026, 11, 21, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-11-21 25:00", "2026-11-21Tnoon", "soon", "2026-11-21 09:30+99:00"])
def test_instants_that_cannot_be_known(text):
    with pytest.raises(CellRefused) as refused:
        cells.instant(text, SHANGHAI)
    assert refused.value.code in ("cell.instant", "cell.date")


def test_a_phone_that_a_spreadsheet_shortened_comes_back_only_whole():
    assert cells.phone("1.3800138000E+10") == "13800138000"
    assert cells.phone("1.38001E+10") == "1.38001E+10"


def test_several_values_of_a_cell():
    assert cells.split("甲、乙，丙;丁|戊\n己,,") == ["甲", "乙", "丙", "丁", "戊", "己"]


def test_positions():
    assert cells.position("30.2741，120.1551") == {"lat": 30.2741, "lng": 120.1551}
    with pytest.raises(CellRefused):
        cells.position("西湖边")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("浙江省杭州市西湖区", {"330106"}),
        ("浙江 杭州", {"330100"}),
        ("杭州", {"330100"}),
        ("北京", {"110000"}),
        ("上海浦东", {"310115"}),
        ("广东省/深圳市", {"440300"}),
        ("吉林", {"220000"}),
        ("吉林市", {"220200"}),
        ("西湖区", {"330106", "360103"}),
        ("香港", {"810000"}),
        ("香港特别行政区", {"810000"}),
        ("澳門", {"820000"}),
        ("Hong Kong SAR", {"810000"}),
        ("臺灣", {"710000"}),
        ("浙江/杭州/滨江", {"330108"}),
        ("中国·浙江·杭州", {"330100"}),
        ("广西", {"450000"}),
        ("内蒙", {"150000"}),
        ("新疆乌鲁木齐", {"650100"}),
        ("延边", {"222400"}),
        ("黔东南", {"522600"}),
        ("恩施", {"422800"}),
        ("恩施市", {"422801"}),
        ("新疆巴音郭楞", {"652800"}),
        ("北京市/北京市/朝阳区", {"110105"}),
        ("北京市市辖区朝阳区", {"110105"}),
        ("湖北仙桃", {"429004"}),
        ("Zhejiang", {"330000"}),
        ("Guangdong Province, Shenzhen City", {"440300"}),
        ("海南", {"460000"}),
        ("河南", {"410000"}),
        ("Suzhou", {"320500", "341300"}),
        ("Shenzhen", {"440300"}),
        ("Shaanxi", {"610000"}),
        ("火星", set()),
    ],
)
def test_regions_by_what_people_call_them(text, codes):
    assert regions_named(text) == codes


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        # dissolved: still in everybody's address
        ("重庆渝北", "500112", "重庆市渝北区"),
        ("重庆市市辖区江北区", "500105", "重庆市江北区"),
        ("北京市崇文区", "110103", "北京市崇文区"),
        ("上海闸北", "310108", "上海市闸北区"),
        ("浙江省杭州市江干区", "330104", "浙江省杭州市江干区"),
        # called otherwise now, under its code or another one
        ("江津市", "500116", "重庆市江津区"),
        ("余杭市", "330110", "浙江省杭州市余杭区"),
        ("武隆县", "500156", "重庆市武隆区"),
        # what stands goes before what was
        ("江北区", "330205", "浙江省宁波市江北区"),
        ("湖北省随州市", "421300", "湖北省随州市"),
        ("神农架林区", "429021", "湖北省神农架林区"),
        # what the table lacked, or wrote in other characters
        ("杭州临平", "330113", "浙江省杭州市临平区"),
        ("浙江省杭州市钱塘区", "330114", "浙江省杭州市钱塘区"),
        ("大兴安岭地区加格达奇区", "232761", "黑龙江省大兴安岭地区加格达奇区"),
        ("重庆市两江新区", "500157", "重庆市两江新区"),
    ],
)
def test_a_division_is_known_by_what_it_is_and_what_it_was(text, code, name):
    assert regions_named(text) == {code}
    assert region_name(code) == name


def test_what_was_dissolved_is_taken_but_not_offered():
    offered = {
        node["code"]
        for top in region_tree()
        for city in top["children"]
        for node in (city, *city["children"])
    }
    assert {"500157", "330113", "330114", "421300"} <= offered
    assert offered.isdisjoint({"500112", "500105", "110103", "429001", "422921"})
    assert not any(regions_named(text) for text in ("县", "市", "市辖区", "省直辖县级行政区划"))
    assert region_name("500113") == "重庆市巴南区"
    assert [region_name(code) for code in ("429001", "999999", "330199")] == [None, None, None]


@pytest.mark.parametrize(
    "text",
    [
        "--0412",
        "--04-12",
        "4月12日",
        "4月12",
        "04月12号",
        "04-12",
        "4/12",
        "12 April",
        "Apr 12",
        "12-Apr",
        "２月29日",
    ],
)
def test_a_day_without_a_year_is_no_date_and_is_told_so(text):
    for read in (cells.day, lambda cell: cells.instant(cell, SHANGHAI)):
        with pytest.raises(CellRefused) as refused:
            read(text)
        assert (refused.value.code, refused.value.params) == ("cell.no_year", {"value": text})


@pytest.mark.parametrize("text", ["4月", "2026", "--", "412", "04-12-99", "4月12日或13日"])
def test_what_is_no_day_at_all_is_another_fault(text):
    with pytest.raises(CellRefused) as refused:
        cells.day(text)
    assert refused.value.code == "cell.date"
