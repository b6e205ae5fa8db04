import i18next from "i18next";
import { lazy } from "react";
import { sellableTo } from "@/api/prices";
import { currencyOf, formatMoney, formatPercent, minorUnits } from "@/platform/format";
import type { LineBehaviour, LineEstimate, Row } from "@/platform/fields/lines";
import { add, decimal, divide, isBelow, multiply, round, subtract, toText, type Decimal } from "@/platform/decimal";
import type { FormBehaviour } from "@/platform/form/behaviour";
import { attributeOf, isOpen } from "../products/attributes";
import { baseQuantity, FACTOR, idOf, ofCard, lineHint, marginOf, pricesOf, readCard, soughtUnit, sourceOf, unitsWithin, useSale } from "./sale";
import { estimateOrder } from "./money";

function text(value: unknown): string | null {
  return typeof value === "string" && value ? value : null;
}

/** The amount that an earlier rate or target took off, as the lines carry it. */
function keptDiscount(rows: Row[]): string | null {
  const parts = rows.flatMap((row) => decimal(text(row["allocated_discount_amount"])) ?? []);
  return parts.length ? toText(parts.reduce(add)) : null;
}

const isPriced = (row: Row): boolean => !row["product"] || Boolean(row["unit_price"]);

/** In another currency than the company's the server knows the prices. */
function unpriced(rows: Row[]): LineEstimate {
  return { cells: rows.map(() => ({})), totals: [{ label: i18next.t("order.total"), value: i18next.t("order.after_saving") }] };
}

const HALF = { units: 5n, scale: 1 };

/** What a line's own discount takes off, in the document's currency. */
function lineSaved(row: Row): string | null {
  const [quantity, price, rate] = [decimal(text(row["quantity"])), decimal(text(row["unit_price"])), decimal(text(row["discount_rate"]))];
  if (!quantity || !price || !rate) return null;
  const currency = currencyOf(row);
  return formatMoney(toText(round(multiply(multiply(quantity, price), rate), minorUnits(currency))), currency);
}

function nameOf(row: Row, index: number): string {
  const product = row["product"];
  const name = product && typeof product === "object" && "name" in product ? String((product as { name: unknown }).name) : "";
  return i18next.t("lines.cell", { row: index + 1, label: name }).trim();
}

/** The lines that are sold below half of their list price, whatever brought them there: a price, a rate, the whole order's discount. */
function lowLines(rows: Row[], nets: string[], document: Row): (string | null)[] {
  return rows.map((row, index) => {
    const quantity = decimal(text(row["quantity"]));
    const price = decimal(text(row["list_price"])) ?? decimal(text(row["unit_price"]));
    const net = decimal(nets[index]);
    if (!quantity || !price || !net) return null;
    const list = round(multiply(quantity, price), minorUnits(currencyOf(document)));
    if (list.units === 0n || !isBelow(net, multiply(list, HALF))) return null;
    const shown = (amount: string) => formatMoney(amount, currencyOf(document));
    return i18next.t("discount.below_half", { line: nameOf(row, index), net: shown(toText(net)), list: shown(toText(list)) });
  });
}

/** What is sent decides: a rate or a target typed now replaces the amount that an earlier one gave. */
function estimate(rows: Row[], order: Row, facts?: unknown): LineEstimate {
  const discount = { rate: text(order["order_discount_rate"]), target: text(order["target_amount"]), amount: keptDiscount(rows) };
  const whole = estimateOrder(rows, discount, order["is_tax_included"] !== false, minorUnits(currencyOf(order)));
  if (!rows.every(isPriced)) return unpriced(rows);
  const shown = (amount: string) => formatMoney(amount, currencyOf(order));
  return {
    warnings: lowLines(rows, whole.lines.map((line) => line.net), order),
    cells: whole.lines.map((line, index) => ({ amount: line.amount, net_amount: line.net, tax_amount: line.tax, ...baseQuantity(rows[index] ?? {}, facts) })),
    totals: [
      { label: i18next.t("order.lines_amount"), value: shown(whole.amount) },
      ...(/[1-9]/.test(whole.discount) ? [{ label: i18next.t("order.discount"), value: `-${shown(whole.discount)}` }] : []),
      { label: i18next.t("order.tax"), value: shown(whole.tax) },
      { label: i18next.t("order.total"), value: shown(whole.total) },
      ...marginTotals(rows, whole.lines.map((line) => untaxed(line, order)), order, facts),
    ],
  };
}

function untaxed(line: { net: string; tax: string }, document: Row): Decimal {
  const [net, tax] = [decimal(line.net), decimal(line.tax)].map((one) => one ?? { units: 0n, scale: 0 }) as [Decimal, Decimal];
  return document["is_tax_included"] === false ? net : subtract(net, tax);
}

/** For who sees costs: what the document leaves, in the company's currency, and what part of the sale that is. */
function marginTotals(rows: Row[], sales: Decimal[], document: Row, facts: unknown): { label: string; value: string }[] {
  const found = marginOf(rows, sales, document, facts);
  if (!found) return [];
  if (found.missing) return [{ label: i18next.t("order.margin"), value: i18next.t("order.margin_unknown", { count: found.missing }) }];
  const rate = found.sales.units > 0n ? ` · ${formatPercent(toText(divide(found.margin, found.sales, 4)))}` : "";
  return [{ label: i18next.t("order.margin"), value: `${formatMoney(toText(round(found.margin, minorUnits(currencyOf({})))), currencyOf({}))}${rate}` }];
}

/** The last question of each row: an answer that comes after a later question is not taken. */
const asked = new Map<unknown, number>();
let questions = 0;

/** So long a quantity must stand still before its price is asked for: longer than from digit to digit. */
const STILL_MS = 300;

const still = () => new Promise((end) => setTimeout(end, STILL_MS));

/** What a unit costs in this document, by the rules of prices; nothing where they say nothing, or the row has changed since. */
async function priceOf(row: Row, document: Row, isTyping = false): Promise<Row> {
  const key = row["id"] ?? row["_key"];
  const mine = (questions += 1);
  asked.set(key, mine);
  if (isTyping) await still();
  if (asked.get(key) !== mine) return {};
  const [patch] = await pricesOf([row], document).catch(() => []);
  return patch && asked.get(key) === mine ? patch : {};
}

const isTyped = (row: Row): boolean => row["price_source"] === "typed";

/** How many base units one of a standing row's unit was when it was saved: another quantity alone keeps it. */
function keptFactor(row: Row, before: Row): Row {
  const [quantity, base] = [decimal(text(before["quantity"])), decimal(text(before["base_qty"]))];
  const isKept = row[FACTOR] === undefined && quantity && base && quantity.units > 0n;
  return isKept ? { [FACTOR]: toText(divide(base, quantity, 6)) } : {};
}

/**
 * Choosing a product fills in what its card says, and the price that the rules give for it; another unit or quantity has a
 * price of its own, unless somebody has typed one.
 */
async function complete(row: Row, field: string, document: Row, before: Row = {}): Promise<Row> {
  if (field === "unit_price") return row["policy_price"] === undefined ? {} : { price_source: sourceOf(row) };
  if (field === "unit") return { [FACTOR]: null, ...(await priceOf(row, document)) };
  if (field === "quantity") return { ...keptFactor(row, before), ...(isTyped(row) || !row["price_source"] ? {} : await priceOf(row, document, true)) };
  const product = field === "product" ? idOf(row["product"]) : null;
  const card = product === null ? null : await readCard(product);
  if (!card) return {};
  const patch = ofCard(card, row, soughtUnit(card, row["product"]));
  return { ...patch, ...(await priceOf({ ...row, ...patch }, document)) };
}

/** The products that are sold to the account of the document. */
const scope = { column: "product", follows: ["account"], ask: (document: Row) => sellableTo(idOf(document["account"])) };

const isEmpty = (row: Row): boolean => idOf(row["product"]) === null;
const tools = lazy(() => import("./LineTools").then((module) => ({ default: module.LineTools })));
const within = (row: Row, column: string, facts: unknown) => (column === "unit" ? unitsWithin(row, facts) : null);

const withoutPrices = (row: Row): Row => ({ ...row, unit_price: undefined, list_price: undefined });

export const orderLines: LineBehaviour = {
  columns: (custom) => ["product", ...custom.filter((name) => attributeOf(name) !== null), "quantity", "unit", "base_qty", "unit_price", "price_source", "price_reasons", "discount_rate", "amount", "tax_rate", "net_amount", "promised_on", "description"],
  isOpen,
  start: { quantity: "1" },
  estimate,
  saved: lineSaved,
  complete,
  scope,
  withoutPrices,
  useFacts: useSale,
  within,
  hint: lineHint,
  isEmpty,
  tools,
};

/** Opportunities carry lines without order discount and tax: only each line's amount is estimated. */
export const opportunityLines: LineBehaviour = {
  start: { quantity: "1" },
  estimate: (rows, opportunity) => {
    if (!rows.every(isPriced)) return unpriced(rows);
    const whole = estimateOrder(rows, {}, true, minorUnits(currencyOf(opportunity)));
    return { warnings: lowLines(rows, whole.lines.map((line) => line.net), opportunity), cells: whole.lines.map((line) => ({ amount: line.amount })), totals: [{ label: i18next.t("order.total"), value: formatMoney(whole.total, currencyOf(opportunity)) }] };
  },
  saved: lineSaved,
  complete,
  scope,
  withoutPrices,
  useFacts: useSale,
  within,
  hint: lineHint,
  isEmpty,
  tools,
};

function rowsOf(values: Row): Row[] {
  return Array.isArray(values["lines"]) ? (values["lines"] as Row[]) : [];
}

const low = (estimated: LineEstimate): string[] => (estimated.warnings ?? []).flatMap((one) => one ?? []);

export const orderForm: FormBehaviour = {
  questions: (values) => low(estimate(rowsOf(values), values)),
  saved: (values) => {
    const rate = text(values["order_discount_rate"]);
    if (!rate) return null;
    const currency = currencyOf(values);
    return formatMoney(estimateOrder(rowsOf(values), { rate }, true, minorUnits(currency)).discount, currency);
  },
};

export const opportunityForm: FormBehaviour = {
  questions: (values) => low(opportunityLines.estimate?.(rowsOf(values), values) ?? { cells: [], totals: [] }),
};
