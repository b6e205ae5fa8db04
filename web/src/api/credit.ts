import { call } from "./client";
import type { paths } from "./generated/schema";
import type { RecordId } from "./types";

export type Credit = paths["/records/account/{id}/credit"]["get"]["responses"][200]["content"]["application/json"];

/** How the credit of an account stands; with one of its orders, as it is without it, and what the order leaves. */
export function readCredit(account: RecordId, order?: RecordId): Promise<Credit> {
  return call("get", "/records/account/{id}/credit", { params: { path: { id: Number(account) }, query: order === undefined ? {} : { order: Number(order) } } });
}
