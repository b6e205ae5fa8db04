import { describe, expect, it } from "vitest";
import type { Choice } from "@/api/types";
import { PLAIN_CHOICE } from "../meta";
import { openWay, passed } from "./StagePath";

const state = (code: string, closed = false): Choice => ({ ...PLAIN_CHOICE, code, label: code, closed });

describe("the way of a record through its states", () => {
  it("ends before the first end; what lies behind it is off the way", () => {
    const order = [state("draft"), state("approved"), state("completed", true), state("rejected"), state("cancelled", true)];
    expect(openWay(order).map((one) => one.code)).toEqual(["draft", "approved"]);
  });

  it("is all of the states where none is an end", () => {
    expect(openWay([state("planned"), state("done")]).map((one) => one.code)).toEqual(["planned", "done"]);
  });

  it("are marked as passed only where its history says that it was there", () => {
    const steps = [{ label: "草稿" }, { label: "待审核" }, { label: "已审核" }];
    expect(passed(steps, 2, "status", [{ field: "status", old: "草稿" }, { field: "remark", old: "待审核" }])).toEqual([true, false, false]);
    expect(passed(steps, 2, "status", [{ field: "status", old: "待审核" }, { field: "status", old: "草稿" }])).toEqual([true, true, false]);
  });
});
