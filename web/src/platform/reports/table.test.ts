import { describe, expect, it } from "vitest";
import type { ReportAnswer, ReportRow } from "@/api/types";
import { tableOf } from "./table";

const drill = (value: string) => ({ object: "lead", filter: { field: "status", op: "eq" as const, value } });
const row = (keys: Record<string, unknown>, leads: number, more: Partial<ReportRow> = {}): ReportRow => ({ keys, values: { leads, rate: "0.5" }, drill: null, drills: { leads: drill(String(keys["owner"])) }, ...more });
const measure = (as: string, total: "added" | "own") => ({ as, kind: "measure" as const, label: as, type: "integer" as const, total });
const group = (as: string) => ({ as, kind: "group" as const, label: as, type: "text" as const, path: as, bucket: null });

const answer = (more: Partial<ReportAnswer>): ReportAnswer => ({
  object: "lead", columns: [group("area"), group("owner"), group("status"), measure("leads", "added"), measure("rate", "own")],
  rows: [], others: null, subtotals: [], totals: {}, drills: {}, truncated: false, as_of: "2026-01-01T00:00:00Z", currency: "CNY", time_zone: "Asia/Shanghai", ...more,
});

const rows = [
  row({ area: "北", owner: "甲", status: "a" }, 1), row({ area: "北", owner: "甲", status: "b" }, 2),
  row({ area: "北", owner: "乙", status: "a" }, 3), row({ area: "南", owner: "甲", status: "a" }, 4),
];

describe("the lines of a report", () => {
  it("puts each subtotal behind its last row, the inner ones first, and what is repeated once", () => {
    const subtotals = [row({ area: "北" }, 6), row({ area: "南" }, 4), row({ area: "北", owner: "甲" }, 3), row({ area: "北", owner: "乙" }, 3), row({ area: "南", owner: "甲" }, 4)];
    const { lines } = tableOf(answer({ rows, subtotals, totals: { leads: 10 }, drills: { leads: null }, others: { count: 7, values: { leads: 5 }, drill: null, drills: { leads: null } } }));
    expect(lines.map((one) => [one.kind, Object.values(one.keys).join(), one.repeated])).toEqual([
      ["row", "北,甲,a", 0], ["row", "北,甲,b", 2], ["subtotal", "北,甲", 0],
      ["row", "北,乙,a", 1], ["subtotal", "北,乙", 0], ["subtotal", "北", 0],
      ["row", "南,甲,a", 0], ["subtotal", "南,甲", 0], ["subtotal", "南", 0],
      ["others", "", 0], ["total", "", 0],
    ]);
    expect(lines.at(-2)?.count).toBe(7);
  });

  it("keeps the last group on every row, and does not take an empty one for a repeated one", () => {
    const one = { columns: [group("owner"), measure("leads", "added")], rows: [row({ owner: "甲" }, 1), row({ owner: "甲" }, 1)] };
    expect(tableOf(answer(one)).lines.map((line) => line.repeated)).toEqual([0, 0]);
    const two = { columns: [group("area"), group("owner"), measure("leads", "added")], rows: [row({ area: null, owner: "甲" }, 1), row({ area: "北", owner: "甲" }, 1)] };
    expect(tableOf(answer(two)).lines.map((line) => line.repeated)).toEqual([0, 0]);
  });

  it("tells what stands behind a figure: a list, a count alone, other figures", () => {
    const counted = row({ owner: "甲" }, 1, { drills: { leads: null } });
    const table = tableOf(answer({ rows: [row({ owner: "乙" }, 1), counted] }));
    expect(table.lines.map((line) => line.blocks[0]?.map((one) => one.behind))).toEqual([[drill("乙"), "computed"], ["counted", "computed"]]);
    expect(table.hasCounted).toBe(true);
    expect(tableOf(answer({ rows: [row({ owner: "乙" }, 1)] })).hasCounted).toBe(false);
  });
});

describe("column keys", () => {
  const cell = (status: string, leads: number, incomplete = false) => ({ keys: { status }, values: { leads }, drill: null, drills: {}, incomplete });
  const columns = [group("owner"), { ...group("status"), kind: "column" as const }, measure("leads", "added")];

  it("stand across in the order of the total, then those of the rows, then all together", () => {
    const table = tableOf(answer({ columns, rows: [row({ owner: "甲" }, 3, { cells: [cell("z", 1), cell("b", 2, true)] })], totals: { leads: 3 }, cells: [cell("a", 0), cell("b", 2)] }));
    expect(table.across).toEqual([
      { keys: { status: "a" }, isIncomplete: false }, { keys: { status: "b" }, isIncomplete: true }, { keys: { status: "z" }, isIncomplete: false },
    ]);
    expect(table.lines.map((line) => line.blocks.map((block) => block?.[0]?.value ?? null))).toEqual([[null, 2, 1, 3], [0, 2, null, 3]]);
  });
});
