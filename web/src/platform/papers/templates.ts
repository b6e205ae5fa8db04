/** What the server says of printed documents, and the content of a template as the designer changes it. */
import { call, urlOf } from "@/api/client";
import type { FieldMeta, RecordId } from "@/api/types";

export interface Item {
  field: string;
  label?: string;
  width?: number;
}

export type Side = "left" | "center" | "right";

/** A part of the paper; which words it has depends on its kind. */
export interface Block {
  kind: Kind;
  label?: string;
  text?: string;
  texts?: string[];
  align?: Side;
  height?: number;
  columns?: number | Item[];
  fields?: Item[];
  filled_only?: boolean;
  lines?: string;
  sums?: string[];
  numbered?: boolean;
  words?: string;
}

export interface Content {
  paper?: string;
  landscape?: boolean;
  font_size?: number;
  header?: string;
  footer?: string;
  blocks: Block[];
}

export const KINDS = ["logo", "title", "fields", "table", "totals", "text", "signatures"] as const;
export type Kind = (typeof KINDS)[number];

export interface Pages {
  pages: string[];
  count: number;
}

const UNPRINTED = new Set(["lines", "json"]);

export function isPrinted(field: FieldMeta): boolean {
  return !UNPRINTED.has(field.type);
}

export function contentOf(value: unknown): Content | null {
  const content = value as Partial<Content> | null | undefined;
  return Array.isArray(content?.blocks) ? (content as Content) : null;
}

export function itemsOf(items: unknown): Item[] {
  return Array.isArray(items) ? (items as Item[]) : [];
}

/** A block to begin with. `lines`: the first field of lines, of a table. */
export function newBlock(kind: Kind, texts: { title: string; signature: string }, lines: string): Block {
  switch (kind) {
    case "title": return { kind, text: texts.title };
    case "text": return { kind, text: texts.title };
    case "signatures": return { kind, texts: [texts.signature] };
    case "fields": return { kind, columns: 2, fields: [] };
    case "table": return { kind, lines, columns: [], sums: [] };
    case "totals": return { kind, fields: [] };
    default: return { kind, height: 15 };
  }
}

/** Whether a block says enough to be printed; an unfinished one is left out of the preview. */
export function isFinished(block: Block): boolean {
  switch (block.kind) {
    case "fields": return itemsOf(block.fields).length > 0;
    case "table": return Boolean(block.lines) && itemsOf(block.columns).length > 0;
    case "signatures": return (block.texts ?? []).length > 0;
    default: return true;
  }
}

/** The list with one entry put in the place of its neighbour. */
export function moved<T>(list: readonly T[], index: number, step: number): T[] {
  const next = [...list];
  const [one] = next.splice(index, 1);
  if (one !== undefined) next.splice(index + step, 0, one);
  return next;
}

export async function templatesOf(object: string, id: RecordId) {
  return (await call("get", "/records/{object}/{id}/print/templates", { params: { path: { object, id: Number(id) } } })).items;
}

/** The first pages as pictures. It is a print like any other, and noted. */
export async function pagesOf(object: string, id: RecordId, template: string): Promise<Pages> {
  const params = { path: { object, id: Number(id) }, query: { template, format: "pages" as const } };
  return (await call("get", "/records/{object}/{id}/print", { params })) as Pages;
}

export function pdfAddress(object: string, id: RecordId, template: string): string {
  return urlOf("/records/{object}/{id}/print", { path: { object, id: Number(id) }, query: { template } });
}

/** One PDF of several records, each with its own default template. */
export async function pdfOfSome(object: string, ids: number[]): Promise<Blob> {
  const answer = await call("post", "/records/{object}/print/documents", { params: { path: { object } }, body: { ids }, parseAs: "blob" });
  return answer as unknown as Blob; // asked for as one
}

export async function recipientsOf(object: string, id: RecordId) {
  return (await call("get", "/records/{object}/{id}/print/recipients", { params: { path: { object, id: Number(id) } } })).items;
}

export interface Letter {
  to: string[];
  subject: string;
  text: string;
  template: string;
}

export async function mailed(object: string, id: RecordId, letter: Letter): Promise<void> {
  await call("post", "/records/{object}/{id}/print/mail", { params: { path: { object, id: Number(id) } }, body: letter });
}

export async function preview(object: string, id: number, content: Content, template: number | null, signal: AbortSignal): Promise<Pages> {
  return call("post", "/print-templates/preview", { body: { object, id, content: content as unknown as Record<string, unknown>, template }, signal });
}

export async function presetsOf(object: string): Promise<{ name: string; content: Content }[]> {
  const answer = await call("get", "/print-templates/presets", { params: { query: { object } } });
  return answer.items as unknown as { name: string; content: Content }[];
}
