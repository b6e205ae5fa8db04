/**
 * What a domain adds to the grid of its lines: estimates while typing, and what choosing a
 * product fills in. Domains register here; the grid knows none of them.
 */

import type { FilterNode } from "@/api/types";

/** What each line has as a record of its own and nobody looks for in the grid of a document. */
export const NOT_OF_A_LINE: ReadonlySet<string> = new Set(["id", "position", "_version", "created_at", "created_by", "updated_at", "updated_by", "external_id", "source_system", "currency", "number", "name", "owner", "department", "record_type"]);

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

export interface LineBehaviour {
  /** The columns of the grid, in this order; custom fields follow, but for those it places. Without it: every field. */
  columns?: (custom: string[]) => string[];
  /** Whether a cell is to be filled in; a column that is open in no row is not shown. Without it: every cell. */
  isOpen?: (row: Row, column: string) => boolean;
  estimate?: (rows: Row[], parent: Row) => LineEstimate;
  /** What the discount of a row takes off, as an amount to be shown. */
  saved?: (row: Row) => string | null;
  /** What a new row begins with. */
  start?: Row;
  /** The other cells that follow from the changed one. */
  complete?: (row: Row, field: string, parent: Row) => Promise<Row>;
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
