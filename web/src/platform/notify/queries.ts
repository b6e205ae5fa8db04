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

export type ReadRequest = { ids: number[] } | { kind: string } | { all: true };

export function useMarkRead() {
  return useMutation({
    mutationFn: (body: ReadRequest) => call("post", "/notifications/read", { body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.notifications }),
  });
}
