"""Somebody who writes priced documents of any kind, and what he sells."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from guike.domains.pricing.documents import PricedDocument
from guike.entry.tests.people import person
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context, system_context
from guike.platform.currency.models import Currency, ExchangeRate
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.actions import record_patch
from guike.platform.records.reading import table
from guike.platform.records.shapes import Outcome, single
from guike.platform.records.writing import record_create

WHY = "the tests' own rows"
#: decimal places, and what one unit is worth in the base currency from the first day on and from the second day on
FIRST_DAY, SECOND_DAY = "2020-11-20", "2020-11-21"
CURRENCIES = {"CNY": (2, "1", "1"), "JPY": (0, "0.05", "0.06"), "KWD": (3, "23.5", "24.125")}
_serial = itertools.count(1)


def half_up(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@dataclass
class Desk:
    """An administrator, products by the piece, the half and the box of twelve (none by the barrel), and currencies with 0, 2 and 3 decimal places."""

    ctx: Context
    piece: int = 0
    box: int = 0
    half: int = 0
    barrel: int = 0
    products: tuple[int, ...] = ()

    @classmethod
    def open(cls) -> Desk:
        desk = cls(Context(actor_of(person(f"desk{next(_serial)}", is_administrator=True).id)))
        for code, (places, first, second) in CURRENCIES.items():
            if not Currency.objects.system(reason=WHY).filter(code=code).update(minor_units=places):
                desk.make("currency", code=code, name=code, minor_units=places)
            if code != "CNY":
                rates = [(FIRST_DAY, first), (SECOND_DAY, second)]
                ExchangeRate.objects.system(reason=WHY).bulk_create(
                    [ExchangeRate(currency=code, on=on, rate=Decimal(rate)) for on, rate in rates]
                )
        units = ("件", "大箱", "半件", "桶")
        desk.piece, desk.box, desk.half, desk.barrel = (desk.make("unit", name=name) for name in units)
        desk.products = (
            desk.product(standard_price="80.5", tax_rate="0.13"),
            desk.product(standard_price="0.0035", tax_rate="0.06"),
            desk.product(standard_price="1999.999999"),
        )
        return desk

    def make(self, object_name: str, **values: Any) -> int:
        found = single(record_create(system_context(), object_name, [values], system=True)).id
        assert found is not None
        return found

    def product(self, **values: Any) -> int:
        code = f"D{next(_serial)}"
        units = [{"unit": self.box, "factor": "12"}, {"unit": self.half, "factor": "0.5"}]
        return self.make("product", code=code, name=code, base_unit=self.piece, units=units, **values)

    def create(self, document: PricedDocument, **values: Any) -> Outcome:
        given = {**self._required(document), **values}
        (outcome,) = record_create(self.ctx, document.object, [given])
        return outcome

    def change(self, document: PricedDocument, record: int, **values: Any) -> Outcome:
        version = self.header(document, record).version
        row = {"id": record, "_version": version, **values}
        (outcome,) = record_patch(self.ctx, document.object, [row])
        return outcome

    def header(self, document: PricedDocument, record: int) -> Any:
        return table(catalogue().get(document.object)).system(reason=WHY).get(pk=record)

    def lines(self, document: PricedDocument, record: int) -> list[Any]:
        spec = line_spec(document)
        rows = table(spec).system(reason=WHY).filter(**{spec.parent_field.attname: record}, deleted_at=None)
        return list(rows.order_by("position", "pk"))

    def stored(self, document: PricedDocument, record: int) -> list[dict[str, Any]]:
        """Every column of the document and its lines, to be compared with what stood before."""
        rows = [self.header(document, record), *self.lines(document, record)]
        return [{k: v for k, v in vars(row).items() if not k.startswith("_")} for row in rows]

    def _required(self, document: PricedDocument) -> dict[str, Any]:
        """Something in every field that a document must have besides its lines."""
        wanted = [item for item in catalogue().get(document.object).required_fields if item.default is None]
        return {item.name: self._filled(item) for item in wanted}

    def _filled(self, item: FieldSpec) -> Any:
        if item.type == "choice":
            return item.choices[0].code
        if item.target == "account":
            return self.make("account", name=f"客户 {next(_serial)}", status="formal", owner=self.ctx.user_id)
        assert item.type == "text", item
        return "甲"


def line_spec(document: PricedDocument) -> ObjectSpec:
    known = catalogue()
    return known.get(known.get(document.object).by_name["lines"].lines_object)
