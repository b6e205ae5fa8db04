/** The form of an action that changes what a record's state locks: its fields, and what the action asks besides. */
import { Button, Drawer, Form, Space } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { runAction } from "@/api/records";
import type { SpecialDialogProps } from "./special";
import { FieldEditor } from "../fields/editors";
import { toWire } from "../fields/wire";
import { recordName } from "../meta";
import { RecordForm } from "../form/RecordForm";
import { rulesOf } from "../form/rules";
import { useRecordForm } from "../form/useRecordForm";

/** The parameter that takes the values of the form. */
const VALUES = "values";
/** Where the other parameters stand in the form, whose own fields may be named like them. */
const ASKED = "$asked";

export function Revision({ meta, action, record, onDone, onClose }: SpecialDialogProps) {
  const { t } = useTranslation();
  const opened = useMemo(() => {
    const locked = Object.entries(record._locked ?? {}).filter(([name]) => !action.opens.includes(name));
    return { ...record, _locked: Object.fromEntries(locked) };
  }, [record, action]);
  const asked = (action.fields ?? []).filter((field) => field.name !== VALUES);
  const state = useRecordForm({
    meta, record: opened, keepsDraft: false, done: action.done || undefined, onSaved: onDone,
    change: (body, attempt) => {
      const params = Object.fromEntries(asked.map((field) => [field.name, toWire(field, state.form.getFieldValue([ASKED, field.name]))]));
      return runAction(meta.name, record.id, action.name, { ...params, [VALUES]: body }, attempt);
    },
  });
  return (
    <Drawer
      open title={`${action.label} · ${recordName(record, meta)}`} size="min(1280px, 96vw)" onClose={onClose} mask={{ closable: false }}
      footer={
        <Space>
          <Button type="primary" loading={state.isSaving} onClick={() => state.form.submit()}>{action.label}</Button>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
        </Space>
      }
    >
      <RecordForm meta={meta} record={opened} state={state} isQuiet>
        {asked.map((field) => (
          <Form.Item key={field.name} name={[ASKED, field.name]} label={field.label} required={field.required} rules={rulesOf(field, t)}>
            <FieldEditor field={field} object={meta.name} values={{}} aria-required={field.required ? "true" : undefined} />
          </Form.Item>
        ))}
      </RecordForm>
    </Drawer>
  );
}
