import { asForm, call, newAttempt, urlOf } from "./client";
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
  const params = { path: { object }, query: listQuery(request) };
  if (urlOf("/records/{object}", params).length <= LONGEST_ADDRESS) return call("get", "/records/{object}", { params, signal });
  return call("post", "/records/{object}/query", { params: { path: { object } }, body: request, signal });
}

export function readRecord(object: string, id: RecordId, signal?: AbortSignal) {
  return call("get", "/records/{object}/{id}", { params: { path: { object, id } }, signal });
}

export function createRecord(object: string, values: object, attempt: string) {
  return call("post", "/records/{object}", { params: { path: { object }, header: { "Idempotency-Key": attempt } }, body: { ...values } });
}

export function changeRecord(object: string, id: RecordId, version: number | undefined, values: object) {
  const body = version === undefined ? { ...values } : { ...values, _version: version };
  return call("patch", "/records/{object}/{id}", { params: { path: { object, id } }, body });
}

export function deleteRecord(object: string, id: RecordId) {
  return call("delete", "/records/{object}/{id}", { params: { path: { object, id } } });
}

export function restoreRecord(object: string, id: RecordId) {
  return runAction(object, id, "restore", {}, newAttempt());
}

/** The changed record, or what the verb answers instead. */
export async function runAction(object: string, id: RecordId, action: string, params: object, attempt: string): Promise<RecordData> {
  const answer = await call("post", "/records/{object}/{id}/actions/{action}", { params: { path: { object, id, action }, header: { "Idempotency-Key": attempt } }, body: { ...params } });
  return { id, ...answer };
}

export async function runActionOnIds(object: string, action: string, ids: RecordId[], params: object, attempt: string) {
  const answer = await call("post", "/records/{object}/actions/{action}", { params: { path: { object, action }, header: { "Idempotency-Key": attempt } }, body: { ids, params: { ...params } } });
  if (!("results" in answer)) throw new Error("A verb on ids answers results");
  return answer.results;
}

/** The number of the job that does it. */
export async function runActionOnFilter(object: string, action: string, target: ByFilter, params: object, attempt: string): Promise<number> {
  const answer = await call("post", "/records/{object}/actions/{action}", { params: { path: { object, action }, header: { "Idempotency-Key": attempt } }, body: { ...target, params: { ...params } } });
  if (!("job" in answer)) throw new Error("A verb on a filter answers a job");
  return answer.job;
}

export function bulk(object: string, body: BodyOf<"/records/{object}/bulk">, attempt: string) {
  return call("post", "/records/{object}/bulk", { params: { path: { object }, header: { "Idempotency-Key": attempt } }, body });
}

export function aggregate(object: string, body: AggregateRequest, signal?: AbortSignal) {
  return call("post", "/records/{object}/aggregate", { params: { path: { object } }, body, signal });
}

export function readTimeline(object: string, id: RecordId, cursor: string | null) {
  return call("get", "/records/{object}/{id}/timeline", { params: { path: { object, id }, query: { cursor: cursor ?? undefined } } });
}

export function readHistory(object: string, id: RecordId, cursor: string | null) {
  return call("get", "/records/{object}/{id}/history", { params: { path: { object, id }, query: { cursor: cursor ?? undefined } } });
}

export function readRelated(object: string, id: RecordId, relation: string, request: ListRequest, signal?: AbortSignal) {
  return call("get", "/records/{object}/{id}/related/{relation}", { params: { path: { object, id, relation }, query: listQuery(request) }, signal });
}

export function readFiles(object: string, id: RecordId) {
  return call("get", "/records/{object}/{id}/files", { params: { path: { object, id } } });
}

/** `user`: another person than oneself, for administrators. */
export function readAccess(object: string, id: RecordId, user: number | null = null) {
  return call("get", "/access/explain", { params: { query: { object, id: Number(id), user: user ?? undefined } } });
}

export function findDuplicates(object: string, body: BodyOf<"/records/{object}/duplicates">, signal?: AbortSignal) {
  return call("post", "/records/{object}/duplicates", { params: { path: { object } }, body, signal });
}

export function uploadFile(file: Blob, name: string, on?: { object: string; id: RecordId }): Promise<FileEntry> {
  return call("post", "/files", { body: { file: new File([file], name, { type: file.type }), ...on }, bodySerializer: asForm });
}

export function fileUrl(id: number, size?: "thumb"): string {
  return urlOf("/files/{id}", { path: { id }, query: { size } });
}
