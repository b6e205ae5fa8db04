import type { FilterNode } from "@/api/types";

interface Listed {
  filter: FilterNode | null;
  q: string;
  sort: string[];
}

/** Where a list stands for the printer, with the conditions and columns that it has on the screen. */
export function printAddress(object: string, list: Listed, columns: string[]): string {
  const search = new URLSearchParams({ fields: columns.join(",") });
  if (list.filter) search.set("filter", JSON.stringify(list.filter));
  if (list.q) search.set("q", list.q);
  if (list.sort.length) search.set("sort", list.sort.join(","));
  return `/o/${object}/print?${search.toString()}`;
}

const names = (text: string | null) => text?.split(",").filter(Boolean) ?? [];

/** What such an address asks the server for. */
export function printRequest(search: URLSearchParams): { filter?: FilterNode; q?: string; sort?: string[]; fields?: string[] } {
  const [filter, q, sort, fields] = [search.get("filter"), search.get("q"), names(search.get("sort")), names(search.get("fields"))];
  return {
    ...(filter && { filter: JSON.parse(filter) as FilterNode }),
    ...(q && { q }),
    ...(sort.length > 0 && { sort }),
    ...(fields.length > 0 && { fields }),
  };
}
