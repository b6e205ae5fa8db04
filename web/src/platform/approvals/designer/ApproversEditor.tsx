import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { ObjectMeta, Reference } from "@/api/types";
import { FieldEditor } from "../../fields/editors";
import { ownFirst, plainField } from "../../meta";
import { APPROVER_KINDS, namedBy, type Approver, type ApproverKind } from "./flow";
import type { Names } from "./words";

const MOST_LEVELS = 9;
const ROLE = plainField("value", "reference", { target: "role" });
const PERSON = plainField("value", "user");

function fresh(kind: ApproverKind): Approver {
  return { kind, value: null, level: kind === "superior" || kind === "department_head" ? 1 : null };
}

interface RowProps {
  approver: Approver;
  meta: ObjectMeta;
  row: number;
  names: Names;
  disabled: boolean;
  onChange: (next: Approver) => void;
}

/** What the kind needs besides: a level, a role, a person, a field, a text. */
function Value({ approver, meta, row, names, disabled, onChange }: RowProps) {
  const { t } = useTranslation();
  const { kind, value } = approver;
  const label = t("flow.value_of", { row });
  const set = (next: Approver["value"]) => onChange({ ...approver, value: next });
  if (kind === "superior" || kind === "department_head") {
    return (
      <InputNumber
        className="gk-flow-level" min={1} max={MOST_LEVELS} precision={0} disabled={disabled} aria-label={t("flow.level_of", { row })} prefix={t("flow.level_before")} suffix={t("flow.level_after")}
        value={approver.level ?? 1} onChange={(level) => onChange({ ...approver, level: level ?? 1 })}
      />
    );
  }
  const target = namedBy(kind);
  const shown = target && value && typeof value === "object" ? { ...value, name: names.name(target, value) } : value;
  if (target) return <div className="gk-flow-value"><FieldEditor field={target === "role" ? ROLE : PERSON} value={shown} disabled={disabled} aria-label={label} onChange={(next) => set((next ?? null) as Reference | null)} /></div>;
  if (kind === "field") {
    const people = ownFirst(meta.fields).filter((field) => field.type === "user" || (field.type === "references" && field.target === "user"));
    return (
      <Select
        className="gk-flow-value" disabled={disabled} aria-label={label} placeholder={t("flow.choose_person_field")} value={typeof value === "string" ? value : null} showSearch={{ optionFilterProp: "label" }}
        options={people.map((field) => ({ value: field.name, label: field.label }))} onChange={set}
      />
    );
  }
  return <Input className="gk-flow-value" disabled={disabled} maxLength={500} aria-label={label} placeholder={t(`flow.hint_${kind}`)} value={typeof value === "string" ? value : ""} onChange={(event) => set(event.target.value || null)} />;
}

/** People by what they are: superiors, roles, persons, fields of the record. */
export function ApproversEditor({ id, value, meta, names, disabled, addLabel, onChange }: {
  id?: string; value: Approver[]; meta: ObjectMeta; names: Names; disabled: boolean; addLabel: string; onChange: (next: Approver[]) => void;
}) {
  const { t } = useTranslation();
  const set = (at: number, next: Approver) => onChange(value.map((one, index) => (index === at ? next : one)));
  const kinds = APPROVER_KINDS.map((kind) => ({ value: kind, label: t(`flow.kind_${kind}`) }));
  return (
    <div id={id} className="gk-flow-people">
      {value.map((approver, index) => (
        <div key={index} className="gk-flow-person">
          <Select className="gk-flow-kind" disabled={disabled} aria-label={t("flow.kind_of", { row: index + 1 })} value={approver.kind} options={kinds} popupMatchSelectWidth={false} onChange={(kind) => set(index, fresh(kind))} />
          <Value approver={approver} meta={meta} row={index + 1} names={names} disabled={disabled} onChange={(next) => set(index, next)} />
          {!disabled && <Button type="text" icon={<DeleteOutlined aria-hidden="true" />} aria-label={t("flow.remove_person", { row: index + 1 })} onClick={() => onChange(value.filter((_, at) => at !== index))} />}
        </div>
      ))}
      {!disabled && <Button type="dashed" size="small" icon={<PlusOutlined aria-hidden="true" />} onClick={() => onChange([...value, fresh("role")])}>{addLabel}</Button>}
    </div>
  );
}
