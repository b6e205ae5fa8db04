import { beforeAll, describe, expect, it } from "vitest";
import { startI18n } from "@/app/i18n";
import { shiftPoint } from "./format";
import { discountBoth, discountWords, formatDiscount, offOf, readDiscount, readLabel, shownOperator, typedOf, writtenDiscount, type Convention } from "./discount";

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
    expect(["0.150000", "0.95", "0", "1"].map((off) => formatDiscount(off, "to_pay"))).toEqual(["85 折", "0.5 折", "无折扣", "0 折"]);
    expect(formatDiscount("0.150000", "off")).toBe("15%");
  });

  it("is read below a short heading where it is said in words", () => {
    expect(readLabel({ label: "折扣率（85 即八五折）", discount: "to_pay" })).toBe("折扣率");
    expect(readLabel({ label: "Discount rate (% to pay)", discount: "to_pay" })).toBe("Discount rate");
    expect(readLabel({ label: "折扣率（15 即八五折）", discount: "off" })).toBe("折扣率（15 即八五折）");
    expect(readLabel({ label: "宽度（毫米）", discount: null })).toBe("宽度（毫米）");
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

  it("is never taken for the other: 折 is paid, a percentage is taken off, and what may be both is not read", () => {
    const cases: [string, string | null, string | null][] = [
      ["85", "0.15", "0.85"], ["15", "0.85", "0.15"], ["15%", "0.15", "0.15"], ["１５％", "0.15", "0.15"], ["85%", null, "0.85"], ["50%", "0.5", "0.5"], ["50.01%", null, "0.5001"],
      ["付85%", "0.15", "0.15"], ["85% to pay", "0.15", "0.15"], ["100", "0", "1"], ["八五折", "0.15", "0.15"], ["打八五折", "0.15", "0.15"], ["8.5折", "0.15", "0.15"], ["8.5 折", "0.15", "0.15"],
      ["85折", "0.15", "0.15"], ["８５折", "0.15", "0.15"], ["８．５折", "0.15", "0.15"], ["87.5折", "0.125", "0.125"], ["8.75折", "0.125", "0.125"], ["八七五折", "0.125", "0.125"], ["八点七五折", "0.125", "0.125"],
      ["0.5折", "0.95", "0.95"], ["05折", "0.95", "0.95"], ["九折", "0.1", "0.1"], ["9折", "0.1", "0.1"], ["10折", null, null], ["100折", "0", "0"], ["减15%", "0.15", "0.15"], ["优惠15%", "0.15", "0.15"],
      ["-15%", "0.15", "0.15"], ["15% off", "0.15", "0.15"], ["15%OFF", "0.15", "0.15"], ["原价", "0", "0"], ["不打折", "0", "0"], ["赠送", "1", "1"], ["0%", "0", "0"], ["0", null, "0"], ["8.5", null, "0.085"],
      ["9", null, "0.09"], ["0.85", null, null], ["0.15", null, null], ["1", null, null], ["10", null, "0.1"], ["101", null, null], ["120%", null, null], ["-5", null, null], ["abc", null, null], ["", null, null],
    ];
    for (const [text, toPay, off] of cases) expect([text, readDiscount(text, "to_pay"), readDiscount(text, "off")]).toEqual([text, toPay, off]);
  });

  it("is read back as it is written", () => {
    for (const convention of ["to_pay", "off"] as Convention[]) {
      for (let tenths = 0; tenths <= 1000; tenths += 1) {
        const off = shiftPoint(String(tenths), -3);
        expect([off, readDiscount(writtenDiscount(off, convention), convention)]).toEqual([off, off]);
      }
    }
  });

  it("is said both ways", () => {
    expect(["0.15", "0", "1", "0.125"].map(discountBoth)).toEqual(["八五折 · 优惠 15%", "无折扣", "免费", "八七五折 · 优惠 12.5%"]);
  });
});
