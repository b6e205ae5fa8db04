"""A search finds what holds its words, and nothing else; who is called just so comes first."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from guike.domains.leads.models import Lead
from guike.kernel.phones import display_phone
from guike.kernel.search_keys import search_key, squeezed
from guike.kernel.searching import sought
from guike.platform.access.context import Context
from guike.platform.jobs.models import Job
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import Role
from guike.platform.org.queries import bump
from guike.platform.records.reading import (
    ListQuery,
    first,
    living_ids,
    record_aggregate,
    record_count,
    record_list,
    searching,
    table,
    ways,
)
from guike.platform.records.shapes import index_row
from guike.platform.records.upkeep.reindexing import reindex
from guike.platform.records.writing import record_create
from guike.platform.search.queries import search_everything
from tests.support import company as people

pytestmark = pytest.mark.django_db
WHY = "the tests' own rows"
ODD = [
    "P&G", "X", "A.B.", "C++", "王", "🚀", "🚀计划", "阿卜杜拉·买买提", "雲帆軟體", "José Müller", "O'Brien", "T恤厂",
    "——", "100%棉", "a_b", "王小明01", "诸葛亮", "吕布", "Ａ股", "x", "ab", "ドン・キホーテ", "김철수", "Ёлка", "&", "7",
]  # fmt: skip


@pytest.fixture
def firm() -> people.Company:
    return people.found()


@pytest.fixture(params=[True, False], ids=["rare", "common"])
def _known(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every word is held to be rare, or none."""

    class Everything(set[str]):
        def __contains__(self, _gram: object) -> bool:
            return True

    monkeypatch.setattr(searching, "_common_grams", lambda _table: set() if request.param else Everything())


def found(ctx: Context, q: str, object_name: str = "lead", **more: Any) -> list[int]:
    return [item["id"] for item in record_list(ctx, object_name, ListQuery(q=q, limit=200, **more)).items]


def _people(seed: int) -> Iterator[dict[str, str]]:
    """Leads with odd names, and many whose names, companies and phones share their pieces."""
    chance = random.Random(seed)
    for name in ODD:
        yield {"name": name, "company": chance.choice(["", name, "云帆（北京）软件有限公司"])}
    for _n in range(60):
        yield {
            "name": "".join(chance.choices("王小明伟芳 李", k=chance.randint(1, 4))).strip() or "李",
            "company": "".join(
                chance.choices("云帆软件印务有限公司ABab12-&", k=chance.randint(2, 9))
            ).strip(),
            "mobile": f"138{chance.choice(['0013', '1300'])}{chance.randint(8000, 8020)}",
            "phone": chance.choice(
                [
                    "",
                    f"0755-8888{chance.randint(1000, 1020)}",
                    f"010-6234567{chance.randint(0, 9)}转{chance.randint(800, 802)}",
                    f"+1 212 555 01{chance.randint(10, 99)}",
                ]
            ),
            "email": f"{chance.choice('abc')}.{chance.choice('xyz')}@example.com",
        }


def _leads(firm: people.Company, seed: int) -> list[Any]:
    values = [{"source": "phone", "owner": firm.zhang, **one} for one in _people(seed)]
    outcomes = record_create(people.ctx_of(firm.admin), "lead", values)
    ids = [outcome.id for outcome in outcomes if outcome.refusal is None]
    assert len(ids) > len(values) * 3 // 4  # some may be taken for duplicates
    return [_whole(one) for one in ids if one is not None]


def _whole(lead: int) -> Lead:
    """The row with the columns that are deferred elsewhere."""
    return Lead.objects.system(reason=WHY).get(pk=lead)


def _told(row: Any) -> list[str]:
    """What the screen shows of a lead that is searched, as keys."""
    texts = [
        row.label,
        row.number,
        row.company,
        row.email,
        *(map(display_phone, filter(None, (row.mobile, row.phone)))),
    ]
    return [search_key(text) for text in texts]


def _holds(row: Any, words: list[str]) -> bool:
    """By hand: each word stands in some text, with or without the signs in both."""
    texts = _told(row)
    return all(
        any(word in text or (squeezed(word) and squeezed(word) in squeezed(text)) for text in texts)
        for word in words
    )


@pytest.mark.usefixtures("_known")
@pytest.mark.parametrize("seed", [1])
def test_every_hit_holds_the_words_and_who_is_asked_for_is_first(firm: people.Company, seed: int) -> None:
    rows = _leads(firm, seed)
    ctx, chance = people.ctx_of(firm.zhang), random.Random(seed)
    indexed = {row.pk: row for row in rows}
    asked = [(row, text) for row in rows for text in (row.label, row.number, row.mobile, row.phone) if text]
    for row, text in chance.sample(asked, 25) + [
        (row, row.label) for row in chance.sample(rows[: len(ODD)], 10)
    ]:
        q = display_phone(text) if text.startswith("+") else text
        hits = found(ctx, q)
        assert row.pk in hits, q
        named = [pk for pk in hits if sought(q).is_named(indexed[pk].search_text)]
        assert row.pk in named, q
        assert hits[: len(named)] == named, q
        assert named == sorted(named, reverse=True), q
        assert hits[len(named) :] == sorted(hits[len(named) :], reverse=True), q
        assert set(hits) == {
            pk for pk, one in indexed.items() if sought(q).is_held(one.search_text, one.search_grams)
        }
        spelled = q.replace(" ", "").isascii() and q.replace(" ", "").isalnum()
        if not spelled:  # by pinyin, what is found holds it by its sound
            assert all(_holds(indexed[pk], search_key(q).split()) for pk in hits), q
        everywhere = [hit["id"] for hit in search_everything(ctx, q) if hit["object"] == "lead"]
        assert everywhere == hits[:5], q


SPELLINGS = [
    ("P&G", "P&G"),
    ("p&g", "P&G"),
    ("Ｐ＆Ｇ", "P&G"),
    ("X", "X"),
    ("A.B.", "A.B."),
    ("c++", "C++"),
    ("🚀", "🚀"),
    ("阿卜杜拉买买提", "阿卜杜拉·买买提"),
    ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
    ("云帆软体", "雲帆軟體"),
    ("雲帆", "雲帆軟體"),
    ("jose muller", "José Müller"),
    ("obrien", "O'Brien"),
    ("O’Brien", "O'Brien"),
    ("wxm01", "王小明01"),
    ("wangxiaoming01", "王小明01"),
    ("xm01", "王小明01"),
    ("zgl", "诸葛亮"),
    ("lb", "吕布"),
    ("lvbu", "吕布"),
    ("zhuge liang", "诸葛亮"),
    ("T恤", "T恤厂"),
    ("t", "T恤厂"),
    ("——", "——"),
    ("елка", "Ёлка"),
    ("ドンキホーテ", "ドン・キホーテ"),
]


@pytest.mark.usefixtures("_known")
def test_spellings_of_names_meet(firm: people.Company) -> None:
    leads = {name: firm.lead(name=name).pk for _q, name in SPELLINGS}
    for other in ("王小明", "诸葛", "云朵", "ABC", "普通客户"):
        firm.lead(name=other)
    ctx = people.ctx_of(firm.zhang)
    for q, name in SPELLINGS:
        assert found(ctx, q)[:1] == [leads[name]], q
        assert [hit["id"] for hit in search_everything(ctx, q)][:1] == [leads[name]], q


TYPED = [
    ("0755-8888", ["0755-88886666"]),
    ("07558888", ["0755-88886666"]),
    ("138 0013 8000", ["13800138000"]),
    ("+86 138-0013-8000", ["13800138000"]),
    ("8613800138000", ["13800138000"]),
    ("0013 8000", ["13800138000"]),
    ("+1", ["+1 212-555-0188"]),
    ("+1 (212) 555-0188", ["+1 212-555-0188"]),
    ("010-62345678-801", ["010-62345678 转 801"]),
    ("62345678转801", ["010-62345678 转 801"]),
    ("转801", ["010-62345678 转 801"]),
    ("8000 138", []),
    ("0755-8889", []),
]


@pytest.mark.usefixtures("_known")
def test_numbers_are_found_as_they_are_typed(firm: people.Company) -> None:
    for phone in ("0755-88886666", "13800138000", "+1 212-555-0188", "010-62345678 转 801"):
        firm.lead(name="客人", phone=phone)
    ctx = people.ctx_of(firm.zhang)
    for q, numbers in TYPED:
        page = record_list(ctx, "lead", ListQuery(q=q))
        assert [item["phone"] for item in page.items] == numbers, q


@pytest.mark.usefixtures("_known")
def test_a_name_among_thousands_that_hold_it_is_first(
    firm: people.Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first, "COLLECTED_MOST", 3)
    monkeypatch.setattr(first, "GLANCED_FIRST", 7)
    wanted = firm.account(name="包装").pk
    others = [firm.account(name=f"澄海包装{n}厂").pk for n in range(9)]
    ctx = people.ctx_of(firm.zhang)
    assert [hit["id"] for hit in search_everything(ctx, "包装")] == [wanted, *others[:-5:-1]]
    monkeypatch.setattr(ways, "CAP", 3)
    monkeypatch.setattr("guike.platform.records.reading.pages.CAP", 3)
    start = record_list(ctx, "account", ListQuery(q="包装", limit=4))
    assert [item["id"] for item in start.items] == [wanted, *others[:-4:-1]]
    again = record_list(ctx, "account", ListQuery(q="包装", limit=40, cursor=start.next_cursor or ""))
    assert [item["id"] for item in again.items] == others[5::-1]
    api = people.caller(firm.zhang)
    for way, first_id in (("", wanted), ("-created_at", others[-1])):
        asked = {"q": "包装", "view": "all", "limit": "3", **({"sort": way} if way else {})}
        page = api.get("/records/account", **asked).json()
        assert page["items"][0]["id"] == first_id
        more = api.get("/records/account", **asked, cursor=page["next_cursor"]).json()
        seen = [item["id"] for item in (*page["items"], *more["items"])]
        assert len(set(seen)) == 6
    by_name = record_list(ctx, "account", ListQuery(q="包装", sort=("created_at",)))
    assert next(item["id"] for item in by_name.items) == wanted
    assert found(ctx, "包装", "account", sort=("-created_at",))[-1] == wanted


def test_lists_counts_figures_and_actions_mean_the_same_rows(firm: people.Company) -> None:
    mine = [firm.lead(name="客人", company=name).pk for name in ("SO-2026-0012", "SO-2026-0012 乙")]
    for other in ("SO-2026-1200", "2026-0012 SO", "OS-6202-2100"):
        firm.lead(name="客人", company=other)
    ctx, spec = people.ctx_of(firm.zhang), catalogue().get("lead")
    query = ListQuery(q="so-2026-0012")
    assert sorted(found(ctx, query.q)) == mine
    assert record_count(ctx, spec, query) == record_count(ctx, spec, query, exact=True) == (2, True)
    figures = record_aggregate(ctx, "lead", query, [{"field": "status"}], [{"agg": "count", "as": "count"}])
    assert figures["totals"]["count"] == 2
    assert living_ids(ctx, spec, query, 100) == mine
    api = people.caller(firm.zhang)
    for body in ({"q": query.q, "expected_count": 2}, {"q": "so20260012", "expected_count": 2}):
        job = api.post("/records/lead/actions/mark_invalid", {**body, "params": {}})
        if job.status_code == 202:
            assert Job.objects.get(pk=job.json()["job"]).params["ids"] == mine


def test_a_search_tells_nothing_of_a_field_that_is_not_read(firm: people.Company) -> None:
    lead = firm.lead(name="王小明", company="云帆软件", phone="010-62345678", email="wang@example.com").pk
    newer = firm.lead(name="云帆软件", company="王小明").pk
    held = Role.objects.system(reason=WHY).filter(pk__in=people.ctx_of(firm.zhang).actor.role_ids)
    held.update(fields={"lead.phone": "hidden", "lead.email": "masked", "lead.name": "hidden"})
    bump(permission=True)
    ctx = people.ctx_of(firm.zhang)
    for q in ("62345678", "010-62345678", "wang@example.com", "wxm", "wangxiaoming", "phone", "yfrj"):
        assert found(ctx, q) == [], q
        assert search_everything(ctx, q) == [], q
    assert found(ctx, "王小明") == [newer]  # the other one's name
    assert found(ctx, "云帆 王小明") == []
    assert found(ctx, "云帆软件") == [lead]
    assert found(people.ctx_of(firm.admin), "云帆软件") == [newer, lead]


def test_rows_from_before_are_found_after_the_next_start(firm: people.Company) -> None:
    lead = _whole(firm.lead(name="P&G", company="雲帆").pk)
    rows = table(catalogue().get("lead")).system(reason=WHY)
    rows.update(search_text="", search_grams=["云", "帆"], label_sort="")
    ctx = people.ctx_of(firm.zhang)
    assert found(ctx, "P&G") == []
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON COLUMN lead.search_text IS NULL")
    reindex()
    made = _whole(lead.pk)
    index_row(catalogue().get("lead"), lead)
    assert (made.search_text, made.search_grams, made.label_sort) == (
        lead.search_text,
        lead.search_grams,
        "p g",
    )
    assert (made.version, made.updated_at) == (lead.version, lead.updated_at)
    assert found(ctx, "P&G") == found(ctx, "云帆") == [lead.pk]


@pytest.mark.parametrize("q", ["CNY", "人民币"])
def test_what_a_start_puts_in_is_found_too(firm: people.Company, q: str) -> None:
    admin = people.ctx_of(firm.admin)
    assert [item["code"] for item in record_list(admin, "currency", ListQuery(q=q)).items] == ["CNY"]


def test_what_a_row_was_found_for_is_told_where_its_name_does_not_say_it(firm: people.Company) -> None:
    long = "第一次在展会上见面，之后一直没有联系，直到秋天才又谈起彩色样张的事情，希望年底前定下来"
    lead = firm.lead(name="王小明", company="云帆软件", phone="010-62345678", email="wang@example.com").pk
    firm.lead(name="赵六", company=long)
    ctx = people.ctx_of(firm.zhang)

    def told(q: str, who: Context = ctx) -> list[tuple[str, str]]:
        hit = next(one for one in search_everything(who, q) if one["object"] == "lead")
        return [(one["label"], one["value"]) for one in hit["found"]]

    number = Lead.objects.system(reason=WHY).get(pk=lead).number
    assert told("王小") == told("王小明") == told(number) == told(number[1:].replace("-", "")) == []
    assert told("wxm") == [("拼音", "wxm")]
    assert told("wangxiao") == [("拼音", "wangxiaoming")]
    assert told("62345678") == [("电话", "010-62345678")]
    assert told("云帆") == told("王小明 云帆") == [("公司", "云帆软件")]
    assert told("WANG@example") == [("邮箱", "wang@example.com")]
    assert told("云帆 62345678") == [("公司", "云帆软件"), ("电话", "010-62345678")]
    assert told("彩色样张") == [("公司", f"…{long[long.index('彩色') - 12 :]}")]
    held = Role.objects.system(reason=WHY).filter(pk__in=ctx.actor.role_ids)
    held.update(fields={"lead.phone": "hidden", "lead.email": "masked"})
    bump(permission=True)
    assert told("云帆", people.ctx_of(firm.zhang)) == [("公司", "云帆软件")]
    for q in ("云帆 62345678", "wang@example.com"):
        assert search_everything(people.ctx_of(firm.zhang), q) == []
    held.update(fields={"lead.mobile": "hidden"})
    bump(permission=True)
    firm.lead(name="钱七", mobile="13862345678", phone="0512-62345678")
    assert told("62345678", people.ctx_of(firm.zhang)) == [("电话", "0512-62345678")]
