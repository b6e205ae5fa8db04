import { beforeAll, describe, expect, it } from "vitest";
import { startI18n } from "@/app/i18n";
import { discountWords, formatDiscount, offOf, shownOperator, typedOf } from "./discount";

beforeAll(() => startI18n("zh-CN"));

describe("a discount", () => {
  it("is typed as the company writes it, and kept as the part taken off", () => {
    for (const [typed, off] of [["85", "0.15"], ["100", "0"], ["90", "0.1"], ["87.5", "0.125"], ["0", "1"], ["120", "-0.2"], ["8.5", "0.915"]] as const) {
      expect([typed, offOf(typed, "to_pay")]).toEqual([typed, off]);
      expect([off, typedOf(off, "to_pay")]).toEqual([off, typed]);
    }
    expect(offOf("15", "off")).toBe("0.15");
    expect(typedOf("0.150000", "to_pay")).toBe("85");
    expect(typedOf("0.150000", "off")).toBe("15");
    expect(formatDiscount("0.150000", "to_pay")).toBe("85%");
    expect(formatDiscount("0.150000", "off")).toBe("15%");
  });

  it("has words that mean the same everywhere", () => {
    const words = ["0.15", "0.1", "0.125", "0.5", "0.95", "0.915", "0.99", "0", "1.000000"].map(discountWords);
    expect(words).toEqual(["八五折", "九折", "八七五折", "五折", "0.5 折", "0.85 折", "0.1 折", "无折扣", "免费"]);
  });

  it("turns comparisons round where the part that is paid is written", () => {
    expect(shownOperator({ discount: "to_pay" }, "gt")).toBe("lt");
    expect(shownOperator({ discount: "to_pay" }, "lte")).toBe("gte");
    expect(shownOperator({ discount: "to_pay" }, "eq")).toBe("eq");
    expect(shownOperator({ discount: "off" }, "gt")).toBe("gt");
  });
});
