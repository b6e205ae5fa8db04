import { describe, expect, it } from "vitest";
import type { FieldMeta, ObjectMeta } from "@/api/types";
import { inUse, offered } from "./reference";

const meta = (fields: Record<string, unknown>[]): ObjectMeta => ({ fields }) as unknown as ObjectMeta;

describe("what a picker offers [PR-01]", () => {
  it("leaves out what is no longer in use", () => {
    const product = meta([{ name: "is_active", type: "boolean", filterable: true }]);
    expect(inUse(product)).toEqual({ field: "is_active", op: "eq", value: true });
  });

  it("asks nothing of archives that do not know, or may not tell", () => {
    expect(inUse(undefined)).toBeNull();
    expect(inUse(meta([{ name: "name", type: "text", filterable: true }]))).toBeNull();
    expect(inUse(meta([{ name: "is_active", type: "boolean", filterable: false }]))).toBeNull();
  });

  it("leaves out what the field does not offer", () => {
    expect(offered({ offered: "is_sellable" } as FieldMeta)).toEqual({ field: "is_sellable", op: "eq", value: true });
    expect(offered({ offered: null } as FieldMeta)).toBeNull();
  });
});
