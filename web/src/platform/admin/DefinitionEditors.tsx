/** Editors for what a definition is made of: names, targets, defaults, formulas, roll-ups. */
import { PlusOutlined } from "@ant-design/icons";
import { Button, Divider, Input, Select, Space } from "antd";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { listRecords } from "@/api/records";
import { metaChanged, recordsChanged, useMeta, useObjects } from "@/api/queries";
import type { FieldMeta, FieldType } from "@/api/types";
import { labelText } from "../fields/display";
import { YesNoEditor } from "../fields/editors/choice";
import { FieldEditor } from "../fields/editors";
import { attributes, type EditorProps } from "../fields/editors/types";
import { PLAIN_CHOICE } from "../meta";
import { StoredFilter } from "../filters/StoredFilter";
import { addable, bareName, completeName } from "./definition";
import { FormDrawer } from "../form/later";


function objectOf(props: EditorProps): string {
  const name = props.values?.["object"];
  return typeof name === "string" ? name : "";
}

function NameEditor({ prefix = "", suffix = "", ...props }: EditorProps & { prefix?: string; suffix?: string }) {
  return (
    <Input
      {...attributes(props)} className="gk-api-name" prefix={prefix || undefined} suffix={suffix || undefined} autoComplete="off" spellCheck={false}
      value={bareName(props.value, prefix, suffix)} onChange={(event) => props.onChange?.(completeName(event.target.value, prefix, suffix))}
    />
  );
}

export function FieldNameEditor(props: EditorProps) {
  return <NameEditor {...props} prefix="x_" />;
}

export function ObjectNameEditor(props: EditorProps) {
  return <NameEditor {...props} suffix="__c" />;
}

/** What a reference points at; what lines consist of can be made on the spot. */
export function TargetEditor(props: EditorProps) {
  const { value, onChange, values } = props;
  const { t } = useTranslation();
  const { data } = useObjects();
  const [isOpen, setOpen] = useState(false);
  const [isCreating, setCreating] = useState(false);
  const isLines = values?.["type"] === "lines";
  const fitting = (data?.items ?? []).filter((one) => !one.is_line && (isLines ? one.is_custom && one.name !== objectOf(props) : true));
  const options = fitting.map((one) => ({ value: one.name, label: one.label }));
  return (
    <>
      <Select
        {...attributes(props)} className="gk-block" value={(value as string | null) ?? undefined} options={options} showSearch={{ optionFilterProp: "label" }}
        open={isOpen} onOpenChange={setOpen} notFoundContent={t("definition.no_line_object")} placeholder={t(isLines ? "definition.line_object" : "definition.choose_object")}
        onChange={(next) => onChange?.(next ?? null)}
        popupRender={(menu) => (
          <>
            {menu}
            {isLines && (
              <>
                <Divider className="gk-thin" />
                <Button type="text" block icon={<PlusOutlined aria-hidden="true" />} onClick={() => { setOpen(false); setCreating(true); }}>{t("definition.new_line_object")}</Button>
              </>
            )}
          </>
        )}
      />
      {isCreating && (
        <Suspense fallback={null}>
          <FormDrawer
            object="object_def" defaults={{ label: labelText(values?.["label"]) }} onClose={() => setCreating(false)}
            onSaved={(record) => {
              setCreating(false);
              void Promise.all([metaChanged(), recordsChanged("object_def")]);
              onChange?.(record["api_name"]);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

const MOVING: Partial<Record<FieldType, string>> = { date: "$today", instant: "$now", user: "$me", department: "$my_department" };

/** A constant of the type, or "today", "the one who creates it". */
export function DefaultEditor(props: EditorProps) {
  const { value, onChange, values, field } = props;
  const { t } = useTranslation();
  const type = (values?.["type"] ?? "text") as FieldType;
  const before = useRef(type);
  useEffect(() => {
    if (before.current !== type) onChange?.(null);
    before.current = type;
  }, [type, onChange]);
  if (type === "auto_number") return <Input {...attributes(props)} value={(value as string | null) ?? ""} placeholder={t("definition.pattern_hint")} autoComplete="off" onChange={(event) => onChange?.(event.target.value || null)} />;
  const word = MOVING[type];
  if (word) return <Select {...attributes(props)} className="gk-block" allowClear value={(value as string | null) ?? undefined} options={[{ value: word, label: t(`definition.default_${type}`) }]} onChange={(next) => onChange?.(next ?? null)} />;
  if (type === "boolean") return <YesNoEditor {...props} />;
  const choices = ((values?.["choices"] ?? []) as { code: string; label: unknown; is_active?: boolean }[]).map((one) => ({ ...PLAIN_CHOICE, ...one, label: labelText(one.label) || one.code }));
  const standIn: FieldMeta = { ...field, type, choices, required: false };
  return <FieldEditor {...props} field={standIn} values={undefined} />;
}

/** The shared lists of choices. */
export function ChoiceSetEditor(props: EditorProps) {
  const { t } = useTranslation();
  const { data, isPending } = useQuery({
    queryKey: ["records", "choice_set", "pick"],
    queryFn: ({ signal }) => listRecords("choice_set", { limit: 200, count: "none" }, signal),
  });
  const options = (data?.items ?? []).map((one) => ({ value: String(one["api_name"]), label: labelText(one["label"]) }));
  return (
    <Select
      {...attributes(props)} className="gk-block" allowClear loading={isPending} value={(props.value as string | null) ?? undefined} options={options}
      showSearch={{ optionFilterProp: "label" }} placeholder={t("definition.choice_set_hint")} onChange={(next) => props.onChange?.(next ?? null)}
    />
  );
}

const NAMING = new Set<FieldType>(["text", "phone", "email", "auto_number"]);

function FieldSelect({ object, only, ...props }: EditorProps & { object: string; only: (field: FieldMeta) => boolean }) {
  const { data } = useMeta(object || null);
  const options = (data?.fields ?? []).filter(only).map((one) => ({ value: one.name, label: one.label }));
  return (
    <Select
      {...attributes(props)} className="gk-block" allowClear value={(props.value as string | null) || undefined} options={options}
      showSearch={{ optionFilterProp: "label" }} onChange={(next) => props.onChange?.(next ?? null)}
    />
  );
}

/** The field that a record of the object goes by. */
export function NameFieldEditor(props: EditorProps) {
  const name = props.values?.["api_name"];
  return <FieldSelect {...props} object={typeof name === "string" ? name : ""} only={(field) => NAMING.has(field.type) && (field.custom === true || field.name === "name")} />;
}

/** The field by which a board or a list is grouped. */
export function GroupFieldEditor(props: EditorProps) {
  return <FieldSelect {...props} object={objectOf(props)} only={(field) => field.groupable} />;
}

/** One of the fields of the object that the form names. */
export function OwnFieldEditor(props: EditorProps) {
  return <FieldSelect {...props} object={objectOf(props)} only={(field) => !field.system} />;
}

/** A day or an instant of the object that the form names. */
export function DateFieldEditor(props: EditorProps) {
  return <FieldSelect {...props} object={objectOf(props)} only={(field) => field.type === "date" || field.type === "instant"} />;
}

const FUNCTIONS = ["ROUND(, 2)", "MIN(, )", "MAX(, )", "SUM(, )", "ABS()", "DAYS(, )", "ADD_DAYS(, )", "ADD_MONTHS(, )", "YEAR()", "MONTH()", "CONCAT(, )", "LEFT(, )", "LEN()", "CONTAINS(, )", "ISEMPTY()", "COALESCE(, )"];
const IN_FORMULAS = new Set<string>(["text", "phone", "email", "url", "auto_number", "integer", "decimal", "money", "percent", "boolean", "date", "choice", "multi_choice"]);

/** A formula that is true or false. */
export function ConditionEditor(props: EditorProps) {
  return <FormulaEditor {...props} isCondition />;
}

/** Text with what may stand in it at hand: fields by their names, functions. */
export function FormulaEditor({ isCondition = false, ...props }: EditorProps & { isCondition?: boolean }) {
  const { value, onChange } = props;
  const { t } = useTranslation();
  const { data } = useMeta(objectOf(props) || null);
  const at = useRef<number | null>(null);
  const text = typeof value === "string" ? value : "";
  const insert = (piece: string) => {
    const place = at.current ?? text.length;
    onChange?.(`${text.slice(0, place)}${piece}${text.slice(place)}`);
    at.current = place + (piece.includes("(") ? piece.indexOf("(") + 1 : piece.length);
  };
  const own = props.values?.["api_name"];
  const fields = (data?.fields ?? []).filter((one) => IN_FORMULAS.has(one.result_type ?? one.type) && !one.system && one.name !== own);
  const note = (target: EventTarget) => { at.current = (target as HTMLTextAreaElement).selectionStart; };
  return (
    <div className="gk-formula">
      <Input.TextArea
        {...attributes(props)} value={text} autoSize={{ minRows: 2, maxRows: 8 }} spellCheck={false} placeholder={t(isCondition ? "definition.condition_hint" : "definition.formula_hint")}
        onChange={(event) => { note(event.target); onChange?.(event.target.value); }} onSelect={(event) => note(event.target)}
      />
      <Space wrap>
        <Select className="gk-saved-mapping" size="small" value={null} aria-label={t("definition.insert_field")} placeholder={t("definition.insert_field")} showSearch={{ optionFilterProp: "label" }} options={fields.map((one) => ({ value: one.name, label: one.label }))} onChange={(name: string | null) => name && insert(name)} />
        <Select className="gk-scope" size="small" value={null} aria-label={t("definition.insert_function")} placeholder={t("definition.insert_function")} showSearch options={FUNCTIONS.map((one) => ({ value: one, label: one.slice(0, one.indexOf("(")) }))} onChange={(piece: string | null) => piece && insert(piece)} />
      </Space>
      <p className="gk-muted">{t(isCondition ? "definition.condition_help" : "definition.formula_help")}</p>
    </div>
  );
}

interface Rule {
  object?: string;
  via?: string;
  agg?: string;
  field?: string;
  filter?: unknown;
}

const AGGREGATES = ["count", "sum", "avg", "max", "min"] as const;

/** What is counted or added up, of which records. */
export function RollupEditor(props: EditorProps) {
  const { value, onChange, id } = props;
  const { t } = useTranslation();
  const rule = (value ?? {}) as Rule;
  const { data: meta } = useMeta(objectOf(props) || null);
  const { data: child } = useMeta(rule.object ?? null);
  const sources = (meta?.figure_sources ?? []).map((one) => ({ ...one, key: `${one.object}:${one.field}` }));
  const set = (part: Rule) => {
    const next: Rule = { ...rule, ...part };
    const chosen = child?.fields.find((one) => one.name === next.field);
    if (next.agg === "count" || (chosen && !addable(chosen, next.agg ?? ""))) delete next.field;
    onChange?.(next);
  };
  const figures = (child?.fields ?? []).filter((one) => addable(one, rule.agg ?? "")).map((one) => ({ value: one.name, label: one.label }));
  return (
    <div id={id} className="gk-rollup">
      <Space wrap>
        <Select
          className="gk-saved-mapping" aria-label={t("definition.rollup_source")} placeholder={t("definition.rollup_source")} value={rule.object ? `${rule.object}:${rule.via}` : undefined} showSearch={{ optionFilterProp: "label" }}
          options={sources.map((one) => ({ value: one.key, label: one.label }))}
          onChange={(key: string) => { const found = sources.find((one) => one.key === key); if (found) onChange?.({ object: found.object, via: found.field, agg: rule.agg ?? "count" }); }}
        />
        <Select className="gk-scope" aria-label={t("definition.rollup_agg")} value={rule.agg} disabled={!rule.object} options={AGGREGATES.map((one) => ({ value: one, label: t(`definition.agg_${one}`) }))} onChange={(agg: string) => set({ agg })} />
        {rule.agg && rule.agg !== "count" && <Select className="gk-saved-mapping" aria-label={t("definition.rollup_field")} placeholder={t("definition.rollup_field")} value={rule.field} showSearch={{ optionFilterProp: "label" }} options={figures} onChange={(name: string) => set({ field: name })} />}
      </Space>
      {rule.object && (
        <details className="gk-gap" open={Boolean(rule.filter)}>
          <summary>{t("definition.rollup_filter")}</summary>
          <StoredFilter object={rule.object} value={rule.filter ?? null} onChange={(filter) => set({ filter: filter ?? undefined })} />
        </details>
      )}
    </div>
  );
}

/** A filter where several objects may be chosen: it is for one of them alone. */
export function OnlyObjectFilterEditor(props: EditorProps) {
  const { t } = useTranslation();
  const objects = props.values?.["objects"];
  const only = Array.isArray(objects) && objects.length === 1 ? String(objects[0]) : "";
  return only ? <StoredFilter object={only} value={props.value} onChange={props.onChange} /> : <p id={props.id} className="gk-muted">{t("webhook.one_object")}</p>;
}
