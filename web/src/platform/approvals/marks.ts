/** Which rows of a list are being approved: asked page by page, renewed by the hints of tasks. */
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { call } from "@/api/client";
import { keys } from "@/api/queries";
import type { ApprovalMark, RecordData } from "@/api/types";

const PAGE = 80;

/** The ids in pages, so that a further page asks for itself alone. */
export function pagesOf(ids: readonly number[], size = PAGE): string[] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, page) => ids.slice(page * size, (page + 1) * size).join(","));
}

export function useMarks(object: string, isOn: boolean, rows: readonly RecordData[]): ReadonlyMap<number, ApprovalMark> {
  const pages = useMemo(() => (isOn ? pagesOf(rows.map((row) => Number(row.id))) : []), [isOn, rows]);
  const found = useQueries({
    queries: pages.map((ids) => ({
      queryKey: [...keys.records("approval_task"), "marks", object, ids], staleTime: 5_000, retry: false,
      queryFn: ({ signal }: { signal: AbortSignal }) => call("get", "/approvals/marks", { params: { query: { object, ids } }, signal }),
    })),
    combine: (results) => results.map((one) => one.data),
  });
  return useMemo(() => new Map(found.flatMap((page) => page?.items ?? []).map((mark) => [mark.id, mark])), [found]);
}
