/** When a rule fires. */
import { Input, InputNumber, Radio, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { ObjectMeta } from "@/api/types";
import { FilterValue } from "../../filters/FilterValue";
import { fieldOf, ownFirst } from "../../meta";
import { Offset } from "./Offset";
import type { RuleErrors } from "./errors";
import type { Rule } from "./rule";

interface Props {
  meta: ObjectMeta;
  rule: Rule;
  errors: RuleErrors;
  onChange: (part: Partial<Rule>) => void;
}

const TRIGGERS = ["created", "updated", "state_changed", "date_reached", "schedule"] as const;

function Fault({ text }: { text: string }) {
  return text ? <div className="gk-field-error" role="alert">{text}</div> : null;
}

/** From which to which values of the one watched field. */
function FromTo({ meta, name, rule, errors, onChange }: Props & { name: string }) {
  const { t } = useTranslation();
  const field = fieldOf(meta, name);
  if (!field) return null;
  const part = (key: "from" | "to") => (
    <div className="gk-rule-line">
      <span className="gk-rule-label">{t(`automation.${key}`)}</span>
      <div className="gk-rule-value"><FilterValue field={{ ...field, label: `${field.label} ${t(`automation.${key}`)}` }} op="in" value={rule[key]} onChange={(next) => onChange({ [key]: (next ?? []) as unknown[] })} /></div>
      <Fault text={errors.under(key).join("；")} />
    </div>
  );
  return <>{part("from")}{part("to")}</>;
}

function Timing({ rule, errors, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className="gk-rule-line">
      <span className="gk-rule-label">{t("automation.at_time")}</span>
      <Input type="time" className="gk-rule-short" aria-label={t("automation.at_time")} value={rule.at_time} onChange={(event) => onChange({ at_time: event.target.value })} />
      <Fault text={errors.at("at_time")} />
    </div>
  );
}

function Watching(props: Props) {
  const { meta, rule, errors, onChange } = props;
  const { t } = useTranslation();
  const watchable = ownFirst(meta.fields).filter((field) => field.type !== "rollup" && !field.write_only);
  const [only] = rule.fields;
  return (
    <>
      <div className="gk-rule-line">
        <span className="gk-rule-label">{t("automation.watched")}</span>
        <Select
          mode="multiple" className="gk-rule-wide" aria-label={t("automation.watched")} placeholder={t("automation.any_field")} value={rule.fields} showSearch={{ optionFilterProp: "label" }}
          options={watchable.map((field) => ({ value: field.name, label: field.label }))} onChange={(fields: string[]) => onChange({ fields, ...(fields.length === 1 && fields[0] === only ? {} : { from: [], to: [] }) })}
        />
        <Fault text={errors.under("fields").join("；")} />
      </div>
      {rule.fields.length === 1 && only && <FromTo {...props} name={only} />}
    </>
  );
}

function Reaching(props: Props) {
  const { meta, rule, errors, onChange } = props;
  const { t } = useTranslation();
  const dates = meta.fields.filter((field) => ["date", "instant"].includes(field.result_type ?? field.type));
  return (
    <>
      <div className="gk-rule-line">
        <span className="gk-rule-label">{t("automation.date_field")}</span>
        <Select className="gk-rule-short" aria-label={t("automation.date_field")} placeholder={t("filter.choose")} popupMatchSelectWidth={false} value={rule.date_field || null} options={dates.map((field) => ({ value: field.name, label: field.label }))} onChange={(name: string | null) => onChange({ date_field: name ?? "" })} />
        <Offset days={rule.offset_days} onChange={(days) => onChange({ offset_days: days })} />
        <Radio.Group optionType="button" aria-label={t("automation.every")} value={rule.every === "year" ? "year" : ""} options={["", "year"].map((one) => ({ value: one, label: t(one ? "automation.every_year" : "automation.every_once") }))} onChange={(event) => onChange({ every: event.target.value as string })} />
        <Fault text={[errors.at("date_field"), errors.at("offset_days"), errors.at("every")].filter(Boolean).join("；")} />
      </div>
      <Timing {...props} />
    </>
  );
}

function Repeating(props: Props) {
  const { rule, errors, onChange } = props;
  const { t } = useTranslation();
  return (
    <>
      <div className="gk-rule-line">
        <span className="gk-rule-label">{t("automation.every")}</span>
        <Radio.Group optionType="button" aria-label={t("automation.every")} value={rule.every} options={["day", "workday", "week", "month"].map((one) => ({ value: one, label: t(`automation.every_${one}`) }))} onChange={(event) => onChange({ every: event.target.value as string, on_day: null })} />
        {rule.every === "week" && <Select className="gk-rule-short" aria-label={t("automation.on_day")} value={rule.on_day ?? 1} options={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: day, label: t(`automation.weekday_${day}`) }))} onChange={(on_day: number) => onChange({ on_day })} />}
        {rule.every === "month" && <InputNumber min={1} max={31} aria-label={t("automation.on_day")} value={rule.on_day ?? 1} suffix={t("automation.day_of_month")} onChange={(next) => onChange({ on_day: next ?? 1 })} />}
        <Fault text={[errors.at("every"), errors.at("on_day")].filter(Boolean).join("；")} />
      </div>
      <Timing {...props} />
    </>
  );
}

export function When(props: Props) {
  const { meta, rule, errors, onChange } = props;
  const { t } = useTranslation();
  const state = meta.states?.field;
  const triggers = TRIGGERS.filter((one) => one !== "state_changed" || state);
  return (
    <div className="gk-plain">
      <Radio.Group
        className="gk-rule-triggers" optionType="button" aria-label={t("automation.when")} value={rule.trigger}
        options={triggers.map((one) => ({ value: one, label: t(`automation.trigger_${one}`) }))} onChange={(event) => onChange({ trigger: event.target.value as string, from: [], to: [] })}
      />
      <Fault text={errors.at("trigger")} />
      {rule.trigger === "updated" && <Watching {...props} />}
      {rule.trigger === "state_changed" && state && <FromTo {...props} name={state} />}
      {rule.trigger === "date_reached" && <Reaching {...props} />}
      {rule.trigger === "schedule" && <Repeating {...props} />}
    </div>
  );
}
