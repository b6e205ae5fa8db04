/** A picker offers to make the record that it does not find. The form for it stands above the fields and registers here. */
import type { ComponentType } from "react";
import type { RecordData } from "@/api/types";

export interface CreatorProps {
  object: string;
  /** What the record begins with. */
  defaults: Record<string, unknown>;
  onSaved: (record: RecordData) => void;
  onClose: () => void;
}

let creator: ComponentType<CreatorProps> | null = null;

export function registerCreator(component: ComponentType<CreatorProps>): void {
  creator = component;
}

export function creatorOf(): ComponentType<CreatorProps> | null {
  return creator;
}
