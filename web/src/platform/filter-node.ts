/** A filter as the API speaks it, and the questions to it that need no builder. */
import type { Condition, FilterNode } from "@/api/types";

export function isCondition(node: FilterNode): node is Condition {
  return "field" in node && "op" in node;
}

/** Both must hold; a missing one holds always. */
export function both(a: FilterNode | null | undefined, b: FilterNode | null | undefined): FilterNode | null {
  if (!a) return b ?? null;
  if (!b) return a;
  const parts = [a, b].flatMap((node) => ("all" in node ? node.all : [node]));
  return { all: parts };
}

export function countConditions(node: FilterNode | null | undefined): number {
  if (!node) return 0;
  if (isCondition(node)) return 1;
  if ("all" in node) return node.all.reduce((sum, child) => sum + countConditions(child), 0);
  if ("any" in node) return node.any.reduce((sum, child) => sum + countConditions(child), 0);
  if ("not" in node) return countConditions(node.not);
  return countConditions(node.where);
}

/** The address of an object's list with this filter. */
export function listLink(object: string, filter: FilterNode): string {
  return `/o/${object}?filter=${encodeURIComponent(JSON.stringify(filter))}`;
}

/** Read a filter from the address bar; whatever is no filter counts as none. */
export function parseFilter(text: string | null): FilterNode | null {
  if (!text) return null;
  try {
    const node: unknown = JSON.parse(text);
    return node && typeof node === "object" && !Array.isArray(node) && isNode(node as FilterNode)
      ? (node as FilterNode) : null;
  } catch {
    return null;
  }
}

function isNode(node: FilterNode): boolean {
  if (isCondition(node)) return true;
  if ("all" in node) return Array.isArray(node.all) && node.all.every(isNode);
  if ("any" in node) return Array.isArray(node.any) && node.any.every(isNode);
  if ("not" in node) return Boolean(node.not) && isNode(node.not);
  return "where" in node && Boolean(node.where && isNode(node.where));
}
