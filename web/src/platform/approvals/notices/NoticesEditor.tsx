/** Who is told after an approval, and what: a part of the form of a definition. */
import "../designer/designer.css";
import "./notices.css";
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Form, Select } from "antd";
import { useContext, useId, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ApprovalOptions, ObjectMeta } from "@/api/types";
import type { EditorProps } from "../../fields/editors/types";
import { FormErrors } from "../../fields/errors";
import { ApproversEditor } from "../designer/ApproversEditor";
import { useNames } from "../designer/names";
import { useApprovalMeta } from "../designer/options";
import type { Names } from "../designer/words";
import { MOMENTS, newNotice, noticesIn, storedNotice, type Moment, type Notice } from "./notices";
import { NoticePreview } from "./Preview";
import { TextEditor } from "./NoticeText";

interface CardProps {
  notice: Notice;
  row: number;
  meta: ObjectMeta;
  options: ApprovalOptions;
  names: Names;
  onChange: (next: Notice) => void;
  onRemove: () => void;
}

function Wrong({ text }: { text?: string }) {
  return text ? <div className="gk-field-error" role="alert">{text}</div> : null;
}

function NoticeCard({ notice, row, meta, options, names, onChange, onRemove }: CardProps) {
  const { t } = useTranslation();
  const id = useId();
  const errors = useContext(FormErrors);
  const wrong = (part: string) => errors[`notices.${row - 1}.${part}`];
  return (
    <section className="gk-notice" aria-label={t("notice.one", { row })}>
      <div className="gk-notice-head">
        <Select aria-label={t("notice.on_of", { row })} popupMatchSelectWidth={false} value={notice.on} options={MOMENTS.map((value) => ({ value, label: t(`notice.on_${value}`) }))} onChange={(on: Moment) => onChange({ ...notice, on })} />
        <span className="gk-spacer" />
        <Button type="text" icon={<DeleteOutlined aria-hidden="true" />} aria-label={t("notice.remove", { row })} onClick={onRemove} />
      </div>
      <Form.Item label={t("notice.receivers")} required>
        <ApproversEditor value={notice.receivers} options={options} names={names} disabled={false} addLabel={t("notice.add_receiver")} onChange={(receivers) => onChange({ ...notice, receivers })} />
        <Wrong text={wrong("receivers")} />
      </Form.Item>
      <Form.Item label={t("notice.text")} htmlFor={id} required extra={t("notice.text_help")}>
        <TextEditor id={id} meta={meta} value={notice.template} isWrong={Boolean(wrong("template"))} onChange={(template) => onChange({ ...notice, template })} />
        <Wrong text={wrong("template")} />
      </Form.Item>
      <Form.Item label={t("notice.try")}><NoticePreview meta={meta} notice={notice} /></Form.Item>
    </section>
  );
}

export function NoticesEditor({ value, onChange, values }: EditorProps) {
  const { t } = useTranslation();
  const object = typeof values?.["object"] === "string" ? values["object"] : "";
  const { meta, options } = useApprovalMeta(object || null);
  // What was put together here has names that what is stored has not.
  const last = useRef<{ stored: unknown; notices: Notice[] } | null>(null);
  const notices = useMemo(() => (last.current && last.current.stored === value ? last.current.notices : noticesIn(value)), [value]);
  const people = useMemo(() => notices.flatMap((one) => one.receivers), [notices]);
  const names = useNames(people, meta, options);
  const change = (next: Notice[]) => {
    const stored = next.map(storedNotice);
    last.current = { stored, notices: next };
    onChange?.(stored);
  };
  if (!object || !meta) return <p className="gk-muted">{t("filter.object_first")}</p>;
  return (
    <Form layout="vertical" component="div" className="gk-notices">
      {notices.length === 0 && <p className="gk-muted">{t("notice.none_help")}</p>}
      {notices.map((notice, index) => (
        <NoticeCard
          key={notice.id ?? `new-${index}`} notice={notice} row={index + 1} meta={meta} options={options} names={names}
          onChange={(next) => change(notices.map((one, at) => (at === index ? next : one)))} onRemove={() => change(notices.filter((_one, at) => at !== index))}
        />
      ))}
      <Button type="dashed" icon={<PlusOutlined aria-hidden="true" />} onClick={() => change([...notices, newNotice()])}>{t("notice.add")}</Button>
    </Form>
  );
}
