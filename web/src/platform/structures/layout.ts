/** The layout that the editor works on, and what is stored of it. */
import type { ObjectMeta, SectionMeta } from "@/api/types";

export type LayoutKind = "list" | "form" | "detail";

export interface DraftSection extends SectionMeta {
  key: number;
}

let lastKey = 0;

export function newSection(label: string, fields: string[] = []): DraftSection {
  lastKey += 1;
  return { key: lastKey, label, fields };
}

interface LayoutSpec {
  columns?: string[];
  sections?: SectionMeta[];
}

/** A list has one unnamed section: its columns. */
export function draftOf(layout: LayoutSpec | null | undefined): DraftSection[] {
  if (layout?.columns) return [newSection("", layout.columns)];
  const sections = layout?.sections ?? [];
  return sections.length ? sections.map((section) => newSection(section.label, section.fields)) : [newSection("")];
}

export function specOf(meta: ObjectMeta, kind: LayoutKind, sections: DraftSection[]): object {
  if (kind === "list") return { columns: sections[0]?.fields ?? [] };
  const stored = sections.map(({ label, fields }) => ({ label, fields }));
  if (kind === "form") return { sections: stored };
  return { header: meta.layouts.detail?.header ?? [], sections: stored, related: meta.layouts.detail?.related ?? [] };
}
