"""For tests: a registry of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from guike.platform.events import registry


@contextmanager
def empty_registry() -> Iterator[None]:
    """Within, nobody has subscribed and `subscribe` is open; the real registry comes back afterwards."""
    kept = registry._handlers, registry._by_kind, registry._listeners, registry._frozen
    registry._handlers, registry._by_kind, registry._listeners, registry._frozen = {}, {}, {}, False
    try:
        yield
    finally:
        registry._handlers, registry._by_kind, registry._listeners, registry._frozen = kept
