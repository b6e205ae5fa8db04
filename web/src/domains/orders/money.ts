/**
 * The rules of an order's amounts on decimal strings, for the estimate that an open form shows.
 * The server's figures replace it on saving.
 */
import { add, decimal, divide, multiply, rescaled, round, subtract, toText, type Decimal } from "@/platform/decimal";

const ZERO: Decimal = { units: 0n, scale: 0 };
const ONE: Decimal = { units: 1n, scale: 0 };

function orElse(text: unknown, fallback: Decimal): Decimal {
  return decimal(typeof text === "number" || typeof text === "string" ? text : null) ?? fallback;
}

export interface OrderLine {
  quantity?: unknown;
  unit_price?: unknown;
  discount_rate?: unknown;
  tax_rate?: unknown;
  [other: string]: unknown;
}

export interface OrderDiscount {
  /** The part taken off, `"0.1"`. */
  rate?: string | null;
  /** What the lines are to come to together. */
  target?: string | null;
  /** The amount that an earlier rate or target gave. */
  amount?: string | null;
}

/** Line `amount` = round(quantity × unit_price × (1 − discount_rate)). */
export function lineAmount(line: OrderLine, minor = 2): Decimal {
  const rate = orElse(line.discount_rate, ZERO);
  const gross = multiply(orElse(line.quantity, ZERO), orElse(line.unit_price, ZERO));
  return round(multiply(gross, subtract(ONE, rate)), minor);
}

/**
 * Split `total` over `weights` by largest remainder, ties to the earlier one. The parts sum to
 * `total` exactly; without any weight the first part takes everything.
 */
export function split(total: Decimal, weights: Decimal[], minor = 2): Decimal[] {
  const scale = Math.max(minor, ...weights.map((weight) => weight.scale));
  const units = weights.map((weight) => rescaled(weight, scale));
  const sum = units.reduce((a, b) => a + b, 0n);
  const whole = round(total, minor).units;
  if (sum === 0n) return weights.map((_, index) => ({ units: index === 0 ? whole : 0n, scale: minor }));
  const parts = units.map((weight, index) => {
    const exact = whole * weight;
    return { index, floor: exact / sum, remainder: exact % sum };
  });
  let rest = whole - parts.reduce((a, part) => a + part.floor, 0n);
  const ranked = [...parts].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const part of ranked) {
    if (rest === 0n) break;
    part.floor += 1n;
    rest -= 1n;
  }
  return parts.map((part) => ({ units: part.floor, scale: minor }));
}

/** What the order discount takes off `amount`, between nothing and all of it. */
export function orderDiscount(amount: Decimal, discount: OrderDiscount, minor = 2): Decimal {
  const target = decimal(discount.target);
  const rate = decimal(discount.rate);
  const kept = decimal(discount.amount);
  let off = kept ? round(kept, minor) : { units: 0n, scale: minor };
  if (target) off = round(subtract(amount, target), minor);
  else if (rate) off = round(multiply(amount, rate), minor);
  if (off.units < 0n) return { units: 0n, scale: minor };
  return subtract(amount, off).units < 0n ? round(amount, minor) : off;
}

/** Tax of one line: inside the net amount, or on top of it. */
export function lineTax(net: Decimal, rate: Decimal, isIncluded: boolean, minor = 2): Decimal {
  if (!isIncluded) return round(multiply(net, rate), minor);
  return divide(multiply(net, rate), add(ONE, rate), minor);
}

export interface OrderEstimate {
  lines: { amount: string; net: string; tax: string }[];
  amount: string;
  discount: string;
  tax: string;
  total: string;
}

/** The whole order as the server would compute it from these lines. */
export function estimateOrder(
  lines: OrderLine[], discount: OrderDiscount, isTaxIncluded: boolean, minor = 2,
): OrderEstimate {
  const zero: Decimal = { units: 0n, scale: minor };
  const amounts = lines.map((line) => lineAmount(line, minor));
  const amount = amounts.reduce(add, zero);
  const off = orderDiscount(amount, discount, minor);
  const shares = lines.length ? split(off, amounts, minor) : [];
  const nets = amounts.map((value, index) => subtract(value, shares[index] ?? zero));
  const taxes = nets.map((net, index) => lineTax(net, orElse(lines[index]?.tax_rate, ZERO), isTaxIncluded, minor));
  const net = nets.reduce(add, zero);
  const tax = taxes.reduce(add, zero);
  return {
    lines: amounts.map((value, index) => ({
      amount: toText(value), net: toText(nets[index] ?? zero), tax: toText(taxes[index] ?? zero),
    })),
    amount: toText(amount),
    discount: toText(off),
    tax: toText(tax),
    total: toText(isTaxIncluded ? net : add(net, tax)),
  };
}
