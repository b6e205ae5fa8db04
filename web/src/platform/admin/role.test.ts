import { describe, expect, it } from "vitest";
import type { ObjectsAnswer, ObjectSummary } from "@/api/types";
import { byArea } from "./areas";
import { columnOf, countLimited, levelOf, reaches, setColumn, setLevel, setScope, toggle } from "./role";

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

describe("a column of the matrix", () => {
  const permissions = { lead: ["view", "export"], account: ["view"], post: ["create"] };
  it("is about the objects that the role may view", () => {
    expect(columnOf(permissions, ["lead", "account", "post", "order"], "export")).toEqual({ names: ["lead", "account"], granted: 1 });
  });
  it("is granted or taken whole and leaves the rest as it is", () => {
    expect(setColumn(permissions, ["lead", "account"], "export", true)).toEqual({ ...permissions, account: ["view", "export"] });
    expect(setColumn(permissions, ["lead", "account"], "export", false)).toEqual({ ...permissions, lead: ["view"] });
  });
});

describe("objects by area", () => {
  const object = (name: string, area: string) => ({ name, area, label: name }) as ObjectSummary;
  const area = (name: string, position: number) => ({ name, label: name.toUpperCase(), group: "", group_label: "", position });
  it("stand as in the menu, the administration and what has no area last", () => {
    const answer = { items: [object("user", "admin"), object("note", ""), object("order", "orders"), object("lead", "leads")], areas: [area("admin", 1), area("leads", 5), area("orders", 9)] } as unknown as ObjectsAnswer;
    expect(byArea(answer, (one) => one.name !== "order").map((one) => [one.label, one.objects.map((each) => each.name)])).toEqual([["LEADS", ["lead"]], ["ADMIN", ["user"]], ["", ["note"]]]);
  });
});
