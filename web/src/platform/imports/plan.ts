import type { PreviewField } from "@/api/types";

export interface ImportPlan {
  /** Column of the file → field of the object. */
  mapping: Record<string, string>;
  onDuplicate: "skip" | "update" | "create";
  defaults: Record<string, unknown>;
  mode: "normal" | "migration";
  /** Keep the mapping under this name for next time. */
  saveAs?: string;
}

/** Whether columns fill lines: then several rows may be one record, and what is counted are records. */
export function isOfDocuments(mapping: Record<string, string>): boolean {
  return Object.values(mapping).some((path) => path.includes("."));
}

/** What must be filled: of lines only where the file has any. */
export function requiredOf(fields: PreviewField[], mapping: Record<string, string>): PreviewField[] {
  const used = new Set(Object.values(mapping).flatMap((path) => (path.includes(".") ? [path.split(".")[0]] : [])));
  return fields.filter((field) => field.required && (!field.lines || used.has(field.lines)));
}

/** Two columns may not fill one field; a required field that none fills must come from elsewhere. */
export function mappingProblems(
  mapping: Record<string, string>, required: { name: string; label: string }[],
): { twice: string[]; missing: string[] } {
  const used = Object.values(mapping);
  return {
    twice: [...new Set(used.filter((field, index) => used.indexOf(field) !== index))],
    missing: required.filter((field) => !used.includes(field.name)).map((field) => field.label),
  };
}
