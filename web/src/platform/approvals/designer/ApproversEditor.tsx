import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { AutoComplete, Button, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { ApprovalOptions, Reference } from "@/api/types";
import { FieldEditor } from "../../fields/editors";
import { plainField } from "../../meta";
import { APPROVER_KINDS, namedBy, type Approver, type ApproverKind } from "./flow";
import type { Names } from "./words";

const MOST_LEVELS = 9;
const MOST_GROUP = 60;
const MOST_ROLE = 50;
const ROLE = plainField("value", "reference", { target: "role" });
const PERSON = plainField("value", "user");

function fresh(kind: ApproverKind): Approver {
  return { kind, value: null, level: kind === "superior" || kind === "department_head" ? 1 : null };
}

interface RowProps {
  approver: Approver;
  options: ApprovalOptions;
  row: number;
  names: Names;
  disabled: boolean;
  onChange: (next: Approver) => void;
}

/** A role in the team of the record, or of a record that it names: 客户经理 of the account. */
function TeamRole({ approver, options, row, disabled, onChange }: RowProps) {
  const { t } = useTranslation();
  const { value, field } = approver;
  const records = options.team_records.map((one) => ({ value: one.field, label: t(one.field ? "flow.team_of" : "flow.team_own", { name: one.label }) }));
  return (
    <div className="gk-flow-value gk-flow-team">
      <Select
        disabled={disabled} aria-label={t("flow.team_record_of", { row })} notFoundContent={t("flow.no_team")} value={records.some((one) => one.value === (field ?? "")) || field ? field ?? "" : null} placeholder={t("flow.choose_team")} options={records}
        onChange={(next: string | null) => onChange({ ...approver, field: next || null })}
      />
      <AutoComplete
        disabled={disabled} aria-label={t("flow.value_of", { row })} placeholder={t("flow.hint_team_role")} maxLength={MOST_ROLE} value={typeof value === "string" ? value : ""} options={options.team_roles.map((role) => ({ value: role }))}
        showSearch={{ filterOption: (typed, option) => String(option?.value ?? "").includes(typed) }} onChange={(next: string) => onChange({ ...approver, value: next || null })}
      />
    </div>
  );
}

/** What the kind needs besides: a level, a role, a person, a field, a text. */
function Value(props: RowProps) {
  const { approver, options, row, names, disabled, onChange } = props;
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
  if (kind === "team_role") return <TeamRole {...props} />;
  if (kind === "field") {
    return (
      <Select
        className="gk-flow-value" disabled={disabled} aria-label={label} placeholder={t("flow.choose_person_field")} value={typeof value === "string" ? value : null} showSearch={{ optionFilterProp: "label" }}
        options={options.people_fields.map((one) => ({ value: one.path, label: one.label }))} onChange={set}
      />
    );
  }
  return <Input className="gk-flow-value" disabled={disabled} maxLength={500} aria-label={label} placeholder={t("flow.hint_formula")} value={typeof value === "string" ? value : ""} onChange={(event) => set(event.target.value || null)} />;
}

/** In which group somebody stands: of each group one approves. */
function Group({ approver, groups, row, disabled, onChange }: RowProps & { groups: string[] }) {
  const { t } = useTranslation();
  return (
    <AutoComplete
      className="gk-flow-group" disabled={disabled} aria-label={t("flow.group_of", { row })} placeholder={t("flow.group_hint")} maxLength={MOST_GROUP} value={approver.group ?? ""} options={groups.map((group) => ({ value: group }))} prefix={<span className="gk-muted">{t("flow.group")}</span>}
      onChange={(next: string) => onChange({ ...approver, group: next || null })}
    />
  );
}

/** People by what they are: superiors, roles, persons, fields of the record. `isGrouped`: of each group one approves. */
export function ApproversEditor({ id, value, isGrouped, options, names, disabled, addLabel, onChange }: {
  id?: string; value: Approver[]; isGrouped?: boolean; options: ApprovalOptions; names: Names; disabled: boolean; addLabel: string; onChange: (next: Approver[]) => void;
}) {
  const { t } = useTranslation();
  const set = (at: number, next: Approver) => onChange(value.map((one, index) => (index === at ? next : one)));
  const kinds = APPROVER_KINDS.map((kind) => ({ value: kind, label: t(`flow.kind_${kind}`) }));
  const groups = [...new Set(value.flatMap((one) => one.group ?? []))];
  return (
    <div id={id} className="gk-flow-people">
      {value.map((approver, index) => {
        const row: RowProps = { approver, options, row: index + 1, names, disabled, onChange: (next) => set(index, next) };
        return (
          <div key={index} className={isGrouped ? "gk-flow-person is-grouped" : "gk-flow-person"}>
            {isGrouped && <Group {...row} groups={groups} />}
            <Select className="gk-flow-kind" disabled={disabled} aria-label={t("flow.kind_of", { row: index + 1 })} value={approver.kind} options={kinds} popupMatchSelectWidth={false} onChange={(kind) => set(index, { ...fresh(kind), group: approver.group ?? null })} />
            <Value {...row} />
            {!disabled && <Button type="text" icon={<DeleteOutlined aria-hidden="true" />} aria-label={t("flow.remove_person", { row: index + 1 })} onClick={() => onChange(value.filter((_, at) => at !== index))} />}
          </div>
        );
      })}
      {!disabled && <Button type="dashed" size="small" icon={<PlusOutlined aria-hidden="true" />} onClick={() => onChange([...value, fresh("role")])}>{addLabel}</Button>}
    </div>
  );
}
