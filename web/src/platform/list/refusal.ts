import type { TFunction } from "i18next";
import { keys, queryClient } from "@/api/queries";
import { readRecord } from "@/api/records";
import type { FieldMeta, ObjectMeta, RecordId } from "@/api/types";
import { lockOf } from "../meta";

/** Why a value of a record cannot be changed now; null when it can, or when only saving will tell. */
export async function refusalOf(meta: ObjectMeta, id: RecordId, field: FieldMeta, t: TFunction): Promise<string | null> {
  try {
    const record = await queryClient.fetchQuery({
      queryKey: keys.record(meta.name, id), queryFn: ({ signal }) => readRecord(meta.name, id, signal),
      retry: false, networkMode: "always", // without an answer the cell opens all the same, and at once
    });
    if (record._operations && !record._operations.includes("edit")) return t("list.not_yours");
    return lockOf(record, field);
  } catch {
    return null;
  }
}
