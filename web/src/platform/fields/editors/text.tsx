import { Input } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import { shiftPoint } from "../../format";
import { attributes, type EditorProps } from "./types";

function asText(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

const MODES: Record<string, { type?: string; inputMode?: "tel" | "email" | "url" }> = {
  phone: { type: "tel", inputMode: "tel" },
  email: { inputMode: "email" },
  url: { inputMode: "url" },
};

export function TextEditor(props: EditorProps) {
  const { field, value, onChange } = props;
  return (
    <Input
      {...attributes(props)} {...MODES[field.type]} value={asText(value)} maxLength={field.max_length ?? undefined} autoComplete="off"
      onChange={(event) => onChange?.(event.target.value)}
    />
  );
}

export function LongTextEditor(props: EditorProps) {
  const { field, value, onChange } = props;
  return (
    <Input.TextArea
      {...attributes(props)} value={asText(value)} maxLength={field.max_length ?? undefined} autoSize={{ minRows: 2, maxRows: 12 }}
      onChange={(event) => onChange?.(event.target.value)}
    />
  );
}

/** `１２，３００．５元` → `12300.5`: full-width digits, thousands separators and spaces are people's habit. */
export function plainNumber(text: string): string {
  return text.normalize("NFKC").replace(/[,\s¥$€]/g, "").replace("。", ".");
}

export function isNumber(text: string): boolean {
  return /^-?(\d+\.?\d*|\.\d+)$/.test(text);
}

interface NumberEditorProps extends EditorProps {
  prefix?: ReactNode;
  suffix?: ReactNode;
  /** How far the point moves between the value and what is typed: 2 for percent. */
  shift?: number;
}

/** Decimals stay strings from the keyboard to the server: no float is ever made of them. */
export function NumberEditor(props: NumberEditorProps) {
  const { field, value, onChange, prefix, suffix, shift = 0 } = props;
  const shown = asText(value);
  const outside = shift && isNumber(shown) ? shiftPoint(shown, shift) : shown;
  const [text, setText] = useState(outside);
  const inside = (typed: string) => (shift && isNumber(typed) ? shiftPoint(typed, -shift) : typed);
  useEffect(() => {
    setText((now) => (inside(plainNumber(now)) === shown ? now : outside));
    // Only a change from outside may replace what is being typed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shown]);
  return (
    <Input
      {...attributes(props)} className="gk-number-input" inputMode={field.type === "integer" ? "numeric" : "decimal"}
      value={text} prefix={prefix} suffix={suffix} autoComplete="off" onFocus={(event) => event.target.select()}
      onChange={(event) => {
        setText(event.target.value);
        const typed = plainNumber(event.target.value);
        onChange?.(typed === "" ? null : inside(typed));
      }}
    />
  );
}
