/** Names of records that filters mention by id: remembered when picked, fetched when only the id is known. */
import { useQueries } from "@tanstack/react-query";
import { useCallback } from "react";
import { readRecord } from "@/api/records";
import { queryClient } from "@/api/queries";
import { recordName } from "../meta";

const nameKey = (object: string, id: unknown) => ["name", object, String(id)] as const;

export function rememberName(object: string, id: number, name: string): void {
  queryClient.setQueryData(nameKey(object, id), name);
}

export function useRecordNames(wanted: { object: string; id: number }[]): (object: string, id: unknown) => string | null {
  const names = useQueries({
    queries: wanted.slice(0, 30).map(({ object, id }) => ({
      queryKey: nameKey(object, id),
      queryFn: async () => recordName(await readRecord(object, id)),
      staleTime: Infinity,
      retry: false,
    })),
    combine: (results) => results.map((result) => result.data ?? null),
  });
  return useCallback(
    (object, id) => {
      const at = wanted.findIndex((one) => one.object === object && String(one.id) === String(id));
      return at < 0 ? null : names[at] ?? null;
    },
    [wanted, names],
  );
}
