import i18next from "i18next";
import { describe, expect, it } from "vitest";
import type { ReportColumn } from "@/api/types";
import { columnText, figureText, keyLink, keyText, periodText } from "./words";

const of = (type: ReportColumn["type"], bucket: string | null = null): ReportColumn => ({ as: "x", kind: "measure", label: "", type, bucket });
const key = (type: ReportColumn["type"], value: unknown, more: Partial<ReportColumn> = {}) => keyText({ ...of(type), ...more }, value, "CNY", i18next.t);

describe("figures", () => {
  it("are written by their type, exactly and with the places that are read", () => {
    expect(figureText(of("money"), "1234567.5", "CNY")).toBe("1,234,567.50");
    expect(figureText(of("money"), "-0.005", "USD")).toBe("-0.01");
    expect(figureText(of("money"), "12345678901234567890.12", "CNY")).toBe("12,345,678,901,234,567,890.12");
    expect(figureText(of("percent"), "0.25", "CNY")).toBe("25.0%");
    expect(figureText(of("percent"), "0.33335", "CNY")).toBe("33.3%");
    expect(figureText(of("percent"), "12", "CNY")).toBe("1,200.0%");
    expect(figureText(of("integer"), 1234, "CNY")).toBe("1,234");
    expect(figureText(of("decimal"), "2.6666667", "CNY")).toBe("2.67");
    expect(figureText(of("decimal"), "150", "CNY")).toBe("150");
    expect(figureText(of("text"), "A", "CNY")).toBe("A");
    expect(figureText(of("date"), "2026-03-01", "CNY")).toBe("2026-03-01");
  });

  it("have their currency in the head of the column", () => {
    const amount: ReportColumn = { ...of("money"), label: "商机金额" };
    expect([columnText(amount, "CNY", i18next.t), columnText(amount, "CHF", i18next.t), columnText({ ...amount, type: "integer" }, "CNY", i18next.t)])
      .toEqual(["商机金额（¥）", "商机金额（CHF）", "商机金额"]);
    expect(columnText({ ...amount, kind: "group" }, "CNY", i18next.t)).toBe("商机金额");
  });

  it("say that there is none, which is not zero", () => {
    expect([figureText(of("money"), null, "CNY"), figureText(of("integer"), 0, "CNY"), figureText(of("money"), "0.00", "CNY")]).toEqual(["—", "0", "0.00"]);
  });
});

describe("groups", () => {
  it("go by names and labels", () => {
    const labels = { won: "赢单" };
    expect(key("choice", "won", { labels })).toBe("赢单");
    expect(key("choice", "gone", { labels })).toBe("gone");
    expect(key("user", { id: 3, name: "周晓" })).toBe("周晓");
    expect(key("reference", { id: 3, name: null })).toBe("（名称不可见）");
    expect(key("boolean", false)).toBe("否");
  });

  it("lead to the record where it opens", () => {
    const column: ReportColumn = { ...of("reference"), target: "campaign", opens: [3] };
    expect([keyLink(column, { id: 3, name: "展会" }), keyLink(column, { id: 4, name: "沙龙" }), keyLink(column, null), keyLink(of("reference"), { id: 3 })])
      .toEqual(["/o/campaign/3", null, null, null]);
  });

  it("say what is empty: nobody for people", () => {
    expect([key("user", null), key("choice", null), key("text", "")]).toEqual(["未分配", "（空）", "（空）"]);
  });

  it("say the bounds of a band", () => {
    expect([key("money", { from: null, to: "1000" }), key("money", { from: "1000", to: "5000" }), key("integer", { from: "5000", to: null })])
      .toEqual(["¥1,000.00 以下", "¥1,000.00–¥5,000.00", "5,000 及以上"]);
  });

  it("name periods so that a fiscal one is not taken for a calendar one", () => {
    const said = (value: string, bucket: string) => periodText(value, bucket, i18next.t);
    expect(said("2026-03-05", "day")).toBe("2026-03-05");
    expect(said("2026-03-02", "week")).toBe("2026-03-02 起一周");
    expect(said("2026-03-01", "month")).toBe("2026-03");
    expect(said("2026-11-01", "quarter")).toBe("2026-11 至 2027-01");
    expect([said("2026-01-01", "year"), said("2026-04-01", "year")]).toEqual(["2026 年", "2026-04 至 2027-03"]);
  });
});
