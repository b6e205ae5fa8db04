import { QueryCache, QueryClient, queryOptions, useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { readMe, readObject, readObjects } from "./ahead";
import { call } from "./client";
import { isProblem } from "./problem";
import type { AuthConfig, Me, ObjectMeta, ObjectsAnswer, RecordId, RegionNode } from "./types";

/** While the server is away, which is said once for all: how often and how soon a query asks again. */
const TRIES_AWAY = 30;
const AWAY_MS = 2_000;
const isAway = (error: unknown) => isProblem(error) && error.isAway;

let onFailedQuery: (error: unknown) => void = () => undefined;

/** Called when the first answer of a query did not come; what was shown before stays, and is fetched again by itself. */
export function whenQueryFails(listener: (error: unknown) => void): void {
  onFailedQuery = listener;
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (query.state.data === undefined && (!isProblem(error) || error.mayBeDone)) onFailedQuery(error);
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, error) => count < (isAway(error) ? TRIES_AWAY : 2) && (!isProblem(error) || error.mayBeDone),
      retryDelay: (count, error) => (isAway(error) ? AWAY_MS : Math.min(1_000 * 2 ** count, 30_000)),
      refetchOnWindowFocus: false,
    },
  },
});

/** Every cached answer lies under one of these keys. */
export const keys = {
  me: ["me"] as const,
  config: ["config"] as const,
  objects: ["meta", "objects"] as const,
  meta: (object: string) => ["meta", "object", object] as const,
  regions: ["meta", "regions"] as const,
  records: (object: string) => ["records", object] as const,
  record: (object: string, id: RecordId) => ["records", object, "one", String(id)] as const,
  notifications: ["notifications"] as const,
  todos: ["todos"] as const,
  settings: ["settings"] as const,
};

const META_STALE = 5 * 60_000;

const meQuery = queryOptions<Me>({ queryKey: keys.me, queryFn: readMe, staleTime: META_STALE, retry: false });
const objectsQuery = queryOptions<ObjectsAnswer>({ queryKey: keys.objects, queryFn: readObjects, staleTime: META_STALE });
const metaQuery = (object: string) => queryOptions<ObjectMeta>({
  queryKey: keys.meta(object),
  queryFn: () => readObject(object),
  staleTime: META_STALE,
});

export function useMe(enabled = true): UseQueryResult<Me> {
  return useQuery({ ...meQuery, enabled });
}

export function useAuthConfig(): UseQueryResult<AuthConfig> {
  return useQuery({ queryKey: keys.config, queryFn: () => call("get", "/auth/config"), staleTime: META_STALE });
}

export function useObjects(): UseQueryResult<ObjectsAnswer> {
  return useQuery(objectsQuery);
}

export function readMeta(object: string): Promise<ObjectMeta> {
  return queryClient.fetchQuery(metaQuery(object));
}

export function useMeta(object: string | null | undefined): UseQueryResult<ObjectMeta> {
  return useQuery({ ...metaQuery(object ?? ""), enabled: Boolean(object) });
}

/** Of several objects, those that have come. */
export function useMetas(objects: string[]): ObjectMeta[] {
  return useQueries({
    queries: objects.map((object) => metaQuery(object)),
    combine: (results) => results.flatMap((result) => result.data ?? []),
  });
}

export function useRegions(enabled = true): UseQueryResult<RegionNode[]> {
  return useQuery({
    queryKey: keys.regions,
    queryFn: () => call("get", "/meta/regions"),
    staleTime: Infinity,
    enabled,
  });
}

/** After a change of one record: its lists, boards, timelines and the record itself are stale. */
export function recordsChanged(object: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: keys.records(object) });
}

export function metaChanged(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ["meta"] });
}
