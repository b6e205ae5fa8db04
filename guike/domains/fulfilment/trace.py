"""The port to a service that knows where shipments are, and its adapter: any server that answers JSON over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from guike.domains.fulfilment.trace_rules import LABEL, carrier_codes, carriers_error
from guike.domains.inventory.queries import STOCK
from guike.kernel import clock
from guike.kernel.text import T
from guike.platform.adapters.asking import Asked, address_error
from guike.platform.adapters.errors import AdapterRefused
from guike.platform.adapters.registry import OFF, Adapter, port
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import setting

PORT = "trace"
PLACE_CHARS, CONTENT_CHARS = 100, 300
#: of one shipment; a way has some dozens of stations
_EVENTS = 200
#: clocks of carriers are not exact
_AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class Seen:
    """One station of a shipment's way."""

    at: datetime
    place: str
    content: str


class TracePort(Adapter, Protocol):
    """What an adapter does. AdapterUnavailable where it may be known later, AdapterRefused where it will not be."""

    def events(self, carrier: str, number: str) -> Sequence[Seen]:
        """Where this number of this carrier was seen, in any order."""


@dataclass(frozen=True)
class HttpTrace:
    """`GET url?carrier=CODE&number=NO`: `{"events": [{"at", "place", "content"}]}`, `at` with its time zone."""

    server: Asked

    def check(self) -> None:
        """It answers a question about no shipment."""
        self.server.ask({"carrier": "", "number": ""}, "events")

    def events(self, carrier: str, number: str) -> Sequence[Seen]:
        answer = self.server.ask({"carrier": carrier, "number": number}, "events")
        return [self._seen(one) for one in answer["events"][:_EVENTS]]

    def _seen(self, one: Any) -> Seen:
        said = one if isinstance(one, dict) else {}
        place, content = (
            str(said.get(name) or "").replace("\x00", "").strip() for name in ("place", "content")
        )
        try:
            at = datetime.fromisoformat(str(said.get("at")))
        except ValueError:
            at = None
        if at is None or at.tzinfo is None or not content or at > clock.now() + _AHEAD or at.year < 2000:
            shown = str(one)[:100]
            raise self.server.refused(T(f"物流信息无法识别：{shown}", f"a station cannot be read: {shown}"))
        return Seen(at, place[:PLACE_CHARS], content[:CONTENT_CHARS])


def is_on() -> bool:
    """Whether the company asks a service."""
    return bool(settings.get(f"{PORT}.adapter") != OFF)


def carrier_code(name: str) -> str:
    """How the service calls a carrier; one that the company has not translated is asked for as it is written."""
    known = carrier_codes(str(settings.get("trace.carriers") or ""))
    return known.get(name.strip().casefold(), name.strip())


def _http() -> HttpTrace:
    url = settings.get("trace.url")
    if not url:
        raise AdapterRefused("adapter.off", service=LABEL)
    return HttpTrace(Asked(LABEL, str(url), str(settings.get("trace.key") or "")))


port(PORT, LABEL, STOCK, {"http": (T("JSON 接口", "JSON over HTTP"), _http)})
setting(
    "trace.url",
    "text",
    "",
    section=STOCK,
    check=address_error,
    label=T("物流查询的地址", "Address of the tracing service"),
    help=T(
        "按承运商和运单号查询物流的网址，格式见用户手册“库存与发货 · 物流轨迹”",
        "Where a shipment is asked for by its carrier and number; the manual's chapter on stock has the format",
    ),
)
setting(
    "trace.key",
    "secret",
    "",
    section=STOCK,
    label=T("物流查询的密钥", "Key of the tracing service"),
    help=T(
        "查询时以 Bearer 方式提供；保存后不再显示", "Sent as a bearer token; never shown again once saved"
    ),
)
setting(
    "trace.carriers",
    "text",
    "",
    section=STOCK,
    check=carriers_error,
    label=T("承运商代码", "Codes of carriers"),
    help=T(
        "发货单上的承运商在物流查询中的代码，如“顺丰=SF，德邦=DBL”；没有写的按原名查询",
        "How the tracing service calls the carriers of shipments, such as “SF Express=SF, Deppon=DBL”; others are asked for as written",
    ),
)
