import { describe, expect, it } from "vitest";
import type { PreviewField } from "@/api/types";
import { besideOf, isOfDocuments, mappingProblems, requiredOf, takesNothing, withMapping, type ImportPlan } from "./plan";

describe("a proposed mapping", () => {
  const required = [{ name: "name", label: "姓名" }, { name: "account", label: "客户" }];

  it("is told when a field is filled twice or a required one not at all", () => {
    expect(mappingProblems({ 姓名: "name", 联系人: "name", 电话: "mobile" }, required)).toEqual({ twice: ["name"], missing: ["客户"] });
    expect(mappingProblems({ 姓名: "name", 公司: "account" }, required)).toEqual({ twice: [], missing: [] });
  });

  it("lets several columns fill what joins them, and nothing else", () => {
    const fields: PreviewField[] = [
      { name: "name", label: "姓名", type: "text", required: true, lines: null, beside: null, group: null, joins: true },
      { name: "mobile", label: "手机", type: "phone", required: false, lines: null, beside: null, group: null, joins: false },
    ];
    expect(mappingProblems({ 姓: "name", 名: "name", 手机: "mobile", 电话: "mobile" }, [], fields).twice).toEqual(["mobile"]);
  });

  it("[CO-01] asks for what lines must have only where a column fills them", () => {
    const fields: PreviewField[] = [
      { name: "name", label: "名称", type: "text", required: true, lines: null, beside: null, group: null, joins: false },
      { name: "x_items.x_product", label: "明细 产品", type: "reference", required: true, lines: "x_items", beside: null, group: "明细", joins: false },
      { name: "x_items.x_qty", label: "明细 数量", type: "decimal", required: false, lines: "x_items", beside: null, group: "明细", joins: false },
    ];
    expect(requiredOf(fields, { 名称: "name" }).map((field) => field.name)).toEqual(["name"]);
    expect(requiredOf(fields, { 名称: "name", 数量: "x_items.x_qty" }).map((field) => field.name)).toEqual(["name", "x_items.x_product"]);
  });

  it("is of documents as soon as a column fills lines", () => {
    expect([isOfDocuments({ 名称: "name" }, []), isOfDocuments({ 名称: "name", 数量: "lines.quantity" }, ["contact"])]).toEqual([false, true]);
  });

  it("with a person beside each company is of no documents, and asks for the name only where a column is of the person", () => {
    const fields: PreviewField[] = [
      { name: "name", label: "客户名称", type: "text", required: true, lines: null, beside: null, group: null, joins: false },
      { name: "contact.name", label: "联系人 · 姓名", type: "text", required: true, lines: null, beside: "contact", group: "联系人", joins: false },
      { name: "contact.mobile", label: "联系人 · 手机", type: "phone", required: false, lines: null, beside: "contact", group: "联系人", joins: false },
    ];
    const mapping = { 名称: "name", 手机: "contact.mobile" };
    expect(isOfDocuments(mapping, besideOf(fields))).toBe(false);
    expect(mappingProblems(mapping, requiredOf(fields, mapping), fields).missing).toEqual(["联系人 · 姓名"]);
    expect(mappingProblems({ 名称: "name" }, requiredOf(fields, { 名称: "name" }), fields).missing).toEqual([]);
  });

  it("forgets what was decided about a column that fills another field now, or none", () => {
    const plan: ImportPlan = {
      mapping: { 状态: "status", 来源: "source", 级别: "level" }, onDuplicate: "skip", defaults: {}, mode: "normal", reading: {}, identifyBy: [],
      columns: { 状态: { words: { 2: "potential" } }, 来源: { on_bad: "empty" }, 级别: { on_bad: "create" } },
    };
    const changed = withMapping(plan, { 状态: "description", 来源: "source" });
    expect([changed.mapping, changed.columns]).toEqual([{ 状态: "description", 来源: "source" }, { 来源: { on_bad: "empty" } }]);
  });
});

describe("a check", () => {
  it("stops an import that could take no row", () => {
    const none = { created: 0, updated: 0, beside: [{ count: 0 }] };
    const some = [{ ...none, created: 1 }, { ...none, updated: 1 }, { ...none, beside: [{ count: 1 }] }];
    expect([undefined, null, none, ...some].map(takesNothing)).toEqual([false, false, true, false, false, false]);
  });
});
