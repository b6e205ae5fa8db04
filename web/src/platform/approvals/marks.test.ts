import { describe, expect, it } from "vitest";
import { pagesOf } from "./marks";

describe("the marks of a list", () => {
  it("are asked page by page: what was asked stays as it was when more rows come", () => {
    expect(pagesOf([1, 2, 3], 2)).toEqual(["1,2", "3"]);
    expect(pagesOf([1, 2, 3, 4, 5], 2).slice(0, 1)).toEqual(["1,2"]);
    expect(pagesOf([], 2)).toEqual([]);
  });
});
