import { describe, expect, it } from "vitest";
import { orderLines } from "./lines";

describe("the open form of an order", () => {
  const rows = [
    { quantity: "2", unit_price: "100", discount_rate: "0.1", tax_rate: "0.13" },
    { quantity: "1", unit_price: "20", tax_rate: "0.13" },
  ];

  it("estimates lines and total; a target replaces the discount that was there", () => {
    const estimate = orderLines.estimate?.(rows, {});
    expect(estimate?.cells.map((cells) => cells["amount"])).toEqual(["180.00", "20.00"]);
    expect(estimate?.totals.at(-1)?.value).toBe("¥200.00");
    const kept = rows.map((row, index) => ({ ...row, allocated_discount_amount: index ? "1.00" : "9.00" }));
    expect(orderLines.estimate?.(kept, {}).totals.at(-1)?.value).toBe("¥190.00");
    expect(orderLines.estimate?.(kept, { target_amount: "150" }).totals.at(-1)?.value).toBe("¥150.00");
  });

  it("puts tax on top when the order says so", () => {
    expect(orderLines.estimate?.(rows, { is_tax_included: false }).totals.at(-1)?.value).toBe("¥226.00");
  });
});
