import { useMutation, useQuery } from "@tanstack/react-query";
import { call } from "@/api/client";
import { keys, queryClient } from "@/api/queries";

export function useNotifications() {
  return useQuery({
    queryKey: [...keys.notifications, "latest"],
    queryFn: () => call("get", "/notifications", { params: { query: { limit: 20 } } }),
    staleTime: 10_000,
  });
}

/** Between two looks at the numbers, some of which change with the clock alone. */
const CLOCK_MS = 60_000;

/** The work lists with their numbers. */
export function useTodos() {
  return useQuery({ queryKey: keys.todos, queryFn: () => call("get", "/todos"), staleTime: 5_000, refetchInterval: CLOCK_MS });
}

export type ReadRequest = { ids: number[] } | { kind: string } | { all: true };

export function useMarkRead() {
  return useMutation({
    mutationFn: (body: ReadRequest) => call("post", "/notifications/read", { body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.notifications }),
  });
}
