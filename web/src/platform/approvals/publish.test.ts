import { describe, expect, it } from "vitest";
import { before } from "./Publish";

const one = (id: number, position: number, trigger: string, more = {}) => ({ id, position, trigger, version: 1, ...more }) as never;

describe("definitions that are asked first", () => {
  it("are those of smaller position, or made earlier, that begin alike and are published", () => {
    const mine = one(5, 10, "submit");
    const others = [one(1, 5, "create"), one(2, 10, "submit"), one(6, 10, "submit"), one(3, 0, "change"), one(4, 0, "submit", { version: 0 }), mine];
    expect(before(mine, others).map((row) => row.id)).toEqual([1, 2]);
  });

  it("of an action are about the same action", () => {
    const others = [one(1, 0, "action", { action: "advance" }), one(2, 0, "action", { action: "lose" })];
    expect(before(one(5, 1, "action", { action: "lose" }), others).map((row) => row.id)).toEqual([2]);
  });
});
