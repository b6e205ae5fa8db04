"""Order, cursors, and pages that together are the whole list."""

import base64
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guike.kernel.errors import BadRequest, Invalid
from guike.platform.filters.order import (
    after,
    decode_cursor,
    encode_cursor,
    fingerprint,
    is_sortable,
    sort_keys,
)
from guike.platform.filters.tests import world
from guike.platform.filters.tests.generated import deal_values
from guike.platform.filters.tests.world import ANYBODY, DEAL, Somebody, add, add_deal, deals


def ordered(sort: list[str], ctx: Somebody = ANYBODY) -> list[str]:
    keys = sort_keys(ctx, DEAL, sort)
    return list(deals().order_by(*(key.order_by() for key in keys)).values_list("name", flat=True))


def pages(sort: list[str], size: int, ctx: Somebody = ANYBODY) -> list[int]:
    """All ids, page by page through cursors."""
    keys = sort_keys(ctx, DEAL, sort)
    names = [f"k_{n}" for n in range(len(keys))]
    rows = deals().annotate(**{n: key.expression for n, key in zip(names, keys, strict=True)})
    rows = rows.order_by(*(key.order_by() for key in keys))
    found: list[int] = []
    cursor = ""
    while True:
        page = rows.filter(after(keys, decode_cursor("f", cursor))) if cursor else rows
        raw = list(page.values_list("pk", *names)[:size])
        found += [row[0] for row in raw]
        if len(raw) < size:
            return found
        cursor = encode_cursor("f", raw[-1][1:])


@pytest.mark.usefixtures("tables")
def test_empty_values_come_last_both_ways() -> None:
    for name, quantity, text in (("b", 2, "x"), ("none", None, ""), ("a", 1, "Ｙ")):
        add_deal(name=name, quantity=quantity, x_text=text, email=text)
    assert ordered(["quantity"]) == ["a", "b", "none"]
    assert ordered(["-quantity"]) == ["b", "a", "none"]
    assert ordered(["x_text"]) == ordered(["email"]) == ["b", "a", "none"]
    assert ordered(["-x_text"]) == ordered(["-email"]) == ["a", "b", "none"]


@pytest.mark.usefixtures("tables")
def test_names_sort_by_pinyin_and_choices_as_listed() -> None:
    for label, key, level in (("张三", "zhang san", "B"), ("李四", "li si", "A"), ("王五", "wang wu", "C")):
        add_deal(name=label, label=label, label_sort=key, level=level)
    assert ordered(["name"]) == ["李四", "王五", "张三"]
    assert ordered(["-level"]) == ["王五", "张三", "李四"]


@pytest.mark.usefixtures("tables")
def test_a_reference_sorts_by_its_label_even_when_its_target_is_invisible() -> None:
    for key, label in ((1, "b"), (2, "a")):
        add(world.Firm, id=key, name=label, label=label, label_sort=label, score=key)
        add_deal(name=label, firm_id=key, x_firm=key)
    add_deal(name="none")
    blind = Somebody(scopes={"firm": Q(pk__in=[])})
    assert ordered(["firm"], blind) == ordered(["x_firm"], blind) == ["a", "b", "none"]
    assert ordered(["-firm.score"]) == ordered(["-x_firm.score"]) == ["a", "b", "none"]
    half = Somebody(scopes={"firm": Q(pk=1)})
    assert ordered(["-firm.score"], half) == ["b", "none", "a"]
    assert ordered(["-firm.score", "id"], half) == ["b", "a", "none"]
    assert ordered(["firm.name", "-id"], half) == ["b", "none", "a"]


def test_id_is_the_last_key_in_the_direction_of_the_one_before(definitions: None) -> None:
    def shape(sort: list[str]) -> list[tuple[str, bool]]:
        return [(key.path, key.descending) for key in sort_keys(ANYBODY, DEAL, sort)]

    assert shape(["-created_at"]) == [("created_at", True), ("id", True)]
    assert shape(["-created_at", "quantity"]) == [("created_at", True), ("quantity", False), ("id", False)]
    assert shape(["-id", "quantity"]) == [("id", True)]
    assert shape([]) == [("id", False)]
    assert [key.nullable for key in sort_keys(ANYBODY, DEAL, ["name", "quantity"])] == [False, True, False]


def test_lines_sort_by_their_position(definitions: None) -> None:
    assert [key.path for key in sort_keys(ANYBODY, world.BY_NAME["deal_line"], ["position"])] == [
        "position",
        "id",
    ]


def test_all_faults_of_a_sort_at_once(definitions: None) -> None:
    ctx = Somebody(hidden={"deal.secret": "masked"})
    with pytest.raises(Invalid) as refused:
        sort_keys(ctx, DEAL, ["-secret", "lines.quantity", "tags", "name"])
    assert [(error.field, error.code) for error in refused.value.errors] == [
        ("sort", "sort.too_many"),
        ("sort[0]", "unknown_field"),
        ("sort[1]", "sort.not_sortable"),
        ("sort[2]", "sort.not_sortable"),
    ]


def test_a_cursor_brings_every_kind_of_value_back() -> None:
    values = [
        None,
        "文字",
        True,
        7,
        Decimal("1.2300"),
        date(2026, 11, 18),
        datetime(2026, 11, 18, 1, 2, 3, 4, tzinfo=UTC),
        [10_000, False],
    ]
    bound = fingerprint("deal", ["-created_at"], None)
    text = encode_cursor(bound, values)
    back = decode_cursor(bound, text)
    assert back == values
    assert [type(value) for value in back] == [type(value) for value in values]
    assert str(back[4]) == "1.2300"


@pytest.mark.parametrize(
    "text", ["", "x", "eyJ", "a:b", "é", base64.b64encode(b'["f",[1]]').decode(), "." * 5000]
)
def test_a_cursor_that_is_not_ours_is_refused(text: str) -> None:
    with pytest.raises(BadRequest) as refused:
        decode_cursor("f", text)
    assert refused.value.code == "cursor.invalid"


def test_a_cursor_is_bound_to_its_query() -> None:
    text = encode_cursor("f", [1])
    with pytest.raises(BadRequest):
        decode_cursor("g", text)
    with pytest.raises(BadRequest):
        decode_cursor("f", text[:-1] + ("A" if text[-1] != "A" else "B"))


SORTABLE = [f.name for f in DEAL.fields if is_sortable(f)] + ["firm.name", "x_firm.score", "firm.owner.name"]


@pytest.mark.usefixtures("tables")
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    rows=st.lists(deal_values(), min_size=1, max_size=7),
    sort=st.lists(
        st.tuples(st.sampled_from(["", "-"]), st.sampled_from(SORTABLE)),
        max_size=3,
        unique_by=lambda pair: pair[1],
    ),
    size=st.integers(1, 3),
    minutes=st.lists(st.integers(0, 2), min_size=7, max_size=7),
)
def test_pages_are_the_whole_list(
    rows: list[dict[str, Any]], sort: list[tuple[str, str]], size: int, minutes: list[int]
) -> None:
    words = [sign + path for sign, path in sort]
    with transaction.atomic():
        for key, name in ((1, "b"), (2, "a"), (3, "")):
            add(world.Firm, id=key, name=name, owner_id=key, score=key % 2 or None)
            add(world.Person, id=key, name=name)
        for index, values in enumerate(rows):
            moment = world.NOW + timedelta(minutes=minutes[index])
            add_deal(**{"label_sort": values.get("name", ""), "created_at": moment, **values})
        keys = sort_keys(ANYBODY, DEAL, words)
        whole = list(deals().order_by(*(key.order_by() for key in keys)).values_list("pk", flat=True))
        assert len(whole) == len(rows)
        assert pages(words, size) == whole
        transaction.set_rollback(True)
