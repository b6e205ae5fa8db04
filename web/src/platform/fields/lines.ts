/**
 * What a domain adds to the grid of its lines: estimates while typing, and what choosing a
 * product fills in. Domains register here; the grid knows none of them.
 */

import type { ComponentType } from "react";
import type { FieldMeta, FilterNode } from "@/api/types";

/** What each line has as a record of its own and nobody looks for in the grid of a document. */
export const NOT_OF_A_LINE: ReadonlySet<string> = new Set(["id", "position", "_version", "created_at", "created_by", "updated_at", "updated_by", "external_id", "source_system", "currency", "number", "owner", "department", "record_type"]);

/** In the row of a grid that is being filled in: what it shows is no stop on the way through it by keyboard. */
export const IN_GRID = "_inGrid";

export type Row = Record<string, unknown>;

export interface LineEstimate {
  /** Per row: read-only cells that the estimate fills, by field name. */
  cells: Record<string, string>[];
  /** Per row: what somebody should look at again before it is saved. */
  warnings?: (string | null)[];
  totals: { label: string; value: string }[];
}

/** The grid as the tools of a domain see it: the same object while its columns stay. */
export interface LineGrid {
  field: FieldMeta;
  columns: FieldMeta[];
  /** The rows and their document as they stand. */
  now: () => { rows: Row[]; document: Row };
  /** Puts rows behind the others, in the place of rows at the end in which nothing was chosen yet. */
  append: (rows: Row[]) => void;
  /** The row as it becomes, for each; it is asked of the rows as they are then. */
  change: (next: (row: Row) => Row) => void;
}

export interface LineToolsProps {
  grid: LineGrid;
  isEmpty: boolean;
  disabled?: boolean;
  /** Rows of a table that were pasted into the grid, until `onTaken`. */
  pasted: string | null;
  onTaken: () => void;
}

export interface LineBehaviour {
  /** The columns of the grid, in this order; custom fields follow, but for those it places. Without it: every field. */
  columns?: (custom: string[]) => string[];
  /** Whether a cell is to be filled in; a column that is open in no row is not shown. Without it: every cell. */
  isOpen?: (row: Row, column: string) => boolean;
  estimate?: (rows: Row[], parent: Row, facts?: unknown) => LineEstimate;
  /** A hook: what is known of what stands in the rows, besides what they say themselves. It stays the same while nothing changes. */
  useFacts?: (rows: Row[], parent: Row) => unknown;
  /** What a cell is chosen from, as far as its row says. */
  within?: (row: Row, column: string, facts: unknown) => FilterNode | null;
  /** What is said below a cell. */
  hint?: (row: Row, column: string, facts: unknown, parent: Row) => string | null;
  /** Whether anything was chosen in a row. */
  isEmpty?: (row: Row) => boolean;
  /** Buttons beside 「添加一行」, and what takes rows that are pasted. */
  tools?: ComponentType<LineToolsProps>;
  /** What the discount of a row takes off, as an amount to be shown. */
  saved?: (row: Row) => string | null;
  /** What a new row begins with. */
  start?: Row;
  /** The other cells that follow from the changed one. `before`: the row as it was. */
  complete?: (row: Row, field: string, parent: Row, before?: Row) => Promise<Row>;
  /** What the records of a column are chosen from, as far as the document says: asked again when one of these fields changes. */
  scope?: { column: string; follows: string[]; ask: (parent: Row) => Promise<FilterNode | null> };
  /** What no longer holds in a row when its document is in another currency. */
  withoutPrices?: (row: Row) => Row;
}

const behaviours = new Map<string, LineBehaviour>();

export function registerLines(lineObject: string, behaviour: LineBehaviour): void {
  behaviours.set(lineObject, behaviour);
}

export function linesOf(lineObject: string): LineBehaviour {
  return behaviours.get(lineObject) ?? {};
}

const followed = new Set<Promise<unknown>>();

/** Cells are being filled in that follow from what was typed. */
export function follow(work: Promise<unknown>): void {
  const done = work.finally(() => followed.delete(done));
  followed.add(done);
}

/** As long as somebody who has pressed 「保存」 waits for an answer that does not come; what stands in the cells is sent then. */
const PATIENCE_MS = 5_000;

/** What follows from the cells that were typed stands in the rows: a form is sent then, not with the price of another quantity. */
export async function settled(): Promise<void> {
  if (followed.size === 0) return;
  const late = new Promise((end) => setTimeout(end, PATIENCE_MS));
  await Promise.race([Promise.allSettled(followed), late]);
}
