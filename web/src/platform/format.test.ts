import { describe, expect, it } from "vitest";
import {
  formatCount, formatInstant, formatMoney, formatNumber, formatPercent, formatPhone, setDisplayZone, setMinorUnits, shiftPoint,
} from "./format";

describe("how values are shown", () => {
  it("groups money and keeps two places", () => {
    expect(formatMoney("1280.00")).toBe("¥1,280.00");
    expect(formatMoney("-1234567.5", "USD")).toBe("$-1,234,567.50");
    expect(formatMoney("9007199254740993.01")).toBe("¥9,007,199,254,740,993.01");
    expect(formatMoney("***")).toBe("***");
    expect(formatMoney(null)).toBe("");
  });

  it("gives an amount the places of its currency, and keeps what is finer", () => {
    setMinorUnits({ CNY: 2, JPY: 0, KWD: 3 });
    expect(["1280.00", "1280", "-1234567.000000", "0.5", "0"].map((one) => formatMoney(one, "JPY"))).toEqual(["JP¥1,280", "JP¥1,280", "JP¥-1,234,567", "JP¥0.5", "JP¥0"]);
    expect([formatMoney("1.5", "KWD"), formatMoney("1.5", "CNY"), formatMoney("0.0035", "CNY"), formatMoney("1", "XXX")]).toEqual(["KWD 1.500", "¥1.50", "¥0.0035", "XXX 1.00"]);
    setMinorUnits({});
  });

  it("shows rates as percent by moving the point", () => {
    expect(formatPercent("0.1")).toBe("10%");
    expect(formatPercent("0.130000")).toBe("13%");
    expect(formatPercent("0.055")).toBe("5.5%");
    expect(shiftPoint("12.5", -2)).toBe("0.125");
    expect(shiftPoint("100", -2)).toBe("1");
  });

  it("formats mobile numbers and leaves masked ones", () => {
    expect(formatPhone("13800138000")).toBe("138 0013 8000");
    expect(formatPhone("+8613800138000")).toBe("138 0013 8000");
    expect(formatPhone("138****8000")).toBe("138****8000");
    expect(formatPhone("010-88886666")).toBe("010-88886666");
  });

  it("shows instants in the user's zone", () => {
    setDisplayZone("Asia/Shanghai");
    expect(formatInstant("2026-11-20T16:30:00Z")).toBe("2026-11-21 00:30");
    expect([formatInstant("2026-11-20T16:00:00Z"), formatInstant("2026-11-20T16:00:01Z")]).toEqual(["2026-11-21", "2026-11-21 00:00"]);
    setDisplayZone("America/Los_Angeles");
    expect(formatInstant("2026-11-20T16:30:00Z")).toBe("2026-11-20 08:30");
    setDisplayZone("Asia/Shanghai");
  });

  it("says when a count is capped", () => {
    expect(formatCount(10000, false)).toBe("10,000+");
    expect(formatCount(1234, true)).toBe("1,234");
    expect(formatNumber("1200.500000")).toBe("1,200.5");
  });
});
