import { describe, expect, it } from "vitest";
import { EMPTY, idsOf, limitOf, withIds, withLimit, type Entry } from "./parties";

describe("parties", () => {
  it("are changed kind by kind, and the others stay", () => {
    const entries: Entry[] = [{ kind: "user", value: 3 }, { kind: "role", value: 5 }, { kind: "serving" }];
    expect(idsOf(withIds(entries, "user", [7, 8]), "user")).toEqual([7, 8]);
    expect(withIds(entries, "user", [])).toEqual([{ kind: "role", value: 5 }, { kind: "serving" }]);
  });
});

describe("limits", () => {
  it("tell nothing said from no value", () => {
    expect(limitOf({}, "region").mode).toBe("unset");
    expect(limitOf({ region: [] }, "region")).toEqual({ mode: "some", values: [] });
    expect(withLimit({ region: ["12"] }, "region", "unset", [])).toEqual({});
    expect(withLimit({ line: "all" }, "region", "some", [EMPTY])).toEqual({ line: "all", region: [null] });
  });
});
