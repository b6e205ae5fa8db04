import { describe, expect, it } from "vitest";
import type { FilterNode } from "@/api/types";
import { both, countConditions, parseFilter } from "../filter-node";
import { asItStands, changeDraft, emptyCondition, incomplete, toDraft, toFilter } from "./draft";

const nested: FilterNode = {
  all: [
    { field: "status", op: "in", value: ["open", "won"] },
    { any: [{ field: "account.level", op: "eq", value: "A" }, { field: "x_intent", op: "gte", value: 3 }] },
    { not: { all: [{ field: "created_at", op: "within", value: "last_30_days" }, { field: "owner", op: "is_me" }] } },
    { some: "account.contacts", where: { field: "decision_role", op: "eq", value: "decider" } },
  ],
};

describe("filter builder", () => {
  it("gives back what it was given", () => {
    expect(toFilter(toDraft(nested))).toEqual(nested);
    expect(toFilter(toDraft({ field: "owner", op: "is_me" }))).toEqual({ field: "owner", op: "is_me" });
    expect(toFilter(toDraft({ not: { field: "a", op: "is_empty" } }))).toEqual({ not: { field: "a", op: "is_empty" } });
    expect(toFilter(toDraft({ field: "a", op: "gt", other: "b" }))).toEqual({ field: "a", op: "gt", other: "b" });
    expect(toFilter(toDraft(null))).toBeNull();
  });

  it("leaves incomplete conditions out, falsy values in", () => {
    const group = toDraft(null);
    group.children.push(emptyCondition("name", "contains"), emptyCondition("", "eq"));
    expect(toFilter(group)).toBeNull();
    group.children.push({ ...emptyCondition("score", "eq"), value: 0 });
    group.children.push({ ...emptyCondition("is_active", "eq"), value: false });
    group.children.push({ ...emptyCondition("amount", "between"), value: ["1", ""] });
    expect(toFilter(group)).toEqual({
      all: [{ field: "score", op: "eq", value: 0 }, { field: "is_active", op: "eq", value: false }],
    });
  });

  it("points out what was begun and not finished, in any depth", () => {
    const group = toDraft(null);
    expect(incomplete(group)).toEqual([]);
    group.children.push(emptyCondition());
    expect(incomplete(group)).toEqual([]);
    const open = emptyCondition("amount", "gt");
    group.children.push({ ...toDraft({ any: [{ field: "a", op: "is_empty" }] }), children: [open, { ...emptyCondition("score", "eq"), value: 0 }] });
    expect(incomplete(group)).toEqual([group.children[0], open]);
    expect(asItStands({ ...group, children: group.children.slice(1) })).toEqual({ field: "amount", op: "gt" });
    expect(incomplete(toDraft(nested))).toEqual([]);
  });

  it("changes and removes one part in depth", () => {
    const draft = toDraft(nested);
    const any = draft.children[1];
    if (any?.kind !== "group") throw new Error("a group is expected");
    const first = any.children[0];
    if (first?.kind !== "condition") throw new Error("a condition is expected");
    const changed = toFilter(changeDraft(draft, first.key, { ...first, value: "B" }));
    expect(JSON.stringify(changed)).toContain('"value":"B"');
    const removed = toFilter(changeDraft(draft, any.key, null));
    expect(countConditions(removed)).toBe(4);
  });

  it("joins two filters flat", () => {
    expect(both(null, null)).toBeNull();
    expect(both({ field: "a", op: "is_empty" }, nested)).toEqual({
      all: [{ field: "a", op: "is_empty" }, ...(nested as { all: FilterNode[] }).all],
    });
  });

  it("reads an address bar without trusting it", () => {
    expect(parseFilter(JSON.stringify(nested))).toEqual(nested);
    expect(parseFilter("{")).toBeNull();
    expect(parseFilter("[1]")).toBeNull();
    expect(parseFilter('{"all": 3}')).toBeNull();
    expect(parseFilter('{"not": null}')).toBeNull();
  });
});
