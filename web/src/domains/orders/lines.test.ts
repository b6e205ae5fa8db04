import { describe, expect, it, vi } from "vitest";
import { setMinorUnits } from "@/platform/format";
import { orderForm, orderLines } from "./lines";

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

  it("reckons an order in yen without places, as the server does", () => {
    setMinorUnits({ JPY: 0 });
    const yen = [{ quantity: "3", unit_price: "333.5", discount_rate: "0.1", tax_rate: "0.13" }, { quantity: "1", unit_price: "20", tax_rate: "0.13" }];
    const estimate = orderLines.estimate?.(yen, { currency: "JPY", order_discount_rate: "0.1" });
    expect(estimate?.cells.map((cells) => [cells["amount"], cells["net_amount"], cells["tax_amount"]])).toEqual([["900", "810", "93"], ["20", "18", "2"]]);
    expect(estimate?.totals.map((total) => total.value)).toEqual(["JP¥920", "-JP¥92", "JP¥95", "JP¥828"]);
    expect(orderLines.saved?.({ ...yen[0], currency: "JPY" })).toBe("JP¥100");
    expect(orderForm.saved?.({ currency: "JPY", lines: yen, order_discount_rate: "0.1" })).toBe("JP¥92");
    expect(orderLines.estimate?.(yen, { currency: "JPY" }).totals.map((total) => total.value)).toEqual(["JP¥920", "JP¥106", "JP¥920"]);
    setMinorUnits({});
  });

  it("puts tax on top when the order says so", () => {
    expect(orderLines.estimate?.(rows, { is_tax_included: false }).totals.at(-1)?.value).toBe("¥226.00");
  });

  it("shows the amounts of an order in dollars as dollars, and waits for the server's prices", async () => {
    const totals = (given: Record<string, unknown>[]) => orderLines.estimate?.(given, { currency: "USD" }).totals.map((total) => total.value);
    expect(totals(rows)?.at(-1)).toBe("$200.00");
    expect(totals([{ product: { id: 1 }, quantity: "2" }])).toEqual(["保存后计算"]);
    expect(orderLines.withoutPrices?.({ quantity: "2", unit_price: "100", list_price: "100" })).toEqual({ quantity: "2" });
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify({ id: 1, standard_price: "7200.00", tax_rate: "0.13" }))));
    const chosen = { product: { id: 1 } };
    expect(await orderLines.complete?.(chosen, "product", { currency: "USD" })).toEqual({ tax_rate: "0.13" });
    expect(await orderLines.complete?.(chosen, "product", {})).toEqual({ tax_rate: "0.13", unit_price: "7200.00", list_price: "7200.00" });
  });

  it("brings the price of another unit, exact, and none that nobody has said", async () => {
    const paper = { id: 1, base_unit: { id: 3 }, standard_price: "3.333333", units: [{ unit: { id: 4 }, factor: "12" }, { unit: { id: 5 }, factor: "0.5" }] };
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(paper))));
    const inUnit = (unit: number, document = {}) => orderLines.complete?.({ product: { id: 1 }, unit: { id: unit } }, "unit", document);
    expect(await inUnit(3)).toEqual({ unit_price: "3.333333", list_price: "3.333333" });
    expect(await inUnit(4)).toEqual({ unit_price: "39.999996", list_price: "39.999996" });
    expect(await inUnit(5)).toEqual({ unit_price: "1.666667", list_price: "1.666667" });
    expect(await inUnit(6)).toEqual({});
    expect(await inUnit(4, { currency: "USD" })).toEqual({ unit_price: null, list_price: null });
  });
});
