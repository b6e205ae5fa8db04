import { useEffect, useMemo, useRef } from "react";
import type { FieldMeta, Me } from "@/api/types";
import { useSession } from "@/platform/session";
import { currencyOf } from "../../format";
import { standingDefault } from "../defaults";
import { follow, linesOf, NOT_OF_A_LINE, type LineBehaviour, type Row } from "../lines";
import type { EditorProps } from "./types";

export function lineColumns(field: FieldMeta, parentObject?: string): FieldMeta[] {
  const all = (field.lines?.fields ?? []).filter(
    (column) => !NOT_OF_A_LINE.has(column.name) && column.type !== "lines" && !column.system && column.target !== parentObject,
  );
  const order = linesOf(field.lines?.object ?? "").columns;
  if (!order) return all;
  const custom = all.filter((column) => column.custom).map((column) => column.name);
  return [...new Set([...order(custom), ...custom])].flatMap((name) => all.find((column) => column.name === name) ?? []);
}

let lastRow = 0;
const rowKey = (): number => (lastRow += 1);

export const keyOf = (row: Row, index: number): string => String(row["id"] ?? row["_key"] ?? index);

function isSame(one: Row, other: Row): boolean {
  return other["id"] === undefined ? one["_key"] === other["_key"] : one["id"] === other["id"];
}

/** What is done with the rows. Each of them is the same function as long as the grid stands, so that a row is not drawn again for it. */
export interface RowTools {
  now: () => { rows: Row[]; document: Row };
  change: (index: number, name: string, cell: unknown) => void;
  move: (index: number, step: number) => void;
  copy: (index: number) => void;
  remove: (index: number) => void;
  add: () => void;
  append: (rows: Row[]) => void;
  changeAll: (next: (row: Row) => Row) => void;
}

interface Now {
  rows: Row[];
  document: Row;
  behaviour: LineBehaviour;
  fresh: () => Row;
  tell: (rows: Row[]) => void;
}

function toolsOf(now: () => Now): RowTools {
  const set = (next: Row[]) => now().tell(next);
  const fillIn = (row: Row, patch: Row) => {
    if (Object.keys(patch).length === 0) return;
    // Rows may have moved meanwhile, and what was typed meanwhile stays.
    const fill = (one: Row) => ({ ...one, ...Object.fromEntries(Object.entries(patch).filter(([name]) => one[name] === row[name])) });
    set(now().rows.map((one) => (isSame(one, row) ? fill(one) : one)));
  };
  return {
    now,
    change: (index, name, cell) => {
      const { rows, behaviour, document } = now();
      const before = rows[index] ?? {};
      const row = { ...before, [name]: cell };
      set(rows.map((one, at) => (at === index ? row : one)));
      if (behaviour.complete && cell !== null) follow(behaviour.complete(row, name, document, before).then((patch) => fillIn(row, patch)));
    },
    move: (index, step) => {
      const next = [...now().rows];
      const [row] = next.splice(index, 1);
      if (row) next.splice(index + step, 0, row);
      set(next);
    },
    copy: (index) => {
      const { rows } = now();
      const { id: _id, ...row } = rows[index] ?? {};
      set([...rows.slice(0, index + 1), { ...row, _key: rowKey() }, ...rows.slice(index + 1)]);
    },
    remove: (index) => set(now().rows.filter((_, at) => at !== index)),
    add: () => set([...now().rows, now().fresh()]),
    append: (added) => {
      const { rows, behaviour, fresh } = now();
      const isEmpty = behaviour.isEmpty ?? (() => false);
      const last = rows.findLastIndex((row) => !isEmpty(row));
      set([...rows.slice(0, last + 1), ...added.map((row) => ({ ...fresh(), ...row }))]);
    },
    changeAll: (next) => set(now().rows.map(next)),
  };
}

function freshRow(every: FieldMeta[], behaviour: LineBehaviour, me: Pick<Me, "id" | "name" | "department">): Row {
  const row: Row = { _key: rowKey(), ...behaviour.start };
  for (const column of every) if (column.default !== null && column.default !== undefined) row[column.name] = standingDefault(column.default, me);
  return row;
}

/** The rows of a grid, its columns, and what is done with them. */
export function useLineRows({ field, value, values, object, onChange }: EditorProps) {
  const rows = useMemo(() => (Array.isArray(value) ? (value as Row[]) : []), [value]);
  const behaviour = linesOf(field.lines?.object ?? "");
  const every = useMemo(() => lineColumns(field, object), [field, object]);
  const me = useSession();
  const latest = useRef<Now>(null as never);
  latest.current = {
    rows, behaviour, document: values ?? {},
    fresh: () => freshRow(every, behaviour, me),
    tell: (next) => {
      latest.current.rows = next;
      onChange?.(next);
    },
  };
  const tools = useMemo(() => toolsOf(() => latest.current), []);
  const isOpen = behaviour.isOpen ?? (() => true);
  const shown = every.filter((column) => isOpen({}, column.name) || rows.some((row) => isOpen(row, column.name))).map((column) => column.name).join();
  const columns = useMemo(() => every.filter((column) => shown.split(",").includes(column.name)), [every, shown]);
  const currency = currencyOf(values);
  const priced = useRef(currency);
  useEffect(() => {
    if (priced.current === currency) return;
    priced.current = currency;
    const { behaviour: { withoutPrices: drop }, rows: standing, tell } = latest.current;
    if (drop && standing.length) tell(standing.map(drop));
  }, [currency]);
  return { rows, behaviour, columns, tools };
}
