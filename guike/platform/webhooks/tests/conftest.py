from collections.abc import Iterator
from typing import Any

import pytest

from guike.platform.events.models import Event
from tests.support import company
from tests.support.receiver import Receiver, receiving


@pytest.fixture
def house(db: Any) -> company.Company:
    """A company, with nothing in its outbox."""
    found = company.found()
    Event.objects.all().delete()
    return found


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A server of this machine, which the operator has opened."""
    settings.OUTBOUND_HOSTS = ["127.0.0.1"]
    with receiving() as server:
        yield server
