/** Parties `[{kind, value}]` and limits `{dimension: "all" | [values]}` as the server stores them. */
export type PartyKind = "user" | "department" | "role";
export type Entry = { kind: PartyKind; value: number } | { kind: "field"; value: string } | { kind: "serving" };

/** Stands for records without a value. */
export const EMPTY = null;
/** Stands for the person's own departments. */
export const OWN = "own";
export type Value = string | number | null;
export type Limits = Record<string, "all" | Value[]>;
export type Mode = "unset" | "all" | "some";

export function entriesOf(value: unknown): Entry[] {
  return Array.isArray(value) ? (value as Entry[]) : [];
}

export function idsOf(entries: Entry[], kind: PartyKind): number[] {
  return entries.flatMap((one) => (one.kind === kind ? [one.value] : []));
}

/** The same entries with these ids of one kind, in the order of the kinds. */
export function withIds(entries: Entry[], kind: PartyKind, ids: number[]): Entry[] {
  return [...entries.filter((one) => one.kind !== kind), ...ids.map((value) => ({ kind, value }))];
}

export function limitOf(limits: Limits, code: string): { mode: Mode; values: Value[] } {
  const given = limits[code];
  if (given === undefined) return { mode: "unset", values: [] };
  return given === "all" ? { mode: "all", values: [] } : { mode: "some", values: given };
}

export function withLimit(limits: Limits, code: string, mode: Mode, values: Value[]): Limits {
  const { [code]: _old, ...rest } = limits;
  return mode === "unset" ? rest : { ...rest, [code]: mode === "all" ? "all" : values };
}
