import { describe, expect, it } from "vitest";
import { duplicate, faultsOf, fromStored, insert, move, movesOf, newStep, remove, stagesOf, stepsOf, toStored, type Place, type Stages, type Step } from "./flow";
import { placeAt, spotOf } from "./layout";

function step(name: string, part: Partial<Step> = {}): Step {
  return { ...newStep(name), ...part };
}

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
});
