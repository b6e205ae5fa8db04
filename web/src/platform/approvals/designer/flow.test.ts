import { describe, expect, it } from "vitest";
import type { TFunction } from "i18next";
import type { FieldMeta, ObjectMeta } from "@/api/types";
import { duplicate, faultsOf, fromStored, groupsOf, insert, move, movesOf, newStep, remove, stagesOf, stepsOf, toStored, type Place, type Stages, type Step } from "./flow";
import { placeAt, spotOf } from "./layout";
import { withFacts } from "./options";
import { approversWords, approverWords, peopleByGroup, type Names } from "./words";

function step(name: string, part: Partial<Step> = {}): Step {
  return { ...newStep(name), ...part };
}

const WORDS: Record<string, string> = { "common.list_separator": ",", "common.sentence_separator": ";", "common.colon": ":" };
const SAID: Record<string, (given: Record<string, string>) => string> = {
  "flow.by_role": ({ name = "" }) => `role ${name}`, "flow.group_n": ({ n = "" }) => `group ${n}`, "flow.by_team_role": ({ name = "" }) => `${name} in its team`, "flow.by_team_role_of": ({ name = "", record = "" }) => `${name} in the team of ${record}`,
};
const t = ((key: string, given: Record<string, string> = {}) => SAID[key]?.(given) ?? WORDS[key] ?? key) as unknown as TFunction;
const NAMES: Names = { t, name: (_object, reference) => reference.name, label: (path) => (path === "account" ? "客户" : path) };

/** a, then b beside c, then d */
const stages: Stages = [[step("a")], [step("b"), step("c")], [step("d")]];
const said = (now: Stages) => now.map((steps) => steps.map((one) => one.name).join("+")).join(" ");
const moved = (stage: number, at: number, place: Place) => {
  const next = move(stages, { stage, at }, place);
  return [said(next.stages), next.selected && next.stages[next.selected.stage]?.[next.selected.at]?.name];
};

describe("the steps of an approval", () => {
  it("are stages by position and group, and come back as they were", () => {
    const stored = stepsOf(stages);
    expect(stored.map(({ name, position, group }) => [name, position, group])).toEqual([["a", 1, 1], ["b", 2, 2], ["c", 3, 2], ["d", 4, 3]]);
    expect(said(stagesOf([...stored].reverse()))).toBe("a b+c d");
    expect(stepsOf(stagesOf(stored))).toEqual(stored);
    expect(said(stagesOf([step("x", { position: 1 }), step("y", { position: 2 })]))).toBe("x y");
  });

  it("go anywhere and stay chosen", () => {
    expect(moved(0, 0, { kind: "own", stage: 3 })).toEqual(["b+c d a", "a"]);
    expect(moved(2, 0, { kind: "own", stage: 0 })).toEqual(["d a b+c", "d"]);
    expect(moved(0, 0, { kind: "beside", stage: 1, at: 1 })).toEqual(["b+a+c d", "a"]);
    expect(moved(1, 0, { kind: "own", stage: 1 })).toEqual(["a b c d", "b"]);
    expect(moved(1, 0, { kind: "own", stage: 2 })).toEqual(["a c b d", "b"]);
    expect(moved(1, 0, { kind: "beside", stage: 1, at: 2 })).toEqual(["a c+b d", "b"]);
    expect(moved(1, 1, { kind: "beside", stage: 2, at: 0 })).toEqual(["a b c+d", "c"]);
    expect(moved(0, 0, { kind: "own", stage: 1 })).toEqual(["a b+c d", "a"]);
  });

  it("are inserted, copied without their number, and removed", () => {
    expect(said(insert(stages, step("n"), { kind: "own", stage: 1 }).stages)).toBe("a n b+c d");
    expect(said(insert(stages, step("n"), { kind: "beside", stage: 0, at: 99 }).stages)).toBe("a+n b+c d");
    const copied = duplicate([[step("a", { id: 7 })]], { stage: 0, at: 0 }, "copy");
    expect(copied.stages[1]?.[0]).toMatchObject({ name: "copy" });
    expect(copied.stages[1]?.[0]?.id).toBeUndefined();
    expect(said(remove(stages, { stage: 0, at: 0 }).stages)).toBe("b+c d");
    expect(said(remove(stages, { stage: 1, at: 0 }).stages)).toBe("a c d");
  });

  it("offer the keyboard every move that changes something", () => {
    const open = (stage: number, at: number) => Object.entries(movesOf(stages, { stage, at })).flatMap(([name, place]) => (place ? [name] : []));
    expect([open(0, 0), open(1, 0), open(1, 1), open(2, 0)]).toEqual([["down"], ["down", "apart"], ["up", "apart"], ["up", "join"]]);
    for (const [stage, at] of [[0, 0], [1, 0], [1, 1], [2, 0]] as const) {
      for (const place of Object.values(movesOf(stages, { stage, at }))) if (place) expect(moved(stage, at, place)[0]).not.toBe("a b+c d");
    }
  });

  it("go where they are dropped", () => {
    const drop = (from: [number, number], x: number, y: number) => {
      const at = { stage: from[0], at: from[1] };
      return said(move(stages, at, placeAt(stages, at, { x, y })).stages);
    };
    const middle = (stage: number) => spotOf(stages, { stage, at: 0 }).y + 66;
    const between = (stage: number) => spotOf(stages, { stage, at: 0 }).y - 20;
    expect(drop([0, 0], 0, middle(1))).toBe("b+a+c d");
    expect(drop([0, 0], -400, middle(1))).toBe("a+b+c d");
    expect(drop([0, 0], 400, middle(1))).toBe("b+c+a d");
    expect(drop([1, 0], 400, middle(1))).toBe("a c+b d");
    expect(drop([1, 0], -150, middle(1))).toBe("a b+c d");
    expect(drop([1, 1], 0, between(1))).toBe("a c b d");
    expect(drop([2, 0], 0, -500)).toBe("d a b+c");
    expect(drop([0, 0], 0, 5000)).toBe("b+c d a");
    expect(drop([0, 0], 0, middle(0))).toBe("a b+c d");
  });

  it("say what is missing", () => {
    expect(faultsOf(step("a"))).toEqual([]);
    const empty = step(" ", { approvers: [], need: "count", auto_filter: { field: "name", op: "is_empty" }, auto_effect: null, reject_to: "step", escalate_after_hours: 8, cc: [{ kind: "user", value: null, level: null }] });
    expect(faultsOf(empty)).toEqual(["name", "approvers", "value", "count", "effect", "escalation", "target"]);
    expect(faultsOf(step("a", { auto_effect: "approve" }))).toEqual(["reason"]);
  });

  it("are stored by ids", () => {
    const given = step("a", { approvers: [{ kind: "role", value: { id: 5, name: "财务" }, level: null }, { kind: "field", value: "owner", level: null }], escalate_to: [{ kind: "user", value: { id: 8, name: "张三" }, level: null }] });
    const stored = toStored(given);
    expect([stored.approvers?.map((one) => one.value), stored.escalate_to?.map((one) => one.value)]).toEqual([[5, "owner"], [8]]);
    expect(fromStored({ name: "b", approvers: null, auto_reason: null, group: null })).toMatchObject({ name: "b", approvers: [], auto_reason: "", reject_to: "end", need: "any" });
    expect(fromStored(stored).approvers[0]?.value).toEqual({ id: 5, name: "" });
  });

  it("count one approval of each group, and say who is in which", () => {
    const role = (id: number, name: string, group: string | null = null) => ({ kind: "role" as const, value: { id, name }, level: null, group });
    const given = [role(1, "法务专员", "法务"), role(2, "会计", "财务"), role(3, "出纳", "财务"), role(4, "总监")];
    expect(groupsOf(given).map(({ name, approvers }) => [name, approvers.length])).toEqual([["法务", 1], ["财务", 2], ["", 1]]);
    expect(approversWords(given, NAMES, true)).toBe("法务:role 法务专员;财务:role 会计,role 出纳;role 总监");
    expect(approversWords(given.slice(0, 2), NAMES)).toBe("role 法务专员,role 会计");
    expect(peopleByGroup([{ name: "甲", group: "法务" }, { name: "乙", group: "2" }, { name: "丙", group: "法务" }], NAMES.t)).toEqual(["法务:甲,丙", "group 2:乙"]);
    expect(faultsOf(step("a", { need: "per_group", approvers: given.slice(1, 3) }))).toEqual(["groups"]);
    expect(faultsOf(step("a", { need: "per_group", approvers: given }))).toEqual([]);
    expect(fromStored(toStored(step("a", { approvers: given }))).approvers.map((one) => one.group)).toEqual(["法务", "财务", "财务", null]);
  });

  it("say of whose team a role is", () => {
    const one = { kind: "team_role" as const, value: "客户经理", level: null };
    expect([approverWords({ ...one, field: "account" }, NAMES), approverWords(one, NAMES)]).toEqual(["客户经理 in the team of 客户", "客户经理 in its team"]);
  });

  it("have facts among the fields of their conditions", () => {
    const meta = { name: "sales_order", fields: [{ name: "number" }] } as ObjectMeta;
    const fact = { name: "credit", field: { name: "fact_credit" } as FieldMeta };
    expect(withFacts(meta, { facts: [fact] }).fields.map((field) => field.name)).toEqual(["number", "fact_credit"]);
    expect(withFacts(meta, { facts: [] })).toBe(meta);
  });
});
