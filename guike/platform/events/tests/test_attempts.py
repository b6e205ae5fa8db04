"""The last attempt is made, and what has been handled is not handled again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from guike.kernel import clock
from guike.platform.events import dispatcher
from guike.platform.events.dispatcher import ATTEMPTS, run_once
from guike.platform.events.models import Delivery, Event
from guike.platform.events.registry import subscribe
from guike.platform.events.services import emit
from guike.platform.events.testing import empty_registry

pytestmark = pytest.mark.django_db
KIND = "thing.done"


@pytest.fixture(autouse=True)
def own_registry() -> Iterator[Any]:
    with empty_registry():
        yield


def test_success_at_the_last_attempt_counts() -> None:
    Event.objects.all().delete()
    tried: list[int] = []

    def handle(happened: Any) -> None:
        tried.append(happened.attempt)
        if happened.attempt < ATTEMPTS:
            raise ValueError("not yet")

    subscribe(KIND, "trial", handle)
    emit(KIND)
    now = clock.now()
    for n in range(ATTEMPTS + 2):
        with clock.frozen((now + timedelta(days=n)).isoformat()):
            run_once()
    assert tried == list(range(1, ATTEMPTS + 1))
    assert Delivery.objects.get().state == Delivery.DONE


@pytest.mark.parametrize("state", [Delivery.DONE, Delivery.DEAD])
def test_what_another_dispatcher_has_ended_meanwhile_is_not_handled_again(state: str) -> None:
    Event.objects.all().delete()
    seen: list[Any] = []
    subscribe(KIND, "trial", seen.append)
    emit(KIND)
    dispatcher.spread(10)
    (claimed,) = dispatcher._claim()
    Delivery.objects.filter(pk=claimed).update(state=state)
    dispatcher._deliver(claimed)
    assert (seen, Delivery.objects.get().state) == ([], state)
