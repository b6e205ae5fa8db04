"""Writes the example files: 200 leads as an exhibition's scanner and its visitors wrote them down.

    python examples/make.py        (from the checkout)

178 rows are good, 12 are somebody written down before, 10 are wrong. People, companies, places and
numbers are made up.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import xlsxwriter

FOLDER = Path(__file__).parent
WORKBOOK = FOLDER / "exhibition-leads.xlsx"
CSV = FOLDER / "exhibition-leads-gb18030.csv"
GOOD, DUPLICATES, BAD = 178, 12, 10
HEADER = (
    "姓名",
    "公司名称",
    "职务",
    "手机号",
    "电话",
    "电子邮箱",
    "所在地区",
    "所属行业",
    "企业规模",
    "线索来源",
    "客户需求",
    "下次联系时间",
)
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
GIVEN = (
    "伟",
    "芳",
    "晓明",
    "志强",
    "静",
    "雨桐",
    "建军",
    "一鸣",
    "海燕",
    "思远",
    "婉婷",
    "泽宇",
    "知夏",
    "秋实",
    "立新",
)
PLACES = (
    "澄漪",
    "珞屿",
    "岚榭",
    "泠泽",
    "砚禾",
    "苔语",
    "栎溪",
    "霁川",
    "蘅芜",
    "汀芷",
    "暮峣",
    "昭漾",
    "筠溪",
    "岫云",
)
TRADES = (
    ("印务", "制造"),
    ("包装", "制造"),
    ("物流", "物流"),
    ("电子", "电子制造"),
    ("教育科技", "教育培训"),
    ("图文快印", ""),
)
FORMS = ("有限公司", "有限公司", "有限责任公司", "股份有限公司", "科技有限公司")
TITLES = ("总经理", "采购经理", "采购主管", "IT 经理", "行政主管", "设备科科长", "办公室主任")
NEEDS = (
    "办公室打印机用了六年，经常卡纸，想换一批激光机",
    "新仓库上线，需要标签打印机和耗材长期供应",
    "想了解按张计费的打印外包",
    "看了彩色数码印刷样张，要报价",
    "分公司搬迁，统一采购打印和扫描设备",
    "产线需要耐高温标签，先寄样",
)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
REGIONS = (
    "浙江省杭州市",
    "浙江杭州",
    "330106",
    "江苏省 苏州市",
    "上海市浦东新区",
    "深圳市南山区",
    "成都",
    "北京市朝阳区",
)
OPENING = date(2026, 11, 18)

Cell = str | int | date
Row = dict[str, Cell]


def rows() -> list[Row]:
    """All 200, in the order in which they were written down."""
    random = Random(20_261_118)  # noqa: S311 - example data
    good = [_good(random, number) for number in range(GOOD)]
    found = list(good)
    for position, row in enumerate(_duplicates(good)):
        found.insert(30 + position * 13, row)
    for position, row in enumerate(_bad(random)):
        found.insert(12 + position * 17, row)
    return found


def _good(random: Random, number: int) -> Row:
    trade, industry = random.choice(TRADES)
    mobile = f"1{random.choice('3578')}9{number:04d}{random.randrange(10_000):04d}"
    row: Row = {
        "姓名": random.choice(SURNAMES) + random.choice(GIVEN),
        "公司名称": random.choice(PLACES) + trade + random.choice(FORMS),
        "职务": random.choice(TITLES),
        "手机号": _spelled(random, mobile),
        "电话": f"0571-8{number:03d}{random.randrange(10_000):04d}" if number % 5 == 0 else "",
        "电子邮箱": f"visitor{number:03d}@example.com" if number % 3 else "",
        "所在地区": random.choice(REGIONS) if number % 7 else "",
        "所属行业": industry,
        "企业规模": random.choice(("大中型企业", "中小企业", "")),
        "线索来源": "展会",
        "客户需求": random.choice(NEEDS),
        "下次联系时间": _day(random, number),
    }
    if number % 25 == 24:
        row["手机号"] = ""
        row["电子邮箱"] = f"visitor{number:03d}@example.com"
    return row


def _spelled(random: Random, mobile: str) -> Cell:
    """As people and spreadsheets write it: half of them are numbers."""
    if random.random() < 0.5:
        return int(mobile)
    spellings = (
        mobile,
        f"+86 {mobile[:3]} {mobile[3:7]} {mobile[7:]}",
        f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}",
        mobile.translate(FULL_WIDTH),
    )
    return random.choice(spellings)


def _day(random: Random, number: int) -> Cell:
    day = OPENING + timedelta(days=random.randrange(3, 30))
    match number % 6:
        case 0:
            return f"{day.year}年{day.month}月{day.day}日"
        case 1:
            return f"{day.year}/{day.month}/{day.day} 9:30"
        case 2:
            return day
    return ""


def _duplicates(good: Sequence[Row]) -> list[Row]:
    """Four times each: the same mobile in another spelling, the same company and person, the same e-mail address."""
    by_mobile = [row for row in good[:25] if isinstance(row["手机号"], int)][:4]
    by_name = good[5:9]
    by_mail = [row for row in good[:30] if row["电话"] and row["电子邮箱"]][-4:]
    found: list[Row] = []
    for row in by_mobile:
        plain = str(row["手机号"])
        spelled = f"+86 {plain[:3]}-{plain[3:7]}-{plain[7:]}"
        found.append(
            row | {"手机号": spelled, "公司名称": "", "电话": "", "客户需求": "第二天又来展位，要样张"}
        )
    for row in by_name:
        company = str(row["公司名称"])
        full, other = ("股份有限公司", "股份公司") if "股份" in company else ("有限公司", "有限责任公司")
        company = company.replace(full, other)
        found.append(
            row | {"公司名称": f" {company}", "手机号": "", "电话": "", "客户需求": "留了名片，想看新品"}
        )
    for row in by_mail:
        phone = str(row["电话"]).replace("-", " ")
        found.append(row | {"姓名": "前台", "手机号": "", "电话": phone, "客户需求": "总机留言，请回电"})
    return found


def _bad(random: Random) -> list[Row]:
    """Each with one thing wrong that the error file names."""
    wrong: tuple[Row, ...] = (
        {"手机号": "1390000"},
        {"手机号": "电话见名片"},
        {"电子邮箱": "visitor900.example.com"},
        {"线索来源": "三号馆"},
        {"姓名": "", "公司名称": ""},
        {"所在地区": "火星北"},
        {"所属行业": "印章收藏"},
        {"企业规模": "很大"},
        {"下次联系时间": "2026-13-45"},
        {"姓名": "展位来访者" * 25},
    )
    return [_good(random, 900 + number) | row for number, row in enumerate(wrong)]


def write_workbook(found: Sequence[Row], path: Path) -> None:
    """As .xlsx, numbers and dates in cells of their own kind."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": "展会线索", "created": datetime(2026, 11, 18, tzinfo=UTC)})
        sheet = book.add_worksheet("展会线索")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(HEADER) - 1, 16)
        sheet.write_row(0, 0, HEADER, book.add_format({"bold": True}))
        for number, row in enumerate(found, 1):
            for column, name in enumerate(HEADER):
                value = row[name]
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif isinstance(value, int):
                    sheet.write_number(number, column, value)
                elif value:
                    sheet.write_string(number, column, value)


def write_csv(found: Sequence[Row], path: Path) -> None:
    """As spreadsheets here save a .csv: GB18030, CRLF."""
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows([[str(row[name]) for name in HEADER] for row in found])


def main() -> None:
    """Write both files."""
    found = rows()
    assert len(found) == GOOD + DUPLICATES + BAD
    write_workbook(found, WORKBOOK)
    write_csv(found, CSV)


if __name__ == "__main__":
    main()
