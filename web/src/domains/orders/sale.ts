/** What the lines of a priced document take from their products and from the rules of prices. */
import { useEffect, useMemo, useState } from "react";
import { explainPrices, type ExplainedPrice, type Sale } from "@/api/prices";
import { keys, queryClient, readMeta } from "@/api/queries";
import { listRecords } from "@/api/records";
import type { FilterNode, RecordData, Reference } from "@/api/types";
import { decimal, isBelow, multiply, toText } from "@/platform/decimal";
import type { Row } from "@/platform/fields/lines";
import { currencyOf, trimZeros } from "@/platform/format";
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

export interface SaleFacts {
  cards: ReadonlyMap<number, Card>;
}

/** What is known of the products in the rows; asked once for each. */
export function useSale(rows: Row[]): SaleFacts {
  const [cards, setCards] = useState<ReadonlyMap<number, Card>>(new Map());
  const wanted = [...new Set(rows.flatMap((row) => idOf(row["product"]) ?? []))].sort((a, b) => a - b).join();
  useEffect(() => {
    const missing = wanted ? wanted.split(",").map(Number).filter((id) => !cards.has(id)) : [];
    if (missing.length === 0) return undefined;
    let isGone = false;
    const known = missing.flatMap((id) => queryClient.getQueryData<Card>(cardKey(id)) ?? []);
    const rest = missing.filter((id) => !known.some((card) => card.id === id));
    const read = rest.length ? listCards({ filter: { field: "id", op: "in", value: rest } }).then((answer) => answer.cards) : Promise.resolve([]);
    void read.catch(() => []).then((found: Card[]) => {
      if (!isGone && known.length + found.length) setCards((now) => new Map([...now, ...[...known, ...found].map((card): [number, Card] => [Number(card.id), card])]));
    });
    return () => { isGone = true; };
  }, [wanted, cards]);
  return useMemo(() => ({ cards }), [cards]);
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
