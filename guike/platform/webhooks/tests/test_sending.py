"""Sending: signed, in order, retried, beside one another, switched off in the end; against a real server."""

import hashlib
import hmac
import os
import signal
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from guike.kernel import clock
from guike.platform.audit.models import AuditEntry
from guike.platform.jobs.queries import job_status
from guike.platform.jobs.testing import run_queued
from guike.platform.org.models import User
from guike.platform.org.queries import bump
from guike.platform.webhooks import queries, sending
from guike.platform.webhooks.models import Webhook, WebhookDelivery
from guike.platform.webhooks.queueing import DISABLED, deliveries, webhooks
from guike.platform.webhooks.rules import next_try, pause, signature
from guike.platform.webhooks.sending import Sender
from guike.platform.webhooks.services import discard, replay
from guike.platform.webhooks.tests.steps import SECRET, drive, due, hook, one, queued, told
from tests.support import company
from tests.support.receiver import Receiver, receiving

pytestmark = pytest.mark.req("IG-05")


def refusing(status: int = 500, text: bytes = b"busy") -> Any:
    return lambda _one: (status, {}, text)


def accepting() -> Any:
    return lambda _one: (204, {}, b"")


def standing(webhook: Any) -> Any:
    return webhooks().get(pk=webhook.pk)


def test_a_call_is_signed_and_tells_what_the_identity_sees(
    house: company.Company, receiver: Receiver
) -> None:
    webhook = hook(house, url=receiver.url)
    lead = house.lead(name="李经理", company="远山机械", mobile="13800138000")
    company.deliver()
    drive(Sender())
    [call] = receiver.received
    delivery = one(webhook)
    assert (delivery.status, delivery.response_code, delivery.attempts) == ("delivered", 200, 1)
    assert (call.headers["X-Guike-Event"], call.headers["X-Guike-Delivery"]) == ("created", str(delivery.pk))
    signed = call.headers["X-Guike-Timestamp"].encode() + b"." + call.body
    expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert call.headers["X-Guike-Signature"] == f"sha256={expected}"
    [body] = told([call])
    assert {name: body[name] for name in ("delivery", "event", "object", "id", "sequence", "version")} == {
        "delivery": delivery.pk, "event": "created", "object": "lead", "id": lead.pk, "sequence": 1, "version": 1,
    }  # fmt: skip
    assert body["values"]["company"] == "远山机械"
    assert body["values"]["owner"] == {"id": house.zhang, "name": "张三"}
    assert standing(webhook).last_success_at is not None


def test_no_field_leaves_that_the_identity_may_not_read(house: company.Company, receiver: Receiver) -> None:
    """Neither as a value nor as the old or new value of a change, also after the right was taken."""
    webhook = hook(house, url=receiver.url, events=["updated"])
    lead = house.lead(mobile="13800138000", company="旧名")
    company.patch(house.zhang, lead, mobile="13900139000", company="新名")
    company.deliver()
    role = company.make(
        "role", house.admin, name="看不到手机", permissions={"lead": ["view"]}, scopes={"lead": {"view": "all"}},
        fields={"lead.mobile": "hidden", "lead.phone": "masked"},
    )  # fmt: skip
    User.objects.system(reason=company.WHY).filter(pk=house.manager).update(roles=[role.pk])
    bump(permission=True)
    drive(Sender())
    [body] = told(receiver.received)
    assert body["changes"] == {"company": {"old": "旧名", "new": "新名"}}
    assert (body["values"]["company"], body["version"], "mobile" in body["values"]) == ("新名", 2, False)
    assert b"13900139" not in receiver.received[0].body
    assert one(webhook).status == "delivered"


def test_a_record_that_left_the_sight_of_the_identity_is_not_told(
    house: company.Company, receiver: Receiver
) -> None:
    webhook = hook(house, url=receiver.url)
    lead = house.lead()
    company.deliver()
    company.patch(house.admin, lead, owner=house.wang)
    drive(Sender())
    assert receiver.received == []
    assert (one(webhook).status, one(webhook).error) == ("dead", "推送所用的身份已看不到这条记录")
    assert (standing(webhook).status, standing(webhook).failures) == ("ok", 0)


def test_a_deleted_record_is_told_without_values(house: company.Company, receiver: Receiver) -> None:
    hook(house, url=receiver.url, events=["deleted"])
    lead = house.lead()
    company.delete(house.admin, lead)
    company.deliver()
    drive(Sender())
    [body] = told(receiver.received)
    assert (body["event"], body["id"], body["values"]) == ("deleted", lead.pk, None)


def test_the_next_of_a_record_waits_and_other_records_do_not(
    house: company.Company, receiver: Receiver
) -> None:
    webhook = hook(house, url=receiver.url)
    first, second = house.lead(), house.lead()
    company.patch(house.zhang, first, company="一")
    company.patch(house.zhang, second, company="二")
    company.deliver()
    blocked = {first.pk}
    receiver.answer = lambda call: (500 if told([call])[0]["id"] in blocked else 200, {}, b"")
    with clock.frozen(clock.now()):
        sender = Sender()
        drive(sender)
        calls = [(body["id"], body["event"]) for body in told(receiver.received)]
        assert sorted(calls) == sorted(
            [(first.pk, "created"), (second.pk, "created"), (second.pk, "updated")]
        )
        assert [status for _event, record, _number, status in queued(webhook) if record == first.pk] == [
            "failed",
            "pending",
        ]
        blocked.clear()
        clock.advance(timedelta(seconds=5))
        drive(sender)
    after = [(body["id"], body["event"]) for body in told(receiver.received)][3:]
    assert after == [(first.pk, "created"), (first.pk, "updated")]
    assert {status for *_rest, status in queued(webhook)} == {"delivered"}


def test_a_receiver_that_is_killed_and_started_again_misses_nothing(
    house: company.Company, receiver: Receiver
) -> None:
    webhook = hook(house, url=receiver.url)
    leads = [house.lead() for _turn in range(3)]
    with clock.frozen(clock.now()):
        sender = Sender()
        company.deliver()
        drive(sender)
        receiver.stop()
        for text in ("一", "二", "三"):
            for lead in leads:
                company.patch(house.zhang, lead, company=text)
        company.deliver()
        for _turn in range(8):
            drive(sender)
            clock.advance(timedelta(minutes=1))
        assert standing(webhook).status == Webhook.FAILING
        receiver.start()
        clock.advance(timedelta(minutes=5))
        drive(sender)
        while due(webhook):
            clock.advance(timedelta(minutes=5))
            drive(sender)
    assert {status for *_rest, status in queued(webhook)} == {"delivered"}
    bodies = told(receiver.received)
    for lead in leads:
        assert [body["sequence"] for body in bodies if body["id"] == lead.pk] == [1, 2, 3, 4]
    assert (standing(webhook).status, standing(webhook).failures) == (Webhook.OK, 0)


def test_a_receiver_that_is_away_is_asked_seldom(house: company.Company, receiver: Receiver) -> None:
    """A hundred records wait; one call at a time looks whether it is back."""
    webhook = hook(house, url=receiver.url)
    for _turn in range(20):
        house.lead()
    company.deliver()
    receiver.answer = refusing()
    with clock.frozen(clock.now()):
        sender = Sender()
        drive(sender)
        tried = len(receiver.received)
        assert tried < 5 + sending.BESIDE
        drive(sender)
        assert len(receiver.received) == tried
        clock.advance(pause(tried))
        drive(sender)
        assert len(receiver.received) == tried + 1
        assert standing(webhook).trouble == "对方回答 500 busy"


def test_retries_wait_longer_and_longer_and_end(house: company.Company, receiver: Receiver) -> None:
    """The answer is refused for this record alone, so the receiver does not count as away."""
    webhook = hook(house, url=receiver.url)
    lead = house.lead()
    company.deliver()
    receiver.answer = refusing(422, b"unknown product")
    with clock.frozen(clock.now()) as start:
        sender, instants = Sender(), []
        while one(webhook).status != "dead":
            drive(sender)
            instants.append((clock.now() - start).total_seconds())
            webhooks().filter(pk=webhook.pk).update(
                status="ok", failures=0, failing_since=None, retry_at=None
            )
            clock.advance((one(webhook).next_try_at or clock.now()) - clock.now())
        assert instants[:6] == [0, 5, 15, 35, 75, 155]
        assert (len(instants), len(receiver.received)) == (20, 20)
        assert (one(webhook).response_code, one(webhook).error) == (422, "对方回答 422 unknown product")
        company.patch(house.zhang, lead, company="下一条")
        receiver.answer = accepting()
        company.deliver()
        drive(sender)
    assert [status for *_rest, status in queued(webhook)] == ["dead", "delivered"]


def test_after_days_without_success_it_is_switched_off_and_nothing_is_lost(
    house: company.Company, receiver: Receiver
) -> None:
    webhook = hook(house, url=receiver.url)
    house.lead()
    company.deliver()
    receiver.stop()
    with clock.frozen(clock.now()):
        sender = Sender()
        for turn in range(20):
            drive(sender)
            if turn % 5 == 0:
                house.lead()
                company.deliver()
            clock.advance(timedelta(hours=4))
        assert standing(webhook).status == Webhook.DISABLED
        [notice] = company.notices(house.admin, DISABLED)
        assert notice == "推送“数据仓库”已停用：连续 72 小时推送失败：无法连接“127.0.0.1”：对方拒绝连接"
        before = len(queued(webhook))
        house.lead()
        company.deliver()
        assert len(queued(webhook)) == before  # what happens while it is off is not kept
        receiver.start()
        assert company.code(company.act(house.admin, webhook, "enable")) is None
        replay(None, house.admin)
        for _turn in range(5):
            drive(sender)
            clock.advance(timedelta(hours=1))
    assert {status for *_rest, status in queued(webhook)} == {"delivered"}
    assert len(receiver.received) == before


def test_what_was_given_up_is_sent_again_singly_and_in_bulk_or_discarded(
    house: company.Company, receiver: Receiver
) -> None:
    webhook = hook(house, url=receiver.url)
    for _turn in range(4):
        house.lead()
    company.deliver()
    deliveries().update(status=WebhookDelivery.DEAD, next_try_at=None, attempts=20)
    first, second, third, fourth = deliveries().order_by("pk")
    assert queries.backlog() == {"pending": 0, "failed": 0, "dead": 4}
    assert company.code(company.act(house.admin, first, "replay")) is None
    drive(Sender())
    assert [call.headers["X-Guike-Delivery"] for call in receiver.received] == [str(first.pk)]
    assert company.code(company.act(house.admin, second, "replay")) is None
    assert company.code(company.act(house.admin, second, "replay")) == "action.not_now"
    assert discard([third.pk], house.admin, "对方不需要") == 1
    assert replay(None, house.admin) == 1
    drive(Sender())
    statuses = [company.again(row).status for row in (first, second, third, fourth)]
    assert statuses == ["delivered", "delivered", "dead", "delivered"]
    assert queries.backlog() == {"pending": 0, "failed": 0, "dead": 0}
    noted = AuditEntry.objects.system(reason="a test looks").filter(
        action__in=["webhook.discard", "webhook.replay"]
    )
    assert list(noted.order_by("id").values_list("action", "record_id")) == [
        ("webhook.discard", third.pk), ("webhook.replay", fourth.pk),
    ]  # fmt: skip
    assert queued(webhook)[0][2:] == (1, "delivered")


@pytest.mark.locks_apart("the webhook is locked first, and who claims deliveries waits for none")
def test_a_replayed_one_keeps_its_place_before_what_waits(house: company.Company, receiver: Receiver) -> None:
    webhook = hook(house, url=receiver.url)
    lead = house.lead()
    company.deliver()
    deliveries().update(status=WebhookDelivery.DEAD, next_try_at=None)
    for text in ("一", "二"):
        company.patch(house.zhang, lead, company=text)
    company.deliver()
    assert due(webhook) == [2]
    company.act(house.admin, deliveries().get(sequence=1), "replay")
    assert due(webhook) == [2]  # it may be under way, so the replayed one waits for its end
    drive(Sender())
    assert [body["sequence"] for body in told(receiver.received)] == [2, 1, 3]


def test_a_slow_receiver_delays_no_other(house: company.Company, receiver: Receiver) -> None:
    over = threading.Event()
    with receiving() as slow:
        slow.answer = lambda _call: ((over.wait(20) and 200) or 200, {}, b"")
        hook(house, url=slow.url)
        quick = hook(house, url=receiver.url)
        for _turn in range(12):
            house.lead()
        company.deliver()
        sender = Sender()
        while {status for *_rest, status in queued(quick)} != {"delivered"}:
            sender.turn()
        assert (len(receiver.received), len(slow.received)) == (12, sending.BESIDE)
        over.set()
        drive(sender)
        assert len(slow.received) == 12


def test_an_inner_address_is_not_called_even_when_its_name_was_good(
    house: company.Company, receiver: Receiver, settings: Any
) -> None:
    webhook = hook(house, url=receiver.url)
    house.lead()
    company.deliver()
    settings.OUTBOUND_HOSTS = []
    drive(Sender())
    assert receiver.received == []
    assert (one(webhook).status, one(webhook).attempts) == ("failed", 1)
    assert one(webhook).error.startswith("“127.0.0.1”是内网地址")


def test_what_another_sender_took_over_is_not_noted(house: company.Company, receiver: Receiver) -> None:
    webhook = hook(house, url=receiver.url)
    house.lead()
    company.deliver()
    [claimed] = sending.claim(webhook, 4)
    late = sending.Came(claimed.pk, webhook.pk, claimed.attempts, 500, "late")
    deliveries().update(attempts=2)  # the claim ran out, and another one tries
    sending.note(late)
    assert (one(webhook).status, one(webhook).attempts, standing(webhook).failures) == ("pending", 2, 0)


def test_a_test_shows_the_answer_and_tells_of_no_record(house: company.Company, receiver: Receiver) -> None:
    webhook = hook(house, url=receiver.url)
    receiver.answer = refusing(401, "密钥不对".encode())
    outcome = company.act(house.admin, webhook, "test")
    run_queued()
    job = job_status(house.admin, (outcome.answer or {})["job"])
    assert (job["status"], job["result"]["status"], job["result"]["body"]) == ("done", 401, "密钥不对")
    assert (job["result"]["is_success"], deliveries().count()) == (False, 0)
    [body] = told(receiver.received)
    assert (body["event"], body["id"], body["values"]) == ("test", None, None)
    receiver.stop()
    outcome = company.act(house.admin, webhook, "test")
    run_queued()
    job = job_status(house.admin, (outcome.answer or {})["job"])
    assert (job["status"], job["result"]["error"]["message"]) == (
        "failed",
        "无法连接“127.0.0.1”：对方拒绝连接",
    )


@pytest.mark.parametrize("moment", ["claimed", "sent"])
def test_kill_9_between_call_and_note_sends_the_same_delivery_again(
    fresh_db: str, receiver: Receiver, moment: str
) -> None:
    """Nothing is lost, and the receiver can tell the second call by its id."""
    house = company.found()
    webhook = hook(house, url=receiver.url)
    lead = house.lead()
    company.patch(house.zhang, lead, company="远山机械")
    company.deliver()
    assert in_a_process_that_dies(moment) == -signal.SIGKILL
    assert [status for *_rest, status in queued(webhook)] == ["pending", "pending"]
    deliveries().filter(next_try_at__isnull=False).update(next_try_at=clock.now())  # the claim runs out
    drive(Sender())
    assert [status for *_rest, status in queued(webhook)] == ["delivered", "delivered"]
    ids = [call.headers["X-Guike-Delivery"] for call in receiver.received]
    first, second = deliveries().order_by("pk").values_list("pk", flat=True)
    assert ids == [str(first)] * (2 if moment == "sent" else 1) + [str(second)]


def in_a_process_that_dies(moment: str) -> int:
    """A sender in a process of its own kills itself at the moment; the process's exit code."""
    child = os.fork()
    if not child:
        try:
            connection.connection = None  # the parent's; this process takes one of its own
            replaced = "call_of" if moment == "claimed" else "note"
            setattr(sending, replaced, lambda *_given: os.kill(os.getpid(), signal.SIGKILL))
            drive(Sender())
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_waits_double_up_to_an_hour() -> None:
    now = clock.now()
    waits = [next_try(attempts, now) for attempts in (1, 2, 10, 11, 19, 20)]
    assert [wait and (wait - now).total_seconds() for wait in waits] == [5, 10, 2560, 3600, 3600, None]
    assert [pause(failures).total_seconds() for failures in (5, 6, 11, 100_000)] == [5, 10, 300, 300]


def test_the_signature_covers_time_and_body() -> None:
    """The example of the manual."""
    known = signature("kZ3pQ8vN1xT6mW4r", "1764388800", b'{"event": "test"}')
    assert (
        known
        == "sha256="
        + hmac.new(b"kZ3pQ8vN1xT6mW4r", b'1764388800.{"event": "test"}', hashlib.sha256).hexdigest()
    )
    assert signature("kZ3pQ8vN1xT6mW4r", "1764388801", b'{"event": "test"}') != known
