/** Values that a step writes: fixed ones, those of the record, people, days from today, texts with places. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Dropdown, Input, InputNumber, Select, Space } from "antd";
import { useTranslation } from "react-i18next";
import type { FieldMeta, ObjectMeta } from "@/api/types";
import { FieldChooser } from "../../filters/FilterBuilder";
import { FilterValue } from "../../filters/FilterValue";
import { fieldOf, ownFirst } from "../../meta";
import { PersonEditor } from "./People";
import { firstValue, modeOf, modesOf, writable, type Mode, type Person } from "./rule";

/** A text with `{places}` for values of the record. */
export function TextWithPlaces({ meta, value, label, isLong, onChange }: { meta: ObjectMeta; value: string; label: string; isLong?: boolean; onChange: (next: string) => void }) {
  const { t } = useTranslation();
  const items = ownFirst(meta.fields).filter((field) => field.type !== "lines" && !field.write_only).slice(0, 60).map((field) => ({ key: field.name, label: field.label }));
  const props = { value, "aria-label": label, placeholder: t("automation.text_hint"), onChange: (event: { target: { value: string } }) => onChange(event.target.value) };
  return (
    <div className="gk-rule-text">
      {isLong ? <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} {...props} /> : <Input {...props} />}
      <Dropdown trigger={["click"]} menu={{ items, className: "gk-rule-places", onClick: ({ key }) => onChange(`${value}{${key}}`) }}>
        <Button>{t("automation.insert_field")}</Button>
      </Dropdown>
    </div>
  );
}

function Inner({ meta, field, mode, value, label, onChange }: { meta: ObjectMeta; field: FieldMeta; mode: Mode; value: unknown; label: string; onChange: (next: unknown) => void }) {
  const { t } = useTranslation();
  const held = (value ?? {}) as Record<string, unknown>;
  switch (mode) {
    case "text":
      return <TextWithPlaces meta={meta} value={typeof value === "string" ? value : ""} label={label} onChange={onChange} />;
    case "from":
      return <FieldChooser meta={meta} value={String(held["from"] ?? "")} onChange={(path) => onChange({ from: path })} />;
    case "who":
      return <PersonEditor meta={meta} value={held["who"] as Person} label={label} onChange={(next) => onChange({ who: next })} />;
    case "record":
      return <span className="gk-muted">{t("automation.this_record", { object: meta.label })}</span>;
    case "today":
    case "workdays":
      return (
        <InputNumber
          className="gk-rule-days" min={mode === "workdays" ? 0 : -3650} max={3650} aria-label={label} value={Number(held[mode] ?? 0)} prefix={t("automation.days_before")} suffix={t(mode === "today" ? "automation.days_after" : "automation.workdays_after")}
          onChange={(number) => onChange({ [mode]: number ?? 0 })}
        />
      );
    case "empty":
      return null;
    default:
      return <FilterValue field={field} op={field.type === "references" || field.type === "multi_choice" ? "in" : "eq"} value={value ?? undefined} onChange={onChange} />;
  }
}

export function ValueEditor({ meta, field, value, onChange }: { meta: ObjectMeta; field: FieldMeta; value: unknown; onChange: (next: unknown) => void }) {
  const { t } = useTranslation();
  const mode = modeOf(field, value);
  const modes = modesOf(field, meta.name);
  const label = t("filter.value_of", { label: field.label });
  return (
    <div className="gk-rule-line">
      <Select
        aria-label={t("automation.way_of", { label: field.label })} className="gk-rule-short" popupMatchSelectWidth={false} value={mode}
        options={(modes.includes(mode) ? modes : [mode, ...modes]).map((one) => ({ value: one, label: t(`automation.way_${one}`) }))} onChange={(next) => onChange(firstValue(next, field))}
      />
      <div className="gk-grow"><Inner meta={meta} field={field} mode={mode} value={value} label={label} onChange={onChange} /></div>
    </div>
  );
}

/** field → value; `meta`: of the record that the rule is about, `target`: of the one that is written. */
export function ValuesEditor({ meta, target, values, onChange }: { meta: ObjectMeta; target: ObjectMeta; values: Record<string, unknown>; onChange: (next: Record<string, unknown>) => void }) {
  const { t } = useTranslation();
  const names = Object.keys(values);
  const left = writable(target).filter((field) => !names.includes(field.name));
  const without = (name: string) => Object.fromEntries(Object.entries(values).filter(([key]) => key !== name));
  const add = (name: string) => {
    const field = fieldOf(target, name);
    const [mode] = field ? modesOf(field, meta.name) : [];
    if (field && mode) onChange({ ...values, [name]: firstValue(mode, field) });
  };
  return (
    <div className="gk-plain">
      {names.map((name) => {
        const field = fieldOf(target, name);
        return (
          <div key={name} className="gk-rule-field">
            <span className="gk-rule-label">{field?.label ?? name}</span>
            <div className="gk-grow">{field && <ValueEditor meta={meta} field={field} value={values[name]} onChange={(next) => onChange({ ...values, [name]: next })} />}</div>
            <Button type="text" icon={<DeleteOutlined aria-hidden="true" />} aria-label={t("automation.remove_field", { label: field?.label ?? name })} onClick={() => onChange(without(name))} />
          </div>
        );
      })}
      <Space>
        <Select
          className="gk-rule-add" aria-label={t("automation.add_field")} placeholder={<><PlusOutlined aria-hidden="true" /> {t("automation.add_field")}</>} value={null} showSearch={{ optionFilterProp: "label" }} popupMatchSelectWidth={false}
          options={left.map((field) => ({ value: field.name, label: field.required ? `${field.label} *` : field.label }))} onChange={(name: string | null) => name && add(name)}
        />
      </Space>
    </div>
  );
}
