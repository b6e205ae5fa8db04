/** The text of a notice, as it is written and in words. */
import { Input } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ObjectMeta } from "@/api/types";
import { usePaths } from "../../fields/usePaths";
import { FieldChooser } from "../../filters/FilterBuilder";
import { inserted, partsOf, placesOf } from "./template";

const MOST = 1000;

/** The text with the labels of the fields in the stead of their names. */
export function TemplateInWords({ meta, template }: { meta: ObjectMeta; template: string }) {
  const { t } = useTranslation();
  const places = useMemo(() => placesOf(template), [template]);
  const lookup = usePaths(meta, places);
  return (
    <span className="gk-notice-words">
      {partsOf(template).map(({ text, path }, index) => {
        if (path === null) return <span key={index}>{text}</span>;
        const { label, field } = lookup(path);
        return <mark key={index} className={field ? "gk-notice-place" : "gk-notice-place is-unknown"} title={field ? text : t("notice.unknown", { path })}>{field ? label : text}</mark>;
      })}
    </span>
  );
}

/** A place is put where the cursor is. */
export function TextEditor({ id, meta, value, isWrong, onChange }: { id: string; meta: ObjectMeta; value: string; isWrong: boolean; onChange: (next: string) => void }) {
  const { t } = useTranslation();
  const area = useRef<TextAreaRef>(null);
  // What was chosen before is chosen no more: the next place is another one.
  const [number, setNumber] = useState(0);
  const insert = (path: string) => {
    const box = area.current?.resizableTextArea?.textArea;
    const { text, cursor } = inserted(value, path, box?.selectionStart ?? value.length, box?.selectionEnd ?? value.length);
    if (text.length > MOST) return;
    onChange(text);
    setNumber(number + 1);
    setTimeout(() => { box?.focus(); box?.setSelectionRange(cursor, cursor); });
  };
  return (
    <>
      <Input.TextArea id={id} ref={area} autoSize={{ minRows: 2, maxRows: 8 }} maxLength={MOST} value={value} status={isWrong ? "error" : undefined} placeholder={t("notice.text_hint")} onChange={(event) => onChange(event.target.value)} />
      <div className="gk-notice-insert"><FieldChooser key={number} meta={meta} value="" label={t("notice.insert")} placeholder={t("notice.insert")} onChange={insert} /></div>
      {value && <p className="gk-muted">{t("notice.reads")}{t("common.colon")}<TemplateInWords meta={meta} template={value} /></p>}
    </>
  );
}
