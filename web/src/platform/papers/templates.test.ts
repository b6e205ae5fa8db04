import { describe, expect, it } from "vitest";
import { contentOf, isFinished, KINDS, moved, newBlock } from "./templates";

const TEXTS = { title: "销售订单", signature: "签字（盖章）" };

describe("the content of a template", () => {
  it("is a structure with blocks, else there is none yet", () => {
    expect(contentOf(null)).toBeNull();
    expect(contentOf({ blocks: "x" })).toBeNull();
    expect(contentOf({ blocks: [{ kind: "title", text: "x" }] })).toEqual({ blocks: [{ kind: "title", text: "x" }] });
  });

  it("begins blocks that print at once, or wait for fields", () => {
    const finished = KINDS.filter((kind) => isFinished(newBlock(kind, TEXTS, "lines")));
    expect(finished).toEqual(["logo", "title", "totals", "text", "signatures"]);
    expect(newBlock("table", TEXTS, "lines")).toEqual({ kind: "table", lines: "lines", columns: [], sums: [] });
    expect(isFinished({ kind: "table", lines: "lines", columns: [{ field: "product" }] })).toBe(true);
    expect(isFinished({ kind: "signatures", texts: [] })).toBe(false);
  });

  it("moves one entry past its neighbour", () => {
    expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  });
});
