import i18next from "i18next";
import { readRecord } from "@/api/records";
import { currencyOf, formatMoney, minorUnits } from "@/platform/format";
import type { LineBehaviour, LineEstimate, Row } from "@/platform/fields/lines";
import { add, decimal, isBelow, multiply, round, toText } from "@/platform/decimal";
import type { FormBehaviour } from "@/platform/form/behaviour";
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

/** How many base units one of this unit is; null for a unit that the product is not sold in. */
function factorOf(product: Row, unit: number | null): string | null {
  if (unit === idOf(product["base_unit"])) return "1";
  const further = Array.isArray(product["units"]) ? (product["units"] as Row[]) : [];
  return text(further.find((one) => idOf(one["unit"]) === unit)?.["factor"]);
}

/** Decimal places of a price. */
const PRICE_PLACES = 6;

/** What one of a unit costs in the currency of the product's card; nothing where the card does not say it. */
function priceOf(product: Row, unit: number | null): Row {
  const [price, factor] = [decimal(text(product["standard_price"])), decimal(factorOf(product, unit))];
  if (!price || !factor) return {};
  const exact = multiply(price, factor);
  const shown = toText(exact.scale > PRICE_PLACES ? round(exact, PRICE_PLACES) : exact);
  return { unit_price: shown, list_price: shown };
}

/**
 * Choosing a product fills in what its card says; prices by price book come from the server on saving, as do those in
 * another currency than that of the card, the company's. Choosing another unit brings the price of that unit.
 */
async function complete(row: Row, field: string, document: Row): Promise<Row> {
  const product = field === "product" || field === "unit" ? idOf(row["product"]) : null;
  if (product === null) return {};
  const found = await readRecord("product", product);
  const isOfCard = currencyOf(document) === currencyOf();
  if (field === "unit") return isOfCard ? priceOf(found, idOf(row["unit"])) : { unit_price: null, list_price: null };
  const patch: Row = isOfCard ? priceOf(found, idOf(found["base_unit"])) : {};
  if (found["base_unit"]) patch["unit"] = found["base_unit"];
  if (found["tax_rate"]) patch["tax_rate"] = found["tax_rate"];
  return patch;
}

const withoutPrices = (row: Row): Row => ({ ...row, unit_price: undefined, list_price: undefined });

export const orderLines: LineBehaviour = {
  columns: ["product", "quantity", "unit", "base_qty", "unit_price", "discount_rate", "amount", "tax_rate", "net_amount", "promised_on", "description"],
  start: { quantity: "1" },
  estimate,
  saved: lineSaved,
  complete,
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
