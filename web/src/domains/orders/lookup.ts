/** Which products pasted rows name, and what lines they become. */
import { keys, queryClient } from "@/api/queries";
import { listRecords } from "@/api/records";
import type { Reference } from "@/api/types";
import type { Row } from "@/platform/fields/lines";
import { explainPrices } from "@/api/prices";
import { idOf, listCards, ofCard, pricedBy, repriced, saleOf, sourceOf, unitsOf, type Card } from "./sale";
import type { Fault, PastedRow } from "./paste";

export type Problem = Fault | "unknown" | "ambiguous" | "inactive" | "not_sellable" | "unit" | "too_many";

export interface Resolved {
  /** The line, where nothing is wrong. */
  row: Row | null;
  problem: Problem | null;
  /** What the problem is about: the word that names nothing, the units that there are. */
  about: string;
}

interface Named {
  card: Card;
  /** The unit whose barcode it was. */
  unit: Reference | null;
}

const plain = (text: unknown): string => (typeof text === "string" ? text.normalize("NFKC").trim().toLowerCase() : "");

/** As many words as one question asks for. */
const WORDS = 200;

/** The names of all units. */
export async function unitNames(): Promise<ReadonlySet<string>> {
  const read = () => listRecords("unit", { fields: ["name"], limit: 500, count: "none" });
  const answer = await queryClient.fetchQuery({ queryKey: [...keys.records("unit"), "names"], queryFn: read, staleTime: 300_000 });
  return new Set(answer.items.map((one) => String(one["name"])));
}

async function cardsNamed(words: string[]): Promise<Card[]> {
  const wanted = [...new Set(words.flatMap((word) => [word, word.normalize("NFKC").trim()]))];
  const found: Card[] = [];
  for (let at = 0; at < wanted.length; at += WORDS) {
    const value = wanted.slice(at, at + WORDS);
    const filter = { any: ["code", "barcode", "name", "units.barcode"].map((field) => ({ field, op: "in" as const, value })) };
    found.push(...(await listCards({ filter })).cards);
  }
  return found;
}

/** What a word names: a code before a barcode before a name. */
function named(word: string, cards: Card[]): Named[] {
  const sought = plain(word);
  const of = (field: string) => cards.filter((card) => plain(card[field]) === sought).map((card): Named => ({ card, unit: null }));
  const byUnit = cards.flatMap((card) => card.units.filter((one) => plain(one.barcode) === sought).map((one): Named => ({ card, unit: one.unit })));
  return [of("code"), of("barcode"), byUnit, of("name")].find((found) => found.length > 0) ?? [];
}

const failed = (problem: Problem, about = ""): Resolved => ({ row: null, problem, about });

function lineOf(pasted: PastedRow, cards: Card[]): Resolved {
  const [fault] = pasted.faults;
  if (fault) return failed(fault);
  const found = pasted.words.map((word) => named(word, cards)).find((one) => one.length > 0) ?? [];
  const [one] = found;
  if (!one) return failed("unknown", pasted.words.join(" "));
  if (new Set(found.map((other) => other.card.id)).size > 1) return failed("ambiguous", pasted.words.join(" "));
  if (one.card["is_active"] === false || one.card["is_sellable"] === false) return failed("inactive", String(one.card["name"]));
  const units = unitsOf(one.card);
  const unit = pasted.unit ? units.find((other) => plain(other.unit.name) === plain(pasted.unit))?.unit : one.unit ?? one.card.base_unit;
  if (unit === undefined) return failed("unit", units.map((other) => other.unit.name).join("、"));
  const row: Row = { product: { id: one.card.id, name: String(one.card["name"]) }, quantity: pasted.quantity, ...ofCard(one.card, {}, unit) };
  if (pasted.price !== null) row["unit_price"] = pasted.price;
  if (pasted.discount !== null) row["discount_rate"] = pasted.discount;
  if (pasted.description) row["description"] = pasted.description;
  return { row, problem: null, about: "" };
}

/** Rows with their prices by rule; a price that the row already says is one that somebody typed. What is not sold to the account is told. */
export async function priceLines(rows: Row[], document: Row): Promise<{ row: Row; isSellable: boolean }[]> {
  const lines = rows.map((row) => ({ product: idOf(row["product"]) ?? 0, unit: idOf(row["unit"]), quantity: String(row["quantity"]) }));
  const answers = await explainPrices(saleOf(document), lines);
  return rows.map((row, index) => {
    const answer = answers[index];
    if (!answer) return { row, isSellable: true };
    const isSaid = row["unit_price"] !== undefined;
    const next = repriced(isSaid ? { ...row, price_source: "typed" } : row, pricedBy(answer), isSaid);
    return { row: isSaid ? { ...next, price_source: sourceOf(next) } : next, isSellable: answer.is_sellable !== false };
  });
}

/** The lines that pasted rows become, in their order; `room`: how many more the document may have. */
export async function resolveRows(pasted: PastedRow[], document: Row, room: number): Promise<Resolved[]> {
  const cards = await cardsNamed(pasted.flatMap((row) => row.words));
  const found = pasted.map((row) => lineOf(row, cards));
  const good = found.filter((one) => one.row !== null);
  for (const one of good.splice(Math.max(room, 0))) Object.assign(one, failed("too_many"));
  const lines = good.flatMap((one) => (one.row ? [one.row] : []));
  (await priceLines(lines, document)).forEach(({ row, isSellable }, index) => {
    const one = good[index];
    if (one) Object.assign(one, isSellable ? { row } : failed("not_sellable", (row["product"] as Reference).name));
  });
  return found;
}
