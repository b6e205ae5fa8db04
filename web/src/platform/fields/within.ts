/**
 * References that belong together (`within` of a field): an order's address is one of its account. The server holds it;
 * here it narrows what a picker offers, and finds what no longer fits when the account is another one.
 */
import { listRecords } from "@/api/records";
import type { FieldMeta, FilterNode, RecordId, Reference } from "@/api/types";

type Values = Record<string, unknown>;

function chosen(value: unknown): Reference | null {
  return value && typeof value === "object" && "id" in value ? (value as Reference) : null;
}

/** Whether two values name the same record, or both none. */
export function isSame(one: unknown, other: unknown): boolean {
  return chosen(one)?.id === chosen(other)?.id;
}

/** The record under which a field's value must stand, by the name that both have for it; empty while none is chosen. */
export function groupOf(field: FieldMeta, values: Values | undefined): Record<string, Reference> {
  const group = field.within ? chosen(values?.[field.within]) : null;
  return field.within && group ? { [field.within]: group } : {};
}

export function narrowed(groups: Record<string, Reference>): FilterNode | null {
  const [group] = Object.entries(groups).map(([field, one]): FilterNode => ({ field, op: "eq", value: one.id }));
  return group ?? null;
}

function isOfDocument(column: FieldMeta, columns: FieldMeta[]): boolean {
  return Boolean(column.within) && !columns.some((one) => one.name === column.within);
}

/** What the cell of a line takes from its document: the group that the line itself has no field for. */
export function ofDocument(column: FieldMeta, columns: FieldMeta[], document: Values | undefined): Values {
  return column.within && isOfDocument(column, columns) ? { [column.within]: document?.[column.within] } : {};
}

/** A reference that does not stand under the group: of the form itself, or of these rows of its lines. */
export interface Misfit {
  field: FieldMeta;
  column?: FieldMeta;
  rows?: number[];
  group: string;
}

interface Place {
  field: FieldMeta;
  column?: FieldMeta;
}

function rowsOf(value: unknown): Values[] {
  return Array.isArray(value) ? (value as Values[]) : [];
}

/** The ids that the references of one place name, row by row. */
function named({ field, column }: Place, values: Values): (RecordId | null)[] {
  const all = column ? rowsOf(values[field.name]).map((row) => row[column.name]) : [values[field.name]];
  return all.map((one) => chosen(one)?.id ?? null);
}

function placesUnder(fields: FieldMeta[], groups: ReadonlySet<string>): Place[] {
  return fields.flatMap((field): Place[] => {
    const columns = field.lines?.fields ?? [];
    const ofLines = columns.filter((column) => isOfDocument(column, columns)).map((column): Place => ({ field, column }));
    return [{ field } as Place, ...ofLines].filter((place) => groups.has((place.column ?? place.field).within ?? ""));
  });
}

/** Which of the references that stand under one of these groups do not, as the values say now. */
export async function findMisfits(fields: FieldMeta[], groups: ReadonlySet<string>, values: Values): Promise<Misfit[]> {
  const found = await Promise.all(placesUnder(fields, groups).map(async (place): Promise<Misfit[]> => {
    const reference = place.column ?? place.field;
    const under = narrowed(groupOf(reference, values));
    const ids = named(place, values);
    const wanted = [...new Set(ids.filter((id) => id !== null))];
    if (!under || !reference.within || !reference.target || wanted.length === 0) return [];
    const { items } = await listRecords(reference.target, { filter: { all: [{ field: "id", op: "in", value: wanted }, under] }, fields: ["id"], limit: wanted.length, count: "none" });
    const fitting = new Set(items.map((item) => String(item.id)));
    const rows = ids.flatMap((id, row) => (id !== null && !fitting.has(String(id)) ? [row] : []));
    return rows.length ? [{ ...place, group: reference.within, ...(place.column ? { rows } : {}) }] : [];
  }));
  return found.flat();
}

/** The value of a misfit's field without what does not fit; unchanged where another was chosen meanwhile. */
export function without({ field, column, rows }: Misfit, asked: Values, now: Values): unknown {
  if (!column) return isSame(now[field.name], asked[field.name]) ? null : now[field.name];
  const before = rowsOf(asked[field.name]);
  const ids = new Set((rows ?? []).map((row) => chosen(before[row]?.[column.name])?.id));
  return rowsOf(now[field.name]).map((row) => (ids.has(chosen(row[column.name])?.id) ? { ...row, [column.name]: null } : row));
}
