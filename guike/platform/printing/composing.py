"""From records to what stands on the paper: texts alone, as far as the caller may see the fields.

A field that is hidden vanishes with its label, its column and its total; in a running text it is ***. A masked one stays
masked and is not added up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from guike.kernel import clock
from guike.kernel.amount_words import amount_words
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.access.fields import readable
from guike.platform.currency.queries import all_minor_units, base_currency
from guike.platform.exchange.guard import mark_of, marked
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.printing.content import PLACEHOLDER, SYSTEM_WORDS, line_spec, paths_of
from guike.platform.printing.lines import LineColumns
from guike.platform.printing.wording import Fields, Money, Shown, clean
from guike.platform.records.reading import by_ids, found_values
from guike.platform.settings import queries as settings

Json = Any
Content = Mapping[str, Json]
Made = dict[str, Json]
#: in a running text, for what the reader may not see
UNSEEN = "***"
#: the capital numerals are those of this currency
WORDED = "CNY"
SUM = T("合计", "Total")
NUMBER = T("序号", "No.")
WORDS = T("金额大写", "Amount in words")
RENMINBI = "人民币"
PAGE_NUMBER = T("第 {page} 页 共 {pages} 页", "Page {page} of {pages}")
_DEFAULTS = {"paper": "a4", "landscape": False, "font_size": 10}


@dataclass(frozen=True)
class Job:
    """A record and the content that it is printed with. `logo`: the name of the template's picture in the folder of the document."""

    record_id: int
    content: Content
    logo: str = ""


def composed(ctx: Context, spec: ObjectSpec, jobs: Sequence[Job], title: str) -> Made:
    """The data of one document for all records, in their order. Each record must have been found visible. Paper and size are
    those of the first."""
    papers = Papers(ctx, spec, jobs)
    page = {**_DEFAULTS, **jobs[0].content}
    return {
        "title": clean(title),
        "author": str(settings.get("company.name")),
        "lang": "en" if ctx.locale == "en" else "zh",
        "region": {"en": "us", "zh-TW": "tw"}.get(ctx.locale, "cn"),
        "paper": page["paper"],
        "flipped": page["landscape"],
        "size": page["font_size"],
        "mark": clean(mark_of(ctx)) if marked() != "off" else "",
        "page_number": PAGE_NUMBER.get(ctx.locale),
        "documents": [papers.document(job) for job in jobs],
    }


class Papers:
    """Writes the documents of several records, which are read at once."""

    def __init__(self, ctx: Context, spec: ObjectSpec, jobs: Sequence[Job]) -> None:
        self.ctx, self.spec = ctx, spec
        self.fields = Fields(ctx, spec)
        ids = [job.record_id for job in jobs]
        tables = [block for job in jobs for block in job.content["blocks"] if block["kind"] == "table"]
        lines = sorted({b["lines"] for b in tables if _is_shown(ctx, spec, b["lines"])})
        names = {path for job in jobs for path in paths_of(job.content) if self.fields.get(path)}
        self.records = by_ids(ctx, spec, ids, sorted({*names, *lines}))
        self.base = _money(base_currency())
        codes = found_values(spec, ids, ["currency"]) if spec.has_money else {}
        self.currencies = {pk: _money(row["currency"]) for pk, row in codes.items()}
        self.columns = {name: self._columns(name, tables) for name in lines}
        now = clock.now().astimezone(ZoneInfo(ctx.timezone))
        said = (str(settings.get("company.name")), ctx.actor.name, f"{now:%Y-%m-%d %H:%M}", f"{now:%Y-%m-%d}")
        self.system = dict(zip(SYSTEM_WORDS, said, strict=True))

    def _columns(self, name: str, tables: Sequence[Content]) -> LineColumns:
        line = line_spec(self.spec, name)
        if line is None:  # it was one when it was found shown
            raise LookupError(name)
        rows = [row for record in self.records.values() for row in record[name] or ()]
        return LineColumns(self.ctx, line, [b["columns"] for b in tables if b["lines"] == name], rows)

    def document(self, job: Job) -> Made:
        """{"header", "footer", "blocks"} of one record; blocks of which nothing is left are not there."""
        paper = Paper(self, job)
        blocks = ((block, MAKERS[block["kind"]](paper, block)) for block in job.content["blocks"])
        return {
            "header": paper.filled(job.content.get("header") or ""),
            "footer": paper.filled(job.content.get("footer") or ""),
            "blocks": [
                {"kind": block["kind"], "label": clean(block.get("label") or ""), **made}
                for block, made in blocks
                if made is not None
            ],
        }


def _is_shown(ctx: Context, spec: ObjectSpec, name: str) -> bool:
    """Whether the caller sees the lines at all."""
    is_line = line_spec(spec, name) is not None
    return is_line and name in readable(ctx, spec) and ctx.level(spec.name, name) != "masked"


def _money(code: str) -> Money:
    return Money(code, all_minor_units().get(code, 2))


class Paper:
    """What the blocks of one record are made from."""

    def __init__(self, papers: Papers, job: Job) -> None:
        self.papers, self.ctx, self.logo = papers, papers.ctx, job.logo
        self.record = papers.records[job.record_id]
        self.document_money = papers.currencies.get(job.record_id, papers.base)

    def text(self, shown: Shown, value: Json) -> str:
        """A value as text."""
        return shown.text(self.ctx, value, self.money(shown))

    def money(self, shown: Shown) -> Money | None:
        """The currency of a field's amounts; None where it is not known."""
        return {"base": self.papers.base, "document": self.document_money}.get(shown.currency)

    def filled(self, text: str) -> str:
        """A text with its placeholders filled in."""
        return clean(PLACEHOLDER.sub(lambda found: self._put(found[1]), text))

    def _put(self, path: str) -> str:
        if path in self.papers.system:
            return self.papers.system[path]
        shown = self.papers.fields.get(path)
        return self.text(shown, self.record.get(path)) if shown else UNSEEN

    def items(self, block: Content) -> Iterator[tuple[Shown, Json]]:
        """The fields of a block with their values."""
        for one in block.get("fields") or ():
            shown = self.papers.fields.get(one["field"], one.get("label") or "")
            if shown is not None:
                yield shown, self.record.get(shown.path)


def _logo(paper: Paper, block: Content) -> Made | None:
    if not paper.logo:
        return None
    return {"file": paper.logo, "height": block.get("height", 15), "align": block.get("align", "left")}


def _title(paper: Paper, block: Content) -> Made:
    return {"text": paper.filled(block["text"]), "align": block.get("align", "center")}


def _text(paper: Paper, block: Content) -> Made | None:
    text = paper.filled(block["text"])
    return {"text": text, "align": block.get("align", "left")} if text.strip() else None


def _signatures(paper: Paper, block: Content) -> Made:
    return {"items": [paper.filled(text) for text in block["texts"]]}


def _fields(paper: Paper, block: Content) -> Made | None:
    texts = [(shown.label, paper.text(shown, value)) for shown, value in paper.items(block)]
    is_sparse = block.get("filled_only", False)
    items = [{"label": clean(label), "text": text} for label, text in texts if text or not is_sparse]
    return {"columns": block.get("columns", 2), "items": items} if items else None


def _totals(paper: Paper, block: Content) -> Made | None:
    items = [(shown, value) for shown, value in paper.items(block) if value is not None]
    written = [
        {"label": clean(shown.label), "text": _amount(paper, shown, value), "strong": at == len(items)}
        for at, (shown, value) in enumerate(items, start=1)
    ]
    words = _words(paper, block.get("words") or "")
    return {"items": written, "words": words} if written or words else None


def _amount(paper: Paper, shown: Shown, value: Json) -> str:
    money = paper.money(shown)
    if shown.masked or money is None or shown.item.value_type != "money":
        return paper.text(shown, value)
    return money.with_sign(Decimal(str(value)))


def _words(paper: Paper, path: str) -> Made | None:
    """The amount in capital numerals; None where the caller does not see it, and for other currencies."""
    shown = paper.papers.fields.get(path) if path else None
    value = paper.record.get(path)
    money = paper.money(shown) if shown else None
    if money is None or money.code != WORDED or value is None or (shown and shown.masked):
        return None
    return {"label": WORDS.get(paper.ctx.locale), "text": f"{RENMINBI}{amount_words(Decimal(str(value)))}"}


def _table(paper: Paper, block: Content) -> Made | None:
    columns = paper.papers.columns.get(block["lines"])
    chosen = columns.shown(block["columns"]) if columns else []
    if columns is None or not chosen:
        return None
    rows = paper.record.get(block["lines"]) or ()
    cells = [[paper.text(shown, columns.value(row, shown)) for shown, _width in chosen] for row in rows]
    heads = [
        {"title": clean(shown.label), "width": width, "align": "right" if shown.is_number else "left"}
        for shown, width in chosen
    ]
    sums = _sums(paper, columns, block, rows)
    if block.get("numbered", True):
        heads.insert(0, {"title": NUMBER.get(paper.ctx.locale), "width": 0, "align": "left"})
        cells = [[str(at), *row] for at, row in enumerate(cells, start=1)]
        sums = ["", *sums] if sums else None
    if sums and not sums[0]:
        sums[0] = SUM.get(paper.ctx.locale)
    return {"columns": heads, "rows": cells, "totals": sums}


def _sums(
    paper: Paper, columns: LineColumns, block: Content, rows: Sequence[Mapping[str, Json]]
) -> list[str] | None:
    """The sums below the columns, empty where there is none; None when no column is added up."""
    wanted = set(block.get("sums") or ())
    found = []
    for shown, _width in columns.shown(block["columns"]):
        is_added = shown.path in wanted and shown.is_number and not shown.masked
        values = [columns.value(row, shown) for row in rows] if is_added else []
        total = sum((Decimal(str(value)) for value in values if value is not None), Decimal(0))
        found.append(paper.text(shown, str(total)) if is_added else "")
    return found if any(found) else None


MAKERS: Mapping[str, Callable[[Paper, Content], Made | None]] = {
    "logo": _logo,
    "title": _title,
    "fields": _fields,
    "table": _table,
    "totals": _totals,
    "text": _text,
    "signatures": _signatures,
}
