import { call, newAttempt, urlOf, type Query } from "./client";
import type {
  ActionResult, AggregateAnswer, DuplicateItem, FileEntry, FilterNode, HistoryEntry, ListAnswer,
  RecordData, RecordId, TimelineEntry,
} from "./types";

export interface ListRequest {
  fields?: string[];
  filter?: FilterNode | null;
  view?: string | number;
  q?: string;
  sort?: string[];
  limit?: number;
  cursor?: string | null;
  count?: "capped" | "exact" | "none";
  deleted?: boolean;
}

export function listQuery(request: ListRequest): Query {
  return {
    fields: request.fields?.join(","),
    filter: request.filter ? JSON.stringify(request.filter) : undefined,
    view: request.view,
    q: request.q,
    sort: request.sort?.join(","),
    limit: request.limit,
    cursor: request.cursor,
    count: request.count,
    deleted: request.deleted ? "true" : undefined,
  };
}

/** Longer than this the query travels in a body: proxies cut long addresses. */
const LONGEST_ADDRESS = 1800;

export function listRecords(object: string, request: ListRequest, signal?: AbortSignal): Promise<ListAnswer> {
  const query = listQuery(request);
  if (urlOf(`/records/${object}`, query).length <= LONGEST_ADDRESS) {
    return call(`/records/${object}`, { query, signal });
  }
  return call(`/records/${object}/query`, { method: "POST", body: { ...request }, signal });
}

export function readRecord(object: string, id: RecordId, signal?: AbortSignal): Promise<RecordData> {
  return call(`/records/${object}/${id}`, { signal });
}

export function createRecord(object: string, values: object, attempt: string): Promise<RecordData> {
  return call(`/records/${object}`, { method: "POST", body: values, attempt });
}

export function changeRecord(
  object: string, id: RecordId, version: number | undefined, values: object,
): Promise<RecordData> {
  const body = version === undefined ? values : { ...values, _version: version };
  return call(`/records/${object}/${id}`, { method: "PATCH", body });
}

export function deleteRecord(object: string, id: RecordId): Promise<void> {
  return call(`/records/${object}/${id}`, { method: "DELETE" });
}

export function restoreRecord(object: string, id: RecordId): Promise<RecordData> {
  return call(`/records/${object}/${id}/actions/restore`, { method: "POST", body: {}, attempt: newAttempt() });
}

export function runAction(
  object: string, id: RecordId, action: string, params: object, attempt: string,
): Promise<RecordData> {
  return call(`/records/${object}/${id}/actions/${action}`, { method: "POST", body: params, attempt });
}

export function runActionOnIds(
  object: string, action: string, ids: RecordId[], params: object, attempt: string,
): Promise<{ results: ActionResult[] }> {
  return call(`/records/${object}/actions/${action}`, { method: "POST", body: { ids, params }, attempt });
}

export interface ByFilter {
  filter?: FilterNode | null;
  view?: string | number;
  expected_count: number;
}

export function runActionOnFilter(
  object: string, action: string, target: ByFilter, params: object, attempt: string,
): Promise<{ job: number | string }> {
  return call(`/records/${object}/actions/${action}`, { method: "POST", body: { ...target, params }, attempt });
}

export function bulk(object: string, body: object, attempt: string): Promise<{ results: ActionResult[] }> {
  return call(`/records/${object}/bulk`, { method: "POST", body, attempt });
}

export interface AggregateRequest {
  filter?: FilterNode | null;
  view?: string | number;
  groups?: string[];
  measures: { as: string; agg: string; field?: string }[];
}

export function aggregate(object: string, request: AggregateRequest, signal?: AbortSignal): Promise<AggregateAnswer> {
  return call(`/records/${object}/aggregate`, { method: "POST", body: request, signal });
}

export function readTimeline(
  object: string, id: RecordId, cursor: string | null,
): Promise<{ items: TimelineEntry[]; next_cursor: string | null }> {
  return call(`/records/${object}/${id}/timeline`, { query: { cursor } });
}

export function readHistory(
  object: string, id: RecordId, cursor: string | null,
): Promise<{ items: HistoryEntry[]; next_cursor: string | null }> {
  return call(`/records/${object}/${id}/history`, { query: { cursor } });
}

export function readRelated(
  object: string, id: RecordId, relation: string, request: ListRequest, signal?: AbortSignal,
): Promise<ListAnswer> {
  return call(`/records/${object}/${id}/related/${relation}`, { query: listQuery(request), signal });
}

export function readFiles(object: string, id: RecordId): Promise<{ items: FileEntry[] }> {
  return call(`/records/${object}/${id}/files`);
}

export interface AccessAnswer {
  items: { operation: string; allowed: boolean; rule: string; text: string; label?: string }[];
}

export function readAccess(object: string, id: RecordId): Promise<AccessAnswer> {
  return call(`/records/${object}/${id}/access`);
}

export function findDuplicates(
  object: string, body: { values: object } | { id: RecordId }, signal?: AbortSignal,
): Promise<{ items: DuplicateItem[] }> {
  return call(`/records/${object}/duplicates`, { method: "POST", body, signal });
}

export function uploadFile(file: Blob, name: string, on?: { object: string; id: RecordId }): Promise<FileEntry> {
  const form = new FormData();
  form.set("file", file, name);
  if (on) {
    form.set("object", on.object);
    form.set("id", String(on.id));
  }
  return call("/files", { method: "POST", form, attempt: newAttempt() });
}

export function fileUrl(id: number | string, size?: "thumb"): string {
  return urlOf(`/files/${id}`, { size });
}
