import { useQuery } from "@tanstack/react-query";
import { call } from "@/api/client";

/** How far the company is set up; administrators alone may ask. */
export function useStart(enabled = true) {
  return useQuery({ queryKey: ["company", "start"], queryFn: () => call("get", "/company/start"), enabled, staleTime: 0 });
}
