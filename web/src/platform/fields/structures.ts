/**
 * Filters, columns, layouts and the like are values of fields that speak of fields themselves. What shows them and puts
 * them together stands above the fields and registers here.
 */
import type { ComponentType } from "react";
import type { FieldMeta } from "@/api/types";
import type { EditorProps } from "./editors/types";

type Holds = NonNullable<FieldMeta["holds"]>;

export interface StructureProps {
  field: FieldMeta;
  /** The object that it is about. */
  object: string;
  value: unknown;
  /** The record or line that has it. */
  record?: Record<string, unknown>;
}

interface Structures {
  editors: Partial<Record<Holds, ComponentType<EditorProps>>>;
  InWords: ComponentType<StructureProps> | null;
}

let registered: Structures = { editors: {}, InWords: null };

export function registerStructures(structures: Structures): void {
  registered = structures;
}

export function structureEditor(holds: FieldMeta["holds"]): ComponentType<EditorProps> | null {
  return (holds && registered.editors[holds]) ?? null;
}

const words = new Map<Holds, ComponentType<StructureProps>>();

/** A domain tells a structure of its own. */
export function registerWords(holds: Holds, component: ComponentType<StructureProps>): void {
  words.set(holds, component);
}

export function wordsOf(holds: FieldMeta["holds"]): ComponentType<StructureProps> | null {
  return (holds && words.get(holds)) ?? (holds ? registered.InWords : null);
}
