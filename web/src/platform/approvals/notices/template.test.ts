import { describe, expect, it } from "vitest";
import { noticesIn, storedNotice } from "./notices";
import { inserted, partsOf, placesOf } from "./template";

describe("the text of a notice", () => {
  it("is words and places", () => {
    expect(partsOf("订单 {number}，{account.name}")).toEqual([
      { text: "订单 ", path: null }, { text: "{number}", path: "number" }, { text: "，", path: null }, { text: "{account.name}", path: "account.name" },
    ]);
    expect(partsOf("")).toEqual([]);
    expect(partsOf("{Not a place} {}").map((part) => part.path)).toEqual([null]);
    expect(placesOf("{number} {number} {owner}")).toEqual(["number", "owner"]);
  });

  it("takes a place where the cursor is, in the stead of what is marked", () => {
    expect(inserted("金额，请发货", "total_amount", 2, 2)).toEqual({ text: "金额{total_amount}，请发货", cursor: 16 });
    expect(inserted("金额 X 元", "total_amount", 3, 4)).toEqual({ text: "金额 {total_amount} 元", cursor: 17 });
  });
});

describe("notices", () => {
  it("come back as they are stored", () => {
    const stored = [{ id: 4, on: "rejected" as const, receivers: [{ kind: "role" as const, value: 3, level: null }], template: "{number}" }];
    expect(noticesIn(stored)[0]?.receivers[0]?.value).toEqual({ id: 3, name: "" });
    expect(noticesIn(stored).map(storedNotice)).toEqual(stored);
    expect(noticesIn([{ receivers: null, template: null }])).toEqual([{ on: "approved", receivers: [], template: "" }]);
    expect(noticesIn(null)).toEqual([]);
  });
});
