/** The answer of a report laid out as a table: lines in their order, column keys across. Pure; what is drawn follows it. */
import type { ReportAnswer, ReportCell, ReportColumn, ReportDrill, ReportRow } from "@/api/types";

export type Keys = Record<string, unknown>;

/** What stands behind a figure: a list, a count whose records nobody may open, or other figures that it is computed of. */
export type Behind = ReportDrill | "counted" | "computed";

export interface Figure {
  column: ReportColumn;
  value: unknown;
  behind: Behind;
}

export interface Line {
  kind: "row" | "subtotal" | "others" | "total";
  keys: Keys;
  /** So many of the first groups are those of the line above. */
  repeated: number;
  /** By combination of column keys, then over all of them. Null where no records are; of the others, which are counted over all of them alone. */
  blocks: (Figure[] | null)[];
  isIncomplete: boolean;
  /** Of the others: how many groups. */
  count: number;
}

export interface Table {
  groups: ReportColumn[];
  columns: ReportColumn[];
  measures: ReportColumn[];
  /** Combinations of column keys; empty without column keys. */
  across: { keys: Keys; isIncomplete: boolean }[];
  lines: Line[];
  /** Some figure counts records that the reader may not open. */
  hasCounted: boolean;
}

type Part = Pick<ReportCell, "values" | "drills">;

const idOf = (keys: Keys | undefined) => JSON.stringify(keys ?? {});

function figuresOf(measures: ReportColumn[], part: Part): Figure[] {
  return measures.map((column) => ({
    column, value: part.values[column.as] ?? null,
    behind: column.as in part.drills ? part.drills[column.as] ?? "counted" : "computed",
  }));
}

/** In the order of the total, then those that only a row has. */
function acrossOf(answer: ReportAnswer): Table["across"] {
  const found = new Map<string, Table["across"][number]>();
  for (const cell of [...(answer.cells ?? []), ...answer.rows.flatMap((row) => row.cells ?? [])]) {
    const id = idOf(cell.keys);
    found.set(id, { keys: cell.keys ?? {}, isIncomplete: Boolean(cell.incomplete) || Boolean(found.get(id)?.isIncomplete) });
  }
  return [...found.values()];
}

/** The cells of a line at the places of the combinations. */
function spread(across: Table["across"], cells: ReportCell[] | undefined): (ReportCell | undefined)[] {
  const there = new Map(cells?.map((cell) => [idOf(cell.keys), cell]));
  return across.map(({ keys }) => there.get(idOf(keys)));
}

/** How many of the first groups two lines share. */
function shared(groups: ReportColumn[], a: Keys, b: Keys | undefined): number {
  const differs = groups.findIndex((group) => !b || !(group.as in b) || JSON.stringify(a[group.as]) !== JSON.stringify(b[group.as]));
  return differs < 0 ? groups.length : differs;
}

/** The rows, each subtotal behind the last row that it holds, the inner ones first. */
function ordered(answer: ReportAnswer, groups: ReportColumn[]) {
  const prefix = (keys: Keys | undefined, depth: number) => JSON.stringify(groups.slice(0, depth).map((group) => keys?.[group.as] ?? null));
  const depthOf = (keys: Keys | undefined) => Object.keys(keys ?? {}).length;
  const last = new Map<string, number>();
  answer.rows.forEach((row, index) => groups.forEach((_group, depth) => last.set(prefix(row.keys, depth), index)));
  const behind = new Map<number, ReportRow[]>();
  for (const part of [...answer.subtotals].sort((a, b) => depthOf(b.keys) - depthOf(a.keys))) {
    const at = last.get(prefix(part.keys, depthOf(part.keys))) ?? answer.rows.length - 1;
    behind.set(at, [...(behind.get(at) ?? []), part]);
  }
  return answer.rows.flatMap((row, index) => [
    { kind: "row" as const, part: row },
    ...(behind.get(index) ?? []).map((part) => ({ kind: "subtotal" as const, part })),
  ]);
}

export function tableOf(answer: ReportAnswer): Table {
  const kind = (wanted: ReportColumn["kind"]) => answer.columns.filter((one) => one.kind === wanted);
  const [groups, columns, measures] = [kind("group"), kind("column"), kind("measure")];
  const across = columns.length ? acrossOf(answer) : [];
  const blocksOf = (part: Part, cells: ReportCell[] | undefined) => [
    ...spread(across, cells).map((cell) => (cell ? figuresOf(measures, cell) : null)),
    figuresOf(measures, part),
  ];
  const plain = { keys: {}, repeated: 0, isIncomplete: false, count: 0 };
  let above: Keys | undefined;
  const lines = ordered(answer, groups).map(({ kind: of, part }): Line => {
    const keys = part.keys ?? {};
    // the last group is said on every row: it is what tells the rows apart
    const repeated = of === "row" ? Math.min(shared(groups, keys, above), groups.length - 1) : 0;
    above = of === "row" ? keys : above;
    return { ...plain, kind: of, keys, repeated, isIncomplete: Boolean(part.incomplete), blocks: blocksOf(part, part.cells) };
  });
  if (answer.others) lines.push({ ...plain, kind: "others", count: answer.others.count, blocks: blocksOf(answer.others, undefined) });
  if (Object.keys(answer.totals).length) lines.push({ ...plain, kind: "total", blocks: blocksOf({ values: answer.totals, drills: answer.drills }, answer.cells) });
  const hasCounted = lines.some((line) => line.blocks.some((block) => block?.some((one) => one.behind === "counted" && one.value !== null)));
  return { groups, columns, measures, across, lines, hasCounted };
}

/** What each measure is in one sentence, where the answer tells it. */
export function sentencesOf(answer: ReportAnswer): Record<string, string> {
  return (answer.explain?.["sentence"] ?? {}) as Record<string, string>;
}
