import { Alert, Button, Checkbox, Collapse, Form, Input, InputNumber, Radio, Select } from "antd";
import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ApprovalOptions, ObjectMeta } from "@/api/types";
import { FilterSummary } from "../../filters/FilterSummary";
import { FilterOf } from "../../filters/StoredFilter";
import { canWrite, ownFirst } from "../../meta";
import { ApproversEditor } from "./ApproversEditor";
import { faultsOf, NEEDS, REJECTIONS, type Need, type Rejection, type Step } from "./flow";
import { Preview, type PreviewPeople } from "./Preview";
import type { Names } from "./words";

interface Props {
  step: Step;
  meta: ObjectMeta;
  names: Names;
  /** The steps of the stages before. */
  before: readonly Step[];
  /** Whether steps stand beside it. */
  isParallel: boolean;
  readOnly: boolean;
  options: ApprovalOptions;
  preview?: PreviewPeople;
  onChange: (part: Partial<Step>) => void;
}

function Who({ step, options, names, readOnly, preview, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const label = (need: Need) => <><strong>{t(`flow.need_${need}`)}</strong> <span className="gk-muted">{t(`flow.need_${need}_help`)}</span></>;
  return (
    <>
      <Form.Item label={t("flow.approvers")} htmlFor={id} required>
        <ApproversEditor id={id} value={step.approvers} isGrouped={step.need === "per_group"} options={options} names={names} disabled={readOnly} addLabel={t("flow.add_person")} onChange={(approvers) => onChange({ approvers })} />
        {preview && <Preview approvers={step.approvers} isGrouped={step.need === "per_group"} preview={preview} />}
      </Form.Item>
      <Form.Item label={t("flow.need")}>
        <Radio.Group className="gk-flow-needs" aria-label={t("flow.need")} disabled={readOnly} value={step.need} onChange={(event) => onChange({ need: event.target.value as Need })} options={NEEDS.map((need) => ({ value: need, label: label(need) }))} />
        {step.need === "count" && (
          <InputNumber className="gk-flow-level" min={1} max={99} precision={0} disabled={readOnly} aria-label={t("flow.count")} prefix={t("flow.count_before")} suffix={t("flow.count_after")} value={step.need_count} onChange={(count) => onChange({ need_count: count })} />
        )}
      </Form.Item>
    </>
  );
}

/** A condition to be changed, or in words for whoever only looks. */
function Condition({ meta, value, readOnly, nothing, onChange }: { meta: ObjectMeta; value: Step["filter"]; readOnly: boolean; nothing: string; onChange: (next: Step["filter"]) => void }) {
  if (!readOnly) return <FilterOf key={meta.name} meta={meta} value={value} onChange={(next) => onChange((next ?? null) as Step["filter"])} />;
  return value ? <FilterSummary meta={meta} filter={value} /> : <span className="gk-muted">{nothing}</span>;
}

function Auto({ step, meta, readOnly, onChange }: Props) {
  const { t } = useTranslation();
  const effects = (["approve", "reject"] as const).map((value) => ({ value, label: t(`flow.auto_${value}`) }));
  return (
    <>
      <p className="gk-muted">{t("flow.auto_help")}</p>
      <Condition meta={meta} value={step.auto_filter} readOnly={readOnly} nothing={t("flow.auto_never")} onChange={(next) => onChange({ auto_filter: next, ...(next ? {} : { auto_effect: null, auto_reason: "" }) })} />
      {step.auto_filter && (
        <>
          <Form.Item label={t("flow.auto_then")}><Radio.Group disabled={readOnly} value={step.auto_effect} options={effects} onChange={(event) => onChange({ auto_effect: event.target.value as Step["auto_effect"] })} /></Form.Item>
          <Form.Item label={t("flow.auto_reason")}><Input disabled={readOnly} maxLength={500} aria-label={t("flow.auto_reason")} value={step.auto_reason} onChange={(event) => onChange({ auto_reason: event.target.value })} /></Form.Item>
        </>
      )}
    </>
  );
}

function Late({ step, options, names, readOnly, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item label={t("flow.late_after")}>
        <InputNumber className="gk-flow-level" min={1} max={999} precision={0} disabled={readOnly} aria-label={t("flow.late_after")} suffix={t("flow.hours")} value={step.escalate_after_hours} onChange={(hours) => onChange({ escalate_after_hours: hours })} />
      </Form.Item>
      <Form.Item label={t("flow.late_to")}>
        <ApproversEditor value={step.escalate_to} options={options} names={names} disabled={readOnly} addLabel={t("flow.add_late")} onChange={(escalate_to) => onChange({ escalate_to })} />
      </Form.Item>
    </>
  );
}

/** Where a rejection leads: to the end, back to the applicant, or to a step that was before and is saved. */
function Rejected({ step, before, readOnly, onChange }: Props) {
  const { t } = useTranslation();
  const back = before.flatMap(({ id, name }) => (id === undefined ? [] : [{ value: id, label: name || t("flow.unnamed") }]));
  return (
    <Form.Item label={t("flow.reject_to")}>
      <Radio.Group className="gk-flow-needs" disabled={readOnly} aria-label={t("flow.reject_to")} value={step.reject_to} options={REJECTIONS.map((value) => ({ value, label: t(`flow.reject_${value}`) }))} onChange={(event) => onChange({ reject_to: event.target.value as Rejection, reject_step: null })} />
      {step.reject_to === "step" && (
        <Select className="gk-block" disabled={readOnly} aria-label={t("flow.reject_step")} placeholder={t("flow.reject_step_hint")} notFoundContent={t("flow.reject_none")} value={step.reject_step} options={back} onChange={(reject_step: number | null) => onChange({ reject_step })} />
      )}
    </Form.Item>
  );
}

function Shown({ step, meta, options, readOnly, onChange }: Props) {
  const { t } = useTranslation();
  const facts = options.facts.map(({ name, field }) => ({ value: name, label: field.label }));
  const own = ownFirst(meta.fields).filter((field) => field.type !== "lines" && !options.facts.some((fact) => fact.field.name === field.name)).map((field) => ({ value: field.name, label: field.label }));
  const shown: { label: string; value?: string; options?: { value: string; label: string }[] }[] = facts.length > 0 ? [{ label: t("flow.facts_known"), options: facts }, { label: t("flow.facts_fields", { object: meta.label }), options: own }] : own;
  const writable = ownFirst(meta.fields).filter((field) => canWrite(field, false) && !field.system && !options.facts.some((fact) => fact.field.name === field.name));
  return (
    <>
      <Form.Item label={t("flow.open_fields")} extra={t("flow.open_fields_help")}>
        <Select mode="multiple" className="gk-block" disabled={readOnly} aria-label={t("flow.open_fields")} value={step.open_fields} showSearch={{ optionFilterProp: "label" }} options={writable.map((field) => ({ value: field.name, label: field.label }))} onChange={(open_fields) => onChange({ open_fields })} />
      </Form.Item>
      <Form.Item label={t("flow.shown_facts")} extra={t("flow.shown_facts_help")}>
        <Select mode="multiple" className="gk-block" disabled={readOnly} aria-label={t("flow.shown_facts")} value={step.shown_facts} showSearch={{ optionFilterProp: "label" }} options={shown} onChange={(shown_facts) => onChange({ shown_facts })} />
      </Form.Item>
    </>
  );
}

/** Everything about one step, the usual things first; what is rarely set is folded. */
export function StepPanel(props: Props) {
  const { step, meta, options, names, isParallel, readOnly, onChange } = props;
  const { t } = useTranslation();
  const id = useId();
  const faults = faultsOf(step);
  const part = (key: string, children: ReactNode, isSet: boolean) => ({ key, label: <>{t(`flow.part_${key}`)}{isSet && <span className="gk-flow-set">{t("flow.is_set")}</span>}</>, children });
  return (
    <Form layout="vertical" component="div">
      {faults.length > 0 && <Alert type="warning" showIcon className="gk-gap" title={faults.map((fault) => <div key={fault}>{t(`flow.fault_${fault}`)}</div>)} />}
      <Form.Item label={t("flow.name")} htmlFor={id} required>
        <Input id={id} disabled={readOnly} maxLength={100} value={step.name} placeholder={t("flow.name_hint")} onChange={(event) => onChange({ name: event.target.value })} />
      </Form.Item>
      <Who {...props} />
      <Form.Item label={t("flow.condition")} extra={t("flow.condition_help")}>
        <Condition meta={meta} value={step.filter} readOnly={readOnly} nothing={t("flow.always")} onChange={(filter) => onChange({ filter })} />
      </Form.Item>
      {(isParallel || step.is_default) && <Form.Item extra={t("flow.is_default_help")}><Checkbox disabled={readOnly} checked={step.is_default} onChange={(event) => onChange({ is_default: event.target.checked })}>{t("flow.is_default")}</Checkbox></Form.Item>}
      <Collapse
        ghost size="small" className="gk-flow-parts" items={[
          part("shown", <Shown {...props} />, step.open_fields.length > 0 || step.shown_facts.length > 0),
          part("rejected", <Rejected {...props} />, step.reject_to !== "end"),
          part("late", <Late {...props} />, step.escalate_after_hours !== null),
          part("auto", <Auto {...props} />, step.auto_filter !== null),
          part("cc", <ApproversEditor value={step.cc} options={options} names={names} disabled={readOnly} addLabel={t("flow.add_cc")} onChange={(cc) => onChange({ cc })} />, step.cc.length > 0),
        ]}
      />
    </Form>
  );
}

/** Moving, copying and removing the step without a mouse. */
export function StepTools({ moves, onMove, onDuplicate, onRemove }: {
  moves: { key: string; isOpen: boolean }[]; onMove: (key: string) => void; onDuplicate: () => void; onRemove: () => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="gk-flow-tools" role="toolbar" aria-label={t("flow.tools")}>
      {moves.map(({ key, isOpen }) => <Button key={key} size="small" disabled={!isOpen} onClick={() => onMove(key)}>{t(`flow.move_${key}`)}</Button>)}
      <Button size="small" onClick={onDuplicate}>{t("flow.duplicate")}</Button>
      <Button size="small" danger onClick={onRemove}>{t("flow.remove")}</Button>
    </div>
  );
}
