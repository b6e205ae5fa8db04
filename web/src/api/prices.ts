import { call } from "./client";
import type { FilterNode } from "./types";

/** What a price could have come from, and why it did not (null: it did). */
export interface PriceCandidate {
  source: string;
  book: string | null;
  price: string | null;
  from_quantity: string | null;
  unit: number | null;
  discount_rate: string | null;
  why_not: string | null;
  change: { field: string; value: string | number | null } | null;
}

export interface PriceReasonsData {
  source: string | null;
  candidates: PriceCandidate[];
}

export interface ExplainedPrice extends PriceReasonsData {
  unit_price: string | null;
  is_sellable?: boolean;
}

export interface Sale {
  account: number | null;
  owner: number | null;
  on: string | null;
  currency: string | null;
}

export interface AskedLine {
  product: number;
  unit: number | null;
  quantity: string;
}

/** The price of each line, and why. */
export async function explainPrices(sale: Sale, lines: AskedLine[]): Promise<ExplainedPrice[]> {
  if (lines.length === 0) return [];
  const answer = await call("post", "/prices/explain", { body: { ...sale, lines } });
  return (answer as { items?: ExplainedPrice[] }).items ?? [];
}

/** What may be sold to an account, as a filter over products; null: everything. */
export async function sellableTo(account: number | null): Promise<FilterNode | null> {
  const answer = await call("get", "/prices/range", { params: { query: account === null ? {} : { account } } });
  return ((answer as { filter?: unknown }).filter ?? null) as FilterNode | null;
}
