/**
 * Discounts as the company writes them. A record holds the part taken off (`"0.15"`); what is typed and shown is
 * either the part that is paid (85, 八五折) or the part taken off (15). Which of the two it is the field says.
 */
import i18next from "i18next";
import type { FieldMeta, Operator } from "@/api/types";
import { decimal, subtract, toText } from "./decimal";
import { shiftPoint, trimZeros } from "./format";

export type Convention = NonNullable<FieldMeta["discount"]>;

/** 1 − value, for a decimal text; what is no number stays as it is. */
function complement(text: string): string {
  const value = decimal(text);
  return value ? trimZeros(toText(subtract({ units: 1n, scale: 0 }, value))) : text;
}

/** `"0.15"` → `"85"` or `"15"`. */
export function typedOf(off: string, convention: Convention): string {
  return shiftPoint(convention === "to_pay" ? complement(off) : off, 2);
}

/** `"85"` or `"15"` → `"0.15"`. */
export function offOf(typed: string, convention: Convention): string {
  const part = shiftPoint(typed, -2);
  return convention === "to_pay" ? complement(part) : part;
}

const NUMERALS = "零一二三四五六七八九";

/** `"0.15"` → 八五折; `"0.1"` → 九折; what has no such name stays a number of tenths: 0.5 折. */
function inZhe(off: string): string {
  const paid = complement(off);
  const digits = /^0\.([1-9]\d{0,2})$/.exec(paid)?.[1];
  if (digits) return `${[...digits].map((digit) => NUMERALS[Number(digit)]).join("")}折`;
  return `${shiftPoint(paid, 1)} 折`;
}

/** What a discount means, in words that mean the same in every company. */
export function discountWords(off: unknown): string {
  const text = typeof off === "string" || typeof off === "number" ? String(off) : "";
  const value = decimal(text);
  if (!value) return text;
  if (value.units === 0n) return i18next.t("discount.none");
  if (subtract({ units: 1n, scale: 0 }, value).units === 0n) return i18next.t("discount.free");
  return i18next.language === "en" ? i18next.t("discount.off", { off: typedOf(text, "off") }) : inZhe(text);
}

/** Whether less than half of the price is left. */
export function isBelowHalf(off: string): boolean {
  const value = decimal(off);
  return value !== null && subtract({ units: 5n, scale: 1 }, value).units < 0n;
}

/** In a table, in the company's way: 85% or 15%; the label above says which. */
export function formatDiscount(off: unknown, convention: Convention): string {
  const text = off === null || off === undefined ? "" : String(off);
  return decimal(text) ? `${typedOf(text, convention)}%` : text;
}

const OPPOSITE: Partial<Record<Operator, Operator>> = { gt: "lt", gte: "lte", lt: "gt", lte: "gte" };

/** Whether the field rises on the screen as what is stored of it falls: lists are sorted by what is read there. */
export function isTurned(field: Pick<FieldMeta, "discount"> | null | undefined): boolean {
  return field?.discount === "to_pay";
}

/** The word for a comparison as the field is written: what is paid grows as what is taken off shrinks. */
export function shownOperator(field: Pick<FieldMeta, "discount"> | undefined, op: Operator): Operator {
  return isTurned(field) ? OPPOSITE[op] ?? op : op;
}
