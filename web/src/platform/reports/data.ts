/** Reports: presets of the product and saved ones; both are asked and exported by the same names. */
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { call } from "@/api/client";
import { keys } from "@/api/queries";
import { listRecords } from "@/api/records";
import type { FilterNode, RecordData, Reference, ReportAnswer, ReportTemplate } from "@/api/types";
import { isFinished } from "../jobs/JobsTray";

/** Which report: a preset by its code, a saved one by its number. */
export type ReportName = { template: string } | { id: number };

/** A report as far as it is known before it is run. `saved`: absent of a template. */
export interface Shown {
  name: ReportName;
  title: string;
  sentence: string;
  spec: Record<string, unknown>;
  saved?: RecordData;
}

const POLL_MS = 1000;
/** More are hardly looked through; the list of reports has them all. */
const MOST_SAVED = 200;

export function templatesQuery() {
  return queryOptions({
    queryKey: ["reports", "templates"],
    queryFn: async (): Promise<ReportTemplate[]> => (await call("get", "/reports/templates")).items,
    staleTime: 60_000,
  });
}

export function savedQuery() {
  return queryOptions({
    queryKey: [...keys.records("report"), "all"],
    queryFn: async ({ signal }) => (await listRecords("report", { sort: ["name"], limit: MOST_SAVED, count: "none", fields: ["name", "description", "folder", "owner", "shared_with", "updated_at"] }, signal)).items,
  });
}

export function addressOf(name: ReportName): string {
  return "template" in name ? `/reports/template/${encodeURIComponent(name.template)}` : `/reports/${name.id}`;
}

function post(name: ReportName, filter: FilterNode | null, isJob: boolean, signal: AbortSignal | null = null) {
  const body = { explain: true, as_job: isJob, ...(filter ? { filter } : {}) };
  if ("template" in name) return call("post", "/reports/templates/{code}/run", { params: { path: { code: name.template } }, body, signal });
  return call("post", "/reports/{id}/run", { params: { path: { id: name.id } }, body, signal });
}

/** The figures, as they were when they were asked: nothing asks again behind the reader's back. */
export function useFigures(name: ReportName, filter: FilterNode | null, enabled: boolean) {
  return useQuery({
    queryKey: ["reports", "figures", name, filter],
    queryFn: async ({ signal }) => (await post(name, filter, false, signal)) as ReportAnswer,
    enabled, staleTime: Infinity, gcTime: 0, retry: false, placeholderData: keepPreviousData,
  });
}

/** Have a job compute them, which has longer; its number. */
export async function startRun(name: ReportName, filter: FilterNode | null): Promise<number> {
  return ((await post(name, filter, true)) as { job: number }).job;
}

/** A run by a job: how far it is, and the answer when it is done. */
export function useRun(id: number | null) {
  return useQuery({
    queryKey: ["reports", "run", id],
    queryFn: ({ signal }) => call("get", "/reports/runs/{id}", { params: { path: { id: id ?? 0 } }, signal }),
    enabled: id !== null, staleTime: Infinity, gcTime: 0,
    refetchInterval: (query) => (query.state.error || isFinished(query.state.data?.status) ? false : POLL_MS),
  });
}

/** A workbook, or the job that writes it. */
export async function exported(name: ReportName, filter: FilterNode | null): Promise<Blob | { job: number }> {
  const query = { format: "xlsx" as const, filter: filter ? JSON.stringify(filter) : undefined };
  const answer = "template" in name
    ? await call("get", "/reports/templates/{code}/export", { params: { path: { code: name.template }, query }, parseAs: "blob" })
    : await call("get", "/reports/{id}/export", { params: { path: { id: name.id }, query }, parseAs: "blob" });
  const file = answer as unknown as Blob; // asked for as one, whatever it is
  return file.type.includes("json") ? { job: (JSON.parse(await file.text()) as { id: number }).id } : file;
}

export function textOf(record: RecordData, name: string): string {
  const value = record[name];
  return typeof value === "string" ? value : "";
}

export function referenceOf(record: RecordData, name: string): Reference | null {
  return (record[name] as Reference | null | undefined) ?? null;
}
