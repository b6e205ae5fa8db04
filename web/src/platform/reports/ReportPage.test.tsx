import { screen } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { expect, test } from "vitest";
import { TemplatePage } from "./ReportPage";
import { answering, draw } from "./testing";

const template = { code: "by_source", label: "线索来源", sentence: "每种来源有多少线索", object: "lead", module: "marketing", spec: { object: "lead" } };
const meta = { name: "lead", fields: [], relations: [], operations: ["view"], views: [{ id: "mine", label: "我的", filter: { field: "owner", op: "is_me" } }] };
const answer = {
  object: "lead", others: null, subtotals: [], truncated: false, as_of: "2026-01-01T00:00:00Z", currency: "CNY", time_zone: "Asia/Shanghai",
  columns: [
    { as: "source", kind: "group", label: "来源", type: "choice", path: "source", bucket: null, labels: { web: "网站" } },
    { as: "amount", kind: "measure", label: "金额", type: "money", total: "added" },
  ],
  rows: [{ keys: { source: "web" }, values: { amount: "5.00" }, drill: null, drills: { amount: { object: "lead", filter: { all: [] } } } }],
  totals: {}, drills: {},
};

function run(ran: object | [number, object], at = "/reports/template/by_source"): void {
  answering({ "GET /reports/templates": { items: [template] }, "GET /meta/objects/lead": meta, "POST /reports/templates/by_source/run": ran });
  draw(<Routes><Route path="/reports/template/:code" element={<TemplatePage />} /></Routes>, undefined, at);
}

test("its name and sentence stand above the figures, and below it is said what they are of", async () => {
  run(answer);
  expect(await screen.findByRole("link", { name: "5.00" })).toBeTruthy();
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("线索来源");
  expect(screen.getByText("每种来源有多少线索")).toBeTruthy();
  expect(screen.getByText("金额折算为 CNY")).toBeTruthy();
  expect(screen.getByText("只统计您有权查看的记录")).toBeTruthy();
});

test("what is counted only is said instead", async () => {
  run({ ...answer, rows: [{ ...answer.rows[0], drills: { amount: null } }] });
  expect(await screen.findByText(/^标灰的数字只能统计/)).toBeTruthy();
  expect(screen.queryByText("只统计您有权查看的记录")).toBeNull();
});

test("no groups are said in words, of a scene with the way on; a scene that is gone is told", async () => {
  run({ ...answer, rows: [] });
  expect(await screen.findByText("您有权查看的记录里没有符合条件的数据。")).toBeTruthy();
  run({ ...answer, rows: [] }, "/reports/template/by_source?scene=mine");
  expect(await screen.findByText("所选筛选场景里没有数据，请换一个场景。")).toBeTruthy();
  run(answer, "/reports/template/by_source?scene=gone");
  expect(await screen.findByText("原来的筛选场景已不可用，现在统计的是全部数据。")).toBeTruthy();
});

const buttons = () => screen.getAllByRole("button", { name: "重新计算" }).length;

test("a report that is refused says why and is not tried again", async () => {
  run([422, { code: "invalid", errors: [{ field: "spec", code: "report.unusable", message: "用到的字段您无权查看" }] }]);
  expect(await screen.findByText("这份报表现在不能运行")).toBeTruthy();
  expect(screen.getByText("用到的字段您无权查看")).toBeTruthy();
  expect(buttons()).toBe(1);
});

test("what takes too long may run in the background, and is tried again", async () => {
  run([503, { code: "report.too_slow", detail: "计算超过 30 秒" }]);
  expect(await screen.findByText("计算超过 30 秒")).toBeTruthy();
  expect(screen.getByText("没有算出来")).toBeTruthy();
  expect(screen.getByRole("button", { name: "在后台计算" })).toBeTruthy();
  expect(buttons()).toBe(2);
});

test("a template that is not there is not found", async () => {
  run(answer, "/reports/template/none");
  expect(await screen.findByText(/^找不到/)).toBeTruthy();
});
