/** Saved views are records of `saved_view`: made, changed and dropped through the records API. */
import { newAttempt } from "@/api/client";
import { changeRecord, createRecord, deleteRecord, readRecord } from "@/api/records";
import { metaChanged } from "@/api/queries";
import type { FilterNode, RecordId, ViewMeta } from "@/api/types";

export interface ViewSpec {
  filter: FilterNode | null;
  columns: string[];
  sort: string[];
}

/** A saved view goes by its number, a preset by its name. */
function idOf(view: ViewMeta): RecordId {
  return Number(view.id);
}

export async function createView(object: string, name: string, spec: ViewSpec): Promise<string> {
  const made = await createRecord("saved_view", { object, name, ...spec }, newAttempt());
  await metaChanged();
  return String(made.id);
}

export async function changeView(view: ViewMeta, change: Partial<ViewSpec> & { name?: string; shared_with?: unknown[] }): Promise<void> {
  const id = idOf(view);
  const current = await readRecord("saved_view", id);
  await changeRecord("saved_view", id, current._version, change);
  await metaChanged();
}

export async function dropView(view: ViewMeta): Promise<void> {
  await deleteRecord("saved_view", idOf(view));
  await metaChanged();
}
