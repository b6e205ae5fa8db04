import { describe, expect, it } from "vitest";
import { countLimited, levelOf, reaches, setLevel, setScope, toggle } from "./role";

describe("the permission matrix", () => {
  it("gives view with the first right and takes all with view", () => {
    expect(toggle({}, "lead", "edit")).toEqual({ lead: ["view", "edit"] });
    expect(toggle({ lead: ["view", "edit", "claim"] }, "lead", "edit")).toEqual({ lead: ["view", "claim"] });
    expect(toggle({ lead: ["view", "edit", "claim"], account: ["view"] }, "lead", "view")).toEqual({ account: ["view"] });
  });

  it("sets and clears scopes", () => {
    expect(setScope({}, "lead", "view", "department")).toEqual({ lead: { view: "department" } });
    expect(setScope({ lead: { view: "all" } }, "lead", "view", undefined)).toEqual({});
  });

  it("knows which roles a field of an object matters for", () => {
    const line = { name: "sales_order_line", parent: "sales_order" };
    const roles = [{ permissions: { sales_order: ["view"] } }, { permissions: { lead: ["view"] } }, { permissions: {}, is_administrator: true }, { permissions: { "*": ["view"] } }, {}];
    expect(roles.map((role) => reaches(role, line))).toEqual([true, false, true, true, false]);
    expect(roles.map((role) => reaches(role, { name: "lead", parent: null }))).toEqual([false, true, true, true, false]);
  });

  it("names only the fields that are limited", () => {
    const hidden = setLevel({ "product.cost": "read" }, "lead", "mobile", "hidden");
    expect(hidden).toEqual({ "product.cost": "read", "lead.mobile": "hidden" });
    expect([levelOf(hidden, "lead", "mobile"), levelOf(hidden, "lead", "name"), countLimited(hidden, "lead")]).toEqual(["hidden", "edit", 1]);
    expect(setLevel(hidden, "lead", "mobile", "edit")).toEqual({ "product.cost": "read" });
  });
});
