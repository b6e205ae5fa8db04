import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { aggregate, listRecords, type ListRequest } from "@/api/records";
import type { FilterNode, RecordData } from "@/api/types";
import { queryClient } from "@/api/queries";

export const PAGE = 80;

export interface ListPages {
  pages: { items: RecordData[]; next_cursor: string | null; total?: number | null; total_is_exact?: boolean }[];
  pageParams: unknown[];
}

export function useListData(object: string, request: Omit<ListRequest, "cursor" | "limit" | "count">) {
  const query = useInfiniteQuery({
    queryKey: ["records", object, "list", request],
    queryFn: ({ pageParam, signal }) =>
      listRecords(object, { ...request, limit: PAGE, cursor: pageParam, count: pageParam ? "none" : "capped" }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: (previous) => previous,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const first = query.data?.pages[0];
  return { query, rows, total: first?.total ?? null, isExact: first?.total_is_exact ?? true };
}

/** Put one changed record into every list of it that is cached: no flicker, no refetch. */
export function patchLists(object: string, record: RecordData): void {
  queryClient.setQueriesData<ListPages>({ queryKey: ["records", object, "list"] }, (data) =>
    data && {
      ...data,
      pages: data.pages.map((page) => ({
        ...page,
        items: page.items.map((item) => (String(item.id) === String(record.id) ? { ...item, ...record } : item)),
      })),
    },
  );
}

export function useTotals(object: string, filter: FilterNode | null, fields: string[], enabled: boolean) {
  return useQuery({
    queryKey: ["records", object, "totals", filter, fields],
    queryFn: ({ signal }) =>
      aggregate(object, { filter, measures: fields.map((field) => ({ as: field, agg: "sum", field })) }, signal),
    enabled: enabled && fields.length > 0,
  });
}
