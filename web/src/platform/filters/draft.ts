/**
 * The filter builder's own form of a filter: every part has a key (so that React and the keyboard
 * keep their place) and may be incomplete. `toFilter` gives the API's language; who applies it asks
 * `incomplete` first: a condition that somebody began and did not finish is pointed out, never dropped.
 */
import type { FilterNode, Operator } from "@/api/types";
import { isCondition } from "../filter-node";
import { isEmptyValue } from "../format";

export interface DraftCondition {
  kind: "condition";
  key: number;
  field: string;
  op: Operator | "";
  value?: unknown;
  other?: string;
}

export interface DraftGroup {
  kind: "group";
  key: number;
  join: "all" | "any";
  negated: boolean;
  children: Draft[];
}

/** A part that the builder cannot take apart (rows of a relation): kept as it is. */
export interface DraftRaw {
  kind: "raw";
  key: number;
  node: FilterNode;
}

export type Draft = DraftCondition | DraftGroup | DraftRaw;

let lastKey = 0;

export function newKey(): number {
  lastKey += 1;
  return lastKey;
}

export function emptyGroup(join: "all" | "any" = "all"): DraftGroup {
  return { kind: "group", key: newKey(), join, negated: false, children: [] };
}

export function emptyCondition(field = "", op: DraftCondition["op"] = ""): DraftCondition {
  return { kind: "condition", key: newKey(), field, op };
}

const WITHOUT_VALUE = new Set(["is_empty", "is_not_empty", "is_me", "in_my_departments", "changed"]);

export function needsValue(op: string): boolean {
  return !WITHOUT_VALUE.has(op);
}

export function toDraft(node: FilterNode | null | undefined): DraftGroup {
  if (!node) return emptyGroup();
  const draft = draftOf(node);
  return draft.kind === "group" ? draft : { ...emptyGroup(), children: [draft] };
}

function draftOf(node: FilterNode): Draft {
  if (isCondition(node)) {
    const condition: DraftCondition = { kind: "condition", key: newKey(), field: node.field, op: node.op };
    if (node.value !== undefined) condition.value = node.value;
    if (node.other) condition.other = node.other;
    return condition;
  }
  if ("all" in node) return { ...emptyGroup("all"), children: node.all.map(draftOf) };
  if ("any" in node) return { ...emptyGroup("any"), children: node.any.map(draftOf) };
  if ("not" in node) {
    const inner = draftOf(node.not);
    if (inner.kind === "group" && !inner.negated) return { ...inner, negated: true };
    return { ...emptyGroup(), negated: true, children: [inner] };
  }
  return { kind: "raw", key: newKey(), node };
}

export function isComplete(condition: DraftCondition): boolean {
  if (!condition.field || !condition.op) return false;
  if (!needsValue(condition.op) || condition.other) return true;
  if (condition.op === "between") {
    return Array.isArray(condition.value) && condition.value.length === 2 && !condition.value.some(isEmptyValue);
  }
  if (condition.op === "near") {
    const value = condition.value as { lat?: unknown; lng?: unknown; km?: unknown } | undefined;
    return Boolean(value) && ![value?.lat, value?.lng, value?.km].some(isEmptyValue);
  }
  return !isEmptyValue(condition.value);
}

/** The conditions that are not finished. One empty row and nothing else is no condition: it was not begun. */
export function incomplete(draft: DraftGroup): DraftCondition[] {
  const found = (part: Draft): DraftCondition[] =>
    part.kind === "condition" ? (isComplete(part) ? [] : [part]) : part.kind === "group" ? part.children.flatMap(found) : [];
  const [only] = draft.children;
  if (draft.children.length === 1 && only?.kind === "condition" && !only.field) return [];
  return found(draft);
}

/** The filter as it stands, unfinished conditions included: where a form sends it, the server refuses those in words. */
export function asItStands(draft: DraftGroup): FilterNode | null {
  const open = incomplete(draft)[0];
  return open ? ({ field: open.field, op: open.op } as FilterNode) : toFilter(draft);
}

/** The filter of a draft; null when nothing complete is in it. */
export function toFilter(draft: Draft): FilterNode | null {
  if (draft.kind === "raw") return draft.node;
  if (draft.kind === "condition") {
    if (!draft.op || !isComplete(draft)) return null;
    if (draft.other) return { field: draft.field, op: draft.op, other: draft.other };
    if (!needsValue(draft.op)) return { field: draft.field, op: draft.op };
    return { field: draft.field, op: draft.op, value: draft.value };
  }
  const children = draft.children.map(toFilter).filter((node): node is FilterNode => node !== null);
  const [only] = children;
  if (!only) return null;
  const inner: FilterNode =
    children.length === 1 ? only : draft.join === "all" ? { all: children } : { any: children };
  return draft.negated ? { not: inner } : inner;
}

/** Replace, or with null remove, the part with this key. */
export function changeDraft(group: DraftGroup, key: number, next: Draft | null): DraftGroup {
  if (group.key === key) return next && next.kind === "group" ? next : group;
  const children = group.children.flatMap((child): Draft[] => {
    if (child.key === key) return next ? [next] : [];
    return [child.kind === "group" ? changeDraft(child, key, next) : child];
  });
  return { ...group, children };
}
