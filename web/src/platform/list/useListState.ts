import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import type { FilterNode, ObjectMeta, ViewMeta } from "@/api/types";
import { parseFilter } from "../filter-node";
import { MOST_SORT_KEYS } from "../meta";

export type ListKind = "list" | "board";

export interface ListState {
  view: ViewMeta | null;
  filter: FilterNode | null;
  q: string;
  sort: string[];
  kind: ListKind;
  isDeleted: boolean;
  /** The filter or the order differ from what the view says. */
  isChanged: boolean;
}

const NO_FILTER = "none";

/** The view of the address; a filter that came without one stands on the view of all records. */
export function currentView(meta: ObjectMeta, id: string | null, isFiltered = false): ViewMeta | null {
  const usable = meta.views.filter((view) => !view.unusable);
  const all = id === null && isFiltered ? usable.find((view) => !view.filter) : undefined;
  return all ?? usable.find((view) => String(view.id) === id) ?? usable.find((view) => view.is_default) ?? usable[0] ?? null;
}

/** What the address bar says about a list; an address without anything means the default view. */
export function readListState(meta: ObjectMeta, search: URLSearchParams): ListState {
  const filterText = search.get("filter");
  const view = currentView(meta, search.get("view"), filterText !== null);
  const sortText = search.get("sort");
  const kind = search.get("kind") ?? view?.kind ?? "list";
  return {
    view,
    filter: filterText === null ? view?.filter ?? null : filterText === NO_FILTER ? null : parseFilter(filterText),
    q: search.get("q") ?? "",
    sort: sortText === null ? view?.sort ?? [] : sortText.split(",").filter(Boolean).slice(0, MOST_SORT_KEYS),
    kind: kind === "board" && meta.board_field ? "board" : "list",
    isDeleted: search.get("deleted") === "true",
    isChanged: filterText !== null || sortText !== null,
  };
}

export interface ListChange {
  view?: string | number;
  filter?: FilterNode | null;
  q?: string;
  sort?: string[];
  kind?: ListKind;
  isDeleted?: boolean;
}

export function writeListState(search: URLSearchParams, change: ListChange): URLSearchParams {
  const next = new URLSearchParams(search);
  const set = (key: string, value: string | null) => (value === null ? next.delete(key) : next.set(key, value));
  if (change.view !== undefined) {
    for (const key of ["filter", "sort", "kind", "deleted"]) next.delete(key);
    next.set("view", String(change.view));
  }
  if (change.filter !== undefined) set("filter", change.filter ? JSON.stringify(change.filter) : NO_FILTER);
  if (change.q !== undefined) set("q", change.q || null);
  if (change.sort !== undefined) set("sort", change.sort.join(","));
  if (change.kind !== undefined) set("kind", change.kind);
  if (change.isDeleted !== undefined) set("deleted", change.isDeleted ? "true" : null);
  return next;
}

/** A click on a header: up, down, off; with Shift it joins the other keys. `isTurned`: up on the screen is down in what is stored. */
export function nextSort(sort: string[], field: string, isAdded: boolean, isTurned = false): string[] {
  const [up, down] = isTurned ? [`-${field}`, field] : [field, `-${field}`];
  const now = sort.find((key) => key.replace(/^-/, "") === field);
  const after = now === undefined ? up : now === up ? down : null;
  if (!isAdded) return after ? [after] : [];
  const replaced = sort.flatMap((key) => (key === now ? (after ? [after] : []) : [key]));
  return (now === undefined && after ? [...replaced, after] : replaced).slice(-MOST_SORT_KEYS);
}

export function useListState(meta: ObjectMeta): [ListState, (change: ListChange) => void] {
  const [search, setSearch] = useSearchParams();
  const state = useMemo(() => readListState(meta, search), [meta, search]);
  // What the address says now: what is drawn may still be what it said before the last change.
  const change = useCallback(
    (next: ListChange) => setSearch(writeListState(new URLSearchParams(window.location.search), next), { replace: next.q !== undefined }),
    [setSearch],
  );
  return [state, change];
}
