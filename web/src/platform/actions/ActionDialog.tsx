import "@/platform/form/form.css";
import { Alert, App, Form, Modal } from "antd";
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { newAttempt } from "@/api/client";
import { isProblem, placeErrors } from "@/api/problem";
import type { ActionMeta, FieldMeta, ObjectMeta, RecordData } from "@/api/types";
import { useSession } from "@/platform/session";
import { FieldValue } from "../fields/display";
import { FieldEditor } from "../fields/editors";
import { toWire } from "../fields/wire";
import { rulesOf } from "../form/rules";
import { startValues } from "../form/useRecordForm";
import { fieldOf } from "../meta";
import { problemText } from "../ui/problem-text";

const Foreseen = lazy(() => import("./Foreseen").then((module) => ({ default: module.Foreseen })));

type Values = Record<string, unknown>;

interface Facts {
  meta: ObjectMeta;
  record: RecordData;
}

interface Props {
  action: ActionMeta;
  object: string;
  /** What it will be done to: a name, or a number of records. */
  subject: string;
  defaults?: Values;
  /** What the question names besides the subject: of one record whose it is and which amount, of many their sums. */
  facts?: Facts;
  run: (params: Values, attempt: string) => Promise<void>;
  onClose: () => void;
}

/** How the fields of the record that an action asks for come. */
const VALUES = "values";

/** The parameters that the dialog itself asks for; a raw structure is for programs. */
export function ownFields(action: ActionMeta): FieldMeta[] {
  return (action.fields ?? []).filter((field) => field.type !== "json" || (field.name !== VALUES && field.holds !== "raw"));
}

/** The fields of the record that have to be filled in for the action. */
export function askedFields(action: ActionMeta, facts: Facts | undefined): FieldMeta[] {
  const names = facts?.record._asks?.[action.name] ?? [];
  return names.flatMap((name) => (facts && fieldOf(facts.meta, name)) ?? []).map((field) => ({ ...field, required: true }));
}

/** Only what was given: an absent parameter means its default. */
export function paramsOf(fields: FieldMeta[], values: Values): Values {
  const params: Values = {};
  for (const field of fields) {
    const wire = toWire(field, values[field.name]);
    if (wire !== null && !(Array.isArray(wire) && wire.length === 0)) params[field.name] = wire;
  }
  return params;
}

function Shown({ action, facts }: Pick<Props, "action" | "facts">) {
  const fields = facts ? action.shows.flatMap((name) => fieldOf(facts.meta, name) ?? []).filter((field) => facts.record[field.name] !== undefined) : [];
  if (!facts || fields.length === 0) return null;
  return (
    <div className="gk-gap">
      <dl className="gk-details">
        {fields.map((field) => <div key={field.name}><dt>{field.label}</dt><dd><FieldValue field={field} value={facts.record[field.name]} record={facts.record} isCompact /></dd></div>)}
      </dl>
    </div>
  );
}

/** The dialog of any action, drawn from its parameters. One press is one attempt. */
export function ActionDialog({ action, object, subject, defaults, facts, run, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const me = useSession();
  const [form] = Form.useForm<Values>();
  const [isBusy, setBusy] = useState(false);
  const [general, setGeneral] = useState<string[]>([]);
  const attempt = useRef(newAttempt());
  const own = ownFields(action);
  const asked = askedFields(action, facts);
  const fields = [...own, ...asked];
  const watched = (Form.useWatch([], form) as Values | undefined) ?? {};
  const submit = async (values: Values) => {
    if (isBusy) return;
    setBusy(true);
    setGeneral([]);
    try {
      const wanted = asked.length > 0 ? { [VALUES]: paramsOf(asked, values) } : {};
      await run({ ...paramsOf(own, values), ...wanted }, attempt.current);
      if (action.done) void message.success(action.done);
    } catch (error) {
      if (isProblem(error) && !error.mayBeDone) attempt.current = newAttempt();
      if (isProblem(error) && error.errors.length > 0) {
        const placed = placeErrors(error, new Set(fields.map((field) => field.name)));
        form.setFields(placed.fields as never);
        setGeneral(placed.general);
      } else setGeneral([problemText(error, t)]);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open title={`${action.label} · ${subject}`} okText={action.label} cancelText={t("common.cancel")} confirmLoading={isBusy} onCancel={onClose}
      okButtonProps={{ danger: action.danger }} onOk={() => form.submit()} mask={{ closable: false }} destroyOnHidden
    >
      {action.confirm && <p>{action.confirm}</p>}
      <Shown action={action} facts={facts} />
      {action.name === "anonymise" && facts && <Suspense fallback={null}><Foreseen object={object} id={facts.record.id} /></Suspense>}
      {general.length > 0 && <Alert type="error" showIcon role="alert" className="gk-gap" title={general.map((text) => <div key={text}>{text}</div>)} />}
      <Form form={form} layout="vertical" initialValues={startValues(fields, null, me, defaults)} onFinish={() => void submit(form.getFieldsValue(true) as Values)}>
        {fields.map((field, index) => (
          <Form.Item key={field.name} name={field.name} label={field.label} required={field.required} rules={rulesOf(field, t)} extra={field.help || undefined}>
            <FieldEditor field={field} object={object} values={field.within && facts ? { ...facts.record, ...watched } : watched} autoFocus={index === 0} aria-required={field.required ? "true" : undefined} />
          </Form.Item>
        ))}
      </Form>
    </Modal>
  );
}

/** Whether pressing the button may run it at once: nothing to ask, nothing to confirm. */
export function needsDialog(action: ActionMeta, facts?: Facts): boolean {
  return Boolean(action.confirm) || ownFields(action).length > 0 || askedFields(action, facts).length > 0;
}
