/** What the author of a definition may choose from, as the server tells it: facts, teams, fields that name people. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { call } from "@/api/client";
import { keys, useMeta } from "@/api/queries";
import type { ApprovalOptions, ObjectMeta } from "@/api/types";

export const NO_OPTIONS: ApprovalOptions = { facts: [], team_records: [], team_roles: [], people_fields: [] };

/** The object as conditions see it: with the facts as further fields. */
export function withFacts(meta: ObjectMeta, { facts }: Pick<ApprovalOptions, "facts">): ObjectMeta {
  return facts.length > 0 ? { ...meta, fields: [...meta.fields, ...facts.map(({ field }) => field)] } : meta;
}

/** The object with its facts, and what else may be chosen. Who may not ask for that goes without it. */
export function useApprovalMeta(object: string | null) {
  const { data: meta, error, refetch } = useMeta(object);
  const { data, isPending } = useQuery({
    queryKey: [...keys.meta(object ?? ""), "approval"],
    queryFn: ({ signal }) => call("get", "/approvals/options", { params: { query: { object: object ?? "" } }, signal }),
    enabled: Boolean(object), staleTime: 60_000, retry: false,
  });
  const options = data ?? NO_OPTIONS;
  const known = useMemo(() => (meta ? withFacts(meta, options) : undefined), [meta, options]);
  return { meta: isPending ? undefined : known, options, error, refetch };
}
