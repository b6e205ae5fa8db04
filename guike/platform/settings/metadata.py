"""The settings of the platform itself. Others are declared by the packages that read them."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from guike.kernel.errors import FieldError, field_error, register
from guike.kernel.limits import RECYCLE_DAYS
from guike.kernel.text import T
from guike.platform.settings.registry import COMPANY, ORGANISATION, RECORDS, setting

register(
    {
        "setting.timezone": T(
            "没有时区“{value}”，请填写如 Asia/Shanghai",
            "There is no time zone “{value}”; write Asia/Shanghai",
        ),
        "setting.currency_code": T(
            "请填写三位币种代码，例如 CNY", "Give a three-letter currency code such as CNY"
        ),
    }
)


def _time_zone(value: str) -> FieldError | None:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return field_error("", "setting.timezone", value=value)
    return None


def _currency_code(value: str) -> FieldError | None:
    return None if re.fullmatch(r"[A-Z]{3}", value) else field_error("", "setting.currency_code")


setting(
    "company.name",
    "text",
    "我的公司",
    section=COMPANY,
    is_required=True,
    label=T("公司名称", "Company name"),
    help=T("显示在登录页、打印件和邮件中", "Shown on the sign-in page, on printed documents and in mails"),
)
setting(
    "company.timezone",
    "text",
    "Asia/Shanghai",
    section=COMPANY,
    is_required=True,
    check=_time_zone,
    holds="timezone",
    label=T("时区", "Time zone"),
    help=T("“今天”“本月”等日期按此时区计算", "“Today”, “this month” and due days follow this time zone"),
)
setting(
    "report.fiscal_year_start",
    "integer",
    1,
    section=COMPANY,
    minimum=1,
    maximum=12,
    is_required=True,
    label=T("财年起始月", "First month of the fiscal year"),
    help=T("报表按季度和年分组时，从这个月算起", "Quarters and years in reports begin with this month"),
)
setting(
    "company.region",
    "choice",
    "CN",
    section=COMPANY,
    choices=(
        ("CN", T("中国大陆", "Mainland China")),
        ("HK", T("香港", "Hong Kong")),
        ("MO", T("澳门", "Macau")),
        ("TW", T("台湾", "Taiwan")),
    ),
    label=T("所在地", "Located in"),
    help=T(
        "没有区号或国家代码的电话按此地识别；记录或其客户填写了省市区的，按省市区识别",
        "A phone number without a country code is read as one of this place, unless the region of the record or of its"
        " customer says another",
    ),
)
setting(
    "company.locale",
    "choice",
    "zh-CN",
    section=COMPANY,
    choices=(
        ("zh-CN", T("简体中文", "Simplified Chinese")),
        ("zh-TW", T("繁体中文", "Traditional Chinese")),
        ("en", T("英语", "English")),
    ),
    label=T("默认语言", "Default language"),
    help=T("没有自选语言的用户使用此语言", "Used for everyone who has not chosen a language"),
)
setting(
    "company.base_currency",
    "text",
    "CNY",
    section=COMPANY,
    is_required=True,
    check=_currency_code,
    holds="currency",
    label=T("本位币", "Base currency"),
    help=T(
        "报表汇总使用的币种；已有金额或按日汇率后不能再修改，修改后请重新填写各币种汇率",
        "The currency that reports add up in; it stands once there are amounts or dated rates. After a change,"
        " give the rates of the other currencies again",
    ),
)
DISCOUNTS = setting(
    "company.discounts",
    "choice",
    "to_pay",
    section=COMPANY,
    is_required=True,
    choices=(
        ("to_pay", T("付几成：85 表示八五折", "The part that is paid: 85 is 15 % off")),
        ("off", T("减几成：15 表示八五折", "The part taken off: 15 is 15 % off")),
    ),
    label=T("折扣的写法", "How discounts are written"),
    help=T(
        "所有人在界面、筛选、导入和导出中都按此填写和查看折扣；修改后已有的折扣不变，只是换一种写法",
        "Everybody writes and sees discounts in this way, on the screen, in filters, imports and exports; a change leaves"
        " the discounts that stand as they are and writes them differently",
    ),
).key
setting(
    "company.is_demo",
    "boolean",
    False,
    section=COMPANY,
    is_read_only=True,
    label=T("演示公司", "Demo company"),
    help=T("登录页会说明这里是演示数据", "The sign-in page says that the data is a demonstration"),
)
setting(
    "org.leaf_only",
    "boolean",
    False,
    section=ORGANISATION,
    label=T("业务员必须在末级部门", "Salespeople belong to a leaf department"),
    help=T(
        "打开后，业务员只能归属没有下级的部门（包括虚拟部门）",
        "When on, salespeople can only be placed in departments that have none below them",
    ),
)
setting(
    "recycle.days",
    "integer",
    int(RECYCLE_DAYS),
    section=RECORDS,
    minimum=1,
    maximum=3650,
    scope="object",
    label=T("回收站保留天数", "Days in the recycle bin"),
    help=T("超过天数后彻底清除，不能再还原", "After this many days a deleted record is removed for good"),
)
setting(
    "history.months",
    "integer",
    0,
    section=RECORDS,
    minimum=0,
    maximum=1200,
    label=T("修改历史保留月数", "Months of change history"),
    help=T(
        "修改历史保留多少个整月，更早的按月彻底清除，不能恢复；0 表示一直保留",
        "How many whole months of the history of records are kept; what is older is removed for good, month by month."
        " 0 keeps everything",
    ),
)
