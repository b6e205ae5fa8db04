"""An outer stock system is told of every change, once and in order for each level, whatever fails on the way. IG-01."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection

from guike.domains.fulfilment.tests.yard import WHY, Yard, shipments
from guike.domains.inventory.models import StockLevel
from guike.domains.orders.tests.shop import body
from guike.entry.tests.people import person
from guike.kernel import clock
from guike.platform.adapters import outbound
from guike.platform.events.models import Event
from guike.platform.webhooks import calling, sending
from guike.platform.webhooks.models import Webhook, WebhookDelivery
from guike.platform.webhooks.queueing import deliveries, webhooks
from guike.platform.webhooks.sending import LEASE, Sender
from guike.platform.webhooks.tests.steps import SECRET, drive
from tests.support.company import deliver
from tests.support.receiver import Received, Receiver, receiving

FACTS = ["stock.reserved", "stock.released", "stock.used", "stock.moved"]
NOON = "2026-12-01T04:00:00+00:00"


@dataclass
class Outer:
    """The other system: it keeps what lies and what is held by adding up what it is told, and knows a delivery that it had before by
    its number. `failing`: the share of calls that fail, half of them before it has done anything and half after."""

    failing: float = 0.0
    seed: int = 7
    on_hand: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    reserved: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    last: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    had: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    repeated: int = 0
    failed: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._turn = threading.Lock()

    def answer(self, call: Received) -> tuple[int, Mapping[str, str], bytes]:
        told = json.loads(call.body)
        with self._turn:
            fails = self._chance.random() < self.failing
            how = self._chance.choice(("busy", "late", "lost", "late after"))
            if not fails or how in ("lost", "late after"):
                self._take(told)
                if self._chance.random() < self.failing:
                    self._take(told)  # the network may double a call, too
        if not fails:
            return 200, {}, b"{}"
        self.failed += 1
        if how.startswith("late"):
            time.sleep(0.25)
        if how == "lost":
            raise ConnectionResetError
        return 503, {}, b"busy"

    def _take(self, told: dict[str, Any]) -> None:
        number, level = told["delivery"], told["id"]
        if number in self.had:
            self.repeated += 1
            return
        if told["sequence"] != self.last[level] + 1:
            self.faults.append(f"level {level}: {told['sequence']} after {self.last[level]}")
        self.had.add(number)
        self.last[level] = told["sequence"]
        place = (told["data"]["product"], told["data"]["warehouse"])
        figures = self.on_hand if told["event"] == "stock.moved" else self.reserved
        for change in told["data"]["changes"]:
            figures[place] += Decimal(change["quantity"])


def ours() -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    rows = StockLevel.objects.system(reason=WHY).values_list(
        "product__code", "warehouse__code", "on_hand_qty", "reserved_qty"
    )
    return {(product, warehouse): (on_hand, reserved) for product, warehouse, on_hand, reserved in rows}


def theirs(outer: Outer) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    return {place: (outer.on_hand[place], outer.reserved[place]) for place in outer.on_hand}


def connected(receiver: Receiver) -> Webhook:
    """A webhook of the administrator that tells the outer system of stock."""
    admin = person("chief", is_administrator=True)
    clerk = person("outer", {"stock_level": ["view"]})
    values = {"name": "外部库存", "url": receiver.url, "secret": SECRET, "objects": ["stock_level"],
              "events": FACTS, "run_as": clerk.id}  # fmt: skip
    made = body(admin.post("/records/webhook", values), 201)
    found: Webhook = webhooks().get(pk=made["id"])
    return found


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.OUTBOUND_HOSTS = ["127.0.0.1"]
    with receiving() as server:
        yield server


def told() -> list[tuple[str, list[dict[str, Any]]]]:
    """(event, what changed) of what waits to be sent, in order."""
    rows = deliveries().order_by("pk")
    return [(row.event, row.facts["data"]["changes"]) for row in rows]


@pytest.mark.django_db
def test_each_change_of_a_level_is_told_with_what_caused_it(receiver: Receiver) -> None:
    """IG-01: reserve, ship and release; of goods that leave in part, what is held adds up."""
    yard = Yard.opened()
    connected(receiver)
    goods = yard.product(code="MOTOR")
    yard.receive_goods(goods, "10")
    order = yard.sold(goods, "6")
    body(yard.ship(order, "4"))
    (gone,) = shipments(order)
    body(yard.act(order, "close_short", reason="不要了"))
    deliver()
    line = yard.get(order)["lines"][0]["id"]
    seen = [
        (event, [(one["quantity"], one.get("order_line"), one.get("kind"), one.get("shipment")) for one in changes])
        for event, changes in told()
    ]  # fmt: skip
    assert seen == [
        ("stock.moved", [("10", None, "receipt", None)]),
        ("stock.reserved", [("6", line, None, None)]),
        ("stock.used", [("-6", line, None, None)]),
        ("stock.reserved", [("2", line, None, None)]),
        ("stock.moved", [("-4", None, "issue", gone.pk)]),
        ("stock.released", [("-2", line, None, None)]),
    ]
    assert {row.facts["data"]["product"] for row in deliveries()} == {"MOTOR"}


@pytest.mark.django_db
def test_nothing_is_told_of_what_was_not_done(receiver: Receiver) -> None:
    """IG-01: a refused posting leaves no event behind."""
    yard = Yard.opened()
    connected(receiver)
    goods = yard.product()
    yard.receive_goods(goods, "3")
    Event.objects.all().delete()
    made = yard.make("stock_document", kind="issue", warehouse=yard.here, lines=[{"product": goods, "quantity": "4"}])  # fmt: skip
    assert yard.seller.post(f"/records/stock_document/{made['id']}/actions/post", {}).status_code == 409
    assert Event.objects.filter(object_name="stock_level", kind__startswith="stock.").count() == 0


def busy_months(yard: Yard, products: list[int], rounds: int, chance: random.Random) -> None:
    """Goods come, are sold, shipped in whole or in part, cancelled and taken back."""
    for number in range(rounds):
        rows = [{"product": one, "quantity": str(chance.randint(5, 9))} for one in products]
        came = yard.make("stock_document", kind="receipt", warehouse=chance.choice((yard.here, yard.there)), lines=rows)  # fmt: skip
        body(yard.seller.post(f"/records/stock_document/{came['id']}/actions/post", {}))
        order = yard.order(*({"product": one, "quantity": str(chance.randint(1, 4))} for one in products))
        body(yard.act(order, "confirm"))
        if number % 5 == 4:
            body(yard.act(order, "cancel", reason="客户取消"))
            continue
        if number % 3 == 1:
            lines = [{"line": line["id"], "quantity": "1"} for line in yard.get(order)["lines"]]
            body(yard.act(order, "ship", lines=lines))
        body(yard.act(order, "ship"))
        if number % 4 == 3:
            body(yard.do(shipments(order)[-1].pk, "cancel", reason="装错车"))
        deliver()


def in_a_process_that_dies(moment: str) -> int:
    """A sender of its own process kills itself at that moment; its exit code."""
    child = os.fork()
    if not child:
        try:
            connection.connection = None  # the parent's; this process takes one of its own
            setattr(sending, moment, lambda *_given: os.kill(os.getpid(), signal.SIGKILL))
            drive(Sender())
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.req("IG-01")
@pytest.mark.parametrize("seed", [7])
def test_a_thousand_events_with_a_tenth_of_failures_arrive_once_and_in_order(
    fresh_db: str, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """IG-01: busy, late and lost answers, doubled calls, an outage and a killed worker: none is lost, none is taken twice, each level hears
    of its changes in order, and what the other system has added up is our stock."""
    monkeypatch.setattr(calling, "post", partial(outbound.post, seconds=0.2))
    outer = Outer(failing=0.1, seed=seed)
    receiver.answer = outer.answer
    with clock.frozen(NOON):
        yard = Yard.opened()
        hook = connected(receiver)
        products = [yard.product() for _ in range(24)]
        busy_months(yard, products, 12, random.Random(seed))
        deliver()
        number = deliveries().count()
        assert number >= 1000
        sender = Sender()
        for attempt in range(4000):
            if attempt == 3:
                receiver.stop()  # an outage
            if attempt == 8:
                receiver.start()
            if attempt in (10, 14):
                code = in_a_process_that_dies("call_of" if attempt == 10 else "note")
                assert code == -signal.SIGKILL
                clock.advance(LEASE)
            drive(sender)
            if not deliveries().exclude(status=WebhookDelivery.DELIVERED).exists():
                break
            clock.advance(timedelta(minutes=5))
        sender.close()
    assert (outer.faults, len(outer.had)) == ([], number)
    assert theirs(outer) == ours()
    assert outer.failed > number / 20
    assert outer.repeated > number / 40
    assert webhooks().get(pk=hook.pk).status == Webhook.OK
