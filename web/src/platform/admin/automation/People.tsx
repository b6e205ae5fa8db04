/** Whom a step means. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, InputNumber, Select, Space } from "antd";
import { useTranslation } from "react-i18next";
import type { FieldMeta, ObjectMeta } from "@/api/types";
import { FilterValue } from "../../filters/FilterValue";
import { plainField, targetOf } from "../../meta";
import type { Person } from "./rule";

const USER = plainField("user", "user");
const ROLE = plainField("role", "reference", { target: "role" });
const KINDS: Person["kind"][] = ["field", "superior", "department_head", "user", "role", "actor"];

function peopleFields(meta: ObjectMeta): FieldMeta[] {
  return meta.fields.filter((field) => targetOf(field) === "user");
}

/** One of them: of whom, how far up, which role. */
export function PersonEditor({ meta, value, label, onChange }: { meta: ObjectMeta; value: Person; label: string; onChange: (next: Person) => void }) {
  const { t } = useTranslation();
  const fields = peopleFields(meta);
  const first = fields.some((field) => field.name === "owner") ? "owner" : fields[0]?.name ?? "";
  const kinds = KINDS.filter((kind) => (kind === "field" || kind === "superior" ? fields.length > 0 : kind !== "department_head" || meta.fields.some((field) => field.name === "department")));
  const begin = (kind: Person["kind"]) => onChange(kind === "field" || kind === "superior" ? { kind, value: first } : { kind });
  const ofField = value.kind === "field" || value.kind === "superior";
  return (
    <Space wrap size={6}>
      {ofField && (
        <Select
          aria-label={`${label} ${t("automation.person_field")}`} className="gk-rule-short" popupMatchSelectWidth={false} value={String(value.value ?? first)}
          options={fields.map((field) => ({ value: field.name, label: field.label }))} onChange={(name: string) => onChange({ ...value, value: name })}
        />
      )}
      <Select
        aria-label={label} className="gk-rule-short" popupMatchSelectWidth={false} value={value.kind} options={kinds.map((kind) => ({ value: kind, label: t(`automation.person_${kind}`) }))} onChange={begin}
      />
      {value.kind === "superior" && (
        <InputNumber min={1} max={10} aria-label={`${label} ${t("automation.level")}`} value={value.level ?? 1} suffix={t("automation.level")} onChange={(level) => onChange({ ...value, level: level ?? 1 })} />
      )}
      {value.kind === "user" && <span className="gk-rule-value"><FilterValue field={{ ...USER, label: t("automation.person_user") }} op="eq" value={value.value} onChange={(id) => onChange({ kind: "user", value: id as number })} /></span>}
      {value.kind === "role" && <span className="gk-rule-value"><FilterValue field={{ ...ROLE, label: t("automation.person_role") }} op="eq" value={value.value} onChange={(id) => onChange({ kind: "role", value: id as number })} /></span>}
    </Space>
  );
}

export function PeopleEditor({ meta, value, label, onChange }: { meta: ObjectMeta; value: Person[]; label: string; onChange: (next: Person[]) => void }) {
  const { t } = useTranslation();
  return (
    <div className="gk-plain" role="group" aria-label={label}>
      {value.map((person, row) => (
        <Space key={row} wrap size={6}>
          <PersonEditor meta={meta} value={person} label={`${label} ${row + 1}`} onChange={(next) => onChange(value.map((one, at) => (at === row ? next : one)))} />
          <Button type="text" icon={<DeleteOutlined aria-hidden="true" />} aria-label={t("common.remove")} onClick={() => onChange(value.filter((_one, at) => at !== row))} />
        </Space>
      ))}
      <div><Button type="dashed" size="small" icon={<PlusOutlined aria-hidden="true" />} onClick={() => onChange([...value, { kind: "field", value: "owner" }])}>{t("automation.add_person")}</Button></div>
    </div>
  );
}
