import { call } from "./client";
import type { paths } from "./generated/schema";
import type { RecordId } from "./types";

export type Progress = paths["/records/sales_order/{id}/progress"]["get"]["responses"][200]["content"]["application/json"];

/** The steps of an order with their times, and its shipments on their way. */
export function readProgress(order: RecordId): Promise<Progress> {
  return call("get", "/records/sales_order/{id}/progress", { params: { path: { id: Number(order) } } });
}
