import { describe, expect, it } from "vitest";
import { plainField } from "../../meta";
import { bodyOf, emptyRule, firstValue, modeOf, modesOf, ruleOf } from "./rule";

const me = { id: 7, name: "张三" };

describe("a rule on its page", () => {
  it("sends only what matters to its trigger", () => {
    const rule = { ...emptyRule(me), name: " 提醒 ", object: "lead", trigger: "schedule", fields: ["name"], to: ["x"], date_field: "on", every: "week", on_day: 1 };
    expect(bodyOf(rule)).toMatchObject({ name: "提醒", fields: [], to: [], date_field: null, every: "week", on_day: 1, at_time: "09:00", run_as: 7 });
    expect(bodyOf({ ...rule, trigger: "created" })).toMatchObject({ every: null, at_time: null, on_day: null });
    expect(bodyOf({ ...rule, trigger: "date_reached" })).toMatchObject({ every: null, date_field: "on" });
    expect(bodyOf({ ...rule, trigger: "date_reached", every: "year" })).toMatchObject({ every: "year" });
    expect(bodyOf({ ...rule, every: "year" })).toMatchObject({ every: "day" });
  });

  it("reads a record whose lists are empty", () => {
    const rule = ruleOf({ id: 3, _version: 1, name: "甲", object: "lead", fields: null, steps: null } as never, me);
    expect([rule.id, rule.fields, rule.steps, rule.run_as]).toEqual([3, [], [], me]);
  });
});

describe("the value of a step", () => {
  it("begins with the way that fits its field", () => {
    const related = plainField("related", "any_references");
    expect(modesOf(related, "lead")).toEqual(["record"]);
    expect(modeOf(related, firstValue("record", related))).toBe("record");
    expect(modesOf(plainField("owner", "user"), "lead")[0]).toBe("who");
    expect(modesOf(plainField("lead", "reference", { target: "lead" }), "lead")[0]).toBe("record");
  });

  it("is told apart by its word", () => {
    const day = plainField("due", "date");
    expect([modeOf(day, { today: 3 }), modeOf(day, { workdays: 2 }), modeOf(day, "2026-11-29"), modeOf(plainField("name", "text"), "你好")]).toEqual(["today", "workdays", "constant", "text"]);
  });
});
