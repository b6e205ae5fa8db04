import { describe, expect, it } from "vitest";
import type { PreviewField } from "@/api/types";
import { isOfDocuments, mappingProblems, requiredOf } from "./plan";

describe("a proposed mapping", () => {
  const required = [{ name: "name", label: "姓名" }, { name: "account", label: "客户" }];

  it("is told when a field is filled twice or a required one not at all", () => {
    expect(mappingProblems({ 姓名: "name", 联系人: "name", 电话: "mobile" }, required)).toEqual({ twice: ["name"], missing: ["客户"] });
    expect(mappingProblems({ 姓名: "name", 公司: "account" }, required)).toEqual({ twice: [], missing: [] });
  });

  it("lets several columns fill what joins them, and nothing else", () => {
    const fields: PreviewField[] = [
      { name: "name", label: "姓名", type: "text", required: true, lines: null, joins: true },
      { name: "mobile", label: "手机", type: "phone", required: false, lines: null, joins: false },
    ];
    expect(mappingProblems({ 姓: "name", 名: "name", 手机: "mobile", 电话: "mobile" }, [], fields).twice).toEqual(["mobile"]);
  });

  it("[CO-01] asks for what lines must have only where a column fills them", () => {
    const fields: PreviewField[] = [
      { name: "name", label: "名称", type: "text", required: true, lines: null, joins: false },
      { name: "x_items.x_product", label: "明细 产品", type: "reference", required: true, lines: "x_items", joins: false },
      { name: "x_items.x_qty", label: "明细 数量", type: "decimal", required: false, lines: "x_items", joins: false },
    ];
    expect(requiredOf(fields, { 名称: "name" }).map((field) => field.name)).toEqual(["name"]);
    expect(requiredOf(fields, { 名称: "name", 数量: "x_items.x_qty" }).map((field) => field.name)).toEqual(["name", "x_items.x_product"]);
  });

  it("is of documents as soon as a column fills lines", () => {
    expect([isOfDocuments({ 名称: "name" }), isOfDocuments({ 名称: "name", 数量: "lines.quantity" })]).toEqual([false, true]);
  });
});
