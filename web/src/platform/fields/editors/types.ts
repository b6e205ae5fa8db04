import type { TFunction } from "i18next";
import type { KeyboardEvent } from "react";
import type { FieldMeta, FilterNode } from "@/api/types";

/** What every editor takes. Values have the shape that the API reads; `toWire` turns them. */
/** What was typed for a structure and cannot be read: it is kept in the form, which is not sent with it. */
export class Unreadable {
  constructor(readonly typed: string) {}
}

export interface EditorProps {
  field: FieldMeta;
  value?: unknown;
  onChange?: (value: unknown) => void;
  id?: string;
  disabled?: boolean;
  autoFocus?: boolean;
  /** It stands in a cell of lines, where one goes from cell to cell by keyboard. */
  isCell?: boolean;
  size?: "small" | "middle" | "large";
  /** The other values of the form, for editors that depend on them. */
  values?: Record<string, unknown>;
  /** Of a discount: what it takes off, as an amount to be shown. */
  saved?: string | null;
  /** Of a reference: what is chosen from, besides what the field says itself. */
  scope?: FilterNode | null;
  /** The object that the form is about. */
  object?: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
  "aria-required"?: boolean | "true" | "false";
  "aria-invalid"?: boolean | "true" | "false";
  onBlur?: () => void;
}

/**
 * The little cross of a chooser. What must be filled in has none; nor have the cells of lines, where
 * it would be one more stop on the way through a row by keyboard (there Delete empties a cell).
 */
export function clearing(props: EditorProps, t: TFunction): false | { label: string } {
  return props.field.required || props.isCell ? false : { label: t("common.clear") };
}

/** Delete or Backspace with nothing typed takes the choice away. */
export function emptiedByKey(props: EditorProps) {
  return (event: KeyboardEvent<HTMLElement>) => {
    const isEmpty = event.target instanceof HTMLInputElement && event.target.value === "";
    if (isEmpty && !props.field.required && (event.key === "Delete" || event.key === "Backspace")) props.onChange?.(null);
  };
}

/** The attributes that an editor hands on to its control. */
export function attributes(props: EditorProps) {
  return {
    id: props.id,
    disabled: props.disabled,
    autoFocus: props.autoFocus,
    size: props.size,
    "aria-label": props["aria-label"],
    "aria-describedby": props["aria-describedby"],
    "aria-required": props["aria-required"],
    "aria-invalid": props["aria-invalid"],
    onBlur: props.onBlur,
  } as const;
}
