/** Saved views are records of `saved_view`: made, changed and dropped through the records API. */
import { newAttempt } from "@/api/client";
import { changeRecord, createRecord, deleteRecord, readRecord } from "@/api/records";
import { metaChanged } from "@/api/queries";
import type { FilterNode, RecordId } from "@/api/types";

export interface ViewSpec {
  filter: FilterNode | null;
  columns: string[];
  sort: string[];
}

export async function createView(object: string, name: string, spec: ViewSpec): Promise<RecordId> {
  const made = await createRecord("saved_view", { object, name, ...spec }, newAttempt());
  await metaChanged();
  return made.id;
}

export async function changeView(id: RecordId, change: Partial<ViewSpec> & { name?: string; shared_with?: unknown[] }): Promise<void> {
  const current = await readRecord("saved_view", id);
  await changeRecord("saved_view", id, current._version, change);
  await metaChanged();
}

export async function dropView(id: RecordId): Promise<void> {
  await deleteRecord("saved_view", id);
  await metaChanged();
}
