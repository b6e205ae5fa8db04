import type { Preview, PreviewField, Reading } from "@/api/types";

export interface ImportPlan {
  /** Column of the file → field of the object. */
  mapping: Record<string, string>;
  onDuplicate: "skip" | "update" | "create";
  defaults: Record<string, unknown>;
  mode: "normal" | "migration";
  /** How the file is to be read, as far as the person chose; the rest is as it looks. */
  reading: Reading;
  /** Column → what becomes of its cells that cannot be taken, what its words mean. */
  columns: Preview["mappings"][number]["columns"];
  /** Names of the keys that tell which record a row is. */
  identifyBy: string[];
  /** Keep the mapping under this name for next time. */
  saveAs?: string;
}

/** What the server proposes. */
export function mappingOf(preview: Preview): Record<string, string> {
  return Object.fromEntries(preview.columns.flatMap((column) => (column.field ? [[column.name, column.field]] : [])));
}

/** The plan with other fields for its columns; what was decided about the cells of a column was decided about its field. */
export function withMapping(plan: ImportPlan, mapping: ImportPlan["mapping"]): ImportPlan {
  const columns = Object.fromEntries(Object.entries(plan.columns).filter(([column]) => mapping[column] === plan.mapping[column]));
  return { ...plan, mapping, columns };
}

/** Whether columns fill lines: then several rows may be one record, and what is counted are records. `beside`: objects whose
 * records stand beside those of the file, one in a row. */
export function isOfDocuments(mapping: Record<string, string>, beside: string[]): boolean {
  return Object.values(mapping).some((path) => path.includes(".") && !beside.includes(path.split(".")[0] ?? ""));
}

/** The objects whose records may stand beside those of the file. */
export function besideOf(fields: PreviewField[]): string[] {
  return [...new Set(fields.flatMap((field) => field.beside ?? []))];
}

/** What must be filled: of lines, and of what stands beside, only where the file has any. */
export function requiredOf(fields: PreviewField[], mapping: Record<string, string>): PreviewField[] {
  const used = new Set(Object.values(mapping).flatMap((path) => (path.includes(".") ? [path.split(".")[0]] : [])));
  return fields.filter((field) => {
    const above = field.lines ?? field.beside;
    return field.required && (!above || used.has(above));
  });
}

/** Fields that several columns may fill together: the server joins parts of a name or a place, and remarks. */
function isJoined(field: PreviewField | undefined): boolean {
  return field !== undefined && field.joins;
}

/** Two columns may not fill one field unless it joins them; a required field that none fills must come from elsewhere. */
export function mappingProblems(
  mapping: Record<string, string>, required: { name: string; label: string }[], fields: PreviewField[] = [],
): { twice: string[]; missing: string[] } {
  const used = Object.values(mapping);
  return {
    twice: [...new Set(used.filter((name, index) => used.indexOf(name) !== index && !isJoined(fields.find((field) => field.name === name))))],
    missing: required.filter((field) => !used.includes(field.name)).map((field) => field.label),
  };
}

/** Whether the check of the whole file found no row that could be taken: then there is nothing to start. */
export function takesNothing(checked: { created: number; updated: number; beside: { count: number }[] } | null | undefined): boolean {
  return checked !== null && checked !== undefined && checked.created + checked.updated === 0 && checked.beside.every((one) => one.count === 0);
}
