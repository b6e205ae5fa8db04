"""The live channel: hints reach those who may have them, over a real connection."""

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from guike.entry import channel
from guike.entry.channel import Client, Hint, Hub, Tail
from guike.entry.front.front import Front
from guike.entry.processes import listen
from guike.entry.tests.people import person
from guike.entry.tests.served import until
from guike.kernel.text import T
from guike.platform.access.actor import Actor
from guike.platform.access.context import Context
from guike.platform.events.models import Event
from guike.platform.events.services import emit
from guike.platform.notify import registry as kinds
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.services import notify
from guike.platform.org.models import ApiToken

PATIENCE = 15.0
LEADS = {"lead": ["view"]}


def context(user_id: Any = 1, kind: Any = "internal", **permissions: Any) -> Any:
    return Context(
        Actor(user_id=user_id, kind=kind, permissions={k: frozenset(v) for k, v in permissions.items()})
    )


@pytest.fixture
def server(fresh_db: Any, monkeypatch: Any) -> Iterator[Any]:
    """The live process's application on a free port."""
    monkeypatch.setattr(channel, "POLL", 0.05)
    monkeypatch.setattr(channel, "HEARTBEAT", 0.2)
    live = channel.Live()
    listener = listen("127.0.0.1", 0)
    front = Front(listener, live)
    port = listener.getsockname()[1]

    async def run() -> None:
        watching = asyncio.create_task(live.hub.watch())
        await front.run()
        watching.cancel()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    # What is told before the first look at the outbox is nobody's news.
    while any(tail._low is None for tail in live.hub._tails):
        thread.join(0.01)
    yield port
    front.loop.call_soon_threadsafe(front.stop)
    thread.join(PATIENCE)
    assert not thread.is_alive()


class Listener:
    """One open stream."""

    def __init__(self, port: Any, caller: Any, last: Any = "", origin: Any = "", asked: Any = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        headers = {"Authorization": f"Bearer {caller.token}", "Last-Event-ID": last, "Origin": origin}
        self._connection.request(
            "GET", f"/api/v1/live?{asked}", headers={k: v for k, v in headers.items() if v}
        )
        self.answer = self._connection.getresponse()
        self.last = ""
        if self.answer.status == 200:
            assert self._block()["event"] == "hello"

    def _block(self) -> Any:
        """The next event of the stream as {field: value}; comments are passed over."""
        found: dict[str, str] = {}
        while True:
            line = self.answer.readline().decode().rstrip("\n")
            if not line and found:
                self.last = found.get("id", self.last)
                return found
            name, _, value = line.partition(": ")
            if name:
                found[name] = value

    def hint(self) -> Any:
        return json.loads(self._block()["data"])

    def ended(self) -> Any:
        """Reads until the server closes the stream."""
        while self.answer.readline():
            pass
        return True

    def close(self) -> None:
        self.answer.close()  # it holds the socket too
        self._connection.close()


def tell(object_name: Any, *ids: Any, kind: Any = "record.updated") -> None:
    with transaction.atomic():
        emit(kind, object_name, {"ids": list(ids)})


def test_a_hint_says_that_something_changed_never_what(server: Any) -> None:
    anna = person("anna", LEADS)
    stream = Listener(server, anna)
    assert stream.answer.headers["Content-Type"].startswith("text/event-stream")
    with transaction.atomic():
        emit("record.updated", "lead", {"ids": [3], "changes": {"3": {"name": ["a", "b"]}}})
        emit("other.thing", "lead", {"ids": [4]})
    assert stream.hint() == {"object": "lead", "id": 3, "kind": "record.updated"}
    tell("lead", *range(100))
    assert stream.hint() == {"object": "lead", "id": None, "kind": "record.updated"}
    stream.close()


def test_only_those_hear_of_it_who_may(server: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})
    notification_kind("trial.told", T("提醒", "Reminder"), T("", ""))
    anna, ben = person("anna", LEADS), person("ben", {"account": ["view"]})
    customer = person("customer", LEADS, kind="portal")
    streams = {caller.id: Listener(server, caller) for caller in (anna, ben, customer)}
    tell("lead", 1)
    tell("account", 2)
    with transaction.atomic():
        notify("trial.told", [anna.id, ben.id, customer.id])
    heard = {}
    for caller, number in ((anna, 2), (ben, 2), (customer, 1)):
        heard[caller.id] = [streams[caller.id].hint() for _ in range(number)]
        streams[caller.id].close()
    # Two of them come from one look at the outbox, in no order of their own.
    told = {who: [h for h in hints if h["object"] != "notification"] for who, hints in heard.items()}
    reminders = [h for hints in heard.values() for h in hints if h["object"] == "notification"]
    assert [(h["object"], h["id"]) for h in told[anna.id]] == [("lead", 1)]
    assert [(h["object"], h["id"]) for h in told[ben.id]] == [("account", 2)]
    assert told[customer.id] == []
    assert [h["kind"] for h in reminders] == ["trial.told"] * 3
    assert len({h["id"] for h in reminders}) == 3


def test_who_comes_back_gets_what_he_missed(server: Any) -> None:
    anna = person("anna", LEADS)
    first = Listener(server, anna)
    tell("lead", 1)
    assert first.hint()["id"] == 1
    first.close()
    other = Listener(server, anna)
    tell("lead", 2)
    assert other.hint()["id"] == 2
    resync = {"object": "", "id": None, "kind": "resync"}
    streams = [other]
    for said in ({"last": first.last}, {"asked": f"after={first.last}"}):
        streams.append(Listener(server, anna, **said))
        assert streams[-1].hint() == {"object": "lead", "id": 2, "kind": "record.updated"}
    for said in ({"last": "00000000-5"}, {"asked": "after=00000000-5"}):
        streams.append(Listener(server, anna, **said))
        assert streams[-1].hint() == resync
    for stream in streams:
        stream.close()


def test_what_happened_while_the_page_was_loaded_is_not_missed(server: Any) -> None:
    anna = person("anna", LEADS)
    first = Listener(server, anna)
    tell("lead", 1)
    assert first.hint()["id"] == 1
    older, younger, odd = (Listener(server, anna, asked=f"age={age}") for age in (60_000, 0, "-7x"))
    tell("lead", 2)
    assert [older.hint()["id"], older.hint()["id"], younger.hint()["id"], odd.hint()["id"]] == [1, 2, 2, 2]
    for stream in (first, older, younger, odd):
        stream.close()


def test_nobody_is_refused(server: Any) -> None:
    anna = person("anna", LEADS)
    anna.token = "gk_wrong"
    refused = Listener(server, anna)
    assert refused.answer.status == 401
    assert json.loads(refused.answer.read())["code"] == "auth.required"
    connection = http.client.HTTPConnection("127.0.0.1", server, timeout=PATIENCE)
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200
    connection.close()


def test_a_stream_ends_with_the_sign_in(server: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(channel, "CHECK", 0.1)
    stream = Listener(server, person("anna", LEADS))
    ApiToken.objects.all().delete()
    assert stream.ended()
    stream.close()


def test_our_page_on_the_port_below_may_listen_others_not(server: Any) -> None:
    anna = person("anna", LEADS)
    ours, foreign = f"http://127.0.0.1:{server - 1}", "http://127.0.0.1:9"
    for origin, allowed in ((ours, ours), (foreign, None), (f"http://evil.example.com:{server - 1}", None)):
        stream = Listener(server, anna, origin=origin)
        assert stream.answer.headers["Access-Control-Allow-Origin"] == allowed
        stream.close()


def test_many_streams_and_half_requests_hold_up_nobody(server: Any) -> None:
    people = [person(f"anna{number}", LEADS) for number in range(5)]
    half = [socket.create_connection(("127.0.0.1", server)) for _ in range(100)]
    for one in half:
        one.sendall(b"GET /api/v1/live HTTP/1.1\r\nHost: x\r\nX-")
    streams = [Listener(server, caller) for caller in people for _ in range(channel.CLIENTS_PER_USER)]
    refused = http.client.HTTPConnection("127.0.0.1", server, timeout=PATIENCE)
    refused.request("GET", "/api/v1/live", headers={"Authorization": f"Bearer {people[0].token}"})
    answer = refused.getresponse()
    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    tell("lead", 7)
    assert {stream.hint()["id"] for stream in streams} == {7}
    streams[0].close()
    assert until(lambda: Listener(server, people[0]).answer.status == 200, PATIENCE)
    for open_one in (*streams, *half, refused):
        open_one.close()


def test_a_person_has_a_bounded_number_of_streams() -> None:
    hub = Hub()
    assert all(hub.join(context(1), "") for _ in range(channel.CLIENTS_PER_USER))
    assert hub.join(context(1), "") is None
    assert hub.join(context(2), "") is not None


def test_a_slow_client_is_told_to_fetch_again() -> None:
    client = Client(context(1, lead=["view"]))
    for number in range(channel.WAITING + 5):
        client.offer(Hint(number, "lead", number, "record.updated"))
    hub = Hub()
    texts = channel._drain(hub, client)
    assert len(texts) == 1
    assert '"kind": "resync"' in texts[0]
    assert channel._drain(hub, client) == []


@pytest.mark.django_db
def test_a_row_that_commits_late_is_found_and_each_only_once() -> None:
    def write(row_id: Any) -> None:
        Event.objects.bulk_create([Event(id=row_id, at="2026-11-21T00:00:00Z", kind="record.updated")])

    tail = Tail(Event.objects.all, ("kind",))
    write(1000)
    assert tail.look() == []
    write(1003)
    assert tail.look() == [(1003, "record.updated")]
    write(1002)
    write(1004)
    assert tail.look() == [(1002, "record.updated"), (1004, "record.updated")]
    assert tail.look() == []
