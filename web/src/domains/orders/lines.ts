import i18next from "i18next";
import { readRecord } from "@/api/records";
import { currencyOf, formatMoney } from "@/platform/format";
import type { LineBehaviour, Row } from "@/platform/fields/lines";
import { add, decimal, estimateOrder, toText } from "./money";

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
function unpriced(rows: Row[]) {
  return { cells: rows.map(() => ({})), totals: [{ label: i18next.t("order.total"), value: i18next.t("order.after_saving") }] };
}

/** What is sent decides: a rate or a target typed now replaces the amount that an earlier one gave. */
function estimate(rows: Row[], order: Row) {
  const discount = { rate: text(order["order_discount_rate"]), target: text(order["target_amount"]), amount: keptDiscount(rows) };
  const whole = estimateOrder(rows, discount, order["is_tax_included"] !== false);
  if (!rows.every(isPriced)) return unpriced(rows);
  const shown = (amount: string) => formatMoney(amount, currencyOf(order));
  return {
    cells: whole.lines.map((line) => ({ amount: line.amount, net_amount: line.net, tax_amount: line.tax })),
    totals: [
      { label: i18next.t("order.lines_amount"), value: shown(whole.amount) },
      ...(whole.discount !== "0.00" ? [{ label: i18next.t("order.discount"), value: `-${shown(whole.discount)}` }] : []),
      { label: i18next.t("order.tax"), value: shown(whole.tax) },
      { label: i18next.t("order.total"), value: shown(whole.total) },
    ],
  };
}

/**
 * Choosing a product fills in what its card says; prices by price book come from the server on saving, as do those in
 * another currency than that of the card, the company's.
 */
async function complete(row: Row, field: string, document: Row): Promise<Row> {
  const product = field === "product" ? idOf(row["product"]) : null;
  if (product === null) return {};
  const found = await readRecord("product", product);
  const patch: Row = {};
  if (found["base_unit"]) patch["unit"] = found["base_unit"];
  if (found["standard_price"] && currencyOf(document) === currencyOf()) {
    patch["unit_price"] = found["standard_price"];
    patch["list_price"] = found["standard_price"];
  }
  if (found["tax_rate"]) patch["tax_rate"] = found["tax_rate"];
  return patch;
}

const withoutPrices = (row: Row): Row => ({ ...row, unit_price: undefined, list_price: undefined });

export const orderLines: LineBehaviour = {
  columns: ["product", "quantity", "unit", "unit_price", "discount_rate", "amount", "tax_rate", "net_amount", "promised_on", "description"],
  start: { quantity: "1" },
  estimate,
  complete,
  withoutPrices,
};

/** Opportunities carry lines without order discount and tax: only each line's amount is estimated. */
export const opportunityLines: LineBehaviour = {
  start: { quantity: "1" },
  estimate: (rows, opportunity) => {
    if (!rows.every(isPriced)) return unpriced(rows);
    const whole = estimateOrder(rows, {}, true);
    return { cells: whole.lines.map((line) => ({ amount: line.amount })), totals: [{ label: i18next.t("order.total"), value: formatMoney(whole.total, currencyOf(opportunity)) }] };
  },
  complete,
  withoutPrices,
};
