import { App, Button, Form, Select, Space } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { newAttempt } from "@/api/client";
import { isProblem } from "@/api/problem";
import { createRecord, runAction } from "@/api/records";
import { recordsChanged, useMeta } from "@/api/queries";
import type { ActionMeta, FieldMeta, ObjectMeta, RecordData } from "@/api/types";
import { ownFields, paramsOf } from "../actions/ActionDialog";
import { stillMentioned } from "../feed/talk";
import { EMPTY, FilesBox, TextBox, useWarning } from "../feed/Writing";
import { FieldEditor } from "../fields/editors";
import { problemText } from "../ui/problem-text";

type Values = Record<string, unknown>;

/** What the box itself asks for; the other parameters of a follow-up stand below it. */
const WRITTEN = new Set(["content", "kind", "mentions", "files"]);

/** The follow-up verb where the object has one and it applies now, else an activity about the record. */
export function useWriter(meta: ObjectMeta, record: RecordData): { action: ActionMeta | null; reason: string | null; canWrite: boolean; activity: ObjectMeta | undefined } {
  const offered = record._actions;
  const verb = meta.actions.find((one) => one.name === "follow_up");
  const action = verb && (!offered || verb.name in offered) ? verb : null;
  const reason = action ? offered?.[action.name] ?? null : null;
  const takesNotes = meta.has_timeline && meta.name !== "activity";
  const activity = useMeta(action || !takesNotes ? null : "activity").data;
  const canWrite = takesNotes && (action ? !reason : Boolean(activity?.operations.includes("create")));
  return { action, reason, canWrite, activity };
}

function kindsOf(action: ActionMeta | null, activity: ObjectMeta | undefined): FieldMeta | undefined {
  return action?.fields?.find((field) => field.name === "kind") ?? activity?.fields.find((field) => field.name === "kind");
}

export function WriteBox({ meta, record, hasFocus }: { meta: ObjectMeta; record: RecordData; hasFocus: boolean }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [isBusy, setBusy] = useState(false);
  const [hasMore, setMore] = useState(false);
  const [draft, setDraft] = useState(EMPTY);
  const mayBeSeen = useWarning();
  const attempt = useRef(newAttempt());
  const { action, reason, canWrite, activity } = useWriter(meta, record);
  // What others do may end the writing; what one has written by then stays, to be copied.
  const isEmpty = draft.text.trim() === "" && draft.files.length === 0;
  if (reason && isEmpty) return <p className="gk-muted">{reason}</p>;
  if (!canWrite && isEmpty) return null;
  const kind = kindsOf(action, activity);
  const extra = (action?.fields ?? []).filter((field) => !WRITTEN.has(field.name));
  const send = async (values: Values, mentions: number[]) => {
    const written = { content: draft.text.trim(), mentions, files: draft.files.map((one) => one.id) };
    if (action) return void (await runAction(meta.name, record.id, action.name, paramsOf(ownFields(action), { ...values, ...written }), attempt.current));
    await createRecord("activity", { kind: values["kind"] ?? "note", ...written, status: "done", related: [{ object: meta.name, id: record.id }] }, attempt.current);
  };
  const submit = async (values: Values) => {
    if (isBusy) return;
    if (draft.text.trim() === "") return void message.warning(t("timeline.needed"));
    setBusy(true);
    try {
      const mentions = stillMentioned(draft.text, draft.chosen);
      if (!(await mayBeSeen(mentions, [{ object: meta.name, id: Number(record.id) }]))) return;
      await send(values, mentions);
      form.resetFields();
      setDraft(EMPTY);
      void message.success(action?.done || t("timeline.written"));
      await Promise.all([recordsChanged(meta.name), recordsChanged("activity")]);
      attempt.current = newAttempt();
    } catch (error) {
      if (isProblem(error) && !error.mayBeDone) attempt.current = newAttempt();
      void message.error(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form form={form} className="gk-write" layout="vertical" disabled={isBusy} initialValues={{ kind: kind?.choices?.some((one) => one.code === "call") ? "call" : kind?.choices?.[0]?.code }} onFinish={() => void submit(form.getFieldsValue(true) as Values)}>
      {reason && <p className="gk-muted">{reason}</p>}
      <Form.Item><TextBox id="write-follow-up" value={draft} onChange={setDraft} label={t("timeline.write")} hint={t("timeline.placeholder")} isDisabled={isBusy} hasFocus={hasFocus} onSend={() => form.submit()} /></Form.Item>
      {hasMore && <div className="gk-fields">{extra.map((field) => <Form.Item key={field.name} name={field.name} label={field.label} className="gk-field"><FieldEditor field={field} object={meta.name} /></Form.Item>)}</div>}
      <Space wrap>
        {kind && <Form.Item name="kind" noStyle><Select className="gk-kind" aria-label={kind.label} options={kind.choices?.map((one) => ({ value: one.code, label: one.label }))} /></Form.Item>}
        <Button type="primary" htmlType="submit" disabled={!canWrite} loading={isBusy}>{t("timeline.submit")}</Button>
        <FilesBox value={draft} onChange={setDraft} />
        {extra.length > 0 && <Button type="link" aria-expanded={hasMore} onClick={() => setMore(!hasMore)}>{t(hasMore ? "timeline.less" : "timeline.more")}</Button>}
      </Space>
    </Form>
  );
}
