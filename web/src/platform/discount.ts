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
const WORDS: Readonly<Record<string, string>> = { 无折扣: "0", 不打折: "0", 无: "0", 原价: "0", 全价: "0", none: "0", nodiscount: "0", fullprice: "0", 免费: "1", 赠送: "1", free: "1" };
const NUMBER = String.raw`(\d{1,3}(?:\.\d{1,4})?)`;
const ZHE = new RegExp(`^打?(?:${NUMBER}|([零〇${NUMERALS}]{1,3}(?:点[零〇${NUMERALS}]{1,3})?))折$`);
const OFF = new RegExp(`^(?:(?:减免?|优惠|-)${NUMBER}%|${NUMBER}%off)$`);
const PAID = new RegExp(`^(?:付${NUMBER}%|${NUMBER}%topay)$`);
const PERCENT = new RegExp(`^${NUMBER}%$`);
const BARE = /^\d{1,3}(?:\.\d{1,6})?$/;

/** 八五折 and 85折 are 85 of 100 that are paid, 87.5折 too, 8.5折 and 九折 are tenths. 10折 may be either. */
function readZhe(plain: string): string | null {
  const found = ZHE.exec(plain);
  const digits = found?.[1] ?? found?.[2]?.replace(/[^点]/g, (one) => (one === "〇" ? "0" : String(NUMERALS.indexOf(one)))).replace("点", ".");
  if (!digits || digits === "10") return null;
  if (digits === "100") return "0";
  const [whole = "", places] = digits.split(".");
  return complement(shiftPoint(digits, places === undefined || whole.length === 2 ? -whole.length : -1));
}

/** Whether a number alone can only be a percentage: as the part paid, 8.5 may be 折 and 0.85 a share. */
function isClear(percent: string, convention: Convention): boolean {
  const number = Number(percent);
  return convention === "to_pay" ? number > 10 : number === 0 || number > 1;
}

/**
 * What somebody means by what he types, as the part taken off; null where it could mean two things. 折 is what is paid, a
 * percentage what is taken off; a number alone is what the company writes. The rules of the server (`kernel/discounts.py`).
 */
export function readDiscount(text: string, convention: Convention): string | null {
  const plain = text.normalize("NFKC").replace(/\s/g, "").toLowerCase();
  if (plain in WORDS) return WORDS[plain] ?? null;
  const [off, paid, percent] = [OFF.exec(plain), PAID.exec(plain), PERCENT.exec(plain)?.[1]];
  let read = readZhe(plain);
  if (off) read = shiftPoint(off[1] ?? off[2] ?? "", -2);
  else if (paid) read = complement(shiftPoint(paid[1] ?? paid[2] ?? "", -2));
  else if (percent && (convention === "off" || Number(percent) <= 50)) read = shiftPoint(percent, -2);
  else if (BARE.test(plain) && isClear(plain, convention)) read = offOf(plain, convention);
  const value = decimal(read);
  return value && value.units >= 0n && subtract({ units: 1n, scale: 0 }, value).units >= 0n ? read : null;
}

/** As it stands in a field, so that `readDiscount` reads it: a number, with its word where a number alone is not clear. */
export function writtenDiscount(off: string, convention: Convention): string {
  const percent = typedOf(off, convention);
  if (isClear(percent, convention)) return percent;
  return convention === "to_pay" ? `${shiftPoint(percent, -1)}折` : `${percent}%`;
}

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

/** Both ways of saying it: 八五折 · 优惠 15%. */
export function discountBoth(off: string): string {
  const words = discountWords(off);
  const value = decimal(off);
  if (!value || value.units === 0n || subtract({ units: 1n, scale: 0 }, value).units === 0n) return words;
  const other = i18next.language === "en" ? i18next.t("discount.paid", { paid: typedOf(off, "to_pay") }) : i18next.t("discount.gain", { off: typedOf(off, "off") });
  return `${words} · ${other}`;
}

/** Whether less than half of the price is left. */
export function isBelowHalf(off: string): boolean {
  const value = decimal(off);
  return value !== null && subtract({ units: 5n, scale: 1 }, value).units < 0n;
}

/** What stands above discounts that are read: how one is typed is said where a bare number would leave it open. */
export function readLabel(field: Pick<FieldMeta, "discount" | "label">): string {
  return field.discount === "to_pay" ? field.label.replace(/（[^（）]*）$| \([^()]*\)$/, "") : field.label;
}

/** In a table, in the company's way: 85 折 or 15%. */
export function formatDiscount(off: unknown, convention: Convention): string {
  const text = off === null || off === undefined ? "" : String(off);
  if (!decimal(text)) return text;
  if (convention === "off") return `${typedOf(text, "off")}%`;
  if (i18next.language === "en") return i18next.t("discount.paid", { paid: typedOf(text, "to_pay") });
  const percent = typedOf(text, "to_pay");
  return percent === "100" ? i18next.t("discount.none") : `${isClear(percent, "to_pay") ? percent : shiftPoint(percent, -1)} 折`;
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
