import "@/platform/form/form.css";
import { Alert, Form, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { newAttempt } from "@/api/client";
import type { ObjectMeta } from "@/api/types";
import { FieldEditor } from "../fields/editors";
import { toWire } from "../fields/wire";
import { canWrite } from "../meta";
import { problemText } from "../ui/problem-text";

interface Props {
  meta: ObjectMeta;
  count: number;
  /** Rejects when the whole call is refused: the dialog stays, with what was typed and why. */
  onRun: (values: Record<string, unknown>, attempt: string) => Promise<void>;
  onClose: () => void;
}

/** One field of many records. State and owner are not offered: they have verbs. */
export function BulkEditDialog({ meta, count, onRun, onClose }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState<string>();
  const [value, setValue] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState("");
  const fields = meta.fields.filter((field) => canWrite(field, false) && !field.system && field.type !== "lines" && field.name !== meta.state_field && field.name !== meta.owner_field);
  const field = fields.find((one) => one.name === name);
  const run = async () => {
    if (!field || isBusy) return;
    setBusy(true);
    setRefusal("");
    try {
      await onRun({ [field.name]: toWire(field, value) }, newAttempt());
    } catch (error) {
      setRefusal(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal open title={t("bulk.edit_title", { count })} okText={t("common.save")} cancelText={t("common.cancel")} confirmLoading={isBusy} okButtonProps={{ disabled: !field }} onOk={() => void run()} onCancel={onClose}>
      {refusal && <Alert type="error" showIcon role="alert" className="gk-gap" title={refusal} />}
      <Form layout="vertical">
        <Form.Item label={t("bulk.field")} htmlFor="bulk-field">
          <Select id="bulk-field" value={name} onChange={(next) => { setName(next); setValue(null); }} showSearch={{ optionFilterProp: "label" }} options={fields.map((one) => ({ value: one.name, label: one.label }))} />
        </Form.Item>
        {field && <Form.Item label={field.label} htmlFor="bulk-value"><FieldEditor id="bulk-value" field={field} value={value} onChange={setValue} object={meta.name} /></Form.Item>}
      </Form>
    </Modal>
  );
}
