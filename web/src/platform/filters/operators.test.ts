import { describe, expect, it, test } from "vitest";
import type { FieldMeta, ObjectMeta } from "@/api/types";
import { emptyCondition, isComplete, toFilter } from "./draft";
import { comparableWith, firstOperator, mayCompare, operatorsOf, operatorsOnChange, valueShape } from "./operators";

const field = (name: string, type: FieldMeta["type"], more: Partial<FieldMeta> = {}) => ({ name, type, label: name, filterable: true, ...more }) as FieldMeta;
const budget = field("budget", "money");
const meta = {
  fields: [budget, field("revenue", "money"), field("count", "integer"), field("sum", "formula", { result_type: "decimal" }), field("start", "date"), field("end", "date"), field("at", "instant"), field("name", "text"), field("hidden", "money", { filterable: false })],
} as unknown as ObjectMeta;

describe("two fields compared", () => {
  it("are alike", () => {
    expect(comparableWith(meta, budget, "budget").map((one) => one.name)).toEqual(["revenue", "count", "sum"]);
    expect(comparableWith(meta, field("start", "date"), "start").map((one) => one.name)).toEqual(["end"]);
  });

  it("are amounts or dates, by size", () => {
    expect([mayCompare(budget, "gt"), mayCompare(budget, "between"), mayCompare(budget, undefined)]).toEqual([true, false, false]);
    expect([mayCompare(field("name", "text"), "eq"), mayCompare(field("start", "date"), "lte")]).toEqual([false, true]);
  });

  it("are both chosen", () => {
    const open = { ...emptyCondition("budget", "gt"), other: "" };
    expect([isComplete(open), toFilter(open)]).toEqual([false, null]);
    expect(toFilter({ ...open, other: "revenue" })).toEqual({ field: "budget", op: "gt", other: "revenue" });
  });
});

test("a currency and a time zone are one of a list, whatever their text could be asked", () => {
  const asked: FieldMeta["operators"] = ["contains", "eq", "ne", "starts_with", "in", "not_in", "is_empty", "is_not_empty"];
  const currency = field("currency", "text", { holds: "currency", operators: asked });
  expect(operatorsOf(currency)).toEqual(["eq", "ne", "in", "not_in", "is_empty", "is_not_empty"]);
  expect([firstOperator(currency), firstOperator(field("zone", "text", { holds: "timezone", operators: ["eq", "in"] })), firstOperator(field("name", "text", { operators: asked }))]).toEqual(["in", "in", "contains"]);
});

describe("a rule on a change", () => {
  const status = field("status", "choice", { operators: ["in", "eq"] });

  it("asks what changed of the record's own fields that are no results", () => {
    expect(operatorsOnChange(status, "status")).toEqual(["in", "eq", "changed", "changed_from", "changed_to"]);
    expect(operatorsOnChange(status, "account.status")).toEqual(["in", "eq"]);
    expect(operatorsOnChange(field("sum", "formula", { operators: ["gt"] }), "sum")).toEqual(["gt"]);
  });

  it("is complete with a value where one is asked for", () => {
    expect(toFilter(emptyCondition("status", "changed"))).toEqual({ field: "status", op: "changed" });
    expect(toFilter(emptyCondition("status", "changed_to"))).toBeNull();
    expect(toFilter({ ...emptyCondition("status", "changed_from"), value: "new" })).toEqual({ field: "status", op: "changed_from", value: "new" });
    expect([valueShape("changed"), valueShape("changed_to")]).toEqual(["none", "one"]);
  });
});
