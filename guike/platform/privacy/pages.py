"""The readable page in the file with everything about one person. It stands alone: no script, no picture, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.utils.html import escape

from guike.kernel.text import T, Text
from guike.platform.access.context import Context
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.privacy.finding import is_employee

MADE = T("{company} · {at} 生成 · 生成人 {by}", "{company} · made on {at} by {by}")
CLOSED = T(
    "生成人无权打开此记录，仅列出提到此人的文字",
    "whoever made this may not open the record; only what speaks of the person is told",
)
CUT = T("只列出前 {count} 条", "only the first {count} are listed")
COUNT = T("{count} 条", "{count} entries")
SCOPE = T(
    "包括系统中与此人的记录相连的全部内容；不包括备份、已导出或打印的文件，以及没有关联到此人的文字。导入的原始文件还有别人的信息，只列出此人的行。",
    "Holds all that is connected with this person's record in the system; not backups, files that were exported or printed before, and texts"
    " that are not connected with the person. Imported files tell of others too: only the person's own rows are listed.",
)
_STYLE = """
body{font:14px/1.6 -apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#1f2329;max-width:960px;margin:32px auto;padding:0 24px}
h1{font-size:22px;margin:0}h2{font-size:16px;margin:32px 0 8px;border-bottom:1px solid #dee0e3;padding-bottom:4px}
.muted{color:#646a73;font-size:13px;font-weight:normal}article{padding:8px 0;border-bottom:1px solid #f0f1f2;break-inside:avoid}
article h3{font-size:14px;margin:0}dl{display:grid;grid-template-columns:minmax(96px,max-content) 1fr;gap:2px 16px;margin:4px 0 0}
dt{color:#646a73}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
"""


SCOPE_OF_EMPLOYEE = T(
    "包括此人的用户资料、培训和信用、组织中的位置、登录和密钥、审计日志；经手的业务记录是公司和客户的，只列数量。不包括备份，以及已导出或打印的文件。",
    "Holds the person's own record, training and credit, places in the organisation, sign-ins and keys, and the audit trail; the records of"
    " business belong to the company and its customers and are only counted. Not backups, nor files that were exported or printed before.",
)


def scope_of(spec: ObjectSpec) -> Text:
    """What a copy about somebody with such a record holds, and what it does not."""
    return SCOPE_OF_EMPLOYEE if is_employee(spec) else SCOPE


def page_of(ctx: Context, label: str, data: Mapping[str, Any]) -> str:
    """The page of what `copying` writes as data."""
    return "\n".join(_lines(ctx, label, data))


def _lines(ctx: Context, label: str, data: Mapping[str, Any]) -> Iterator[str]:
    title = escape(f"{data['title']} · {label} · {data['name']}")
    made = MADE.get(ctx.locale).format(
        company=data["company"], at=_local(ctx, data["made_at"]), by=data["made_by"]
    )
    yield f'<!doctype html><html lang="{escape(ctx.locale)}"><head><meta charset="utf-8"><title>{title}</title>'
    yield f"<style>{_STYLE}</style></head><body><h1>{title}</h1>"
    yield f'<p class="muted">{escape(made)}<br>{escape(data["scope"])}</p>'
    for section in data["sections"]:
        words = CUT if section["is_cut"] else COUNT
        count = words.get(ctx.locale).format(count=len(section["items"]))
        yield f'<section><h2>{escape(section["label"])} <span class="muted">{escape(count)}</span></h2>'
        for item in section["items"]:
            yield from _article(ctx, item)
        yield "</section>"
    yield "</body></html>"


def _article(ctx: Context, item: Mapping[str, Any]) -> Iterator[str]:
    beside = " · ".join(one for one in (_local(ctx, item["at"]), item["by"] or "") if one)
    yield f'<article><h3>{escape(item["title"])} <span class="muted">{escape(beside)}</span></h3>'
    if item["is_closed"]:
        yield f'<p class="muted">{escape(CLOSED.get(ctx.locale))}</p>'
    file = item.get("file") or {}
    if "path" in file:
        yield f'<p><a href="{escape(quote(file["path"]))}">{escape(file["path"])}</a></p>'
    if "note" in file:
        yield f'<p class="muted">{escape(file["note"])}</p>'
    if item["values"]:
        pairs = (f"<dt>{escape(one['label'])}</dt><dd>{escape(one['text'])}</dd>" for one in item["values"])
        yield f"<dl>{''.join(pairs)}</dl>"
    yield "</article>"


def _local(ctx: Context, text: str | None) -> str:
    if not text:
        return ""
    return f"{datetime.fromisoformat(text).astimezone(ZoneInfo(ctx.timezone)):%Y-%m-%d %H:%M}"
