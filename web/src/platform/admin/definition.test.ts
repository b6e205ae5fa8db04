import { describe, expect, it } from "vitest";
import type { FieldMeta } from "@/api/types";
import { nextCode } from "../fields/codes";
import { addable, bareName, completeName, isFieldShown } from "./definition";

const PROPERTIES = ["is_required", "is_unique", "is_indexed", "is_searchable", "default", "scale", "max_length", "choices", "choice_set", "target", "formula", "rollup"];
const shown = (values: Record<string, unknown>, record: Record<string, unknown> | null = null) => PROPERTIES.filter((name) => isFieldShown(name, values, record));

describe("[CO-07] the form of a field definition", () => {
  it("asks what the type needs and nothing else", () => {
    expect(shown({})).toEqual([]);
    expect(shown({ type: "text" })).toEqual(["is_required", "is_unique", "is_indexed", "is_searchable", "default", "max_length"]);
    expect(shown({ type: "money" })).toEqual(["is_required", "is_indexed", "default", "scale"]);
    expect(shown({ type: "lines" })).toEqual(["target"]);
    expect(shown({ type: "rollup" })).toEqual(["rollup"]);
    expect(shown({ type: "auto_number" })).toEqual(["is_indexed", "is_searchable", "default"]);
  });

  it("takes choices of its own or a shared set, not both", () => {
    expect(shown({ type: "choice" })).toEqual(["is_required", "is_indexed", "default", "choices", "choice_set"]);
    expect(shown({ type: "choice", choices: [{ code: "a" }] })).not.toContain("choice_set");
    expect(shown({ type: "choice", choice_set: "lead_source" })).not.toContain("choices");
  });

  it("offers of a standard field only what may be changed", () => {
    expect(shown({ type: "text" }, { is_custom: false })).toEqual(["is_required"]);
  });
});

describe("api names", () => {
  it("get the prefix that everybody must type", () => {
    expect(completeName("intent", "x_", "")).toBe("x_intent");
    expect(completeName("x_intent", "x_", "")).toBe("x_intent");
    expect(completeName(" Sample Loan ", "", "__c")).toBe("sample_loan__c");
    expect(completeName("", "x_", "")).toBe("");
    expect(bareName("x_intent", "x_", "")).toBe("intent");
    expect(bareName("sample_loan__c", "", "__c")).toBe("sample_loan");
  });
});

it("a new choice gets a code that is free", () => {
  expect(nextCode([])).toBe("c1");
  expect(nextCode(["c2", "out"])).toBe("c3");
  expect(nextCode(["c1", "c3"])).toBe("c4");
});

it("a roll-up offers the fields that fit the way of adding up", () => {
  const fields = [
    { name: "amount", type: "money" }, { name: "ordered_on", type: "date" }, { name: "created_at", type: "instant" },
    { name: "x_last", type: "rollup", result_type: "date" }, { name: "x_sum", type: "rollup", result_type: "decimal" },
    { name: "name", type: "text" }, { name: "position", type: "integer" },
  ] as unknown as FieldMeta[];
  const offered = (aggregate: string) => fields.filter((one) => addable(one, aggregate)).map((one) => one.name);
  expect(offered("sum")).toEqual(["amount", "x_sum"]);
  expect(offered("avg")).toEqual(["amount", "x_sum"]);
  expect(offered("max")).toEqual(["amount", "ordered_on", "created_at", "x_last", "x_sum"]);
});
