/** The notices of a definition: when, to whom, with which words. */
import { storedApprover, readApprover, type Approver, type StoredApprover } from "../designer/flow";

export const MOMENTS = ["approved", "rejected", "withdrawn"] as const;
export type Moment = (typeof MOMENTS)[number];

export interface Notice {
  id?: number;
  on: Moment;
  receivers: Approver[];
  template: string;
}

export type StoredNotice = Partial<Omit<Notice, "receivers" | "template"> & { receivers: StoredApprover[] | null; template: string | null }>;

export function newNotice(): Notice {
  return { on: "approved", receivers: [], template: "" };
}

export function noticesIn(value: unknown): Notice[] {
  if (!Array.isArray(value)) return [];
  return (value as StoredNotice[]).map((one) => ({ ...(one.id === undefined ? {} : { id: one.id }), on: one.on ?? "approved", receivers: (one.receivers ?? []).map(readApprover), template: one.template ?? "" }));
}

export function storedNotice(notice: Notice): StoredNotice {
  return { ...notice, receivers: notice.receivers.map(storedApprover) };
}
