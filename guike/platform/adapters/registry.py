"""Outside services behind ports: which adapter serves a port is a setting, never an import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from guike.kernel import clock
from guike.kernel.text import T, Text
from guike.platform.adapters.errors import AdapterRefused, AdapterUnavailable
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import Section, setting

OFF = "off"


class Adapter(Protocol):
    """What every adapter can: say whether its service would serve now."""

    def check(self) -> None:
        """Return when the service answers and accepts us; AdapterRefused or AdapterUnavailable otherwise."""


@dataclass(frozen=True)
class Port:
    """A kind of outside service. `adapters`: name → (label, factory reading the adapter's settings)."""

    name: str
    label: Text
    adapters: dict[str, tuple[Text, Callable[[], Adapter]]]


@dataclass(frozen=True)
class Health:
    """How a port stands: `code` is "ok", "off" or a refusal's code, `text` says it to people."""

    port: str
    adapter: str
    code: str
    text: str
    checked_at: datetime

    @property
    def is_ok(self) -> bool:
        return self.code == "ok"


_ports: dict[str, Port] = {}
_stand_ins: ContextVar[dict[str, Any] | None] = ContextVar("guike_adapters", default=None)


def port(
    name: str, label: Text, section: Section, adapters: dict[str, tuple[Text, Callable[[], Adapter]]]
) -> Port:
    """Declare a port with its adapters and the setting `<name>.adapter` that chooses one, at first none.

    TypeError when the name is taken.
    """
    if name in _ports:
        raise TypeError(f"port {name!r} is declared twice")
    setting(
        f"{name}.adapter",
        "choice",
        OFF,
        section=section,
        choices=(
            (OFF, T("不使用", "Not used")),
            *((code, words) for code, (words, _factory) in adapters.items()),
        ),
        label=label,
        help=T("选择由哪种服务提供", "Which service provides this"),
    )
    _ports[name] = Port(name, label, adapters)
    return _ports[name]


def ports() -> tuple[str, ...]:
    """Names of all ports."""
    return tuple(_ports)


def adapter_of(name: str) -> Any:
    """The adapter in use for a port, made from the present settings; AdapterRefused when there is none."""
    stand_in = (_stand_ins.get() or {}).get(name)
    if stand_in is not None:
        return stand_in
    known = _ports[name]
    chosen = settings.get(f"{name}.adapter")
    if chosen == OFF:
        raise AdapterRefused("adapter.off", service=known.label)
    _label, factory = known.adapters[chosen]
    return factory()


def health(name: str, locale: str = "zh-CN") -> Health:
    """Ask the service of a port whether it would serve; never raises for what the service does."""
    chosen = str(settings.get(f"{name}.adapter"))
    try:
        adapter_of(name).check()
    except (AdapterRefused, AdapterUnavailable) as trouble:
        code = OFF if trouble.code == "adapter.off" else trouble.code
        return Health(name, chosen, code, trouble.message(locale), clock.now())
    return Health(name, chosen, "ok", T("正常", "Working").get(locale), clock.now())


@contextmanager
def standing_in(name: str, fake: Any) -> Iterator[Any]:
    """Within, `fake` serves the port. For tests."""
    token = _stand_ins.set({**(_stand_ins.get() or {}), name: fake})
    try:
        yield fake
    finally:
        _stand_ins.reset(token)
