import { describe, expect, it } from "vitest";
import type { ObjectMeta } from "@/api/types";
import { inUse } from "./reference";

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
});
