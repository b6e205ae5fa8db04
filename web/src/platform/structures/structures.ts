/** What rules, views and layouts store as structures, and the questions to it that need no screen. */
import type { FieldMeta, ObjectMeta } from "@/api/types";
import { isTurned } from "../discount";
import type { DraftSection, LayoutKind } from "./layout";

export const WAYS = ["exact", "phone", "company", "text"] as const;
export type Way = (typeof WAYS)[number];

/** One part of a duplicate rule as it is stored; `object`, `other`: where to look and what the field is called there. */
export interface Part {
  field?: string;
  how?: string;
  object?: string;
  other?: string;
}

export function partsOf(value: unknown): Part[] {
  return Array.isArray(value) ? value.filter((one): one is Part => Boolean(one) && typeof one === "object") : [];
}

const NOT_COMPARED = new Set(["formula", "rollup", "lines", "json", "choices", "label", "value", "image", "file", "files", "geo", "tags", "references", "any_references", "multi_choice", "long_text", "boolean"]);

/** Whether two records can be taken for one by the field. */
export function comparable(field: FieldMeta): boolean {
  return !NOT_COMPARED.has(field.type) && !field.write_only && !field.masked && field.name !== "id";
}

/** The way in which values of the type mostly mean the same. */
export function wayOf(field: FieldMeta, meta: Pick<ObjectMeta, "name" | "name_field">): Way {
  if (field.type === "phone") return "phone";
  if (field.name === "company" || (meta.name === "account" && field.name === meta.name_field)) return "company";
  return field.type === "text" || field.type === "email" ? "text" : "exact";
}

/** The object that a rule compares with; empty: its own. */
export function comparedWith(parts: Part[], own: string): string {
  const found = parts.find((one) => one.object)?.object ?? "";
  return found === own ? "" : found;
}

/** The parts as they are stored when the rule looks in that object. */
export function lookingIn(parts: Part[], object: string): Part[] {
  return parts.map(({ field, how }) => ({ field, how, ...(object ? { object } : {}) }));
}

export interface SortKey {
  path: string;
  /** On the screen: a discount that is written as what is paid falls as what is stored rises. */
  isDescending: boolean;
}

export function sortKeysOf(value: unknown, fieldOf: (path: string) => FieldMeta | null): SortKey[] {
  const words = Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
  return words.map((word) => {
    const path = word.replace(/^-/, "");
    return { path, isDescending: word.startsWith("-") !== isTurned(fieldOf(path)) };
  });
}

export function sortWord(key: SortKey, field: FieldMeta | null): string {
  return key.isDescending !== isTurned(field) ? `-${key.path}` : key.path;
}

export interface Layout {
  columns?: string[];
  sort?: string[];
  header?: string[];
  sections?: { label: unknown; fields: string[] }[];
  related?: string[];
}

/** A stored layout with other sections: what it says besides stays. */
export function withSections(layout: Layout, kind: LayoutKind, sections: DraftSection[]): Layout {
  if (kind === "list") return { ...layout, columns: sections[0]?.fields ?? [] };
  return { ...layout, sections: sections.map(({ label, fields }) => ({ label, fields })) };
}
