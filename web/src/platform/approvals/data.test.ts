import { describe, expect, it } from "vitest";
import { buttonsOf } from "./data";

describe("the buttons of an approval", () => {
  it("has only what may be done, the decision first", () => {
    expect(buttonsOf(["comment", "approve", "reject", "transfer", "add_approver"], 5)).toEqual({ shown: ["approve", "reject", "transfer", "add_approver", "comment"], hidden: [] });
    expect(buttonsOf(["comment"], 2)).toEqual({ shown: ["comment"], hidden: [] });
    expect(buttonsOf([], 2)).toEqual({ shown: [], hidden: [] });
  });

  it("puts the rest behind one more button, never a single one", () => {
    const may = ["comment", "approve", "reject", "transfer", "add_approver"] as const;
    expect(buttonsOf(may, 2)).toEqual({ shown: ["approve", "reject"], hidden: ["transfer", "add_approver", "comment"] });
    expect(buttonsOf(["comment", "urge", "withdraw"], 2)).toEqual({ shown: ["urge", "withdraw", "comment"], hidden: [] });
  });

  it("takes a task before it decides", () => {
    expect(buttonsOf(["comment", "approve", "reject", "grab"], 5).shown[0]).toBe("grab");
  });
});
