import { describe, expect, it } from "vitest";
import type { FieldMeta, FieldType } from "@/api/types";
import { plainField } from "../meta";
import { changeBody, createBody, toWire } from "./wire";

function field(name: string, type: FieldType, more: Partial<FieldMeta> = {}): FieldMeta {
  return plainField(name, type, { label: name, ...more });
}

const lines = field("lines", "lines", {
  lines: {
    object: "sales_order_line",
    most: 500,
    kept: [],
    fields: [field("product", "reference"), field("quantity", "decimal"), field("amount", "money", { read_only: true })],
  },
});

describe("what is sent to the API", () => {
  it("writes references, regions and files by their key", () => {
    expect(toWire(field("account", "reference"), { id: 3, name: "晨光" })).toBe(3);
    expect(toWire(field("region", "region"), { code: "310101", name: "黄浦区" })).toBe("310101");
    expect(toWire(field("related", "any_references"), [{ object: "lead", id: 4, name: "x" }])).toEqual([{ object: "lead", id: 4 }]);
    expect(toWire(field("files", "file"), [{ id: 9, name: "a.pdf", size: 1, type: "" }])).toEqual([9]);
    expect(toWire(field("score", "integer"), "12")).toBe(12);
    expect(toWire(field("name", "text"), "  周 ")).toBe("周");
    expect(toWire(field("name", "text"), "")).toBeNull();
    expect(toWire(field("is_active", "boolean"), false)).toBe(false);
  });

  it("creates with what was filled in", () => {
    const fields = [field("name", "text"), field("owner", "user"), field("tags", "tags"), lines];
    const body = createBody(fields, { name: "甲", owner: null, tags: [], lines: [{ product: { id: 1, name: "p" }, quantity: "2", amount: "9" }] });
    expect(body).toEqual({ name: "甲", lines: [{ product: 1, quantity: "2" }] });
  });

  it("changes only what differs, lines as a whole with their ids", () => {
    const fields = [field("name", "text"), field("account", "reference"), lines];
    const before = { name: "甲", account: { id: 1, name: "a" }, lines: [{ id: 5, product: { id: 1, name: "p" }, quantity: "2", amount: "4.00" }] };
    expect(changeBody(fields, before, structuredClone(before))).toEqual({});
    const after = structuredClone(before);
    after.account = { id: 2, name: "b" };
    after.lines.push({ product: { id: 7, name: "q" }, quantity: "1" } as never);
    expect(changeBody(fields, before, after)).toEqual({
      account: 2,
      lines: [{ id: 5, product: 1, quantity: "2" }, { product: 7, quantity: "1" }],
    });
  });
});
