import { describe, expect, it } from "vitest";
import { standingDefault } from "./defaults";

const me = { id: 7, name: "钱多多", department: { id: 3, name: "华北激光产品部" } };

describe("defaults that say who and when", () => {
  it("are seen before saving", () => {
    expect(standingDefault("$today", me)).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(standingDefault("$me", me)).toEqual({ id: 7, name: "钱多多" });
    expect(standingDefault("$my_department", me)).toEqual({ id: 3, name: "华北激光产品部" });
    expect(standingDefault("$my_department", { ...me, department: null })).toBeUndefined();
  });

  it("leave a constant as it is", () => {
    for (const value of ["call", true, 0, "$100"]) expect(standingDefault(value, me)).toBe(value);
  });
});
