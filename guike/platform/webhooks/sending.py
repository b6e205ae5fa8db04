"""Sends what is due: several deliveries beside one another, those of one record one after the other.

One thread (the sender's own) speaks with the database: it claims deliveries, makes their bodies and notes what came of
them. The calls themselves are made by threads that touch no database. Every webhook has a place of its own among them, so
a receiver that is slow delays no other.

An attempt is counted and committed before it is made, with a claim that runs out (`LEASE`). After kill -9 between the
call and the note another sender makes the call again, with the same id: at least once, never lost.
"""

from __future__ import annotations

import queue
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.limits import OUTBOUND_SECONDS, WEBHOOKS
from guike.kernel.text import pick_locale
from guike.platform.org.queries import begin_versions
from guike.platform.settings import queries as settings
from guike.platform.settings.sealing import unseal
from guike.platform.webhooks.calling import Call, make
from guike.platform.webhooks.errors import ANSWERED, LEFT, LONG_FAILING, NOT_VISIBLE, WebhookRefused
from guike.platform.webhooks.models import Webhook, WebhookDelivery
from guike.platform.webhooks.payloads import NotVisible, body_of, identity_of
from guike.platform.webhooks.queueing import deliveries, disable, release, webhooks, working
from guike.platform.webhooks.rules import DISABLED_AFTER, FAILING_AFTER, is_given_up, next_try, pause

#: after which the claim of a killed sender runs out; longer than a call may take
LEASE = timedelta(seconds=3 * int(OUTBOUND_SECONDS))
#: calls of one webhook at a time, of different records
BESIDE = 4
#: calls at a time beyond the first of each webhook
EXTRA = 50
#: seconds that a turn waits for the end of a call
PATIENCE = 0.25
_ERROR_CHARS = 500

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Came:
    """What came of an attempt. `error` is empty after a success; `is_final`: no further attempt would help."""

    delivery_id: int
    webhook_id: int
    attempt: int
    code: int | None
    error: str
    is_final: bool = False
    is_receivers: bool = True


class Sender:
    """The loop's state: the calls under way, and their ends that are not noted yet."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=int(WEBHOOKS) + EXTRA, thread_name_prefix="webhook")
        self._ended: queue.Queue[Came] = queue.Queue()
        self._under_way: Counter[int] = Counter()

    def turn(self) -> bool:
        """Note what ended, claim what is due, and start the calls. Returns whether there was anything to do."""
        return copy_context().run(self._turn)

    def _turn(self) -> bool:
        noted = self._note(PATIENCE if self._under_way.total() else 0)
        begin_versions()
        claimed = [one for webhook, places in self._places() for one in claim(webhook, places)]
        for delivery in claimed:
            self._start(delivery)
        return bool(noted or claimed or self._under_way.total())

    def close(self) -> None:
        """Wait for the calls under way and note their ends. Nothing new is claimed."""
        self._pool.shutdown(wait=True)
        self._note(0)

    def _note(self, patience: float) -> int:
        """Note every call that has ended; waits for the first as long as `patience` says."""
        ended: list[Came] = []
        try:
            ended.append(self._ended.get(timeout=patience) if patience else self._ended.get_nowait())
            while True:
                ended.append(self._ended.get_nowait())
        except queue.Empty:
            pass
        noted = 0
        try:
            for came in ended:
                note(came)
                self._under_way[came.webhook_id] -= 1
                noted += 1
        finally:
            for came in ended[noted:]:  # the database went away: noted in a later turn
                self._ended.put(came)
        return noted

    def _places(self) -> Iterable[tuple[Webhook, int]]:
        """The webhooks with something due and how many calls of each may start now."""
        extra = EXTRA - sum(number - 1 for number in self._under_way.values() if number > 1)
        for webhook in due_webhooks():
            running = self._under_way[webhook.pk]
            most = 1 if webhook.status == Webhook.FAILING else BESIDE
            places = min(most - running, extra + (running == 0))
            if places > 0:
                extra -= places - (running == 0)
                yield webhook, places

    def _start(self, delivery: WebhookDelivery) -> None:
        self._under_way[delivery.webhook_id] += 1
        try:
            call = call_of(delivery)
        except NotVisible as unseen:
            why = LEFT if unseen.is_left else NOT_VISIBLE
            self._ended.put(_came(delivery, error=why.get(_locale()), is_final=True, is_receivers=False))
        except Refusal as refused:
            self._ended.put(_came(delivery, error=refused.message(_locale())))
        except Exception as failure:  # a bug in one record's body must not stop all webhooks
            _log.error("the body of a webhook's call failed", delivery=delivery.pk, exc_info=failure)
            error = f"{type(failure).__name__}: {failure}"
            self._ended.put(_came(delivery, error=error, is_receivers=False))
        else:
            locale = _locale()
            self._pool.submit(lambda: self._ended.put(_made(delivery, call, locale)))


def _came(delivery: WebhookDelivery, **parts: Any) -> Came:
    return Came(delivery.pk, delivery.webhook_id, delivery.attempts, parts.pop("code", None), **parts)


def _locale() -> str:
    return pick_locale(str(settings.get("company.locale")))


def _made(delivery: WebhookDelivery, call: Call, locale: str) -> Came:
    """Make the call, in a thread without a database."""
    try:
        answer = make(call)
    except Refusal as refused:
        return _came(delivery, error=refused.message(locale))
    except Exception as failure:  # whatever a stranger's server does to us must end as an attempt
        _log.error("a webhook's call failed", delivery=delivery.pk, exc_info=failure)
        return _came(delivery, error=f"{type(failure).__name__}: {failure}")
    error = "" if answer.is_success else f"{ANSWERED.format(locale, code=answer.status)} {answer.text}"
    return _came(delivery, code=answer.status, error=" ".join(error.split()))


def due_webhooks() -> list[Webhook]:
    """The webhooks that have something due now and may be called."""
    now = clock.now()
    due = deliveries().filter(webhook=OuterRef("pk"), next_try_at__lte=now)
    may_be_called = Q(retry_at__isnull=True) | Q(retry_at__lte=now)
    return list(working().filter(may_be_called, Exists(due)).order_by("pk"))


def claim(webhook: Webhook, most: int) -> list[WebhookDelivery]:
    """Reserve up to `most` due deliveries of a webhook, with the attempt counted and committed."""
    with transaction.atomic():
        now = clock.now()
        rows = (
            deliveries()
            .filter(webhook=webhook, next_try_at__lte=now)
            .order_by("next_try_at", "pk")
            .select_for_update(skip_locked=True, no_key=True)[:most]
        )
        taken = list(rows)
        deliveries().filter(pk__in=[one.pk for one in taken]).update(
            attempts=F("attempts") + 1, next_try_at=now + LEASE
        )
    for one in taken:
        one.attempts += 1
        one.webhook = webhook
    return taken


def call_of(delivery: WebhookDelivery) -> Call:
    """The call of a claimed delivery. NotVisible when its identity may not know of the record."""
    webhook = delivery.webhook
    secret = unseal(webhook.secret)
    if not secret:
        raise WebhookRefused("webhook.no_secret", name=webhook.name)
    body = body_of(identity_of(webhook), delivery)
    return Call(webhook.url, secret, delivery.event, str(delivery.pk), body)


def note(came: Came) -> None:
    """Write down what came of an attempt, unless another sender has taken the delivery over meanwhile."""
    with transaction.atomic():
        webhook = webhooks().filter(pk=came.webhook_id).select_for_update(no_key=True).first()
        mine = deliveries().filter(
            pk=came.delivery_id, attempts=came.attempt, status__in=WebhookDelivery.OPEN
        )
        delivery = mine.first()
        if delivery is None or webhook is None:
            return
        now = clock.now()
        again = None if came.is_final or not came.error else next_try(came.attempt, now)
        finished = WebhookDelivery.DEAD if came.error else WebhookDelivery.DELIVERED
        status = WebhookDelivery.FAILED if again else finished
        is_mine = mine.update(
            status=status,
            next_try_at=again,
            response_code=came.code,
            error=came.error[:_ERROR_CHARS].replace("\x00", ""),
            finished_at=None if again else now,
            updated_at=now,
        )
        if not is_mine:
            return
        if again is None:
            release(webhook.pk, delivery.object, [delivery.record_id])
        if came.is_receivers:
            _judge(webhook, came.error)
    if came.error:
        _log.warning(
            "a webhook's delivery failed", webhook=webhook.pk, delivery=came.delivery_id, status=status
        )


def _judge(webhook: Webhook, error: str) -> None:
    """Keep how the receiver does: working, failing, or failing for so long that it is switched off."""
    now = clock.now()
    mine = webhooks().filter(pk=webhook.pk)
    if not error:
        mine.update(
            status=_unless_off(webhook, Webhook.OK),
            failures=0,
            failing_since=None,
            retry_at=None,
            last_success_at=now,
            trouble="",
        )
        if webhook.status == Webhook.FAILING:  # it is back: what failed meanwhile need not wait any longer
            deliveries().filter(webhook=webhook, status=WebhookDelivery.FAILED, next_try_at__gt=now).update(
                next_try_at=now
            )
        return
    failures = webhook.failures + 1
    is_failing = failures >= FAILING_AFTER
    since = webhook.failing_since or now
    mine.update(
        status=_unless_off(webhook, Webhook.FAILING if is_failing else webhook.status),
        failures=failures,
        failing_since=since,
        retry_at=now + pause(failures) if is_failing else None,
        trouble=error[:_ERROR_CHARS],
    )
    if is_given_up(since, now) and webhook.status != Webhook.DISABLED:
        hours = int(DISABLED_AFTER.total_seconds() // 3600)
        disable(webhook, LONG_FAILING, hours=hours, reason=error)


def _unless_off(webhook: Webhook, status: str) -> str:
    return Webhook.DISABLED if webhook.status == Webhook.DISABLED else status
