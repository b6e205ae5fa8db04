import { Input } from "antd";
import { useEffect, useState, type ReactNode } from "react";
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
  placeholder?: string;
  /** Where what is typed is not what is kept: a rate is typed in percent. Both take and give plain numbers. */
  typedOf?: (kept: string) => string;
  keptOf?: (typed: string) => string;
  /** Where words are typed as well as numbers: what is kept of them. */
  readOf?: (typed: string) => string;
}

const same = (text: string): string => text;

/** Decimals stay strings from the keyboard to the server: no float is ever made of them. */
export function NumberEditor(props: NumberEditorProps) {
  const { field, value, onChange, prefix, suffix, placeholder, typedOf = same, keptOf = same, readOf } = props;
  const kept = asText(value);
  const outside = isNumber(kept) ? typedOf(kept) : kept;
  const [text, setText] = useState(outside);
  const inside = readOf ?? ((typed: string) => (isNumber(typed) ? keptOf(typed) : typed));
  useEffect(() => {
    setText((now) => (inside(plainNumber(now)) === kept ? now : outside));
    // Only a change from outside may replace what is being typed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [kept]);
  return (
    <Input
      {...attributes(props)} className="gk-number-input" inputMode={field.type === "integer" ? "numeric" : "decimal"}
      value={text} prefix={prefix} suffix={suffix} placeholder={placeholder} autoComplete="off" onFocus={(event) => event.target.select()}
      onChange={(event) => {
        setText(event.target.value);
        const typed = plainNumber(event.target.value);
        onChange?.(typed === "" ? null : inside(typed));
      }}
    />
  );
}
