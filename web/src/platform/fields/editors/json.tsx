import { Input } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { labelText } from "../display";
import { structureEditor } from "../structures";
import { attributes, Unreadable, type EditorProps } from "./types";

function shown(value: unknown): string {
  return value === null || value === undefined ? "" : JSON.stringify(value, null, 2);
}

/** Structures are put together in words; one of which nothing is said is typed as it is stored. */
export function JsonEditor(props: EditorProps) {
  const Editor = structureEditor(props.field.holds);
  return Editor ? <Suspense fallback={null}><Editor {...props} /></Suspense> : <RawJson {...props} />;
}

function RawJson(props: EditorProps) {
  const [text, setText] = useState(() => shown(props.value));
  const [isWrong, setWrong] = useState(false);
  const change = (typed: string) => {
    setText(typed);
    try {
      props.onChange?.(typed.trim() ? JSON.parse(typed) : null);
      setWrong(false);
    } catch {
      setWrong(true);
      props.onChange?.(new Unreadable(typed));
    }
  };
  return (
    <>
      <Input.TextArea {...attributes(props)} className="gk-json" value={text} autoSize={{ minRows: 3, maxRows: 16 }} status={isWrong ? "error" : undefined} onChange={(event) => change(event.target.value)} />
    </>
  );
}

/** One text for all languages; where there are several, only the one on the screen changes. */
export function LabelEditor(props: EditorProps) {
  const { i18n } = useTranslation();
  const { value, onChange } = props;
  const change = (text: string) => onChange?.(value && typeof value === "object" ? { ...value, [i18n.language]: text } : text);
  return <Input {...attributes(props)} value={labelText(value)} autoComplete="off" onChange={(event) => change(event.target.value)} />;
}
