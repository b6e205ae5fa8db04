import { Alert, App, Form, Modal, Select } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { newAttempt } from "@/api/client";
import { isProblem } from "@/api/problem";
import { recordsChanged } from "@/api/queries";
import { runAction } from "@/api/records";
import type { FieldMeta } from "@/api/types";
import type { SpecialDialogProps } from "@/platform/actions/special";
import { problemText } from "@/platform/ui/problem-text";
import { asksFor, attributeOf } from "./attributes";
import { combinations, type Values } from "./variants";

/** The values that one attribute has; what is no choice is typed. */
function ValuesOf({ field, value, onChange }: { field: FieldMeta; value: string[]; onChange: (next: string[]) => void }) {
  const { t } = useTranslation();
  const isChoice = field.type === "choice";
  return (
    <Form.Item label={field.label} htmlFor={field.name}>
      <Select
        id={field.name} mode={isChoice ? "multiple" : "tags"} value={value} onChange={onChange} tokenSeparators={isChoice ? undefined : [",", "，", "、", " "]} placeholder={isChoice ? undefined : t("variants.typed")}
        options={isChoice ? field.choices.filter((one) => one.is_active).map((one) => ({ value: one.code, label: one.label })) : []}
      />
    </Form.Item>
  );
}

/** A product for each combination of values of the attributes that this one leaves open. */
export function VariantsDialog({ meta, action, record, onDone, onClose }: SpecialDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [values, setValues] = useState<Values>({});
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const attempt = useRef(newAttempt());
  const fields = meta.fields.filter((field) => attributeOf(field.name) !== null && asksFor(record, field.name) && !record[field.name]);
  const count = combinations(values);
  const create = async () => {
    setBusy(true);
    setProblem("");
    try {
      const attributes = Object.fromEntries(Object.entries(values).filter(([, chosen]) => chosen.length > 0));
      const answer = await runAction(meta.name, record.id, action.name, { attributes }, attempt.current);
      const created = Array.isArray(answer["created"]) ? answer["created"].length : 0;
      await recordsChanged(meta.name);
      void message.success(t("variants.done", { created, standing: Number(answer["standing"] ?? 0) }));
      onDone(record);
    } catch (error) {
      if (isProblem(error) && !error.mayBeDone) attempt.current = newAttempt();
      setProblem(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal open title={action.label} okText={t("variants.create", { count })} cancelText={t("common.cancel")} confirmLoading={isBusy} okButtonProps={{ disabled: count === 0 }} onOk={() => void create()} onCancel={onClose} mask={{ closable: false }}>
      {problem && <Alert type="error" showIcon role="alert" className="gk-gap" title={problem} />}
      <p className="gk-muted">{t(fields.length ? "variants.hint" : "variants.none")}</p>
      <Form layout="vertical">
        {fields.map((field) => {
          const code = attributeOf(field.name) ?? "";
          return <ValuesOf key={field.name} field={field} value={values[code] ?? []} onChange={(next) => setValues((now) => ({ ...now, [code]: next }))} />;
        })}
      </Form>
    </Modal>
  );
}
