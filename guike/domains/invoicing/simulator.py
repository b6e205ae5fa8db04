"""A provider of invoices that is none: it keeps what it is given in a table of its own, takes its time, and gives numbers that no tax
office knows. For trying the product out."""

from __future__ import annotations

from datetime import timedelta

from guike.domains.invoicing.models import SimulatedPaper
from guike.domains.invoicing.papers import Answer, Paper
from guike.domains.invoicing.services import paper_simulated
from guike.kernel import clock

#: how long it takes over an invoice
TAKES = timedelta(seconds=2)


class Simulator:
    """Speaks the port."""

    def check(self) -> None:
        """It always serves."""

    def submit(self, paper: Paper) -> None:
        """Once, however often it comes."""
        paper_simulated(paper.reference, paper.amount)

    def answer(self, reference: str) -> Answer:
        row = SimulatedPaper.objects.filter(reference=reference).first()
        if row is None:
            return Answer("unknown")
        if clock.now() < row.at + TAKES:
            return Answer("working")
        return Answer("issued", f"{row.at:%y}99{row.pk:016d}", row.at.date())
