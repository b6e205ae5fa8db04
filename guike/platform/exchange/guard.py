"""The settings that keep data from leaving unseen: the mark on pages and papers, and how much is read before it counts as
an export."""

from __future__ import annotations

from typing import Literal
from zoneinfo import ZoneInfo

from guike.kernel import clock
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import GUARD, setting

Marked = Literal["off", "records", "everything"]

#: below this nobody is counted with care, so that ordinary lists ask for no setting
LEAST_READ = 500

WATERMARK = setting(
    "access.watermark",
    "choice",
    "off",
    section=GUARD,
    is_required=True,
    choices=(
        ("off", T("关闭", "Off")),
        ("records", T("列表、记录和打印页", "Lists, records and prints")),
        ("everything", T("全部页面", "Every page")),
    ),
    label=T("水印", "Watermark"),
    help=T(
        "页面上斜排显示当前用户的姓名、账号和日期，打印时一同印出。导出的 Excel 不受此设置影响，总在页眉和文件属性中写明导出人；CSV 文件没有地方放水印",
        "The name, account and day of whoever looks stand across the page, and are printed with it. Exported Excel files always name"
        " who exported them in their header and properties, whatever is set here; a CSV file has no place for it",
    ),
).key

BULK_ROWS = setting(
    "access.bulk_rows",
    "integer",
    5_000,
    section=GUARD,
    minimum=LEAST_READ,
    maximum=1_000_000,
    label=T("一小时内最多读取条数", "Records read within an hour"),
    help=T(
        "每人一小时内通过页面和接口读取的同一类记录（同一条只计一次）超过此数，等同导出：没有导出权限的被拒绝并记入审计，有权限的记入审计。"
        "默认 5,000 条：一天看几百条客户的人远达不到，而逐页抄走整库的人很快就会达到",
        "Whoever reads more records of one kind than this within an hour, on pages or by the API (each record counts once), exports"
        " them: without that permission it is refused and noted, with it it is noted. 5,000 by default: who works with some"
        " hundred customers a day stays far below, who copies the whole table page by page is there soon",
    ),
).key


def mark_of(ctx: Context) -> str:
    """Who looks, and on which day: 张三 zhangsan 2026-11-29."""
    day = clock.now().astimezone(ZoneInfo(ctx.timezone)).date()
    return f"{ctx.actor.name} {ctx.actor.username} {day:%Y-%m-%d}"


def bulk_rows() -> int:
    """How many records of one kind are read within an hour without being an export."""
    return int(settings.get(BULK_ROWS))


def marked() -> Marked:
    """Where the screens show the mark."""
    where: Marked = settings.get(WATERMARK)
    return where
