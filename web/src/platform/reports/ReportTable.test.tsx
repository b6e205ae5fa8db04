import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { beforeEach, expect, test, vi } from "vitest";
import { queryClient } from "@/api/queries";
import type { ObjectMeta, ReportAnswer } from "@/api/types";
import { PLAIN_CHOICE, plainField } from "../meta";
import { ReportTable } from "./ReportTable";
import { tableOf } from "./table";

const status = plainField("status", "choice", { label: "状态", choices: [{ ...PLAIN_CHOICE, code: "won", label: "赢单" }, { ...PLAIN_CHOICE, code: "lost", label: "输单" }] });
const campaign = { name: "campaign", fields: [], relations: [{ name: "deals", object: "deal", label: "商机", field: "campaign", can_create: false }] } as unknown as ObjectMeta;
const deal = { name: "deal", fields: [status], relations: [] } as unknown as ObjectMeta;
const drill = { object: "deal", filter: { field: "status", op: "eq" as const, value: "won" } };

const answer: ReportAnswer = {
  object: "campaign", others: null, subtotals: [], truncated: false, as_of: "2026-01-01T00:00:00Z", currency: "CNY", time_zone: "Asia/Shanghai",
  columns: [
    { as: "status", kind: "group", label: "状态", type: "choice", path: "deals.status", bucket: null },
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

beforeEach(() => {
  queryClient.clear();
  vi.stubGlobal("fetch", (request: Request) => Promise.resolve(new URL(request.url).pathname.endsWith("/deal") ? new Response(JSON.stringify(deal)) : new Response("{}", { status: 403 })));
});

test("figures open their lists, counts alone do not, and every group and mark is said", async () => {
  render(
    <QueryClientProvider client={queryClient}>
      <MemoryRouter><ReportTable answer={{ ...answer, explain: { sentence: { deals: "“商机数”是商机的条数。" } } }} table={tableOf(answer)} meta={campaign} name="转化" /></MemoryRouter>
    </QueryClientProvider>,
  );
  const won = (await screen.findByText("赢单")).closest("tr") as HTMLElement;
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
