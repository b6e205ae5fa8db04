/** What a rule does, step by step. */
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, FilterOutlined } from "@ant-design/icons";
import { Button, Dropdown, Input, InputNumber, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useMeta, useObjects } from "@/api/queries";
import type { ActionMeta, FilterNode, ObjectMeta } from "@/api/types";
import { FilterValue } from "../../filters/FilterValue";
import { StoredFilter } from "../../filters/StoredFilter";
import { plainField } from "../../meta";
import { Offset } from "./Offset";
import { PeopleEditor } from "./People";
import { newStep, type Person, type Step } from "./rule";
import { TextWithPlaces, ValueEditor, ValuesEditor } from "./Values";
import type { RuleErrors } from "./errors";

interface FormProps {
  meta: ObjectMeta;
  step: Step;
  onChange: (next: Step) => void;
}

const WEBHOOK = plainField("webhook", "reference", { target: "webhook" });
const valuesOf = (step: Step, key: string) => (step[key] ?? {}) as Record<string, unknown>;
const peopleOf = (step: Step) => (step["to"] ?? []) as Person[];

function SetForm({ meta, step, onChange }: FormProps) {
  const { t } = useTranslation();
  const on = String(step["on"] ?? "");
  const references = meta.fields.filter((field) => field.type === "reference" && field.target);
  const target = useMeta(on ? references.find((field) => field.name === on)?.target : meta.name);
  return (
    <>
      {references.length > 0 && (
        <div className="gk-rule-line">
          <span className="gk-rule-label">{t("automation.set_on")}</span>
          <Select
            className="gk-rule-short" aria-label={t("automation.set_on")} popupMatchSelectWidth={false} value={on}
            options={[{ value: "", label: t("automation.this_record", { object: meta.label }) }, ...references.map((field) => ({ value: field.name, label: field.label }))]}
            onChange={(next: string) => onChange(next ? { do: "set", on: next, values: {} } : { do: "set", values: {} })}
          />
        </div>
      )}
      {target.data && <ValuesEditor meta={meta} target={target.data} values={valuesOf(step, "values")} onChange={(values) => onChange({ ...step, values })} />}
    </>
  );
}

function CreateForm({ meta, step, onChange }: FormProps) {
  const { t } = useTranslation();
  const objects = useObjects();
  const object = String(step["object"] ?? "");
  const target = useMeta(object || null);
  const offered = (objects.data?.items ?? []).filter((one) => one.area && one.area !== "admin" && !one.is_line && one.operations.includes("create"));
  return (
    <>
      <div className="gk-rule-line">
        <span className="gk-rule-label">{t("automation.create_what")}</span>
        <Select
          className="gk-rule-short" aria-label={t("automation.create_what")} placeholder={t("filter.choose")} popupMatchSelectWidth={false} value={object || null} showSearch={{ optionFilterProp: "label" }}
          options={offered.map((one) => ({ value: one.name, label: one.label }))} onChange={(next: string | null) => onChange({ ...step, object: next ?? "", values: {} })}
        />
      </div>
      {target.data?.name === object && <ValuesEditor meta={meta} target={target.data} values={valuesOf(step, "values")} onChange={(values) => onChange({ ...step, values })} />}
    </>
  );
}

function NotifyForm({ meta, step, onChange }: FormProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className="gk-rule-line"><span className="gk-rule-label">{t("automation.to_whom")}</span><PeopleEditor meta={meta} value={peopleOf(step)} label={t("automation.to_whom")} onChange={(to) => onChange({ ...step, to })} /></div>
      <div className="gk-rule-line"><span className="gk-rule-label">{t("automation.text")}</span><div className="gk-grow"><TextWithPlaces isLong meta={meta} value={String(step["text"] ?? "")} label={t("automation.text")} onChange={(text) => onChange({ ...step, text })} /></div></div>
    </>
  );
}

function AssignForm({ meta, step, onChange }: FormProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className="gk-rule-line"><span className="gk-rule-label">{t("automation.new_owner")}</span><PeopleEditor meta={meta} value={peopleOf(step)} label={t("automation.new_owner")} onChange={(to) => onChange({ ...step, to })} /></div>
      <div className="gk-rule-line">
        <span className="gk-rule-label">{t("automation.share")}</span>
        <Segmented aria-label={t("automation.share")} value={String(step["share"] ?? "first")} options={["first", "turns"].map((one) => ({ value: one, label: t(`automation.share_${one}`) }))} onChange={(share) => onChange({ ...step, share })} />
      </div>
    </>
  );
}

function MemberForm({ meta, step, onChange }: FormProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className="gk-rule-line"><span className="gk-rule-label">{t("automation.members")}</span><PeopleEditor meta={meta} value={peopleOf(step)} label={t("automation.members")} onChange={(to) => onChange({ ...step, to })} /></div>
      <div className="gk-rule-line">
        <span className="gk-rule-label">{t("automation.access")}</span>
        <Segmented aria-label={t("automation.access")} value={String(step["access"] ?? "read")} options={["read", "edit"].map((one) => ({ value: one, label: t(`automation.access_${one}`) }))} onChange={(access) => onChange({ ...step, access })} />
        <Input className="gk-rule-short" maxLength={50} aria-label={t("automation.team_role")} placeholder={t("automation.team_role")} value={String(step["role"] ?? "")} onChange={(event) => onChange({ ...step, role: event.target.value })} />
      </div>
      <p className="gk-muted">{t("automation.member_help")}</p>
    </>
  );
}

function WebhookForm({ meta, step, onChange }: FormProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className="gk-rule-line"><span className="gk-rule-label">{t("automation.which_webhook")}</span><div className="gk-rule-value"><FilterValue field={{ ...WEBHOOK, label: t("automation.which_webhook") }} op="eq" value={step["webhook"]} onChange={(webhook) => onChange({ ...step, webhook })} /></div></div>
      <div className="gk-rule-line"><span className="gk-rule-label">{t("automation.extra_text")}</span><div className="gk-grow"><TextWithPlaces meta={meta} value={String(step["text"] ?? "")} label={t("automation.extra_text")} onChange={(text) => onChange({ ...step, text })} /></div></div>
      <p className="gk-muted">{t("automation.webhook_help")}</p>
    </>
  );
}

function ActionForm({ meta, step, onChange }: FormProps) {
  const { t } = useTranslation();
  const action = meta.actions.find((one: ActionMeta) => one.name === step["name"]);
  const params = valuesOf(step, "params");
  return (
    <>
      <div className="gk-rule-line">
        <span className="gk-rule-label">{t("automation.which_action")}</span>
        <Select
          className="gk-rule-short" aria-label={t("automation.which_action")} placeholder={t("filter.choose")} popupMatchSelectWidth={false} value={action?.name ?? null}
          options={meta.actions.filter((one: ActionMeta) => one.on_record).map((one: ActionMeta) => ({ value: one.name, label: one.label }))} onChange={(name: string | null) => onChange({ do: "action", name: name ?? "", params: {} })}
        />
      </div>
      {action?.fields.map((param) => (
        <div key={param.name} className="gk-rule-field">
          <span className="gk-rule-label">{param.required ? `${param.label} *` : param.label}</span>
          <div className="gk-grow"><ValueEditor meta={meta} field={param} value={params[param.name]} onChange={(next) => onChange({ ...step, params: { ...params, [param.name]: next } })} /></div>
        </div>
      ))}
    </>
  );
}

type WaitKind = "for" | "until" | "when";
const UNITS = ["hours", "days", "workdays", "workhours"] as const;

function WaitForm({ meta, step, onChange }: FormProps) {
  const { t } = useTranslation();
  const form: WaitKind = step["when"] !== undefined ? "when" : step["until"] ? "until" : "for";
  const forms = { for: { for: { days: 1 } }, until: { until: { field: "", offset_days: 0 } }, when: { when: null, at_most_days: 30, after: "end" } } as const;
  const [[unit, number] = ["days", 1]] = Object.entries((step["for"] ?? {}) as Record<string, number>);
  const until = (step["until"] ?? {}) as { field?: string; offset_days?: number };
  const dates = meta.fields.filter((field) => ["date", "instant"].includes(field.result_type ?? field.type));
  return (
    <>
      <Segmented<WaitKind> aria-label={t("automation.wait_how")} value={form} options={(["for", "until", "when"] as const).map((one) => ({ value: one, label: t(`automation.wait_${one}`) }))} onChange={(next) => onChange({ do: "wait", ...forms[next] })} />
      {form === "for" && (
        <div className="gk-rule-line">
          <InputNumber min={1} max={9000} aria-label={t("automation.wait_number")} value={number} onChange={(next) => onChange({ do: "wait", for: { [unit]: next ?? 1 } })} />
          <Select className="gk-rule-short" aria-label={t("automation.wait_unit")} value={unit} options={UNITS.map((one) => ({ value: one as string, label: t(`automation.unit_${one}`) }))} onChange={(next: string) => onChange({ do: "wait", for: { [next]: number } })} />
        </div>
      )}
      {form === "until" && (
        <div className="gk-rule-line">
          <Select className="gk-rule-short" aria-label={t("automation.date_field")} placeholder={t("automation.date_field")} popupMatchSelectWidth={false} value={until.field || null} options={dates.map((field) => ({ value: field.name, label: field.label }))} onChange={(field: string | null) => onChange({ do: "wait", until: { ...until, field: field ?? "" } })} />
          <Offset days={until.offset_days ?? 0} most={366} onChange={(days) => onChange({ do: "wait", until: { ...until, offset_days: days } })} />
        </div>
      )}
      {form === "when" && (
        <>
          <StoredFilter object={meta.name} value={step["when"]} onChange={(when) => onChange({ ...step, when })} />
          <div className="gk-rule-line">
            <InputNumber min={1} max={366} aria-label={t("automation.at_most")} value={Number(step["at_most_days"] ?? 30)} prefix={t("automation.at_most")} suffix={t("automation.days")} onChange={(next) => onChange({ ...step, at_most_days: next ?? 30 })} />
            <Segmented aria-label={t("automation.then")} value={String(step["after"] ?? "end")} options={["end", "go_on"].map((one) => ({ value: one, label: t(`automation.after_${one}`) }))} onChange={(after) => onChange({ ...step, after })} />
          </div>
        </>
      )}
    </>
  );
}

const FORMS: Record<string, (props: FormProps) => React.ReactNode> = {
  set: SetForm, create: CreateForm, notify: NotifyForm, assign: AssignForm, add_member: MemberForm, action: ActionForm, webhook: WebhookForm, wait: WaitForm,
};

/** The faults of one step, those at no control of their own included. */
function Faults({ errors, row }: { errors: RuleErrors; row: number }) {
  const found = errors.under(`steps[${row}]`);
  return found.length > 0 ? <div className="gk-field-error" role="alert">{found.join("；")}</div> : null;
}

export function StepsEditor({ meta, steps, kinds, errors, onChange }: {
  meta: ObjectMeta; steps: Step[]; kinds: { name: string; label: string }[]; errors: RuleErrors; onChange: (next: Step[]) => void;
}) {
  const { t } = useTranslation();
  const change = (row: number, next: Step) => onChange(steps.map((one, at) => (at === row ? { ...next, ...(one["if"] !== undefined && next["if"] === undefined ? { if: one["if"] } : {}) } : one)));
  const move = (row: number, by: number) => {
    const next = [...steps];
    const [taken] = next.splice(row, 1);
    if (taken) next.splice(row + by, 0, taken);
    onChange(next);
  };
  const toggleIf = (row: number) => onChange(steps.map((one, at) => {
    if (at !== row) return one;
    const { if: had, ...rest } = one;
    return (had === undefined ? { ...rest, if: null } : rest) as Step;
  }));
  return (
    <ol className="gk-rule-steps">
      {steps.map((step, row) => {
        const Form = FORMS[step.do];
        return (
          <li key={row} className="gk-rule-step">
            <div className="gk-rule-head">
              <span className="gk-rule-number">{row + 1}</span>
              <strong>{kinds.find((kind) => kind.name === step.do)?.label ?? step.do}</strong>
              <span className="gk-spacer" />
              <Button type="text" size="small" icon={<FilterOutlined aria-hidden="true" />} aria-pressed={step["if"] !== undefined} onClick={() => toggleIf(row)}>{t(step["if"] === undefined ? "automation.add_if" : "automation.drop_if")}</Button>
              <Button type="text" size="small" icon={<ArrowUpOutlined aria-hidden="true" />} aria-label={t("automation.up")} disabled={row === 0} onClick={() => move(row, -1)} />
              <Button type="text" size="small" icon={<ArrowDownOutlined aria-hidden="true" />} aria-label={t("automation.down")} disabled={row === steps.length - 1} onClick={() => move(row, 1)} />
              <Button type="text" size="small" icon={<DeleteOutlined aria-hidden="true" />} aria-label={t("automation.remove_step", { n: row + 1 })} onClick={() => onChange(steps.filter((_one, at) => at !== row))} />
            </div>
            {step["if"] !== undefined && <StoredFilter object={meta.name} value={step["if"] as FilterNode | null} onChange={(node) => onChange(steps.map((one, at) => (at === row ? { ...one, if: node } : one)))} />}
            {Form ? <Form meta={meta} step={step} onChange={(next) => change(row, next)} /> : <code>{JSON.stringify(step)}</code>}
            <Faults errors={errors} row={row} />
          </li>
        );
      })}
      <li>
        <Dropdown trigger={["click"]} menu={{ items: kinds.filter((kind) => FORMS[kind.name]).map((kind) => ({ key: kind.name, label: kind.label })), onClick: ({ key }) => onChange([...steps, newStep(key)]) }}>
          <Button type="dashed">{t("automation.add_step")}</Button>
        </Dropdown>
      </li>
    </ol>
  );
}
