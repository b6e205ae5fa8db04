import type { TFunction } from "i18next";
import { describe, expect, it } from "vitest";
import { summary, type Week } from "./week";

const WORDS: Record<string, string> = { "work_hours.comma": "，", "work_hours.semicolon": "；", "work_hours.lunch": "午休", "work_hours.make_up": "调休上班日" };
const t = ((key: string, params?: { first: string; last: string }) => (params ? `${params.first}至${params.last}` : WORDS[key])) as unknown as TFunction;
const USUAL = { start: "09:00", end: "18:00" };
const WEEK: Week = { monday: USUAL, tuesday: USUAL, wednesday: USUAL, thursday: USUAL, friday: USUAL, saturday: null, sunday: null, lunch: { start: "12:00", end: "13:00" }, make_up: null };

describe("the company's week in words", () => {
  it("tells neighbouring days of the same hours as one", () => {
    expect(summary(WEEK, t, "zh-CN")).toBe("周一至周五 09:00–18:00；午休 12:00–13:00");
  });

  it("tells what differs, and what stands apart", () => {
    const short = { start: "09:00", end: "12:00" };
    const week = { ...WEEK, wednesday: null, thursday: short, friday: short, saturday: USUAL, lunch: null, make_up: short };
    expect(summary(week, t, "zh-CN")).toBe("周一至周二 09:00–18:00，周四至周五 09:00–12:00，周六 09:00–18:00；调休上班日 09:00–12:00");
  });
});
