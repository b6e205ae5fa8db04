/** Dialogs of their own, for the few actions that the platform cannot draw. Domains register here. */
import type { ComponentType } from "react";
import type { ActionMeta, ObjectMeta, RecordData } from "@/api/types";

export interface SpecialDialogProps {
  meta: ObjectMeta;
  action: ActionMeta;
  record: RecordData;
  onDone: (result: RecordData) => void;
  onClose: () => void;
}

const dialogs = new Map<string, ComponentType<SpecialDialogProps>>();

export function registerDialog(object: string, action: string, dialog: ComponentType<SpecialDialogProps>): void {
  dialogs.set(`${object}.${action}`, dialog);
}

export function specialDialog(object: string, action: string): ComponentType<SpecialDialogProps> | null {
  return dialogs.get(`${object}.${action}`) ?? null;
}
