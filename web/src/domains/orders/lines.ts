import i18next from "i18next";
import { explainPrice, sellableTo } from "@/api/prices";
import { readRecord } from "@/api/records";
import { currencyOf, formatMoney, minorUnits } from "@/platform/format";
import type { LineBehaviour, LineEstimate, Row } from "@/platform/fields/lines";
import { add, decimal, isBelow, multiply, round, toText } from "@/platform/decimal";
import type { FormBehaviour } from "@/platform/form/behaviour";
import { attributeOf, isOpen, ownAttributes } from "../products/attributes";
import { estimateOrder } from "./money";

function text(value: unknown): string | null {
  return typeof value === "string" && value ? value : null;
}

function idOf(value: unknown): number | null {
  return value && typeof value === "object" && "id" in value ? (value as { id: number }).id : null;
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
function estimate(rows: Row[], order: Row): LineEstimate {
  const discount = { rate: text(order["order_discount_rate"]), target: text(order["target_amount"]), amount: keptDiscount(rows) };
  const whole = estimateOrder(rows, discount, order["is_tax_included"] !== false, minorUnits(currencyOf(order)));
  if (!rows.every(isPriced)) return unpriced(rows);
  const shown = (amount: string) => formatMoney(amount, currencyOf(order));
  return {
    warnings: lowLines(rows, whole.lines.map((line) => line.net), order),
    cells: whole.lines.map((line) => ({ amount: line.amount, net_amount: line.net, tax_amount: line.tax })),
    totals: [
      { label: i18next.t("order.lines_amount"), value: shown(whole.amount) },
      ...(/[1-9]/.test(whole.discount) ? [{ label: i18next.t("order.discount"), value: `-${shown(whole.discount)}` }] : []),
      { label: i18next.t("order.tax"), value: shown(whole.tax) },
      { label: i18next.t("order.total"), value: shown(whole.total) },
    ],
  };
}

/** The last question of each row: an answer that comes after a later question is not taken. */
const asked = new Map<unknown, number>();
let questions = 0;

/** What a unit costs in this document, by the rules of prices; nothing where they say nothing, or the row has changed since. */
async function priceOf(row: Row, unit: number | null, document: Row): Promise<Row> {
  const product = idOf(row["product"]);
  const quantity = decimal(text(row["quantity"]));
  if (product === null || !quantity || quantity.units <= 0n) return {};
  const key = row["id"] ?? row["_key"];
  const mine = (questions += 1);
  asked.set(key, mine);
  const sale = { account: idOf(document["account"]), owner: idOf(document["owner"]), on: text(document["ordered_on"]), currency: currencyOf(document) };
  const found = await explainPrice(sale, { product, unit, quantity: toText(quantity) }).catch(() => null);
  if (!found || asked.get(key) !== mine) return {};
  const standard = found.candidates.find((one) => one.source === "standard")?.price;
  return { unit_price: found.unit_price, list_price: standard ?? found.unit_price, policy_price: found.unit_price, price_source: found.source, price_reasons: found };
}

const isTyped = (row: Row): boolean => row["price_source"] === "typed";

/**
 * Choosing a product fills in what its card says, and the price that the rules give for it; another unit or quantity has a
 * price of its own, unless somebody has typed one.
 */
async function complete(row: Row, field: string, document: Row): Promise<Row> {
  if (field === "unit_price") return row["policy_price"] === undefined ? {} : { price_source: sourceOf(row) };
  if (field === "unit") return priceOf(row, idOf(row["unit"]), document);
  if (field === "quantity") return isTyped(row) || !row["price_source"] ? {} : priceOf(row, idOf(row["unit"]), document);
  const product = field === "product" ? idOf(row["product"]) : null;
  if (product === null) return {};
  const found = await readRecord("product", product);
  const patch: Row = await priceOf(row, idOf(found["base_unit"]), document);
  if (found["base_unit"]) patch["unit"] = found["base_unit"];
  if (found["tax_rate"]) patch["tax_rate"] = found["tax_rate"];
  Object.assign(patch, ownAttributes(found, row));
  return patch;
}

/** The rule whose price stands in the row, or that somebody has typed it. */
function sourceOf(row: Row): unknown {
  const [price, policy] = [decimal(text(row["unit_price"])), decimal(text(row["policy_price"]))];
  const isRule = price && policy && !isBelow(price, policy) && !isBelow(policy, price);
  const reasons = row["price_reasons"] as { source?: unknown } | null | undefined;
  return isRule ? reasons?.source ?? null : "typed";
}

/** The products that are sold to the account of the document. */
const scope = { column: "product", follows: ["account"], ask: (document: Row) => sellableTo(idOf(document["account"])) };

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
