import { describe, expect, it } from "vitest";
import { decimal, round, toText } from "@/platform/decimal";
import { estimateOrder, lineAmount, lineTax, orderDiscount, split } from "./money";

const d = (text: string) => {
  const value = decimal(text);
  if (!value) throw new Error(text);
  return value;
};

describe("amounts of an order", () => {
  it("reads and writes decimals without floating point", () => {
    expect(toText(d("-0.05"))).toBe("-0.05");
    expect(toText(d("12"))).toBe("12");
    expect(toText(d(".5"))).toBe("0.5");
    expect(decimal("1e3")).toBeNull();
    expect(decimal("")).toBeNull();
  });

  it("rounds half up, away from zero", () => {
    expect(toText(round(d("1.005"), 2))).toBe("1.01");
    expect(toText(round(d("-1.005"), 2))).toBe("-1.01");
    expect(toText(round(d("1.0049"), 2))).toBe("1.00");
  });

  it("computes a line: round(quantity × price × (1 − discount))", () => {
    expect(toText(lineAmount({ quantity: "9.5", unit_price: "124.75", discount_rate: "0" }))).toBe("1185.13");
    expect(toText(lineAmount({ quantity: "16", unit_price: "348.35", discount_rate: "0.04" }))).toBe("5350.66");
    expect(toText(lineAmount({ quantity: "3", unit_price: "0.1", discount_rate: "0.1" }))).toBe("0.27");
    expect(toText(lineAmount({ quantity: "5", unit_price: "2.8207", discount_rate: "1" }))).toBe("0.00");
    expect(toText(lineAmount({ quantity: null, unit_price: "5" }))).toBe("0.00");
  });

  it("splits by largest remainder, ties to the earlier line, sum exact", () => {
    expect(split(d("10"), [d("100"), d("100"), d("100")]).map(toText)).toEqual(["3.34", "3.33", "3.33"]);
    expect(split(d("0.01"), [d("1"), d("2")]).map(toText)).toEqual(["0.00", "0.01"]);
    expect(split(d("1"), [d("0"), d("0")]).map(toText)).toEqual(["1.00", "0.00"]);
  });

  it("keeps a target amount exactly: 70,000 off 84,000", () => {
    const estimate = estimateOrder(
      [{ quantity: "3", unit_price: "28000", discount_rate: "0", tax_rate: "0.13" }],
      { target: "14000" }, true,
    );
    expect(estimate.total).toBe("14000.00");
    expect(estimate.discount).toBe("70000.00");
    expect(estimate.tax).toBe("1610.62");
  });

  it("puts tax on top when it is not included", () => {
    const estimate = estimateOrder(
      [
        { quantity: "1", unit_price: "55.55", tax_rate: "0.23" },
        { quantity: "1", unit_price: "11.11", tax_rate: "0.23" },
      ],
      {}, false,
    );
    expect(estimate.tax).toBe("15.34");
    expect(estimate.total).toBe("82.00");
  });

  it("takes tax out of a net amount that includes it", () => {
    expect(toText(lineTax(d("113"), d("0.13"), true))).toBe("13.00");
    expect(toText(lineTax(d("100"), d("0.13"), false))).toBe("13.00");
  });

  it("takes 100 % off and leaves nothing, never less", () => {
    expect(toText(orderDiscount(d("829.00"), { rate: "1" }))).toBe("829.00");
    expect(toText(orderDiscount(d("100"), { target: "120" }))).toBe("0.00");
    const all = estimateOrder([{ quantity: "4", unit_price: "2.8207" }], { rate: "1" }, true);
    expect(all.total).toBe("0.00");
  });

  it("sums its lines to its total", () => {
    const lines = Array.from({ length: 10 }, (_, index) => ({
      quantity: String(index + 1), unit_price: `${index}.37`, discount_rate: "0.055", tax_rate: "0.13",
    }));
    const estimate = estimateOrder(lines, { rate: "0.033" }, true);
    const sum = estimate.lines.reduce((total, line) => total + Math.round(Number(line.net) * 100), 0);
    expect(sum).toBe(Math.round(Number(estimate.total) * 100));
  });
});
