/**
 * Where a form is more than the fields that `/meta` names: an editor of its own, fields that matter
 * only with certain values of others. Few objects need it; they register here.
 */
import type { ComponentType } from "react";
import type { Me, RecordData } from "@/api/types";
import type { EditorProps } from "../fields/editors/types";

export interface FormBehaviour {
  editors?: Record<string, ComponentType<EditorProps>>;
  /** Its fields need the width of the screen. */
  isWide?: boolean;
  /** What to ask before it is saved, lines and all: each a sentence that may be a slip. */
  questions?: (values: Record<string, unknown>) => string[];
  /** What the discount of the whole document takes off its lines, as an amount to be shown. */
  saved?: (values: Record<string, unknown>) => string | null;
  /** What stands below the fields: what the values would bring about. */
  preview?: ComponentType<{ values: Record<string, unknown> }>;
  /** Fetches what `isShown` goes by; the form is drawn again when it is there. */
  useFacts?: (values: Record<string, unknown>) => void;
  /** What does not concern the record as it is filled in is neither shown nor sent. */
  isShown?: (field: string, values: Record<string, unknown>, record: RecordData | null) => boolean;
}

/** One line below a field that tells something of what was chosen there. */
export interface Hint {
  isShown: (me: Me) => boolean;
  component: ComponentType<{ value: unknown; record: RecordData | null }>;
}

const hints = new Map<string, Hint>();

export function registerHint(object: string, field: string, hint: Hint): void {
  hints.set(`${object}.${field}`, hint);
}

export function hintOf(object: string, field: string, me: Me): Hint | null {
  const hint = hints.get(`${object}.${field}`);
  return hint?.isShown(me) ? hint : null;
}

const loads: (() => Promise<unknown>)[] = [];

/** What registers forms; it is loaded with the first form. */
export function registerForms(load: () => Promise<unknown>): void {
  loads.push(load);
}

/** Every form that is more than its fields has registered. */
export function formsReady(): Promise<unknown> {
  return Promise.all(loads.map((load) => load()));
}

const behaviours = new Map<string, FormBehaviour>();

export function registerForm(object: string, behaviour: FormBehaviour): void {
  behaviours.set(object, behaviour);
}

export function formOf(object: string): FormBehaviour {
  return behaviours.get(object) ?? {};
}

export function isShown(object: string, field: string, values: Record<string, unknown>, record: RecordData | null): boolean {
  return formOf(object).isShown?.(field, values, record) ?? true;
}
