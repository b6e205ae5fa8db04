/** What the dialog of products works out without asking anybody. */
import type { RecordData, Reference } from "@/api/types";
import { add, decimal, toText } from "@/platform/decimal";
import { idOf, type Card } from "./sale";

export interface Branch {
  key: number;
  title: string;
  children?: Branch[];
}

/** The categories as a tree; one whose parent is not among them stands at the top. */
export function categoryTree(rows: RecordData[]): Branch[] {
  const known = new Set(rows.map((row) => Number(row.id)));
  const below = (parent: number | null): Branch[] =>
    rows
      .filter((row) => {
        const above = idOf(row["parent"]);
        return (above !== null && known.has(above) ? above : null) === parent;
      })
      .map((row) => {
        const children = below(Number(row.id));
        return { key: Number(row.id), title: String(row["name"]), ...(children.length ? { children } : {}) };
      });
  return below(null);
}

const plain = (value: unknown): string => (typeof value === "string" ? value.normalize("NFKC").trim().toLowerCase() : "");

/** What words name exactly, by code or barcode, with the unit whose barcode it is; else the only one that was found. */
export function exactly(words: string, cards: Card[]): { card: Card; unit: Reference | null } | null {
  const sought = plain(words);
  if (!sought) return null;
  for (const card of cards) {
    if (plain(card["code"]) === sought || plain(card["barcode"]) === sought) return { card, unit: null };
    const unit = card.units.find((one) => plain(one.barcode) === sought);
    if (unit) return { card, unit: unit.unit };
  }
  const [only, ...others] = cards;
  return only && others.length === 0 ? { card: only, unit: null } : null;
}

/** One more of it. */
export function increased(quantity: string | undefined): string {
  return toText(add(decimal(quantity || "0") ?? { units: 0n, scale: 0 }, { units: 1n, scale: 0 }));
}
