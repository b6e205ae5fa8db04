"""The registry of event handlers. It is filled while the apps load and then frozen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Happened:
    """An event as a handler receives it. `attempt` is 1 at the first try."""

    id: int
    at: datetime
    kind: str
    object_name: str
    payload: Mapping[str, Any]
    actor_id: int | None
    request_id: str
    depth: int
    attempt: int


Handler = Callable[[Happened], None]

_handlers: dict[str, Handler] = {}
_by_kind: dict[str, list[str]] = {}
_frozen = False


def subscribe(kind: str, handler_name: str, handler: Handler) -> None:
    """Let `handler` react to every event of `kind`.

    The handler runs in one transaction with the mark that it ran: its writes to the database happen exactly once, but
    its effects elsewhere may be repeated after a crash, so repeating them must be harmless. A handler should be short;
    long work starts a job. One handler name may subscribe to several kinds.
    TypeError when the name belongs to another handler, or after start.
    """
    if _frozen:
        raise TypeError(f"{handler_name!r} subscribes after start")
    if _handlers.setdefault(handler_name, handler) is not handler:
        raise TypeError(f"handler name {handler_name!r} is taken")
    names = _by_kind.setdefault(kind, [])
    if handler_name in names:
        raise TypeError(f"{handler_name!r} subscribes to {kind!r} twice")
    names.append(handler_name)


def freeze() -> None:
    """Close the registry after the apps are loaded."""
    global _frozen
    _frozen = True


def handlers_of(kind: str) -> tuple[str, ...]:
    """Names of the handlers of a kind, in order of subscription."""
    return tuple(_by_kind.get(kind, ()))


def handler_named(name: str) -> Handler | None:
    """The handler, or None when this version of the program has none of that name."""
    return _handlers.get(name)


def subscriptions() -> dict[str, tuple[str, ...]]:
    """Every kind with its handlers, for the reference pages."""
    return {kind: tuple(names) for kind, names in sorted(_by_kind.items())}
