import { Alert, Button, Checkbox, Form, Input, Radio, Select, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asForm, call } from "@/api/client";
import type { FieldMeta, ImportOrder, ObjectMeta, Preview } from "@/api/types";
import { useSession } from "@/platform/session";
import { FieldEditor } from "../fields/editors";
import { toWire } from "../fields/wire";
import { trackJob } from "../jobs/store";
import { canWrite } from "../meta";
import { problemText } from "../ui/problem-text";
import { useCheck } from "./check";
import { Decisions } from "./Decisions";
import { takesNothing, type ImportPlan } from "./plan";

interface Props {
  meta: ObjectMeta;
  preview: Preview;
  plan: ImportPlan;
  onPlan: (plan: ImportPlan) => void;
  onBack: () => void;
  onStarted: (job: number) => void;
}

/** What every imported record gets, unless its row says otherwise: the campaign, the pool, the source. */
const FIRST_DEFAULTS = ["campaign", "pool", "source", "owner"];

function Defaults({ meta, plan, onPlan }: Pick<Props, "meta" | "plan" | "onPlan">) {
  const { t } = useTranslation();
  const used = new Set(Object.values(plan.mapping));
  const open = meta.fields.filter((field) => canWrite(field, true) && !used.has(field.name) && !field.system && !["lines", "file", "files", "image"].includes(field.type));
  const [added, setAdded] = useState<string[]>([]);
  const shown = [...FIRST_DEFAULTS, ...added].flatMap((name) => meta.fields.find((field) => field.name === name && canWrite(field, true) && !used.has(name)) ?? []);
  const set = (field: FieldMeta, value: unknown) => onPlan({ ...plan, defaults: { ...plan.defaults, [field.name]: value } });
  const pool = meta.pool_field ? shown.find((field) => field.name === meta.pool_field) : undefined;
  const rest = open.filter((field) => !shown.includes(field));
  return (
    <fieldset className="gk-section">
      <legend>{t("import.defaults")}</legend>
      <p className="gk-muted">{t("import.defaults_help")}{pool && t("import.to_pool", { pool: pool.label, label: meta.plural_label })}</p>
      <div className="gk-fields">
        {shown.map((field) => (
          <Form.Item key={field.name} label={field.label} required={field.required} htmlFor={`default-${field.name}`} className="gk-field">
            <FieldEditor id={`default-${field.name}`} field={{ ...field, required: false }} object={meta.name} value={plan.defaults[field.name]} onChange={(value) => set(field, value)} />
          </Form.Item>
        ))}
      </div>
      {rest.length > 0 && <Select className="gk-saved-mapping" value={null} aria-label={t("import.add_default")} placeholder={t("import.add_default")} showSearch={{ optionFilterProp: "label" }} options={rest.map((field) => ({ value: field.name, label: field.label }))} onChange={(name: string | null) => name && setAdded([...added, name])} />}
    </fieldset>
  );
}

function wireDefaults(meta: ObjectMeta, defaults: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(defaults).flatMap(([name, value]) => {
    const field = meta.fields.find((one) => one.name === name);
    const wire = field ? toWire(field, value) : null;
    return wire === null ? [] : [[name, wire] as const];
  });
  return Object.fromEntries(entries);
}

/** The plan as the server takes it, over the file that it already has. */
function orderOf(meta: ObjectMeta, preview: Preview, plan: ImportPlan): ImportOrder {
  return {
    file: preview.file,
    object: meta.name,
    mapping: JSON.stringify(plan.mapping),
    on_duplicate: plan.onDuplicate,
    defaults: JSON.stringify(wireDefaults(meta, plan.defaults)),
    mode: plan.mode,
    reading: JSON.stringify(plan.reading),
    columns: JSON.stringify(plan.columns),
    identify_by: JSON.stringify(plan.identifyBy),
  };
}

function useStart({ meta, plan, preview, onStarted }: Props) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const start = async () => {
    if (isBusy) return;
    setBusy(true);
    setProblem("");
    try {
      const { id } = await call("post", "/imports", { body: { ...orderOf(meta, preview, plan), save_mapping: plan.saveAs?.trim() || undefined }, bodySerializer: asForm });
      trackJob({ id, kind: "import", title: t("import.job", { label: meta.plural_label, rows: preview.rows }), object: meta.name });
      onStarted(id);
    } catch (error) {
      setProblem(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return { start, problem, isBusy };
}

export function OptionsStep(props: Props) {
  const { meta, preview, plan, onPlan, onBack } = props;
  const { t } = useTranslation();
  const me = useSession();
  const { start, problem, isBusy } = useStart(props);
  const { error, ...check } = useCheck(preview, orderOf(meta, preview, plan));
  const isFutile = !check.isChecking && takesNothing(check.checked);
  return (
    <Form layout="vertical" onFinish={() => void start()}>
      {problem && <Alert type="error" showIcon role="alert" className="gk-gap" title={problem} />}
      <Form.Item label={t("import.on_duplicate")}>
        <Radio.Group
          value={plan.onDuplicate} onChange={(event) => onPlan({ ...plan, onDuplicate: event.target.value as ImportPlan["onDuplicate"] })}
          options={(["skip", "update", "create"] as const).map((one) => ({ value: one, label: t(`import.duplicate_${one}`) }))}
        />
      </Form.Item>
      {plan.onDuplicate !== "create" && check.offers.keys.length > 0 && (
        <Form.Item label={t("import.identify_by")} htmlFor="identify-by" extra={t("import.identify_by_help")}>
          <Select id="identify-by" mode="multiple" className="gk-saved-mapping" placeholder={t("import.identify_by_usual")} value={plan.identifyBy} options={check.offers.keys.map((key) => ({ value: key.name, label: key.label }))} onChange={(identifyBy: string[]) => onPlan({ ...plan, identifyBy })} />
        </Form.Item>
      )}
      <Defaults meta={meta} plan={plan} onPlan={onPlan} />
      {me.is_administrator && (
        <Checkbox checked={plan.mode === "migration"} onChange={(event) => onPlan({ ...plan, mode: event.target.checked ? "migration" : "normal" })}>{t("import.migration")}</Checkbox>
      )}
      {error && <Alert type="error" showIcon className="gk-gap" title={problemText(error, t)} />}
      <Decisions meta={meta} {...check} plan={plan} onPlan={onPlan} />
      <Form.Item label={t("import.save_mapping")} htmlFor="save-mapping">
        <Input id="save-mapping" value={plan.saveAs} placeholder={t("import.save_mapping_hint")} onChange={(event) => onPlan({ ...plan, saveAs: event.target.value })} />
      </Form.Item>
      <Space className="gk-form-foot">
        <Button onClick={onBack}>{t("common.back")}</Button>
        <Button type="primary" htmlType="submit" loading={isBusy} disabled={isFutile}>{t("import.start", { rows: preview.rows })}</Button>
        {isFutile && <span className="gk-muted" role="status">{t("import.futile")}</span>}
      </Space>
    </Form>
  );
}
