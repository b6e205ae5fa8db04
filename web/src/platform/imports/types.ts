import type { FieldType } from "@/api/types";

export interface PreviewColumn {
  name: string;
  samples: string[];
  field: string | null;
}

/** What a column may fill: a field of the record, or with `lines` one of its lines, by path. */
export interface PreviewField {
  name: string;
  label: string;
  type: FieldType;
  required: boolean;
  lines?: string | null;
}

export interface PreviewProblem {
  row: number;
  column?: string | null;
  message: string;
}

export interface Preview {
  file: number | string;
  columns: PreviewColumn[];
  fields: PreviewField[];
  rows: number;
  encoding: string | null;
  mappings: { id: number | string; name: string; mapping?: Record<string, string> }[];
  problems: PreviewProblem[];
}

export interface ImportPlan {
  /** Column of the file → field of the object. */
  mapping: Record<string, string>;
  onDuplicate: "skip" | "update" | "create";
  defaults: Record<string, unknown>;
  mode: "normal" | "migration";
  /** Keep the mapping under this name for next time. */
  saveAs?: string;
}

export interface ImportAnswer {
  id: number | string;
  status: "queued" | "running" | "done" | "failed" | "cancelled" | "undone" | string;
  done?: number;
  total?: number | null;
  created: number;
  updated: number;
  skipped: number;
  failed: number;
  can_undo?: boolean;
  undo?: { job: number | string; status: string; result: unknown } | null;
  /** The first rows that were refused or left out, with the reason. */
  errors?: PreviewProblem[];
  skips?: PreviewProblem[];
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
