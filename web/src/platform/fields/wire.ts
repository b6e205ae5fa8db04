/** Between what the API reads (`{"id","name"}`) and what it is sent (`3`). */
import type { FieldMeta } from "@/api/types";

function idOf(value: unknown): unknown {
  return value && typeof value === "object" && "id" in value ? (value as { id: unknown }).id : value;
}

function anyReference(value: unknown): unknown {
  if (!value || typeof value !== "object") return value;
  const { object, id } = value as { object?: string; id?: unknown };
  return { object, id };
}

/** A rule of its own, `lines` apart: null for empty, the id for what has one. */
export function toWire(field: FieldMeta, value: unknown): unknown {
  if (field.type === "lines") return linesToWire(field, value);
  if (field.type === "json" || field.type === "choices" || field.type === "label") return value === undefined ? null : value;
  if (Array.isArray(value)) {
    if (field.type === "any_references" || field.type === "any_reference") return value.map(anyReference);
    return value.map(idOf);
  }
  if (value === undefined || value === "" || value === null) return null;
  switch (field.type) {
    case "any_reference":
      return anyReference(value);
    case "region":
      return typeof value === "object" ? (value as { code: string }).code : value;
    case "integer":
      return typeof value === "string" && /^-?\d+$/.test(value.trim()) ? Number(value) : value;
    case "geo":
      return value;
    case "text":
    case "phone":
    case "email":
    case "url":
      return typeof value === "string" ? value.trim() || null : idOf(value);
    default:
      return idOf(value);
  }
}

function linesToWire(field: FieldMeta, value: unknown): unknown {
  const rows = Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
  const fields = field.lines?.fields ?? [];
  return rows.map((row) => {
    const out: Record<string, unknown> = {};
    if (row["id"] !== undefined && row["id"] !== null) out["id"] = row["id"];
    for (const column of fields) {
      if (column.read_only || row[column.name] === undefined) continue;
      out[column.name] = toWire(column, row[column.name]);
    }
    return out;
  });
}

/** What is sent to create: everything that was filled in. */
export function createBody(fields: FieldMeta[], values: Record<string, unknown>): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of fields) {
    if (!(field.name in values) || values[field.name] === undefined) continue;
    const wire = toWire(field, values[field.name]);
    if (wire === null || (Array.isArray(wire) && wire.length === 0)) continue;
    body[field.name] = wire;
  }
  return body;
}

/** What is sent to change: only what differs from the record as it was read. */
export function changeBody(
  fields: FieldMeta[], before: Record<string, unknown>, values: Record<string, unknown>,
): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of fields) {
    if (!(field.name in values)) continue;
    const next = toWire(field, values[field.name]);
    const was = toWire(field, before[field.name]);
    if (JSON.stringify(next) !== JSON.stringify(was)) body[field.name] = next;
  }
  return body;
}
