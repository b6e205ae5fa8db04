import { render, screen, within } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, test } from "vitest";
import type { ReportAnswer } from "@/api/types";
import { ReportTable } from "./ReportTable";
import { tableOf } from "./table";

const drill = { object: "deal", filter: { field: "status", op: "eq" as const, value: "won" } };

const answer: ReportAnswer = {
  object: "campaign", others: null, subtotals: [], truncated: false, as_of: "2026-01-01T00:00:00Z", currency: "CNY", time_zone: "Asia/Shanghai",
  columns: [
    { as: "status", kind: "group", label: "状态", type: "choice", path: "deals.status", bucket: null, labels: { won: "赢单", lost: "输单" } },
    { as: "deals", kind: "measure", label: "商机数", type: "integer", total: "added" },
    { as: "orders", kind: "measure", label: "订单数", type: "integer", total: "own" },
    { as: "rate", kind: "measure", label: "转化率", type: "percent", total: "none" },
  ],
  rows: [
    { keys: { status: "won" }, values: { deals: 1200, orders: 3, rate: "0.0025" }, drill: null, drills: { deals: drill, orders: null } },
    { keys: { status: null }, values: { deals: 1, orders: null, rate: null }, drill: null, drills: { deals: null, orders: null }, incomplete: true },
  ],
  totals: { deals: 1201, orders: 3, rate: "0.0025" }, drills: { deals: drill, orders: null },
};

function draw(shown: ReportAnswer) {
  render(<MemoryRouter><ReportTable answer={shown} table={tableOf(shown)} name="转化" /></MemoryRouter>);
}

test("figures open their lists, counts alone do not, and every group and mark is said", () => {
  draw({ ...answer, explain: { sentence: { deals: "“商机数”是商机的条数。" } } });
  const won = screen.getByText("赢单").closest("tr") as HTMLElement;
  const link = within(won).getByRole("link", { name: "1,200" });
  expect(link.getAttribute("href")).toBe(`/o/deal?filter=${encodeURIComponent(JSON.stringify(drill.filter))}`);
  expect(within(won).getAllByRole("link")).toEqual([link]);
  expect(within(won).getByText("3").getAttribute("title")).toBe("只能统计，不能打开");
  expect(within(won).getByText("0.3%").getAttribute("title")).toBe("由其他数字算出，请从相关的数字打开明细");
  const none = screen.getByText("（空）").closest("tr") as HTMLElement;
  expect(within(none).getAllByText("—")).toHaveLength(2);
  expect(within(none).getByText("未结束")).toBeTruthy();
  expect(screen.getByRole("button", { name: /^“商机数”是商机的条数。 各组相加/ }).textContent).toBe("Σ");
  expect(screen.getByRole("button", { name: /^合计单独计算/ }).textContent).toBe("≠Σ");
  expect(within(screen.getByRole("row", { name: /^合计/ })).getByRole("link", { name: "1,201" })).toBeTruthy();
});

test("records lead to their pages where they open, an amount says its currency in its head, and the total has a cell for each group", () => {
  draw({
    ...answer,
    columns: [
      { as: "campaign", kind: "group", label: "市场活动", type: "reference", path: "campaign", bucket: null, target: "campaign", opens: [5] },
      { as: "status", kind: "group", label: "状态", type: "choice", path: "status", bucket: null, labels: { won: "赢单" } },
      { as: "amount", kind: "measure", label: "商机金额", type: "money", total: "added" },
    ],
    rows: [5, 6].map((id) => ({ keys: { campaign: { id, name: `展会${id}` }, status: "won" }, values: { amount: "1200.5" }, drill: null, drills: { amount: null } })),
    totals: { amount: "2401.00" }, drills: { amount: null },
  });
  expect(screen.getByRole("link", { name: "展会5" }).getAttribute("href")).toBe("/o/campaign/5");
  expect(screen.queryByRole("link", { name: "展会6" })).toBeNull();
  expect(screen.getByText("展会6")).toBeTruthy();
  expect(screen.getByRole("columnheader", { name: /^商机金额（¥）/ })).toBeTruthy();
  const total = screen.getByRole("row", { name: /^合计/ });
  expect([...total.children].map((cell) => cell.textContent)).toEqual(["合计", "", "2,401.00"]);
});

const across: ReportAnswer = {
  ...answer,
  columns: [
    { as: "source", kind: "group", label: "来源", type: "choice", path: "source", bucket: null, labels: { web: "网站" } },
    { as: "status", kind: "column", label: "状态", type: "choice", path: "status", bucket: null, labels: { won: "赢单", lost: "输单" } },
    { as: "deals", kind: "measure", label: "商机数", type: "integer", total: "added" },
  ],
  rows: [{ keys: { source: "web" }, values: { deals: 3 }, drill: null, drills: {}, cells: ["won", "lost"].map((status, at) => ({ keys: { status }, values: { deals: at + 1 }, drill: null, drills: {} })) }],
  totals: {}, drills: {},
};

/** The texts of the cells, line by line. */
function cells(): string[][] {
  return screen.getAllByRole("row").map((row) => [...row.children].map((cell) => cell.textContent ?? ""));
}

test("a measure that is alone is said once over all columns", () => {
  draw(across);
  expect(cells()).toEqual([["来源", "商机数Σ"], ["赢单", "输单", "合计"], ["网站", "1", "2", "3"]]);
});

test("several measures stand under each column", () => {
  draw({ ...across, columns: [...across.columns, { as: "rate", kind: "measure", label: "转化率", type: "percent", total: "none" }] });
  expect(cells().slice(0, 2)).toEqual([["来源", "赢单", "输单", "合计"], ["商机数", "转化率", "商机数", "转化率", "商机数Σ", "转化率"]]);
});
