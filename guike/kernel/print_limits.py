"""The limits of printed documents, declared apart because `limits.py` is full."""

from __future__ import annotations

from guike.kernel.limits import Limit
from guike.kernel.text import T

PRINTED_DOCUMENTS = Limit(
    "printed_documents",
    100,
    "records",
    T("一个 PDF 里更多的单据没有人翻得完", "nobody leafs through more of them in one PDF"),
)
PRINTED_BYTES = Limit(
    "printed_bytes",
    4_000_000,
    "bytes",
    T("几秒内排得完的内容", "what is laid out within some seconds"),
)
PRINT_SECONDS = Limit(
    "print_seconds",
    20,
    "seconds",
    T("等待打印的人还在屏幕前", "whoever prints still waits at the screen"),
)
PREVIEWED_PAGES = Limit("previewed_pages", 10, "pages", T("预览不必再多", "a preview needs no more"))
PRINT_BLOCKS = Limit(
    "print_blocks", 40, "blocks", T("更多的内容应另建模板", "more than that is another template")
)
PRINT_FIELDS = Limit(
    "print_fields", 60, "fields", T("一个区块里更多的字段读不清", "more fields in one block cannot be read")
)
PRINT_COLUMNS = Limit("print_columns", 16, "columns", T("一张纸的宽度", "the width of a sheet of paper"))
PRINT_TEXT = Limit("print_text", 10_000, "characters", T("约十页的条款", "about ten pages of terms"))
MAILED_TO = Limit("mailed_to", 20, "addresses", T("更多的人请分开发送", "send to more people separately"))
PRINT_TEMPLATES = Limit(
    "print_templates",
    300,
    "templates",
    T("更多的模板没有人分得清", "nobody can tell more of them apart"),
)
