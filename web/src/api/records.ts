import { call, newAttempt, urlOf } from "./client";
import type { paths } from "./generated/schema";
import type { FileEntry, RecordData, RecordId } from "./types";

type BodyOf<P extends keyof paths> = paths[P] extends { post: { requestBody: { content: { "application/json": infer B } } } } ? B : never;

export type ListRequest = BodyOf<"/records/{object}/query">;
export type ListAnswer = Awaited<ReturnType<typeof listRecords>>;
export type AggregateRequest = BodyOf<"/records/{object}/aggregate">;
export type AggregateAnswer = Awaited<ReturnType<typeof aggregate>>;
/** Which records, by a filter or a view, and how many one has seen there. */
export type ByFilter = Pick<BodyOf<"/records/{object}/actions/{action}">, "filter" | "view" | "expected_count">;

type ListQuery = NonNullable<paths["/records/{object}"]["get"]["parameters"]["query"]>;

export function listQuery(request: ListRequest): ListQuery {
  const { fields, sort, filter, deleted, cursor, ...rest } = request;
  return {
    ...rest,
    cursor: cursor ?? undefined,
    fields: fields?.join(","),
    filter: filter ? JSON.stringify(filter) : undefined,
    sort: sort?.join(","),
    deleted: deleted ? "true" : undefined,
  };
}

/** Longer than this the query travels in a body: proxies cut long addresses. */
const LONGEST_ADDRESS = 1800;

export function listRecords(object: string, request: ListRequest, signal?: AbortSignal) {
  const given = { path: { object }, query: listQuery(request) };
  if (urlOf("/records/{object}", given).length <= LONGEST_ADDRESS) return call("get", "/records/{object}", { ...given, signal });
  return call("post", "/records/{object}/query", { path: { object }, body: request, signal });
}

export function readRecord(object: string, id: RecordId, signal?: AbortSignal) {
  return call("get", "/records/{object}/{id}", { path: { object, id }, signal });
}

export function createRecord(object: string, values: object, attempt: string) {
  return call("post", "/records/{object}", { path: { object }, body: { ...values }, attempt });
}

export function changeRecord(object: string, id: RecordId, version: number | undefined, values: object) {
  const body = version === undefined ? { ...values } : { ...values, _version: version };
  return call("patch", "/records/{object}/{id}", { path: { object, id }, body });
}

export function deleteRecord(object: string, id: RecordId) {
  return call("delete", "/records/{object}/{id}", { path: { object, id } });
}

export function restoreRecord(object: string, id: RecordId) {
  return runAction(object, id, "restore", {}, newAttempt());
}

/** The changed record, or what the verb answers instead. */
export async function runAction(object: string, id: RecordId, action: string, params: object, attempt: string): Promise<RecordData> {
  const answer = await call("post", "/records/{object}/{id}/actions/{action}", { path: { object, id, action }, body: { ...params }, attempt });
  return { id, ...answer };
}

export async function runActionOnIds(object: string, action: string, ids: RecordId[], params: object, attempt: string) {
  const answer = await call("post", "/records/{object}/actions/{action}", { path: { object, action }, body: { ids, params: { ...params } }, attempt });
  if (!("results" in answer)) throw new Error("A verb on ids answers results");
  return answer.results;
}

/** The number of the job that does it. */
export async function runActionOnFilter(object: string, action: string, target: ByFilter, params: object, attempt: string): Promise<number> {
  const answer = await call("post", "/records/{object}/actions/{action}", { path: { object, action }, body: { ...target, params: { ...params } }, attempt });
  if (!("job" in answer)) throw new Error("A verb on a filter answers a job");
  return answer.job;
}

export function bulk(object: string, body: BodyOf<"/records/{object}/bulk">, attempt: string) {
  return call("post", "/records/{object}/bulk", { path: { object }, body, attempt });
}

export function aggregate(object: string, body: AggregateRequest, signal?: AbortSignal) {
  return call("post", "/records/{object}/aggregate", { path: { object }, body, signal });
}

export function readTimeline(object: string, id: RecordId, cursor: string | null) {
  return call("get", "/records/{object}/{id}/timeline", { path: { object, id }, query: { cursor: cursor ?? undefined } });
}

export function readHistory(object: string, id: RecordId, cursor: string | null) {
  return call("get", "/records/{object}/{id}/history", { path: { object, id }, query: { cursor: cursor ?? undefined } });
}

export function readRelated(object: string, id: RecordId, relation: string, request: ListRequest, signal?: AbortSignal) {
  return call("get", "/records/{object}/{id}/related/{relation}", { path: { object, id, relation }, query: listQuery(request), signal });
}

export function readFiles(object: string, id: RecordId) {
  return call("get", "/records/{object}/{id}/files", { path: { object, id } });
}

export function readAccess(object: string, id: RecordId) {
  return call("get", "/records/{object}/{id}/access", { path: { object, id } });
}

export function findDuplicates(object: string, body: BodyOf<"/records/{object}/duplicates">, signal?: AbortSignal) {
  return call("post", "/records/{object}/duplicates", { path: { object }, body, signal });
}

export function uploadFile(file: Blob, name: string, on?: { object: string; id: RecordId }): Promise<FileEntry> {
  return call("post", "/files", { form: { file: new File([file], name, { type: file.type }), ...on } });
}

export function fileUrl(id: number, size?: "thumb"): string {
  return urlOf("/files/{id}", { path: { id }, query: { size } });
}
