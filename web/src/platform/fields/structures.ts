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

export function structureWords(): ComponentType<StructureProps> | null {
  return registered.InWords;
}
