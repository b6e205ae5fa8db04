"""Money: Decimal only, rounded half away from zero, split without losing a cent.

Amounts have the currency's minor units (2 for CNY, 0 for JPY). Rates are ratios: 0.1 is 10 %. A discount rate
is the part taken off. Every figure of a document with
priced lines is computed here, once, in ``compute_document``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from guike.kernel.errors import FieldError, Invalid, field_error, register
from guike.kernel.text import T

ZERO = Decimal(0)
ONE = Decimal(1)

# Wide enough for the product of any two stored numbers and a division of it.
EXACT = Context(prec=100, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Shape:
    """How a kind of number is stored: at most ``digits`` digits, ``scale`` of them decimals (SQL numeric)."""

    digits: int
    scale: int


AMOUNT = Shape(20, 4)
PRICE = Shape(20, 6)
QUANTITY = Shape(20, 6)
RATE = Shape(9, 6)

register(
    {
        "money.target_above_sum": T(
            "整单金额不能高于明细合计 {sum}，如需加价请修改单价",
            "The target amount cannot exceed the lines' sum of {sum}; raise unit prices instead",
        ),
        "money.discount_above_sum": T(
            "整单优惠 {discount} 高于明细合计 {sum}，请重新填写整单折扣率或整单金额",
            "The order discount of {discount} exceeds the lines' sum of {sum}; give its rate or the target amount anew",
        ),
        "money.too_large": T(
            "金额过大，请检查数量和单价", "The amount is too large; check quantity and unit price"
        ),
        "money.minor_units": T(
            "该币种金额最多 {max} 位小数", "Amounts of this currency have at most {max} decimal places"
        ),
    }
)


def round_amount(value: Decimal, minor_units: int) -> Decimal:
    """Rounded to the minor units, half away from zero; never a negative zero."""
    with localcontext(EXACT):
        rounded = value.quantize(ONE.scaleb(-minor_units))
        return rounded or abs(rounded)


def split(total: Decimal, weights: Sequence[Decimal], minor_units: int) -> list[Decimal]:
    """Shares of ``total`` in proportion to the weights, summing to it exactly.

    Largest remainder: each share is rounded down, the missing units go to the largest remainders, ties to the
    earlier. A zero weight gets nothing, unless all are zero: then the shares are equal. A negative total is
    split like its opposite. ValueError for a negative weight, no
    weights, or a total finer than the minor units.
    """
    units = _units(total, minor_units)
    parts = _whole(weights)
    if not parts:
        if units:
            raise ValueError("nothing to split an amount over")
        return []
    whole = sum(parts)
    if whole == 0:
        parts = [1] * len(parts)
        whole = len(parts)
    shares = [abs(units) * part // whole for part in parts]
    remainders = [abs(units) * part % whole for part in parts]
    missing = abs(units) - sum(shares)
    # sorted() is stable: among equal remainders the earlier comes first.
    for index in sorted(range(len(parts)), key=lambda i: -remainders[i])[:missing]:
        shares[index] += 1
    sign = -1 if units < 0 else 1
    with localcontext(EXACT):
        return [Decimal(sign * share).scaleb(-minor_units) for share in shares]


def _units(total: Decimal, minor_units: int) -> int:
    with localcontext(EXACT):
        scaled = total.scaleb(minor_units)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{total} is finer than {minor_units} minor units")
        return int(scaled)


def _whole(weights: Sequence[Decimal]) -> list[int]:
    """The weights as whole numbers in the same proportion."""
    finest = max((-_exponent(weight) for weight in weights), default=0)
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight is negative")
    with localcontext(EXACT):
        return [int(weight.scaleb(max(finest, 0))) for weight in weights]


def _exponent(value: Decimal) -> int:
    """The power of ten of the last digit. ValueError for NaN and infinity."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, str):
        raise ValueError(f"{value} is not a number")  # noqa: TRY004 - the type is right, the value is not
    return exponent


def line_amount(quantity: Decimal, unit_price: Decimal, discount_rate: Decimal, minor_units: int) -> Decimal:
    """round(quantity × unit_price × (1 − discount_rate))."""
    with localcontext(EXACT):
        return round_amount(quantity * unit_price * (ONE - discount_rate), minor_units)


def tax_amount(net: Decimal, rate: Decimal, included: bool, minor_units: int) -> Decimal:
    """The tax contained in ``net`` when included, else the tax added to it."""
    with localcontext(EXACT):
        return round_amount(net * rate / (ONE + rate) if included else net * rate, minor_units)


def to_base(amount: Decimal, rate: Decimal, minor_units: int) -> Decimal:
    """An amount in the base currency: round(amount × rate), ``minor_units`` of the base currency."""
    with localcontext(EXACT):
        return round_amount(amount * rate, minor_units)


def apply_order_discount(
    line_amounts: Sequence[Decimal], discount_amount: Decimal, minor_units: int
) -> list[Decimal]:
    """Each line's share of an order discount. ValueError when negative or above the sum of the lines."""
    if not 0 <= discount_amount <= sum(line_amounts, ZERO):
        raise ValueError("an order discount lies between zero and the sum of the lines")
    return split(discount_amount, line_amounts, minor_units)


@dataclass(frozen=True)
class DocumentLine:
    """The values from which a line's figures are computed. ``list_price`` None: the unit price is the list price."""

    quantity: Decimal
    unit_price: Decimal
    discount_rate: Decimal = ZERO
    tax_rate: Decimal = ZERO
    list_price: Decimal | None = None


@dataclass(frozen=True)
class LineTotals:
    """The figures of one line. ``discount_amount`` is negative where the price is above the list price."""

    list_amount: Decimal
    amount: Decimal
    allocated_discount_amount: Decimal
    discount_amount: Decimal
    net_amount: Decimal
    tax_amount: Decimal


@dataclass(frozen=True)
class DocumentTotals:
    """The figures of a document. ``order_discount_amount`` is the amount to store, ``total_amount`` the amount to
    pay."""

    lines: tuple[LineTotals, ...]
    order_discount_amount: Decimal
    list_amount: Decimal
    amount: Decimal
    discount_amount: Decimal
    net_amount: Decimal
    tax_amount: Decimal
    total_amount: Decimal


def compute_document(
    lines: Sequence[DocumentLine],
    *,
    order_discount_rate: Decimal | None = None,
    target_amount: Decimal | None = None,
    discount_amount: Decimal | None = None,
    is_tax_included: bool = True,
    minor_units: int = 2,
) -> DocumentTotals:
    """All figures of a document.

    The order discount comes from ``order_discount_rate`` or ``target_amount`` (the wanted sum of net
    amounts), else from ``discount_amount``, the stored amount. Invalid, with all errors at once, for negative numbers,
    rates above 1, a rate together with a target, and a discount below zero or above the sum of the lines.
    """
    errors = [error for index, line in enumerate(lines) for error in _line_errors(line, f"lines[{index}]")]
    errors += _discount_errors(order_discount_rate, target_amount)
    if errors:
        raise Invalid(errors)
    with localcontext(EXACT):
        amounts = [
            line_amount(line.quantity, line.unit_price, line.discount_rate, minor_units) for line in lines
        ]
        lists = [round_amount(line.quantity * _list_price(line), minor_units) for line in lines]
        errors = _overflows(amounts, lists)
        if errors:
            raise Invalid(errors)
        whole = sum(amounts, round_amount(ZERO, minor_units))
        discount = _order_discount(whole, order_discount_rate, target_amount, discount_amount, minor_units)
        shares = apply_order_discount(amounts, discount, minor_units)
        computed = tuple(
            _line_totals(line, listed, amount, share, is_tax_included, minor_units)
            for line, listed, amount, share in zip(lines, lists, amounts, shares, strict=True)
        )
        return _order_totals(computed, whole, discount, is_tax_included, minor_units)


def _list_price(line: DocumentLine) -> Decimal:
    return line.unit_price if line.list_price is None else line.list_price


def _line_errors(line: DocumentLine, place: str) -> list[FieldError]:
    errors = [
        field_error(f"{place}.{name}", "not_negative")
        for name, value in (
            ("quantity", line.quantity),
            ("unit_price", line.unit_price),
            ("list_price", _list_price(line)),
        )
        if value < 0 and not (name == "list_price" and line.list_price is None)
    ]
    errors += [
        field_error(f"{place}.{name}", "out_of_range", min="0%", max="100%")
        for name, value in (("discount_rate", line.discount_rate), ("tax_rate", line.tax_rate))
        if not 0 <= value <= 1
    ]
    return errors


def _discount_errors(rate: Decimal | None, target: Decimal | None) -> list[FieldError]:
    errors = []
    if rate is not None and target is not None:
        errors.append(
            field_error(
                "target_amount",
                "not_both",
                first=T("整单折扣率", "order discount rate"),
                second=T("整单金额", "target amount"),
            )
        )
    if rate is not None and not 0 <= rate <= 1:
        errors.append(field_error("order_discount_rate", "out_of_range", min="0%", max="100%"))
    if target is not None and target < 0:
        errors.append(field_error("target_amount", "not_negative"))
    return errors


def _overflows(amounts: Sequence[Decimal], lists: Sequence[Decimal]) -> list[FieldError]:
    bound = Decimal(10) ** (AMOUNT.digits - AMOUNT.scale)
    errors = [
        field_error(f"lines[{index}].quantity", "money.too_large")
        for index, (amount, listed) in enumerate(zip(amounts, lists, strict=True))
        if max(amount, listed) >= bound
    ]
    # Tax can at most double the amount to pay.
    if not errors and 2 * max(sum(amounts, ZERO), sum(lists, ZERO)) >= bound:
        errors.append(field_error("lines", "money.too_large"))
    return errors


def _order_discount(
    whole: Decimal, rate: Decimal | None, target: Decimal | None, kept: Decimal | None, minor_units: int
) -> Decimal:
    """The discount as an amount. Invalid when it does not fit the sum of the lines."""
    if rate is not None:
        return round_amount(whole * rate, minor_units)
    if target is not None:
        if target != round_amount(target, minor_units):
            raise Invalid([field_error("target_amount", "money.minor_units", max=minor_units)])
        if target > whole:
            raise Invalid([field_error("target_amount", "money.target_above_sum", sum=whole)])
        return whole - round_amount(target, minor_units)
    discount = round_amount(kept or ZERO, minor_units)
    if not 0 <= discount <= whole:
        error = field_error("order_discount_rate", "money.discount_above_sum", discount=discount, sum=whole)
        raise Invalid([error])
    return discount


def _line_totals(
    line: DocumentLine,
    listed: Decimal,
    amount: Decimal,
    share: Decimal,
    is_tax_included: bool,
    minor_units: int,
) -> LineTotals:
    net = amount - share
    return LineTotals(
        list_amount=listed,
        amount=amount,
        allocated_discount_amount=share,
        discount_amount=listed - net,
        net_amount=net,
        tax_amount=tax_amount(net, line.tax_rate, is_tax_included, minor_units),
    )


def _order_totals(
    lines: tuple[LineTotals, ...], whole: Decimal, discount: Decimal, is_tax_included: bool, minor_units: int
) -> DocumentTotals:
    zero = round_amount(ZERO, minor_units)
    net = sum((line.net_amount for line in lines), zero)
    tax = sum((line.tax_amount for line in lines), zero)
    return DocumentTotals(
        lines=lines,
        order_discount_amount=discount,
        list_amount=sum((line.list_amount for line in lines), zero),
        amount=whole,
        discount_amount=sum((line.discount_amount for line in lines), zero),
        net_amount=net,
        tax_amount=tax,
        total_amount=net if is_tax_included else net + tax,
    )


_PRICE_PLACES = Decimal("0.000001")


def price_in_currency(base_price: Decimal, exchange_rate: Decimal, factor: Decimal = ONE) -> Decimal:
    """The price of `factor` pieces, converted from the base currency to a currency of which one unit costs
    `exchange_rate`, rounded once to six places, half up. It is not rounded to minor units, because a screw at 0.0035
    would be free."""
    exact = EXACT.divide(EXACT.multiply(base_price, factor), exchange_rate)
    return EXACT.quantize(exact, _PRICE_PLACES)


def plain(quantity: Decimal) -> str:
    """A quantity or an amount for a sentence: no zeros at the end, no exponent; `Decimal("24.500000")` → "24.5"."""
    return f"{quantity.normalize():f}"
