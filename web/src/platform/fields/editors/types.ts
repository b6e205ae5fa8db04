import type { FieldMeta } from "@/api/types";

/** What every editor takes. Values have the shape that the API reads; `toWire` turns them. */
export interface EditorProps {
  field: FieldMeta;
  value?: unknown;
  onChange?: (value: unknown) => void;
  id?: string;
  disabled?: boolean;
  autoFocus?: boolean;
  size?: "small" | "middle" | "large";
  /** The other values of the form, for editors that depend on them. */
  values?: Record<string, unknown>;
  /** The object that the form is about. */
  object?: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
  "aria-required"?: boolean | "true" | "false";
  "aria-invalid"?: boolean | "true" | "false";
  onBlur?: () => void;
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
