"""States and prices of orders, decided without a database."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext

#: from → to; what leads there stands with each action
TRANSITIONS: Mapping[str, tuple[str, ...]] = {
    "draft": ("pending_approval", "approved", "cancelled"),
    "pending_approval": ("approved", "rejected", "cancelled"),
    "approved": ("partly_shipped", "shipped", "cancelled"),
    "partly_shipped": ("shipped", "approved"),
    "shipped": ("received", "completed", "partly_shipped"),
    "received": ("completed",),
    "completed": (),
    "rejected": ("pending_approval", "approved", "cancelled"),
    "cancelled": (),
}
#: amounts, lines and parties may be changed
EDITABLE = ("draft", "rejected")
#: the customer has bought: counted in what an account or a campaign brought
SOLD = ("approved", "partly_shipped", "shipped", "received", "completed")
CANCELLABLE = ("draft", "pending_approval", "approved", "rejected")

_PRICE_PLACES = Decimal("0.000001")


def price_in_currency(base_price: Decimal, exchange_rate: Decimal) -> Decimal:
    """A price in the base currency as a price in a currency worth `exchange_rate` of it each, to six places,
    half up. Not to the currency's minor units: a screw at 0.0035 would be free."""
    with localcontext(prec=50):
        return (base_price / exchange_rate).quantize(_PRICE_PLACES, rounding=ROUND_HALF_UP)
