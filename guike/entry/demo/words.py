"""Made-up words that the demo company and its customers are named with. None is a real brand."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

# fmt: off
SURNAMES = (
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱",
    "胡", "郭", "何", "高", "林", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯",
    "邓", "曹", "彭", "曾", "萧", "田", "董", "袁", "潘", "于", "蒋", "蔡", "余", "杜",
    "叶", "程", "苏", "魏", "吕", "丁", "任", "沈", "姚", "卢", "姜", "崔", "钟", "谭",
    "陆", "汪", "范", "金", "石", "廖", "贾", "夏", "韦", "付", "方", "白", "邹", "孟",
    "熊", "秦", "邱", "江", "尹", "薛", "闫", "段", "雷", "侯", "龙", "史", "陶", "黎",
    "贺", "顾", "毛", "郝", "龚", "邵", "万", "钱", "严", "覃", "武", "戴", "莫", "孔",
    "向", "汤", "欧阳", "单", "仇", "解", "查", "区",
)
GIVEN = (
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟",
    "涛", "明", "超", "秀兰", "霞", "平", "刚", "桂英", "建华", "文", "志强", "玉兰", "晓明", "海燕",
    "国庆", "雨桐", "浩然", "子轩", "欣怡", "梓涵", "思远", "嘉怡", "俊杰", "雪梅", "春华", "建军", "立新", "晨曦",
    "若曦", "书瑶", "一鸣", "天宇", "佳琪", "文博", "诗涵", "泽宇", "明轩", "宇航", "婉婷", "景行", "知夏", "念安",
    "秋实",
)
#: two unusual characters that are the name of no known town or brand
PLACES = (
    "澄漪", "珞屿", "岚榭", "泠泽", "砚禾", "苔语", "枫朵", "栎溪", "霁川", "蘅芜", "汀芷", "棠梨", "暮峣", "昭漾",
    "菀陵", "栀遥", "沅湄", "筠溪", "岫云", "槿原", "漱石", "葭月", "芷岸", "澹星", "梧隐", "霜序", "萤川", "榆墨",
    "渌屿", "芙沚", "樾林", "瑾渡", "鹿鸣洲", "雁栖渡", "听澜湾", "拾光里", "云岫坪", "青簟坊", "白鹭汀", "松间渡",
)
# fmt: on
TRADES = (
    ("印务", "manufacturing"),
    ("包装", "manufacturing"),
    ("图文快印", "professional_services"),
    ("标识标牌", "manufacturing"),
    ("物流", "logistics"),
    ("电子", "electronics"),
    ("医疗器械", "healthcare"),
    ("教育科技", "education"),
    ("食品", "consumer_goods"),
    ("服饰", "consumer_goods"),
    ("汽车零部件", "auto_parts"),
    ("精密机械", "equipment"),
    ("建材", "home_building"),
    ("农产品", "agriculture"),
    ("能源设备", "energy"),
    ("软件", "saas"),
    ("商贸", "trade"),
    ("化工材料", "fine_chemicals"),
    ("会计师事务所", "professional_services"),
    ("通信技术", "ict"),
)
FORMS = (
    "有限公司",
    "有限公司",
    "有限公司",
    "有限责任公司",
    "股份有限公司",
    "（集团）有限公司",
    "科技有限公司",
)
TITLES = (
    "总经理",
    "采购经理",
    "采购主管",
    "IT 经理",
    "信息部主任",
    "行政主管",
    "财务经理",
    "设备科科长",
    "生产经理",
    "办公室主任",
)
STREETS = (
    "漱玉路",
    "听枫街",
    "白鹭大道",
    "栖云路",
    "砚池街",
    "长歌路",
    "浅水湾路",
    "拾穗街",
    "青简路",
    "抱朴街",
)
NEEDS = (
    "办公室打印机用了六年，经常卡纸，想换一批激光机",
    "新仓库上线，需要标签打印机和耗材长期供应",
    "想了解按张计费的打印外包",
    "展会上看了彩色数码印刷样张，要报价",
    "现有设备耗材太贵，想比较总成本",
    "分公司搬迁，统一采购打印和扫描设备",
    "产线需要耐高温标签，先寄样",
    "学校机房采购，需走招标",
    "门店小票机批量更换",
    "维保合同月底到期，想重新谈",
)
CALLS = (
    "电话联系，对方在开会，约明天上午再打",
    "介绍了产品系列和维保政策，对方要资料",
    "已发报价，等对方内部讨论",
    "加了微信，发了样张照片",
    "确认预算在三季度下达",
    "决策人是设备科科长，已约面谈",
    "上门看了现场，建议两台高速机加一台标签机",
    "对方在比较另外两家，价格敏感",
    "样机试用一周，反馈良好",
    "电话无人接听，改天再联系",
    "对方要求增加一年质保",
    "合同条款已确认，等盖章",
)
REGIONS = (
    "110105",
    "120101",
    "130102",
    "140105",
    "210102",
    "310104",
    "320102",
    "320505",
    "330106",
    "330203",
    "340104",
    "350203",
    "370102",
    "370202",
    "410105",
    "420106",
    "430104",
    "440106",
    "440305",
    "450103",
    "500103",
    "510107",
    "530102",
    "610113",
)


def person_name(random: Random) -> str:
    """A person's name."""
    return random.choice(SURNAMES) + random.choice(GIVEN)


def short_name(company: str) -> str:
    """The short name of a company, without its legal form."""
    ends = sorted({form for form in FORMS if company.endswith(form)}, key=len)
    return company.removesuffix(ends[-1]) if ends else company


def company_name(random: Random) -> tuple[str, str]:
    """(name, industry)"""
    trade, industry = random.choice(TRADES)
    return random.choice(PLACES) + trade + random.choice(FORMS), industry


def mobile(random: Random) -> str:
    """A random number with a real prefix."""
    return f"1{random.choice('3578')}{random.randrange(10**9):09d}"


def birthday(account: int, number: int) -> str | None:
    """A birthday that follows from who it is, so that the other random numbers stay as they are; not everybody has one."""
    random = Random(account * 10 + number)
    day = date(random.randint(1966, 1998), 1, 1) + timedelta(days=random.randrange(365))
    return day.isoformat() if random.random() < 0.4 else None


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def dirty_mobile(random: Random, number: str) -> str:
    """The same number as people type it: spaces, dashes, +86, full-width digits."""
    match random.randrange(8):
        case 0:
            return f"+86 {number[:3]} {number[3:7]} {number[7:]}"
        case 1:
            return f"{number[:3]}-{number[3:7]}-{number[7:]}"
        case 2:
            return number.translate(FULL_WIDTH)
        case _:
            return number
