import { describe, expect, it, vi } from "vitest";
import { follow, settled } from "@/platform/fields/lines";
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

  it("tells below the quantity what is available, and that it does not suffice", () => {
    const card = { id: 7, base_unit: { id: 1, name: "台" }, units: [{ unit: { id: 2, name: "箱" }, factor: "12", barcode: null }] };
    const facts = { cards: new Map([[7, card]]), last: new Map(), stock: new Map([[7, { units: 2400n, scale: 2 }]]) };
    const said = (row: Record<string, unknown>) => orderLines.hint?.({ product: { id: 7 }, unit: { id: 1 }, ...row }, "quantity", facts, {});
    expect(said({ quantity: "24" })).toBe("可用 24");
    expect(said({ quantity: "24.5" })).toBe("可用 24，不足");
    expect(said({ quantity: "3", unit: { id: 2 } })).toBe("可用 24 台，不足");
    expect(said({ product: { id: 8 }, quantity: "1" })).toBeNull();
  });

  it("puts tax on top when the order says so", () => {
    expect(orderLines.estimate?.(rows, { is_tax_included: false }).totals.at(-1)?.value).toBe("¥226.00");
  });

  it("shows the amounts of an order in dollars as dollars, and waits for the server's prices", async () => {
    const totals = (given: Record<string, unknown>[]) => orderLines.estimate?.(given, { currency: "USD" }).totals.map((total) => total.value);
    expect(totals(rows)?.at(-1)).toBe("$200.00");
    expect(totals([{ product: { id: 1 }, quantity: "2" }])).toEqual(["保存后计算"]);
    expect(orderLines.withoutPrices?.({ quantity: "2", unit_price: "100", list_price: "100" })).toEqual({ quantity: "2" });
  });

  const box = { unit: { id: 4, name: "箱" }, factor: "12", barcode: "6901" };
  const card = { id: 1, base_unit: { id: 3 }, units: [box], tax_rate: "0.13" };
  /** The product's card, and prices by quantity: 100 by the card, 90 from ten on by a price list. */
  function answerPrices(): Record<string, unknown>[] {
    const sent: Record<string, unknown>[] = [];
    vi.stubGlobal("fetch", async (request: Request) => {
      if (request.url.includes("/meta/")) return new Response(JSON.stringify({ fields: [] }));
      if (request.method === "GET") return new Response(JSON.stringify({ items: [card], next_cursor: null }));
      const body = (await request.json()) as { lines: { quantity: string }[] };
      sent.push(body);
      const price = Number(body.lines[0]?.quantity) >= 10 ? { unit_price: "90", source: "list" } : { unit_price: "100", source: "standard" };
      return new Response(JSON.stringify({ items: [{ ...price, candidates: [{ source: "standard", price: "100" }] }] }));
    });
    return sent;
  }

  it("fills in what the product's card and the rules of prices say, for whom and when the document is", async () => {
    const sent = answerPrices();
    const filled = await orderLines.complete?.({ _key: 1, product: { id: 1 }, quantity: "2" }, "product", { account: { id: 7 }, ordered_on: "2026-06-15", currency: "USD" });
    expect(filled).toMatchObject({ unit: { id: 3 }, tax_rate: "0.13", unit_price: "100", list_price: "100", policy_price: "100", price_source: "standard" });
    expect(sent).toEqual([{ account: 7, owner: null, on: "2026-06-15", currency: "USD", lines: [{ product: 1, unit: 3, quantity: "2" }] }]);
  });

  it("takes the price of another quantity, but leaves one that was typed", async () => {
    answerPrices();
    const row = { _key: 2, product: { id: 1 }, unit: { id: 3 }, quantity: "10", unit_price: "100", policy_price: "100", price_source: "standard", price_reasons: { source: "standard" } };
    expect(await orderLines.complete?.(row, "quantity", {})).toMatchObject({ unit_price: "90", price_source: "list" });
    expect(await orderLines.complete?.({ ...row, unit_price: "95" }, "unit_price", {})).toEqual({ price_source: "typed" });
    expect(await orderLines.complete?.({ ...row, unit_price: "100.00" }, "unit_price", {})).toEqual({ price_source: "standard" });
    expect(await orderLines.complete?.({ ...row, price_source: "typed" }, "quantity", {})).toEqual({});
  });

  it("takes the unit whose barcode was looked for, and says the quantity in base units", async () => {
    const sent = answerPrices();
    const row = { _key: 4, product: { id: 1, sought: "6901" }, quantity: "2" };
    const filled = { ...row, ...(await orderLines.complete?.(row, "product", {})) };
    expect(filled).toMatchObject({ unit: box.unit });
    expect(sent).toMatchObject([{ lines: [{ product: 1, unit: 4, quantity: "2" }] }]);
    const facts = { cards: new Map([[1, card]]) };
    const base = (given: Record<string, unknown>) => orderLines.estimate?.([given], {}, facts).cells[0]?.["base_qty"];
    expect([base(filled), base({ ...filled, unit: { id: 3 } }), base({ ...filled, unit: { id: 9 } })]).toEqual(["24", "2", undefined]);
    expect(orderLines.within?.(filled, "unit", facts)).toEqual({ field: "id", op: "in", value: [3, 4] });
    expect(orderLines.within?.(filled, "product", facts)).toBeNull();
  });

  it("tells the margin to who sees costs alone, and what the account paid the last time", () => {
    const row = { product: { id: 1 }, unit: { id: 4 }, quantity: "2", unit_price: "113", tax_rate: "0.13" };
    const told = (cost: object, document: Record<string, unknown> = {}, given: Record<string, unknown>[] = [row]) =>
      orderLines.estimate?.(given, document, { cards: new Map([[1, { ...card, ...cost }]]), last: new Map() }).totals.filter((one) => one.label.startsWith("毛利")).map((one) => one.value);
    expect(told({})).toEqual([]);
    expect(told({ cost: "5" })).toEqual(["¥80.00 · 40%"]);
    expect(told({ cost: "5" }, {}, [row, { quantity: "1" }])).toEqual(["¥80.00 · 40%"]);
    expect(told({ cost: "5" }, { is_tax_included: false })).toEqual(["¥106.00 · 46.9%"]);
    expect(told({ cost: null })).toEqual(["1 行没有成本价"]);
    expect(told({ cost: "5" }, { currency: "USD" })).toEqual([]);
    expect(told({ cost: "5" }, { currency: "USD", exchange_rate: "7" })).toEqual(["¥1,280.00 · 91.43%"]);
    const last = new Map([[1, { unit_price: "110", discount_rate: "0.1", unit: { id: 3, name: "个" }, on: "2026-06-15", currency: "CNY" }]]);
    const hint = (column: string) => orderLines.hint?.(row, column, { cards: new Map(), last, stock: new Map() }, {});
    expect([hint("unit_price"), hint("quantity")]).toEqual(["上次 ¥110.00/个 九折，2026-06-15", null]);
  });

  it("keeps the factor of a saved row while its quantity alone is typed", async () => {
    answerPrices();
    const saved = { id: 5, product: { id: 1 }, unit: { id: 4 }, quantity: "2", base_qty: "20", unit_price: "1" };
    const facts = { cards: new Map([[1, card]]) };
    const base = (given: Record<string, unknown>) => orderLines.estimate?.([given], {}, facts).cells[0]?.["base_qty"];
    const typed = { ...saved, quantity: "3" };
    const kept = { ...typed, ...(await orderLines.complete?.(typed, "quantity", {}, saved)) };
    expect([base(saved), base(kept)]).toEqual([undefined, "30"]);
    expect(base({ ...kept, ...(await orderLines.complete?.(kept, "unit", {}, kept)) })).toBe("36");
  });

  it("does not take an answer that a later question has overtaken", async () => {
    answerPrices();
    const row = { _key: 3, product: { id: 1 }, unit: { id: 3 }, price_source: "standard" };
    const [early, late] = await Promise.all(["1", "10"].map((quantity) => orderLines.complete?.({ ...row, quantity }, "quantity", {})));
    expect([early, late?.["unit_price"]]).toEqual([{}, "90"]);
  });

  it("asks once for a quantity that is typed digit by digit, and a form that is sent meanwhile waits for the price", async () => {
    const sent = answerPrices();
    const row = { _key: 5, product: { id: 1 }, unit: { id: 3 }, price_source: "standard" };
    const told: unknown[] = [];
    const type = async (quantity: string) => told.push((await orderLines.complete?.({ ...row, quantity }, "quantity", {}))?.["unit_price"]);
    for (const quantity of ["1", "12", "120"]) follow(type(quantity));
    await settled();
    expect([sent, told]).toEqual([[expect.objectContaining({ lines: [{ product: 1, unit: 3, quantity: "120" }] })], [undefined, undefined, "90"]]);
  });
});
