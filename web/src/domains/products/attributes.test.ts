import { describe, expect, it } from "vitest";
import { asksFor, attributeOf, isOpen, ownAttributes, productForm } from "./attributes";
import { combinations } from "./variants";

describe("attributes of products in forms [PR-17]", () => {
  it("knows the fields of attributes", () => {
    expect(attributeOf("x_attr_section")).toBe("section");
    expect(attributeOf("x_section")).toBeNull();
  });

  it("asks on a line for what its product has, or what it says", () => {
    const line = { attributes: { section: null } };
    expect([asksFor(line, "x_attr_section"), asksFor(line, "x_attr_length"), asksFor({ x_attr_length: "5" }, "x_attr_length")]).toEqual([true, false, true]);
    expect(asksFor({ ...line, _attributes: {} }, "x_attr_section")).toBe(false);
  });

  it("a cell is open where the product has the attribute and does not say it itself", () => {
    const row = { _attributes: { section: "2.5", length: null }, x_attr_section: "2.5" };
    expect(["x_attr_section", "x_attr_length", "x_attr_voltage", "quantity"].map((name) => isOpen(row, name))).toEqual([false, true, false, true]);
    expect(isOpen({ attributes: { length: "5" }, x_attr_length: "5" }, "x_attr_length")).toBe(true);
  });

  it("brings what a chosen product says and forgets what another one said", () => {
    const product = { name: "电缆", x_attr_section: "2.5", x_attr_voltage: null, attributes: { section: "2.5", voltage: null } };
    expect(ownAttributes(product, { x_attr_length: "5", x_attr_voltage: "low" })).toEqual({
      x_attr_section: "2.5", x_attr_voltage: null, x_attr_length: null, _attributes: { section: "2.5", voltage: null },
    });
  });

  it("shows no attribute while the category is not chosen", () => {
    expect(productForm.isShown?.("x_attr_section", {}, null)).toBe(false);
    expect(productForm.isShown?.("code", {}, null)).toBe(true);
  });
});

describe("variants [PR-02]", () => {
  it("counts the products that the chosen values come to", () => {
    expect([combinations({}), combinations({ colour: [], size: ["38"] }), combinations({ colour: ["a", "b", "c"], size: ["1", "2"] })]).toEqual([0, 1, 6]);
  });
});
