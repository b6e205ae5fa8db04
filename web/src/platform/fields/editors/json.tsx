import { Input } from "antd";
import { lazy, Suspense, useState, type ComponentType } from "react";
import { useTranslation } from "react-i18next";
import type { FieldMeta } from "@/api/types";
import { labelText } from "../display";
import { attributes, type EditorProps } from "./types";

type Editors = typeof import("../../structures/editors");

const StoredFilter = lazy(() => import("../../filters/StoredFilter").then((module) => ({ default: module.StoredFilter })));
const later = (pick: (editors: Editors) => ComponentType<EditorProps>) => lazy(() => import("../../structures/editors").then((module) => ({ default: pick(module) })));
const STRUCTURES: Partial<Record<NonNullable<FieldMeta["holds"]>, ComponentType<EditorProps>>> = {
  match: later((editors) => editors.MatchEditor),
  columns: later((editors) => editors.ColumnsEditor),
  order: later((editors) => editors.OrderEditor),
  layout: later((editors) => editors.LayoutSpecEditor),
};

function shown(value: unknown): string {
  return value === null || value === undefined ? "" : JSON.stringify(value, null, 2);
}

/** Structures are put together in words; one of which nothing is said is typed as it is stored. */
export function JsonEditor(props: EditorProps) {
  const { holds, targets } = props.field;
  if (holds === "filter") {
    const object = props.values?.["object"];
    const name = typeof object === "string" ? object : targets[0] ?? props.object;
    return <Suspense fallback={null}><StoredFilter object={name ?? ""} value={props.value} onChange={props.onChange} /></Suspense>;
  }
  const Editor = holds ? STRUCTURES[holds] : undefined;
  return Editor ? <Suspense fallback={null}><Editor {...props} /></Suspense> : <RawJson {...props} />;
}

function RawJson(props: EditorProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => shown(props.value));
  const [isWrong, setWrong] = useState(false);
  const change = (typed: string) => {
    setText(typed);
    try {
      props.onChange?.(typed.trim() ? JSON.parse(typed) : null);
      setWrong(false);
    } catch {
      setWrong(true);
    }
  };
  return (
    <>
      <Input.TextArea {...attributes(props)} className="gk-json" value={text} autoSize={{ minRows: 3, maxRows: 16 }} status={isWrong ? "error" : undefined} onChange={(event) => change(event.target.value)} />
      {isWrong && <div className="gk-field-error" role="alert">{t("rule.json")}</div>}
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
