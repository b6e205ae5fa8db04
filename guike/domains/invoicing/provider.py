"""The port to whoever issues 数电票 for the company. Nothing is believed of a call-back but that it is time to ask; what counts is the
answer to a question."""

from __future__ import annotations

from typing import Protocol

from guike.domains.invoicing.papers import Answer, Paper
from guike.domains.invoicing.settings import INVOICES
from guike.domains.invoicing.simulator import Simulator
from guike.kernel.text import T
from guike.platform.adapters.registry import OFF, Adapter, port
from guike.platform.settings import queries as settings

PORT = "invoice"
LABEL = T("开票平台", "Provider of invoices")


class InvoicePort(Adapter, Protocol):
    """What a provider does. Each call may raise AdapterUnavailable, also one that was heard; AdapterRefused is for good."""

    def submit(self, paper: Paper) -> None:
        """Take an invoice over to be issued; its number comes later."""

    def answer(self, reference: str) -> Answer:
        """What became of what was submitted under this reference."""


def is_on() -> bool:
    """Whether the company has chosen a provider."""
    return bool(settings.get(f"{PORT}.adapter") != OFF)


port(
    PORT,
    LABEL,
    INVOICES,
    {"simulator": (T("模拟平台（试用，不是真发票）", "Simulator (for trying, no real invoices)"), Simulator)},
)
