"""Where shipments are; against a real HTTP server. ST-10."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from guike.domains.fulfilment.models import Shipment, ShipmentEvent
from guike.domains.fulfilment.tests.yard import WHY, Yard, put, shipments
from guike.domains.fulfilment.trace_rules import next_question
from guike.domains.orders.tests.shop import body, errors
from guike.entry.tests.people import person
from guike.kernel import clock
from guike.platform.jobs.registry import periodic_named
from guike.platform.jobs.testing import run_queued
from guike.platform.settings.services import set_many
from tests.support.receiver import Received, Receiver, receiving

pytestmark = pytest.mark.django_db

NOON = "2026-12-01T04:00:00+00:00"
LEFT = {"at": "2026-12-01T06:00:00+00:00", "place": "上海", "content": "已揽收"}
HUB = {"at": "2026-12-01T20:00:00+08:00", "place": "南京", "content": "到达转运中心"}


@dataclass
class Carrier:
    """A server of this machine that tells where numbers are. `status`, `text`: what it says instead."""

    server: Receiver
    ways: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    status: int = 200
    text: bytes | None = None

    @property
    def asked(self) -> list[tuple[str, str]]:
        return [self._key(one) for one in self.server.received]

    def answer(self, one: Received) -> tuple[int, dict[str, str], bytes]:
        found = {"events": self.ways.get(self._key(one), [])}
        return self.status, {}, json.dumps(found).encode() if self.text is None else self.text

    def _key(self, one: Received) -> tuple[str, str]:
        return one.query.get("carrier", ""), one.query.get("number", "")


@pytest.fixture
def carrier(settings: Any) -> Iterator[Carrier]:
    settings.OUTBOUND_HOSTS = ["127.0.0.1"]
    with receiving() as server:
        carrier = Carrier(server)
        server.answer = carrier.answer
        yield carrier


@pytest.fixture
def yard(carrier: Carrier) -> Iterator[Yard]:
    with clock.frozen(NOON):
        yard = Yard.opened(managed=False)
        set_many(
            {
                "trace.adapter": "http",
                "trace.url": carrier.server.url,
                "trace.carriers": "顺丰速运=SF，德邦 = DBL",
            },
            None,
        )
        yield yard


def shipped(yard: Yard, number: str = "SF100", **params: Any) -> Shipment:
    order = yard.sold(yard.product(), "2")
    body(yard.ship(order, carrier="顺丰速运", tracking_no=number, **params))
    found: Shipment
    (found,) = shipments(order)
    return found


def stations(shipment: Shipment) -> list[tuple[str, str, str]]:
    rows = ShipmentEvent.objects.system(reason=WHY).filter(shipment_id=shipment.pk).order_by("at", "pk")
    return [(row.place, row.content, row.source) for row in rows]


def ask_all() -> None:
    task = periodic_named("fulfilment.trace")
    assert task is not None
    task.run()
    run_queued()


def again(shipment: Shipment) -> Shipment:
    found: Shipment = Shipment.objects.system(reason=WHY).get(pk=shipment.pk)
    return found


@pytest.mark.req("ST-10")
def test_a_shipment_has_carrier_number_and_its_way_from_the_service(yard: Yard, carrier: Carrier) -> None:
    """ST-10, I11: asked by the carrier's code; what comes again is kept once; the newest stands on the shipment and with the order; a
    service that fails blocks no shipment."""
    one = shipped(yard)
    carrier.ways["SF", "SF100"] = [LEFT]
    clock.advance(timedelta(hours=3))
    ask_all()
    assert (carrier.asked, stations(one)) == ([("SF", "SF100")], [("上海", "已揽收", "asked")])
    ask_all()
    assert len(carrier.asked) == 1  # it was asked a moment ago
    carrier.ways["SF", "SF100"] = [HUB, LEFT]
    clock.advance(timedelta(hours=9))
    ask_all()
    assert stations(one) == [("上海", "已揽收", "asked"), ("南京", "到达转运中心", "asked")]
    seen = body(yard.seller.get(f"/records/shipment/{one.pk}"))
    assert (seen["carrier"], seen["tracking_no"], seen["last_event"], seen["last_event_at"]) == (
        "顺丰速运", "SF100", "南京 到达转运中心", "2026-12-01T12:00:00Z",
    )  # fmt: skip
    (row,) = body(yard.seller.get(f"/records/sales_order/{one.order_id}/related/shipments"))["items"]
    assert row["last_event"] == "南京 到达转运中心"
    listed = body(yard.seller.get(f"/records/shipment/{one.pk}/related/shipment_events"))["items"]
    assert {item["content"] for item in listed} == {"已揽收", "到达转运中心"}
    carrier.server.stop()
    order = yard.sold(yard.product(), "2")
    body(yard.ship(order, carrier="顺丰速运", tracking_no="SF200"))
    assert [row.status for row in shipments(order)] == ["shipped"]
    body(yard.act(order, "receive"))
    assert [row.status for row in shipments(order)] == ["received"]


def test_what_has_arrived_has_no_number_or_left_long_ago_is_not_asked_about(
    yard: Yard, carrier: Carrier
) -> None:
    arrived, without, old = shipped(yard), shipped(yard, ""), shipped(yard, "SF300")
    body(yard.do(arrived.pk, "receive"))
    refused = body(yard.do(without.pk, "trace"), 409)
    assert refused["code"] == "shipment.no_tracking"
    clock.advance(timedelta(days=61))
    ask_all()
    assert carrier.asked == []
    body(yard.do(old.pk, "trace"))
    run_queued()
    assert carrier.asked == [("SF", "SF300")]


@pytest.mark.parametrize(
    ("status", "text", "says"),
    [
        (503, b"busy", "“物流查询”暂时无法连接：503 busy"),
        (200, b"[]", "“物流查询”拒绝了请求：回答不是约定的 JSON"),
        (200, b'{"events": [{"at": "2026-12-01 10:00", "content": "x"}]}', "“物流查询”拒绝了请求：物流信息无法识别："),
        (200, b'{"events": [{"at": "2036-12-01T10:00:00Z", "content": "x"}]}', "“物流查询”拒绝了请求：物流信息无法识别："),
    ],
)  # fmt: skip
def test_a_service_that_fails_is_asked_less_and_less_and_told(
    yard: Yard, carrier: Carrier, status: int, text: bytes, says: str
) -> None:
    """ST-10: nothing is kept of half an answer; the way is there again when the service is."""
    one = shipped(yard)
    carrier.status, carrier.text = status, text
    for minutes in (0, 9, 1, 19, 1):  # waits of ten and twenty minutes
        clock.advance(timedelta(minutes=minutes))
        ask_all()
    assert len(carrier.asked) == 3
    assert (again(one).trace_note.startswith(says), stations(one)) == (True, [])
    carrier.status, carrier.text = 200, None
    carrier.ways["SF", "SF100"] = [LEFT]
    clock.advance(timedelta(hours=20))
    ask_all()
    assert (again(one).trace_note, stations(one)) == ("", [("上海", "已揽收", "asked")])


def test_a_service_that_is_away_is_not_asked_for_each_of_many(yard: Yard, carrier: Carrier) -> None:
    for number in range(5):
        shipped(yard, f"SF{number}")
    carrier.status = 503
    ask_all()
    assert len(carrier.asked) == 3


def test_waits_double_up_to_a_day() -> None:
    now = clock.now()
    waits = [(next_question(now, failures) - now).total_seconds() / 60 for failures in (0, 1, 2, 8, 9, 400)]
    assert waits == [120, 10, 20, 1280, 1440, 1440]


def test_a_station_is_noted_by_hand_or_pushed_once(yard: Yard) -> None:
    """ST-10: the second push changes nothing; an older one does not stand as the newest."""
    one = shipped(yard)
    clock.advance(timedelta(hours=12))
    for given in (HUB, HUB, {**HUB, "at": "2026-12-01T12:00:00Z"}, LEFT):
        body(yard.do(one.pk, "note_event", **given))
    assert stations(one) == [("上海", "已揽收", "noted"), ("南京", "到达转运中心", "noted")]
    assert again(one).last_event == "南京 到达转运中心"
    body(yard.do(one.pk, "note_event", content="客户改约周五"))
    assert (again(one).last_event, again(one).last_event_at) == ("客户改约周五", clock.now())
    late = yard.do(one.pk, "note_event", content="x", at=(clock.now() + timedelta(hours=1)).isoformat())
    assert errors(late) == [("at", "trace.future")]
    assert len(stations(one)) == 3


def test_what_has_not_left_has_no_way_and_a_reader_notes_none(yard: Yard) -> None:
    order = yard.sold(yard.product(), "2")
    body(yard.act(order, "prepare_shipment"))
    (waiting,) = shipments(order)
    assert body(yard.do(waiting.pk, "note_event", content="已揽收"), 409)["code"] == "action.not_now"
    one = shipped(yard)
    reader = person("reader", {"shipment": ["view"], "sales_order": ["view"], "account": ["view"]})
    answer = reader.post(f"/records/shipment/{one.pk}/actions/note_event", {"content": "已揽收"})
    assert answer.status_code in (403, 404)
    assert stations(waiting) + stations(one) == []


def test_stations_are_seen_with_their_shipment_alone_and_never_changed(yard: Yard) -> None:
    one = shipped(yard)
    body(yard.do(one.pk, "note_event", content="已揽收"))
    (event,) = ShipmentEvent.objects.system(reason=WHY).filter(shipment_id=one.pk)
    stranger = person("stranger", {"shipment": ["view"], "sales_order": ["view"], "account": ["view"]})
    assert stranger.get(f"/records/shipment_event/{event.pk}").status_code == 404
    assert (
        yard.seller.patch(f"/records/shipment_event/{event.pk}", {"_version": 1, "content": "x"}).status_code
        == 403
    )
    assert yard.seller.delete(f"/records/shipment_event/{event.pk}").status_code == 403
    assert stations(one) == [("", "已揽收", "noted")]


def test_codes_of_carriers_are_checked(yard: Yard) -> None:
    admin = person("chief", is_administrator=True)
    answer = admin.patch("/settings", {"trace.carriers": "顺丰速运"})
    assert errors(answer) == [("trace.carriers", "trace.carriers")]


def test_without_a_service_nothing_is_asked(yard: Yard, carrier: Carrier) -> None:
    one = shipped(yard)
    put("trace.adapter", "off")
    ask_all()
    assert (carrier.asked, body(yard.do(one.pk, "trace"), 409)["code"]) == ([], "adapter.off")
