import { describe, expect, it } from "vitest";
import { plainField } from "../meta";
import { comparable, comparedWith, lookingIn, partsOf, sortKeysOf, sortWord, wayOf, withSections } from "./structures";

const discount = plainField("discount", "percent", { discount: "to_pay" });
const name = plainField("name", "text");
const find = (path: string) => (path === "discount" ? discount : name);

describe("structures", () => {
  it("are sorted as they read: a discount that is paid rises as what is taken off falls", () => {
    const keys = sortKeysOf(["-discount", "discount", "name", "-name"], find);
    expect(keys.map((one) => one.isDescending)).toEqual([false, true, false, true]);
    expect(keys.map((one) => sortWord(one, find(one.path)))).toEqual(["-discount", "discount", "name", "-name"]);
    expect(sortKeysOf("name", find)).toEqual([]);
  });

  it("look in one object, whose own name is no other one", () => {
    const parts = partsOf([{ field: "mobile", how: "phone", object: "contact", other: "mobile" }, null, { field: "company", how: "company" }]);
    expect(comparedWith(parts, "lead")).toBe("contact");
    expect(comparedWith(parts, "contact")).toBe("");
    expect(lookingIn(parts, "account")).toEqual([{ field: "mobile", how: "phone", object: "account" }, { field: "company", how: "company", object: "account" }]);
    expect(lookingIn(parts, "")).toEqual([{ field: "mobile", how: "phone" }, { field: "company", how: "company" }]);
  });

  it("compare as the type of the field suggests, and only what a row holds", () => {
    const lead = { name: "lead", name_field: "name" };
    expect(["phone", "text", "choice"].map((type) => wayOf(plainField("x", type as "text"), lead))).toEqual(["phone", "text", "exact"]);
    expect(wayOf(plainField("company", "text"), lead)).toBe("company");
    expect(wayOf(name, { name: "account", name_field: "name" })).toBe("company");
    expect([name, plainField("x", "formula"), plainField("lines", "lines"), plainField("id", "integer")].map(comparable)).toEqual([true, false, false, false]);
  });

  it("keep of a layout what its sections do not say", () => {
    const detail = { header: ["status"], related: ["contacts"], sections: [] };
    expect(withSections(detail, "detail", [{ key: 1, label: "一", fields: ["name"] }])).toEqual({ header: ["status"], related: ["contacts"], sections: [{ label: "一", fields: ["name"] }] });
    expect(withSections({ columns: ["a"], sort: ["-a"] }, "list", [{ key: 1, label: "", fields: ["b"] }])).toEqual({ columns: ["b"], sort: ["-a"] });
  });
});
