import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { queryClient } from "@/api/queries";
import { plainField } from "../meta";
import { FilterValue } from "./FilterValue";

const shown = (field: ReturnType<typeof plainField>, op: string, value: unknown, onChange = vi.fn()) => {
  render(<QueryClientProvider client={queryClient}><FilterValue field={field} op={op} value={value} onChange={onChange} /></QueryClientProvider>);
  return onChange;
};

test("a currency is chosen among the company's, by code and name", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify({ items: [{ id: 1, code: "CNY", name: "人民币" }, { id: 2, code: "USD", name: "美元" }] }))));
  const chosen = shown(plainField("currency", "text", { label: "币种", holds: "currency" }), "in", ["CNY"]);
  expect(await screen.findByText("CNY 人民币")).toBeTruthy();
  fireEvent.mouseDown(screen.getByRole("combobox", { name: "币种 的值" }));
  fireEvent.click(await screen.findByTitle("USD 美元"));
  expect(chosen).toHaveBeenCalledWith(["CNY", "USD"]);
});

test("a time zone is shown by its name, not as it is stored", () => {
  shown(plainField("timezone", "text", { label: "时区", holds: "timezone" }), "eq", "Asia/Shanghai");
  expect(screen.getByText(/^UTC\+08:00 中国/)).toBeTruthy();
  expect(screen.queryByDisplayValue("Asia/Shanghai")).toBeNull();
});
