/** Questions to an object's metadata that more than one screen asks. */
import type { FieldMeta, ObjectMeta, RecordData, RelationMeta } from "@/api/types";

export function fieldOf(meta: ObjectMeta, name: string): FieldMeta | undefined {
  return meta.fields.find((field) => field.name === name);
}

/** The object whose records a field's values are. */
export function targetOf(field: FieldMeta): string | null {
  if (field.type === "user") return "user";
  if (field.type === "department") return "department";
  return field.target ?? null;
}

/** The text that a record goes by: its name, else what the server calls it, else its number, else `#id`. */
export function recordName(record: RecordData, meta?: ObjectMeta): string {
  const given = meta ? record[meta.name_field] : undefined;
  const named = meta ? fieldOf(meta, meta.name_field)?.choices.find((choice) => choice.code === given)?.label ?? given : undefined;
  for (const value of [named, record._label, record["name"], record["number"], record["company"], record["subject"]]) {
    if (typeof value === "string" && value) return value;
  }
  return `#${record.id}`;
}

/** A value by dotted path: flat under its whole path, else step by step. */
export function valueAt(record: RecordData, path: string): unknown {
  if (path in record) return record[path];
  let value: unknown = record;
  for (const part of path.split(".")) {
    if (!value || typeof value !== "object") return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

export const PLAIN_CHOICE = { color: "", closed: false, is_active: true };

/** A field that no object has, for an editor that stands by itself. */
export function plainField(name: string, type: FieldMeta["type"], more: Partial<FieldMeta> = {}): FieldMeta {
  return {
    name, type, label: "", help: "", required: false, read_only: false, masked: false, system: false, custom: false, create_only: false,
    write_only: false, choices: [], target: null, targets: [], filterable: false, sortable: false, groupable: false, searchable: false,
    operators: [], max_length: null, scale: null, minimum: null, maximum: null, default: null, is_unique: false, in_base_currency: false, discount: null, holds: null, within: null, offered: null, result_type: null, lines: null,
    ...more,
  };
}

const NOT_IN_LISTS = new Set(["lines", "long_text", "json", "choices"]);

/** In choosers: what the object is about first, what every record has behind it. */
export function ownFirst(fields: FieldMeta[]): FieldMeta[] {
  return [...fields.filter((field) => !field.system), ...fields.filter((field) => field.system)];
}

export function listColumns(meta: ObjectMeta): FieldMeta[] {
  return ownFirst(meta.fields).filter((field) => !NOT_IN_LISTS.has(field.type) && !field.write_only && !field.name.startsWith("_"));
}

/** The columns of a list that has no view and no choice of its own yet. */
export function defaultColumns(meta: ObjectMeta): string[] {
  const layout = meta.layouts.list?.columns;
  if (layout?.length) return layout;
  const system = new Set(["id", "external_id", "source_system", "currency", "record_type"]);
  const names = listColumns(meta).filter((field) => !system.has(field.name)).map((field) => field.name);
  const first = names.includes(meta.name_field) ? [meta.name_field] : [];
  return [...first, ...names.filter((name) => name !== meta.name_field)].slice(0, 8);
}

export function canWrite(field: FieldMeta, isNew: boolean): boolean {
  if (field.read_only && !(isNew && field.create_only)) return false;
  if (field.create_only && !isNew) return false;
  return !["auto_number", "formula", "rollup"].includes(field.type);
}

/** What a new record cannot do without and the layout left out: without it the form could never be saved. */
function forgotten(meta: ObjectMeta, laidOut: ReadonlySet<string>): FieldMeta[] {
  return meta.fields.filter((field) => field.required && !field.system && (field.default ?? null) === null && canWrite(field, true) && !laidOut.has(field.name));
}

/** Why a field stands in the state that its record is in; null when it can be changed. */
export function lockOf(record: RecordData | null | undefined, field: FieldMeta): string | null {
  return record?._locked?.[field.name] ?? null;
}

/** The fields of a form in their sections; without a layout, everything that can be written. */
export function formSections(meta: ObjectMeta, isNew: boolean): { label: string; fields: FieldMeta[] }[] {
  const layout = meta.layouts.form?.sections;
  if (layout?.length) {
    const sections = layout
      .map((section) => ({
        label: section.label,
        fields: section.fields.flatMap((name) => {
          const field = fieldOf(meta, name);
          return field && (canWrite(field, isNew) || !isNew) ? [field] : [];
        }),
      }))
      .filter((section) => section.fields.length > 0);
    const missing = isNew ? forgotten(meta, new Set(sections.flatMap((section) => section.fields.map((field) => field.name)))) : [];
    const last = sections.pop();
    return missing.length || last ? [...sections, { label: last?.label ?? "", fields: [...(last?.fields ?? []), ...missing] }] : [];
  }
  const fields = meta.fields.filter((field) => canWrite(field, isNew) && !field.system);
  return [{ label: "", fields }];
}

export function detailSections(meta: ObjectMeta): { label: string; fields: FieldMeta[] }[] {
  const layout = meta.layouts.detail?.sections;
  const sections = layout?.length
    ? layout.map((section) => ({
        label: section.label,
        fields: section.fields.flatMap((name) => fieldOf(meta, name) ?? []),
      }))
    : [{ label: "", fields: meta.fields.filter((field) => field.type !== "lines" && !field.write_only) }];
  return sections.filter((section) => section.fields.length > 0);
}

/** Related lists in the order of the layout. */
export function relationsOf(meta: ObjectMeta): RelationMeta[] {
  const wanted = meta.layouts.detail.related;
  return wanted.length ? wanted.flatMap((name) => meta.relations.find((relation) => relation.name === name) ?? []) : meta.relations;
}

export function measurable(field: FieldMeta): boolean {
  const type = field.result_type ?? field.type;
  return ["money", "decimal", "integer"].includes(type) && field.name !== "id" && !["ordinal", "balance"].includes(field.holds ?? "") && field.filterable !== false;
}

/** A list is sorted by so many fields at most. */
export const MOST_SORT_KEYS = 3;
