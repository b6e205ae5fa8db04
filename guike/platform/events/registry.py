"""The registry of event handlers. It is filled while the apps load and then frozen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from guike.kernel.text import Text

#: beginning of the kinds that tell of a record itself, whatever its object
RECORD = "record."


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


class Told(Protocol):
    """What is known of an event before it has any delivery."""

    id: int
    kind: str
    object_name: str


#: new events → the ids of those that a listener wants to handle
Wants = Callable[[Sequence[Told]], Collection[int]]

_handlers: dict[str, Handler] = {}
_by_kind: dict[str, list[str]] = {}
_listeners: dict[str, Wants] = {}
_facts: dict[str, Text] = {}
_telling: set[str] = set()
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


def listen(handler_name: str, handler: Handler, wants: Wants) -> None:
    """Let `handler` react to events of any kind, namely those that `wants` chooses among new ones.

    `wants` is asked once for many events and decides by what is stored, so an event that concerns nobody costs no
    delivery. Everything else is as for `subscribe`. TypeError when the name is taken, or after start.
    """
    if _frozen:
        raise TypeError(f"{handler_name!r} listens after start")
    if handler_name in _handlers:
        raise TypeError(f"handler name {handler_name!r} is taken")
    _handlers[handler_name] = handler
    _listeners[handler_name] = wants


def fact(kind: str, label: Text, objects: Collection[str] = ()) -> str:
    """Declare a kind of event that people may choose by its label, for webhooks and rules; returns the kind. The
    payload of such an event has the records that it tells of under "ids", and under "facts" what it says of single ones
    besides ({id: JSON}). `objects`: those whose records nobody edits and that are told of by this kind all the same.
    TypeError when the kind is declared twice."""
    if kind in _facts:
        raise TypeError(f"fact {kind!r} is declared twice")
    _facts[kind] = label
    _telling.update(objects)
    return kind


def tells_facts(object_name: str) -> bool:
    """Whether there are events of its own about an object that nobody edits."""
    return object_name in _telling


def facts() -> dict[str, Text]:
    """Every declared fact: its code, which is the kind without "record.", and its label."""
    return {code_of(kind): label for kind, label in _facts.items()}


def code_of(kind: str) -> str:
    """The code under which people know a kind of event: `created` for `record.created`, else the kind itself."""
    return kind.removeprefix(RECORD)


def freeze() -> None:
    """Close the registry after the apps are loaded."""
    global _frozen
    _frozen = True


def handlers_of(kind: str) -> tuple[str, ...]:
    """Names of the handlers of a kind, in order of subscription."""
    return tuple(_by_kind.get(kind, ()))


def listeners_of(events: Iterable[Told]) -> dict[int, list[str]]:
    """Event id → the names of the listeners that want it; events that nobody wants are absent."""
    told = list(events)
    found: dict[int, list[str]] = {}
    for name, wants in _listeners.items() if told else ():
        for event_id in wants(told):
            found.setdefault(event_id, []).append(name)
    return found


def handler_named(name: str) -> Handler | None:
    """The handler, or None when this version of the program has none of that name."""
    return _handlers.get(name)


def subscriptions() -> dict[str, tuple[str, ...]]:
    """Every kind with its handlers, for the reference pages."""
    return {kind: tuple(names) for kind, names in sorted(_by_kind.items())}
