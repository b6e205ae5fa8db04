/** The editor of one condition's value: by the field's type and what the operator asks for. */
import { Input, InputNumber, Select, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldMeta, FieldType, Reference } from "@/api/types";
import { cellEditors } from "../fields/editors/cells";
import { YesNoEditor } from "../fields/editors/choice";
import { RecordPicker } from "../fields/editors/reference";
import { targetOf } from "../meta";
import { CodedValue } from "./CodedValue";
import { rememberName, useRecordNames } from "./names";
import { isCoded, valueShape } from "./operators";

interface Props {
  field: FieldMeta;
  op: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

const RELATIVE = [
  "today", "yesterday", "this_week", "last_week", "next_week", "this_month", "last_month", "this_quarter", "last_quarter", "this_year", "last_year",
] as const;

function RelativeEditor({ value, onChange, label }: { value: unknown; onChange: (value: unknown) => void; label: string }) {
  const { t } = useTranslation();
  const text = typeof value === "string" ? value : "";
  const span = /^(last|next)_(\d+)_days$/.exec(text);
  const [days, setDays] = useState(Number(span?.[2] ?? 30));
  const kind = span ? `${span[1]}_n` : text || undefined;
  const choose = (next: string) => onChange(next === "last_n" || next === "next_n" ? `${next.slice(0, 4)}_${days}_days` : next);
  return (
    <Space.Compact>
      <Select
        className="gk-relative" aria-label={label} value={kind} onChange={choose}
        options={[
          ...RELATIVE.map((one) => ({ value: one as string, label: t(`relative.${one}`) })),
          { value: "last_n", label: t("relative.last_n") }, { value: "next_n", label: t("relative.next_n") },
        ]}
      />
      {span && (
        <InputNumber
          min={1} max={3650} value={days} aria-label={t("relative.days")} suffix={t("relative.days")}
          onChange={(next) => { setDays(next ?? 1); onChange(`${span[1]}_${next ?? 1}_days`); }}
        />
      )}
    </Space.Compact>
  );
}

function NearEditor({ value, onChange }: { value: unknown; onChange: (value: unknown) => void }) {
  const { t } = useTranslation();
  const at = (value ?? {}) as { lat?: number; lng?: number; km?: number };
  const part = (key: "lat" | "lng" | "km") => (
    <InputNumber aria-label={t(`field.${key}`)} placeholder={t(`field.${key}`)} value={at[key]} controls={false} onChange={(next) => onChange({ ...at, [key]: next ?? undefined })} />
  );
  return <Space.Compact>{part("lat")}{part("lng")}{part("km")}</Space.Compact>;
}

/** Ids in the filter, names on the screen. */
function RecordValue({ field, target, value, onChange, isList, label }: {
  field: FieldMeta; target: string; value: unknown; onChange: (value: unknown) => void; isList: boolean; label: string;
}) {
  const ids = (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]) as number[];
  const name = useRecordNames(ids.map((id) => ({ object: target, id })));
  const chosen = ids.map((id) => ({ id, name: name(target, id) ?? `#${id}` }));
  const keep = (next: unknown) => {
    const all = (Array.isArray(next) ? next : next ? [next] : []) as Reference[];
    all.forEach((one) => rememberName(target, one.id, one.name));
    onChange(isList ? all.map((one) => one.id) : all[0]?.id ?? null);
  };
  return <RecordPicker field={field} target={target} isMultiple={isList} canCreate={false} aria-label={label} value={isList ? chosen : chosen[0] ?? null} onChange={keep} />;
}

function ListValue({ field, value, onChange, label }: { field: FieldMeta; value: unknown; onChange: (value: unknown) => void; label: string }) {
  const { t } = useTranslation();
  const values = (Array.isArray(value) ? value : []) as string[];
  const options = field.choices?.map((choice) => ({ value: choice.code, label: choice.label }));
  return (
    <Select
      className="gk-block" aria-label={label} mode={options ? "multiple" : "tags"} options={options} value={values} placeholder={t("filter.choose")}
      showSearch={{ optionFilterProp: "label" }} tokenSeparators={[",", "，", "、", "\n"]} onChange={onChange}
    />
  );
}

function single(field: FieldMeta, value: unknown, onChange: (value: unknown) => void, label: string) {
  const type: FieldType = field.result_type ?? field.type;
  if (type === "boolean") return <YesNoEditor field={field} value={value} onChange={onChange} aria-label={label} />;
  if (type === "region") return <cellEditors.region field={field} value={value} aria-label={label} onChange={(next) => onChange((next as { code: string } | null)?.code ?? null)} />;
  if (type === "lines" || type === "long_text" || type === "multi_choice" || type === "tags") {
    return <Input aria-label={label} value={value === undefined || value === null ? "" : String(value)} onChange={(event) => onChange(event.target.value)} />;
  }
  const Editor = cellEditors[type] ?? cellEditors.text;
  return <Editor field={{ ...field, type, required: true }} value={value} onChange={onChange} aria-label={label} />;
}

export function FilterValue({ field, op, value, onChange }: Props) {
  const { t } = useTranslation();
  const label = t("filter.value_of", { label: field.label });
  const target = targetOf(field);
  switch (valueShape(op)) {
    case "none":
      return null;
    case "relative":
      return <RelativeEditor value={value} onChange={onChange} label={label} />;
    case "near":
      return <NearEditor value={value} onChange={onChange} />;
    case "pair": {
      const given = Array.isArray(value) ? (value as unknown[]) : [];
      // What is paid grows as what is taken off shrinks: its lower end is the upper one of what is kept.
      const isTurned = field.discount === "to_pay";
      const [from, to] = isTurned ? [given[1], given[0]] : given;
      const keep = (low: unknown, high: unknown) => onChange(isTurned ? [high, low] : [low, high]);
      return (
        <Space wrap>
          {single(field, from, (next) => keep(next, to), `${label} ${t("filter.from")}`)}
          <span>{t("filter.to")}</span>
          {single(field, to, (next) => keep(from, next), `${label} ${t("filter.to")}`)}
        </Space>
      );
    }
    case "list":
      if (target) return <RecordValue field={field} target={target} value={value} onChange={onChange} isList label={label} />;
      if (isCoded(field)) return <CodedValue field={field} value={value} onChange={onChange} isList label={label} />;
      return <ListValue field={field} value={value} onChange={onChange} label={label} />;
    default:
      if (target) return <RecordValue field={field} target={target} value={value} onChange={onChange} isList={false} label={label} />;
      if (isCoded(field)) return <CodedValue field={field} value={value} onChange={onChange} isList={false} label={label} />;
      return single(field, value, onChange, label);
  }
}
