import { describe, expect, it } from "vitest";
import type { TodoItem } from "@/api/types";
import { isWatched } from "./live";
import { pageOf } from "./TodoLists";

const LEADS: TodoItem = { kind: "lead.forgotten", label: "待跟进线索", object: "lead", view: "mine_forgotten", filter: null, path: null, watches: ["lead", "activity"], is_of_people: false, count: 3, is_exact: true };

describe("a work list", () => {
  it("opens its view, or a page of its own", () => {
    expect(pageOf(LEADS)).toBe("/o/lead?view=mine_forgotten");
    expect(pageOf({ ...LEADS, object: null, view: null, path: "/approvals" })).toBe("/approvals");
  });

  it("is counted again when something changed that it watches, not otherwise", () => {
    expect(isWatched([LEADS], new Set(["account", "activity"]))).toBe(true);
    expect(isWatched([LEADS], new Set(["account", "notification"]))).toBe(false);
    expect(isWatched([], new Set(["lead"]))).toBe(false);
  });
});
