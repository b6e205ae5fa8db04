"""Routes of prices: what something costs and why, and what may be sold to whom."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from guike.domains.prices.queries import Asked, AskedLine, explain, sellable_filter
from guike.entry.api.answers import Form, json_answer
from guike.kernel.limits import LINES_PER_RECORD
from guike.platform.access.context import Context

router = Router(tags=["prices"])


class Line(Form):
    product: int = Field(ge=1)
    unit: int | None = Field(default=None, ge=1)
    quantity: Decimal = Field(default=Decimal(1), gt=0, max_digits=20, decimal_places=6)


class Question(Form):
    lines: list[Line] = Field(min_length=1, max_length=int(LINES_PER_RECORD))
    account: int | None = Field(default=None, ge=1)
    owner: int | None = Field(default=None, ge=1)
    on: date | None = None
    currency: str | None = Field(default=None, max_length=3)


def _ctx(request: HttpRequest) -> Context:
    return request.auth  # type: ignore[attr-defined, no-any-return]


@router.post("/explain")
def explain_prices(request: HttpRequest, payload: Question) -> HttpResponse:
    """{"items": for each line its price, its source, and every candidate with the reason why it did not win}."""
    lines = [AskedLine(line.product, line.quantity, line.unit) for line in payload.lines]
    asked = Asked(lines, payload.account, payload.owner, payload.on, payload.currency or None)
    return json_answer({"items": explain(_ctx(request), asked)})


@router.get("/range")
def get_range(request: HttpRequest, account: int | None = None) -> HttpResponse:
    """{"filter": over products, what may be sold to the account; null where everything may be}."""
    return json_answer({"filter": sellable_filter(_ctx(request), account)})
