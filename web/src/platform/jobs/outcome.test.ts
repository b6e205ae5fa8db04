import { describe, expect, it } from "vitest";
import { outcomeOf } from "./outcome";

describe("what came of a job", () => {
  it.each([
    [{ created: 3, updated: 0, skipped: 0, failed: 0 }, "all", "created 3"],
    [{ created: 0, updated: 0, skipped: 4, failed: 0 }, "all", "skipped 4"],
    [{ created: 2, updated: 1, skipped: 0, failed: 5 }, "partly", "created 2, updated 1, failed 5"],
    [{ created: 0, updated: 0, skipped: 0, failed: 7 }, "none", "failed 7"],
    [{ created: 0, updated: 0, skipped: 2, failed: 7 }, "none", "skipped 2, failed 7"],
    [{ ok: 9, failed: 1, errors: [] }, "partly", "ok 9, failed 1"],
    [{ ok: 0, failed: 1, errors: [] }, "none", "failed 1"],
    [{ ok: 9, failed: 0, errors: [] }, "all", "ok 9"],
  ])("%j is told", (result, kind, counts) => {
    const found = outcomeOf(result);
    expect([found?.kind, found?.counts.map((one) => `${one.name} ${one.count}`).join(", ")]).toEqual([kind, counts]);
  });

  it("is not told of a job that counts no rows", () => {
    for (const result of [null, undefined, 5, "x", {}, { rows: 5 }, { failed: null }]) expect(outcomeOf(result)).toBeNull();
  });
});
