/** Pages of their own that belong to a record of an administration object. */
import type { RecordData } from "@/api/types";

const LINKS: Record<string, { label: string; to: (record: RecordData) => string }> = {
  role: { label: "role.matrix", to: (record) => `/admin/roles/${record.id}` },
  object_def: { label: "admin.open_object", to: (record) => `/admin/objects/${String(record["api_name"])}` },
};

/** The catalogue key of the link's text and where it goes; null where there is none. */
export function recordLink(object: string, record: RecordData): { label: string; to: string } | null {
  const link = LINKS[object];
  return link ? { label: link.label, to: link.to(record) } : null;
}
