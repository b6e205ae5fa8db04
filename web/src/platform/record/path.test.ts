import { describe, expect, it } from "vitest";
import type { Choice } from "@/api/types";
import { PLAIN_CHOICE } from "../meta";
import { openWay } from "./StagePath";

const state = (code: string, closed = false): Choice => ({ ...PLAIN_CHOICE, code, label: code, closed });

describe("the way of a record through its states", () => {
  it("ends before the first end; what lies behind it is off the way", () => {
    const order = [state("draft"), state("approved"), state("completed", true), state("rejected"), state("cancelled", true)];
    expect(openWay(order).map((one) => one.code)).toEqual(["draft", "approved"]);
  });

  it("is all of the states where none is an end", () => {
    expect(openWay([state("planned"), state("done")]).map((one) => one.code)).toEqual(["planned", "done"]);
  });
});
