import { call } from "./client";
import type { paths } from "./generated/schema";
import type { RecordId } from "./types";

export type Statement = paths["/records/account/{id}/statement"]["get"]["responses"][200]["content"]["application/json"];
export type StatementEntry = Statement["entries"][number];
export interface Period {
  start_on?: string;
  end_on?: string;
  as_of?: string;
  group?: boolean;
}

/** What an account owed before a period, what happened in it, and what it owes at its end. */
export function readStatement(account: RecordId, period: Period): Promise<Statement> {
  return call("get", "/records/account/{id}/statement", { params: { path: { id: Number(account) }, query: { ...period } } });
}
