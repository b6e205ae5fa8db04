"""What lies in the warehouses beside what an outer system says of them; against a real HTTP server. IG-01."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from guike.domains.inventory.models import StockDocument, StockLevel, Warehouse
from guike.domains.inventory.tests.store import WHY, Store, body, stock
from guike.entry.tests.people import person
from guike.kernel import clock
from guike.platform.adapters.registry import health
from guike.platform.jobs.models import Job
from guike.platform.jobs.registry import periodic_named
from guike.platform.jobs.testing import run_queued
from guike.platform.settings.services import set_many
from tests.support.receiver import Received, Receiver, receiving

pytestmark = pytest.mark.django_db

KEY = "kZ3pQ8vN1xT6mW4r"
NOON = "2026-12-01T04:00:00+00:00"


@dataclass
class Outer:
    """A server of this machine that answers what lies where, a page of two at a time. `status` and `text`: what it says instead."""

    server: Receiver
    stock: dict[str, list[tuple[str, Any]]] = field(default_factory=dict)
    status: int = 200
    text: bytes | None = None

    @property
    def asked(self) -> list[tuple[str, str]]:
        """(warehouse, what authorises) of each question."""
        return [
            (one.query.get("warehouse", ""), one.headers.get("Authorization", ""))
            for one in self.server.received
        ]

    def answer(self, one: Received) -> tuple[int, dict[str, str], bytes]:
        start = int(one.query.get("after", 0))
        rows = self.stock.get(one.query.get("warehouse", ""), [])
        items = [{"product": code, "quantity": quantity} for code, quantity in rows[start : start + 2]]
        page = {"items": items, "next": str(start + 2) if start + 2 < len(rows) else None}
        return self.status, {}, json.dumps(page).encode() if self.text is None else self.text


@pytest.fixture
def outer(settings: Any) -> Iterator[Outer]:
    settings.OUTBOUND_HOSTS = ["127.0.0.1"]
    with receiving() as server:
        outer = Outer(server)
        server.answer = outer.answer
        yield outer


@pytest.fixture
def store(outer: Outer) -> Store:
    store = Store.open()
    store.keeper = person("stocker", {**KEEPERS, "stock_level": ["view", "count"]})
    set_many(
        {"outer_stock.adapter": "http", "outer_stock.url": outer.server.url, "outer_stock.key": KEY}, None
    )
    return store


KEEPERS = {
    "account": ["view", "create"],
    "product": ["view", "create"],
    "warehouse": ["view", "edit", "read_outer"],
    "stock_document": ["view", "create", "edit", "post", "cancel"],
    "stock_move": ["view"],
}


def place(warehouse: int) -> Warehouse:
    found: Warehouse = Warehouse.objects.system(reason=WHY).get(pk=warehouse)
    return found


def beside(product: int, warehouse: int) -> tuple[str, str, str] | None:
    """(ours, theirs, the difference)."""
    row = StockLevel.objects.system(reason=WHY).filter(product_id=product, warehouse_id=warehouse).first()
    if row is None or row.outer_qty is None:
        return None
    return tuple(f"{one.normalize():f}" for one in (row.on_hand_qty, row.outer_qty, row.difference_qty))  # type: ignore[return-value]


def read(store: Store) -> None:
    """Ask, again and again as often as a job may be tried."""
    body(store.keeper.post(f"/records/warehouse/{store.here}/actions/read_outer", {}))
    run_queued(may_fail=True)


def test_what_lies_elsewhere_is_shown_beside_ours_and_ours_stays(store: Store, outer: Outer) -> None:
    """IG-01, I7: several pages; one that we have none of, one that it does not name, one code that we do not know."""
    same, more, only_there, only_here = (store.product(code=code) for code in ("A-1", "B-1", "C-1", "D-1"))
    store.post("receipt", *({"product": one, "quantity": "10"} for one in (same, more, only_here)))
    outer.stock["W1"] = [("A-1", "10"), ("b-1", 12.5), ("C-1", 3), ("Z-9", 1)]
    with clock.frozen(NOON):
        read(store)
    assert [beside(one, store.here) for one in (same, more, only_there, only_here)] == [
        ("10", "10", "0"), ("10", "12.5", "2.5"), ("0", "3", "3"), ("10", "0", "-10"),
    ]  # fmt: skip
    assert stock(more, store.here) == ("10", "0", "10")
    assert outer.asked == [("W1", f"Bearer {KEY}")] * 2
    assert (place(store.here).outer_read_at.isoformat(), place(store.here).outer_note) == (
        NOON, "本系统没有这些产品编码：Z-9（共 1 个）",
    )  # fmt: skip
    listed = body(store.keeper.get("/records/stock_level?view=different"))["items"]
    assert {row["product"]["id"] for row in listed} == {more, only_there, only_here}
    assert beside(same, store.there) is None


def test_a_difference_is_ended_by_a_count_that_somebody_posts(store: Store, outer: Outer) -> None:
    """IG-01: one draft for each warehouse; until it is posted nothing moves."""
    first, second = (store.product(code=code) for code in ("A-1", "B-1"))
    store.post("receipt", {"product": first, "quantity": "10"}, {"product": second, "quantity": "4"})
    outer.stock["W1"] = [("A-1", "8"), ("B-1", "4")]
    read(store)
    rows = {
        row.product_id: row.pk
        for row in StockLevel.objects.system(reason=WHY).filter(warehouse_id=store.here)
    }
    refused = body(store.keeper.post(f"/records/stock_level/{rows[second]}/actions/count", {}), 409)
    assert refused["code"] == "action.not_now"
    body(store.keeper.post(f"/records/stock_level/{rows[first]}/actions/count", {}))
    (drafted,) = StockDocument.objects.system(reason=WHY).filter(kind="count")
    assert (drafted.status, drafted.warehouse_id, stock(first, store.here)[0]) == ("draft", store.here, "10")
    body(store.act({"id": drafted.pk}, "post"))
    assert (stock(first, store.here)[0], beside(first, store.here)) == ("8", ("8", "8", "0"))


def test_who_may_make_no_documents_drafts_no_count(store: Store, outer: Outer) -> None:
    goods = store.product(code="A-1")
    store.post("receipt", {"product": goods, "quantity": "10"})
    read(store)
    (row,) = StockLevel.objects.system(reason=WHY).filter(product_id=goods)
    looker = person("looker", {"stock_level": ["view", "count"], "warehouse": ["view"], "product": ["view"]})
    assert (
        body(looker.post(f"/records/stock_level/{row.pk}/actions/count", {}), 409)["code"]
        == "stock.may_not_count"
    )
    assert looker.post(f"/records/warehouse/{store.here}/actions/read_outer", {}).status_code == 403
    assert StockDocument.objects.system(reason=WHY).filter(kind="count").count() == 0


@pytest.mark.parametrize(
    ("status", "text", "tries", "says"),
    [
        (503, b"busy", 5, "“外部库存系统”暂时无法连接：503 busy"),
        (401, b"", 1, "“外部库存系统”的账号或密码不正确，请检查设置"),
        (404, b"no", 1, "“外部库存系统”拒绝了请求：404 no"),
        (200, b"<html>", 1, "“外部库存系统”拒绝了请求：回答不是约定的 JSON"),
        (200, b'{"items": [{"product": "A-1", "quantity": "many"}]}', 1, "“外部库存系统”拒绝了请求：产品或数量无法识别："),
        (200, b'{"items": [{"product": "A-1", "quantity": 1}, {"product": "A-1", "quantity": 2}]}', 1,
         "“外部库存系统”拒绝了请求：产品“A-1”出现了两次"),
        (200, b'{"items": [], "next": "7"}', 2, "“外部库存系统”拒绝了请求：翻页没有尽头，或“next”不是文字"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_changes_nothing_and_is_told(
    store: Store, outer: Outer, status: int, text: bytes, tries: int, says: str
) -> None:
    """IG-01: an outage is tried again; what is wrong is told at the warehouse, and what was read before stays."""
    goods = store.product(code="A-1")
    store.post("receipt", {"product": goods, "quantity": "10"})
    outer.stock["W1"] = [("A-1", "10")]
    with clock.frozen(NOON):
        read(store)
        outer.server.received.clear()
        outer.status, outer.text = status, text
        read(store)
    assert place(store.here).outer_note.startswith(says)
    assert (beside(goods, store.here), place(store.here).outer_read_at.isoformat()) == (
        ("10", "10", "0"),
        NOON,
    )
    assert len(outer.asked) == tries
    outer.status, outer.text = 200, None
    read(store)
    assert place(store.here).outer_note == ""


def test_every_hour_each_warehouse_in_use_is_asked(store: Store, outer: Outer) -> None:
    body(store.keeper.patch(f"/records/warehouse/{store.there}", {"_version": 1, "is_active": False}))
    hourly = periodic_named("inventory.outer_stock")
    assert hourly is not None
    hourly.run()
    run_queued()
    assert [warehouse for warehouse, _key in outer.asked] == ["W1"]
    assert health("outer_stock").is_ok
    set_many({"outer_stock.adapter": "off"}, None)
    hourly.run()
    assert Job.objects.filter(status="queued").count() == 0
    answer = store.keeper.post(f"/records/warehouse/{store.here}/actions/read_outer", {})
    assert body(answer, 409)["code"] == "adapter.off"


def test_inner_addresses_are_not_asked(store: Store, outer: Outer, settings: Any) -> None:
    """The guard of outgoing calls holds here, too."""
    settings.OUTBOUND_HOSTS = []
    read(store)
    assert (outer.asked, "内网地址" in place(store.here).outer_note) == ([], True)
