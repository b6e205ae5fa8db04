/**
 * Decimals on strings: no floating point. A decimal is a BigInt of units and a number of decimal places.
 */

export interface Decimal {
  units: bigint;
  scale: number;
}

const PATTERN = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** Read `"-12.50"`; null when the text is no decimal number. */
export function decimal(text: string | number | null | undefined): Decimal | null {
  if (text === null || text === undefined) return null;
  const match = PATTERN.exec(String(text).trim());
  if (!match || (!match[2] && !match[3])) return null;
  const fraction = match[3] ?? "";
  const units = BigInt(`${match[2] ?? ""}${fraction}` || "0");
  return { units: match[1] === "-" ? -units : units, scale: fraction.length };
}

export function toText(value: Decimal): string {
  const negative = value.units < 0n;
  const digits = (negative ? -value.units : value.units).toString().padStart(value.scale + 1, "0");
  const whole = digits.slice(0, digits.length - value.scale);
  const fraction = value.scale ? `.${digits.slice(digits.length - value.scale)}` : "";
  return `${negative ? "-" : ""}${whole}${fraction}`;
}

/** The units of a decimal at a scale that is not below its own. */
export function rescaled(value: Decimal, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale);
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: rescaled(a, scale) + rescaled(b, scale), scale };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { units: -b.units, scale: b.scale });
}

export function isBelow(a: Decimal, b: Decimal): boolean {
  return subtract(a, b).units < 0n;
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const top = numerator < 0n ? -numerator : numerator;
  const bottom = denominator < 0n ? -denominator : denominator;
  const rounded = (top * 2n + bottom) / (bottom * 2n);
  return negative ? -rounded : rounded;
}

/** Half up, away from zero, to `minor` decimal places. */
export function round(value: Decimal, minor: number): Decimal {
  if (value.scale <= minor) return { units: rescaled(value, minor), scale: minor };
  return { units: divideHalfUp(value.units, 10n ** BigInt(value.scale - minor)), scale: minor };
}

/** round(a / b), half up. */
export function divide(a: Decimal, b: Decimal, minor: number): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const numerator = rescaled(a, scale) * 10n ** BigInt(minor);
  return { units: divideHalfUp(numerator, rescaled(b, scale)), scale: minor };
}
