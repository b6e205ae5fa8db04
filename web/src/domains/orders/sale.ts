/** What the lines of a priced document take from their products and from the rules of prices. */
import { useEffect, useMemo, useState } from "react";
import { explainPrices, type ExplainedPrice, type Sale } from "@/api/prices";
import { keys, queryClient, readMeta } from "@/api/queries";
import { listRecords } from "@/api/records";
import type { FilterNode, RecordData, Reference } from "@/api/types";
import i18next from "i18next";
import { add, decimal, isBelow, multiply, subtract, toText, type Decimal } from "@/platform/decimal";
import { discountWords } from "@/platform/discount";
import type { Row } from "@/platform/fields/lines";
import { currencyOf, formatDate, formatMoney, formatNumber, trimZeros } from "@/platform/format";
import { can, useSession } from "@/platform/session";
import { attributeOf, ownAttributes } from "../products/attributes";

/** In a row: how many base units one of its unit is, where the row keeps what it was saved with. */
export const FACTOR = "_factor";

export interface CardUnit {
  unit: Reference;
  factor: string;
  barcode: string | null;
}

/** What a document takes from a product: its record, with its further units. */
export type Card = RecordData & { base_unit: Reference | null; units: CardUnit[] };

export function idOf(value: unknown): number | null {
  return value && typeof value === "object" && "id" in value ? Number(value.id) : null;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value ? value : null;
}

const FIELDS = ["code", "name", "specification", "picture", "barcode", "base_unit", "units", "tax_rate", "attributes", "standard_price", "is_active", "is_sellable", "cost"];
/** As many as one page of a list. */
const PAGE = 500;

/** The fields of a product that the caller sees of those that lines are made of. */
async function cardFields(): Promise<string[]> {
  const { fields } = await readMeta("product");
  return fields.filter((field) => FIELDS.includes(field.name) || (field.custom && attributeOf(field.name) !== null)).map((field) => field.name);
}

const cardKey = (id: number) => [...keys.records("product"), "card", id];

/** The cards of the products that a filter lets through; each is known then. */
export async function listCards(request: { filter: FilterNode | null; q?: string; limit?: number; cursor?: string; sort?: string[] }): Promise<{ cards: Card[]; cursor: string | null }> {
  const answer = await listRecords("product", { count: "none", limit: PAGE, ...request, fields: await cardFields() });
  const cards = answer.items as unknown as Card[];
  for (const card of cards) queryClient.setQueryData(cardKey(Number(card.id)), card);
  return { cards, cursor: answer.next_cursor };
}

const CARD_STALE = 60_000;

export function readCard(id: number): Promise<Card | null> {
  const read = async () => (await listCards({ filter: { field: "id", op: "eq", value: id }, limit: 1 })).cards[0] ?? null;
  return queryClient.fetchQuery({ queryKey: cardKey(id), queryFn: read, staleTime: CARD_STALE });
}

/** The units that a product is sold in, the base unit first. */
export function unitsOf(card: Card): CardUnit[] {
  return [...(card.base_unit ? [{ unit: card.base_unit, factor: "1", barcode: text(card["barcode"]) }] : []), ...card.units];
}

/** The unit whose barcode was looked for, where one was. */
export function soughtUnit(card: Card, chosen: unknown): Reference | null {
  const sought = chosen && typeof chosen === "object" && "sought" in chosen ? chosen.sought : null;
  return card.units.find((one) => sought && one.barcode === sought)?.unit ?? null;
}

/** What a row takes from the card of its product. */
export function ofCard(card: Card, row: Row, unit: Reference | null = null): Row {
  const chosen = unit ?? card.base_unit;
  return {
    ...(chosen ? { unit: chosen } : {}), ...(card["tax_rate"] ? { tax_rate: card["tax_rate"] } : {}), [FACTOR]: null, ...ownAttributes(card, row),
  };
}

export function saleOf(document: Row): Sale {
  return { account: idOf(document["account"]), owner: idOf(document["owner"]), on: text(document["ordered_on"]), currency: currencyOf(document) };
}

/** The rule whose price stands in the row, or that somebody has typed it. */
export function sourceOf(row: Row): unknown {
  const [price, policy] = [decimal(text(row["unit_price"])), decimal(text(row["policy_price"]))];
  const isRule = price && policy && !isBelow(price, policy) && !isBelow(policy, price);
  const reasons = row["price_reasons"] as { source?: unknown } | null | undefined;
  return isRule ? reasons?.source ?? null : "typed";
}

/** The cells of a row that an answer about its price fills. */
export function pricedBy(found: ExplainedPrice): Row {
  const standard = found.candidates.find((one) => one.source === "standard")?.price;
  return { unit_price: found.unit_price, list_price: standard ?? found.unit_price, policy_price: found.unit_price, price_source: found.source, price_reasons: found };
}

/** For each row the cells that the rules of prices fill; null for a row of which there is nothing to ask. */
export async function pricesOf(rows: Row[], document: Row): Promise<(Row | null)[]> {
  const asked = rows.flatMap((row, index) => {
    const [product, quantity] = [idOf(row["product"]), decimal(text(row["quantity"]))];
    return product === null || !quantity || quantity.units <= 0n ? [] : [{ index, line: { product, unit: idOf(row["unit"]), quantity: toText(quantity) } }];
  });
  const found = await explainPrices(saleOf(document), asked.map((one) => one.line));
  return rows.map((_, index) => {
    const answer = found[asked.findIndex((one) => one.index === index)];
    return answer ? pricedBy(answer) : null;
  });
}

/** The row with its new price; one that somebody typed stays, and is told where it stands now. */
export function repriced(row: Row, patch: Row | null, keepsTyped: boolean): Row {
  if (!patch) return row;
  const isKept = keepsTyped && row["price_source"] === "typed" && row["unit_price"];
  const next = isKept ? { ...row, ...patch, unit_price: row["unit_price"] } : { ...row, ...patch };
  return isKept ? { ...next, price_source: sourceOf(next) } : next;
}

/** What an account paid for a product the last time. */
export interface LastSale {
  unit_price: string;
  discount_rate: string | null;
  unit: Reference | null;
  on: string;
  currency: string;
}

export interface SaleFacts {
  cards: ReadonlyMap<number, Card>;
  last: ReadonlyMap<number, LastSale>;
  /** What is available of goods, in their base unit, over all warehouses; absent for what no warehouse ever had. */
  stock: ReadonlyMap<number, Decimal>;
}

/** Of the orders in effect that the caller sees, the latest line of each product; of more lines than one page has, only these. */
async function lastSales(account: number, products: number[]): Promise<[number, LastSale | null][]> {
  const filter: FilterNode = { all: [
    { field: "sales_order.account", op: "eq", value: account }, { field: "sales_order.approved_at", op: "is_not_empty" }, { field: "sales_order.status", op: "ne", value: "cancelled" }, { field: "product", op: "in", value: products },
  ] };
  const fields = ["product", "unit", "unit_price", "discount_rate", "sales_order.ordered_on", "sales_order.currency"];
  const answer = await listRecords("sales_order_line", { filter, fields, sort: ["-sales_order.ordered_on", "-id"], limit: PAGE, count: "none" });
  return products.map((product) => {
    const line = answer.items.find((one) => idOf(one["product"]) === product);
    return [product, line ? { unit_price: String(line["unit_price"]), discount_rate: text(line["discount_rate"]), unit: (line["unit"] as Reference | null) ?? null, on: String(line["sales_order.ordered_on"]), currency: String(line["sales_order.currency"]) } : null];
  });
}

/** What may still be promised of each product. */
async function stockOf(products: number[]): Promise<[number, Decimal | null][]> {
  const filter: FilterNode = { field: "product", op: "in", value: products };
  const { items } = await listRecords("stock_level", { filter, fields: ["product", "available_qty"], limit: PAGE, count: "none" });
  return products.map((product) => {
    const there = items.filter((one) => idOf(one["product"]) === product).map((one) => decimal(text(one["available_qty"])));
    return [product, there.length ? there.reduce<Decimal>((sum, one) => (one ? add(sum, one) : sum), { units: 0n, scale: 0 }) : null];
  });
}

/** What is known for each of the ids, asked once for each; anew for another `of`. */
function useKnown<T>(ids: string, of: unknown, ask: (missing: number[]) => Promise<[number, T | null][]>): ReadonlyMap<number, T> {
  const [known, setKnown] = useState<{ of: unknown; asked: ReadonlyMap<number, T | null> }>({ of, asked: new Map() });
  const asked = useMemo(() => (known.of === of ? known.asked : new Map<number, T | null>()), [known, of]);
  useEffect(() => {
    const missing = ids ? ids.split(",").map(Number).filter((id) => !asked.has(id)) : [];
    if (missing.length === 0) return undefined;
    let isGone = false;
    // What cannot be asked is not known; it is not asked again.
    void ask(missing).catch(() => missing.map((id): [number, null] => [id, null])).then((found) => {
      if (!isGone) setKnown({ of, asked: new Map([...asked, ...found]) });
    });
    return () => { isGone = true; };
    // `ask` says the same for the same `of`.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [ids, of, asked]);
  return useMemo(() => new Map([...asked].filter((one): one is [number, T & NonNullable<unknown>] => one[1] !== null)), [asked]);
}

async function cardsOf(ids: number[]): Promise<[number, Card | null][]> {
  const known = new Map(ids.flatMap((id): [number, Card][] => {
    const card = queryClient.getQueryData<Card>(cardKey(id));
    return card ? [[id, card]] : [];
  }));
  const rest = ids.filter((id) => !known.has(id));
  const found = rest.length ? (await listCards({ filter: { field: "id", op: "in", value: rest } })).cards : [];
  for (const card of found) known.set(Number(card.id), card);
  return ids.map((id) => [id, known.get(id) ?? null]);
}

/** What is known of the products in the rows, and what the account of the document paid for them. */
export function useSale(rows: Row[], document: Row): SaleFacts {
  const wanted = [...new Set(rows.flatMap((row) => idOf(row["product"]) ?? []))].sort((a, b) => a - b).join();
  const account = idOf(document["account"]);
  const cards = useKnown(wanted, null, cardsOf);
  const last = useKnown(account === null ? "" : wanted, account, (ids) => lastSales(account ?? 0, ids));
  const stock = useKnown(can(useSession(), "stock_level", "view") ? wanted : "", null, stockOf);
  return useMemo(() => ({ cards, last, stock }), [cards, last, stock]);
}

/** What there is besides the cells: below the quantity what is available, below the price what was paid the last time. */
export function lineHint(row: Row, column: string, facts: unknown): string | null {
  return column === "quantity" ? available(row, facts) : lastPrice(row, column, facts);
}

function available(row: Row, facts: unknown): string | null {
  const there = (facts as SaleFacts | undefined)?.stock.get(idOf(row["product"]) ?? 0);
  if (!there) return null;
  const wanted = decimal(baseQuantity(row, facts)["base_qty"] ?? text(row["base_qty"]));
  const base = cardOf(row, facts)?.base_unit;
  const quantity = `${formatNumber(toText(there))}${base && base.id !== idOf(row["unit"]) ? ` ${base.name}` : ""}`;
  return i18next.t(wanted && isBelow(there, wanted) ? "prices.lacking" : "prices.available", { quantity });
}

/** What this account paid for the product the last time, below the price. */
function lastPrice(row: Row, column: string, facts: unknown): string | null {
  const last = column === "unit_price" ? (facts as SaleFacts | undefined)?.last.get(idOf(row["product"]) ?? 0) : undefined;
  if (!last) return null;
  const off = last.discount_rate && /[1-9]/.test(last.discount_rate) ? ` ${discountWords(last.discount_rate)}` : "";
  const unit = last.unit && last.unit.id !== idOf(row["unit"]) ? `/${last.unit.name}` : "";
  return i18next.t("prices.last", { price: `${formatMoney(last.unit_price, last.currency)}${unit}${off}`, on: formatDate(last.on) });
}

/** What the lines leave over their cost, for who sees costs: null for others, and where the currency has no rate yet. `missing`: lines without cost. */
export function marginOf(rows: Row[], untaxed: Decimal[], document: Row, facts: unknown): { margin: Decimal; sales: Decimal; missing: number } | null {
  const cards = rows.map((row) => cardOf(row, facts));
  const rate = currencyOf(document) === currencyOf({}) ? "1" : text(document["exchange_rate"]);
  if (!rate || !cards.some((card) => card && "cost" in card)) return null;
  const none: Decimal = { units: 0n, scale: 0 };
  const costs = rows.map((row, index) => {
    if (idOf(row["product"]) === null) return none;
    const parts = [text(row["quantity"]), factorOf(row, facts), text(cards[index]?.["cost"])].map((one) => decimal(one));
    return parts.reduce((product, part) => product && part && multiply(product, part), { units: 1n, scale: 0 } as Decimal | null);
  });
  const sales = multiply(untaxed.reduce(add, none), decimal(rate) ?? none);
  return { margin: subtract(sales, costs.reduce<Decimal>((sum, cost) => (cost ? add(sum, cost) : sum), none)), sales, missing: costs.filter((cost) => cost === null).length };
}

export function cardOf(row: Row, facts: unknown): Card | null {
  return (facts as SaleFacts | undefined)?.cards.get(idOf(row["product"]) ?? 0) ?? null;
}

/** How many base units one of the row's unit is. */
export function factorOf(row: Row, facts: unknown): string | null {
  const card = cardOf(row, facts);
  const unit = idOf(row["unit"]);
  return text(row[FACTOR]) ?? (card ? unitsOf(card).find((one) => one.unit.id === unit)?.factor ?? null : null);
}

/** The quantity in base units of a row that is being typed; one as it was saved keeps what it says. */
export function baseQuantity(row: Row, facts: unknown): Record<string, string> {
  if (row[FACTOR] === undefined && row["base_qty"]) return {};
  const [quantity, factor] = [decimal(text(row["quantity"])), decimal(factorOf(row, facts))];
  return quantity && factor ? { base_qty: trimZeros(toText(multiply(quantity, factor))) } : {};
}

const narrowed = new WeakMap<Card, FilterNode>();

/** Of a row whose product is known, the units that it is sold in; the same object for the same card. */
export function unitsWithin(row: Row, facts: unknown): FilterNode | null {
  const card = cardOf(row, facts);
  if (card && !narrowed.has(card)) narrowed.set(card, { field: "id", op: "in", value: unitsOf(card).map((one) => one.unit.id) });
  return (card && narrowed.get(card)) ?? null;
}
