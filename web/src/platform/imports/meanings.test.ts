import { describe, expect, it } from "vitest";
import type { Checked, ObjectMeta, Preview } from "@/api/types";
import { withWord, wordsToExplain } from "./meanings";
import type { ImportPlan } from "./plan";

const level = { name: "level", label: "客户级别", type: "choice", required: true, choices: [{ code: "A", label: "A级" }] };
const tags = { name: "uses", label: "用途", type: "multi_choice", choices: [{ code: "p", label: "印 刷" }] };
const meta = {
  fields: [level, tags, { name: "email", label: "邮箱", type: "email", choices: [] }, { name: "items", type: "lines", lines: { fields: [{ name: "product", label: "产品", type: "reference", choices: [] }] } }],
} as unknown as ObjectMeta;
const columns = ["级别", "用处", "邮件", "货品", "别的"].map((name) => ({ name })) as unknown as Preview["columns"];
const plan: ImportPlan = { mapping: { 级别: "level", 用处: "uses", 邮件: "email", 货品: "items.product" }, onDuplicate: "skip", defaults: {}, mode: "normal", reading: {}, columns: {}, identifyBy: [] };
const group = (column: string, code: string, values: string[]): Checked["groups"][number] => ({ kind: "failed", column, code, message: "", count: values.length, rows: [2], values });
const words = (now: ImportPlan, ...groups: Checked["groups"]) => wordsToExplain(meta, now, groups, columns).map((one) => [one.column, one.field.type, one.words]);

describe("the words of a file", () => {
  it("are asked for where cells name one of several things, also in lines", () => {
    const found = words(plan, group("级别", "cell.choice", ["重点", "一般"]), group("邮件", "cell.email", ["x"]), group("货品", "cell.not_found", ["老货"]), group("别的", "cell.choice", ["x"]), group("级别", "required", ["x"]));
    expect(found).toEqual([["级别", "choice", ["一般", "重点"]], ["货品", "reference", ["老货"]]]);
  });

  it("are asked for of what stands beside the records, too", () => {
    const contact = { name: "contact", fields: [{ ...level, name: "level", label: "联系人级别" }, { name: "owner", label: "负责人", type: "user", choices: [] }] } as unknown as ObjectMeta;
    const now = { ...plan, mapping: { ...plan.mapping, 别的: "contact.level", 邮件: "contact.owner" } };
    const groups = [group("别的", "cell.choice", ["重点"]), group("邮件", "cell.user", ["老王"])];
    expect(words(now, ...groups)).toEqual([]);
    const found = wordsToExplain(meta, now, groups, columns, [contact]);
    expect(found.map((one) => [one.column, one.field.label, one.words])).toEqual([["邮件", "负责人", ["老王"]], ["别的", "联系人级别", ["重点"]]]);
  });

  it("stay in sight once explained, when the check finds nothing wrong with them any more", () => {
    const explained = withWord(plan, "级别", "重点", "A");
    expect(explained.columns).toEqual({ 级别: { words: { 重点: "A" } } });
    expect(words(explained, group("级别", "cell.choice", ["一般"]))).toEqual([["级别", "choice", ["一般", "重点"]]]);
    expect(withWord(explained, "级别", "重点", null).columns).toEqual({ 级别: { words: {} } });
  });

  it("stay in sight when their cells are left empty or their options made, and the choice of the column stays", () => {
    const empty = { ...plan, columns: { 级别: { on_bad: "empty" as const } } };
    expect(words(empty, { ...group("级别", "import.left_empty", ["重点"]), kind: "note" })).toEqual([["级别", "choice", ["重点"]]]);
    expect(withWord(empty, "级别", "重点", "A").columns).toEqual({ 级别: { on_bad: "empty", words: { 重点: "A" } } });
  });

  it("are single where a cell has several, without those that are known", () => {
    expect(words(plan, group("用处", "cell.choice", ["印刷、包装", "包装；ｐ", "印 刷,仓储"]))).toEqual([["用处", "choice", ["包装", "仓储"]]]);
  });
});
