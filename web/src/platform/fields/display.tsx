/** How a value is shown: one small renderer per field type, plain elements so that lists stay fast. */
import { Suspense, type ReactNode } from "react";
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useObjects } from "@/api/queries";
import { fileUrl } from "@/api/records";
import type { Choice, FieldMeta, FieldType, FileEntry, RecordData, Reference } from "@/api/types";
import { discountWords, formatDiscount } from "../discount";
import {
  currencyOf, formatDate, formatInstant, formatMoney, formatNumber, formatPercent, formatPhone, formatSize, isEmptyValue,
} from "../format";
import { PLAIN_CHOICE } from "../meta";
import { repeatWords } from "./repeat";
import { wordsOf } from "./structures";

export interface DisplayProps {
  field: FieldMeta;
  value: unknown;
  /** The record, or of a line what it takes from its document. */
  record?: Partial<RecordData>;
  /** In a list: one line, no links that a click on the row would fight with. */
  isCompact?: boolean;
}

type Display = (props: DisplayProps) => ReactNode;

export function Pill({ label, color }: { label: string; color?: string | null }) {
  return <span className={`gk-pill gk-pill-${color || "default"}`}>{label}</span>;
}

function choiceOf(field: FieldMeta, code: unknown): Choice {
  const known = field.choices?.find((choice) => choice.code === code);
  return known ?? { ...PLAIN_CHOICE, code: String(code), label: String(code) };
}

const OBJECT_OF: Partial<Record<FieldType, string>> = { user: "user", department: "department" };

function referenceText(value: unknown): string {
  if (value && typeof value === "object") {
    const reference = value as Reference;
    return reference.name || `#${reference.id}`;
  }
  return value === null || value === undefined ? "" : `#${String(value)}`;
}

/** A label is a text, or one text per language. */
export function labelText(value: unknown): string {
  if (!value || typeof value !== "object") return value === null || value === undefined ? "" : String(value);
  const texts = value as Record<string, string>;
  return texts[i18next.language] ?? texts["zh-CN"] ?? Object.values(texts)[0] ?? "";
}

function ReferenceLink({ field, value, isCompact }: { field: FieldMeta; value: unknown; isCompact?: boolean }) {
  const { data } = useObjects();
  const text = referenceText(value);
  const reference = value as Partial<Reference>;
  const object = reference.object ?? OBJECT_OF[field.type] ?? field.target;
  const there = data?.items.find((one) => one.name === object);
  // what is gone, or not to be opened, has no name
  if (field.type === "any_reference" && reference.id !== undefined && !reference.name) return <>{there ? `${there.label} ${text}` : text}</>;
  if (!there || there.is_line || reference.id === undefined || isCompact) return <>{text}</>;
  return <Link to={`/o/${object}/${reference.id}`}>{text}</Link>;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function joined(nodes: ReactNode[]): ReactNode {
  return nodes.map((node, index) => (
    <span key={index}>{index > 0 && i18next.t("common.list_separator")}{node}</span>
  ));
}

function FileLinks({ value, isCompact }: { value: unknown; isCompact?: boolean }) {
  const files = list(value).filter((file): file is FileEntry => Boolean(file) && typeof file === "object");
  if (isCompact) return <>{files.map((file) => file.name).join("、")}</>;
  return (
    <ul className="gk-files-inline">
      {files.map((file) => <li key={file.id}><a href={fileUrl(file.id)}>{file.name}</a> <span className="gk-muted">{formatSize(file.size)}</span></li>)}
    </ul>
  );
}

function Images({ value, isCompact }: { value: unknown; isCompact?: boolean }) {
  const files = list(value).filter((file): file is FileEntry => Boolean(file) && typeof file === "object");
  const size = isCompact ? 24 : 96;
  return (
    <>
      {files.map((file) => (
        <a key={file.id} href={fileUrl(file.id)}>
          <img className="gk-thumb" src={fileUrl(file.id, "thumb")} alt={file.name} width={size} height={size} loading="lazy" />
        </a>
      ))}
    </>
  );
}

function YesNo({ value }: { value: unknown }) {
  const { t } = useTranslation();
  return <>{t(value ? "common.yes" : "common.no")}</>;
}

function Lines({ value }: { value: unknown }) {
  const { t } = useTranslation();
  return <>{t("lines.count", { count: Array.isArray(value) ? value.length : 0 })}</>;
}

const number: Display = ({ value }) => <span className="gk-number">{formatNumber(value)}</span>;
const text: Display = ({ field, value }) => (field.holds === "repeat" ? repeatWords(String(value)) : String(value));
const reference: Display = (props) => <ReferenceLink {...props} />;
const references: Display = ({ value, ...rest }) => joined(list(value).map((one) => <ReferenceLink key={0} {...rest} value={one} />));
const pills: Display = ({ field, value }) =>
  list(value).map((code) => {
    const choice = choiceOf(field, code);
    return <Pill key={choice.code} label={choice.label} color={choice.color} />;
  });

function computed(props: DisplayProps): ReactNode {
  const type = /_amount$/.test(props.field.name) ? "money" : props.field.result_type;
  if (type && type !== "formula" && type !== "rollup") return displays[type]({ ...props, field: { ...props.field, type } });
  if (props.value && typeof props.value === "object") return referenceText(props.value);
  return String(props.value);
}

/** The object that a structure is about: the one that its record names, else always the same one. */
function objectOf(field: FieldMeta, record?: Record<string, unknown>): string {
  const several = record?.["objects"];
  if (Array.isArray(several) && several.length === 1) return String(several[0]);
  return typeof record?.["object"] === "string" ? record["object"] : field.targets[0] ?? "";
}

/** The currency of an amount: the document's, unless the field always holds the company's. */
export function moneyCurrency(field: FieldMeta, record?: Record<string, unknown>): string {
  return currencyOf(field.in_base_currency ? undefined : record);
}

export const displays: Record<FieldType, Display> = {
  text,
  long_text: ({ value, isCompact }) => (isCompact ? String(value) : <span className="gk-long">{String(value)}</span>),
  integer: number,
  decimal: number,
  money: ({ field, value, record }) => <span className="gk-number">{formatMoney(value, moneyCurrency(field, record))}</span>,
  percent: ({ field, value }) =>
    field.discount ? <span className="gk-number" title={discountWords(value)}>{formatDiscount(value, field.discount)}</span> : <span className="gk-number">{formatPercent(value)}</span>,
  boolean: ({ value }) => <YesNo value={value} />,
  date: ({ value }) => formatDate(value),
  instant: ({ value }) => formatInstant(value),
  choice: pills,
  multi_choice: pills,
  reference,
  references,
  any_reference: reference,
  any_references: references,
  user: reference,
  department: reference,
  phone: ({ value, isCompact }) =>
    isCompact || String(value).includes("*") ? formatPhone(value) : <a href={`tel:${String(value)}`}>{formatPhone(value)}</a>,
  email: ({ value, isCompact }) =>
    isCompact || String(value).includes("*") ? String(value) : <a href={`mailto:${String(value)}`}>{String(value)}</a>,
  url: ({ value, isCompact }) =>
    isCompact || !/^https?:\/\//i.test(String(value)) ? String(value) : (
      <a href={String(value)} target="_blank" rel="noreferrer noopener">{String(value)}</a>
    ),
  region: ({ value }) => referenceText(value),
  geo: ({ value }) => {
    const at = value as { lat?: number; lng?: number };
    return at.lat === undefined ? "" : `${at.lat}, ${at.lng}`;
  },
  image: ({ value, isCompact }) => <Images value={value} isCompact={isCompact} />,
  file: ({ value, isCompact }) => <FileLinks value={value} isCompact={isCompact} />,
  files: ({ value, isCompact }) => <FileLinks value={value} isCompact={isCompact} />,
  auto_number: text,
  formula: computed,
  rollup: computed,
  lines: ({ value }) => <Lines value={value} />,
  json: ({ field, value, record, isCompact }) => {
    const InWords = wordsOf(field.holds);
    if (InWords && !(isCompact && field.holds === "raw")) return <Suspense fallback={null}><InWords field={field} object={objectOf(field, record)} value={value} record={record} /></Suspense>;
    return isCompact ? JSON.stringify(value) : <pre className="gk-json">{JSON.stringify(value, null, 2)}</pre>;
  },
  label: ({ value }) => labelText(value),
  value: ({ value }) => (typeof value === "object" ? JSON.stringify(value) : String(value)),
  choices: ({ value }) => joined(list(value).map((one) => labelText((one as { label?: unknown } | null)?.label ?? one))),
  tags: ({ value, field }) => list(value).map((tag) => {
    const choice = typeof tag === "object" && tag ? { code: referenceText(tag), label: referenceText(tag) } : choiceOf(field, tag);
    return <Pill key={choice.code} label={choice.label} />;
  }),
};

const RIGHT = new Set<FieldType>(["integer", "decimal", "money", "percent"]);

export function isRightAligned(field: FieldMeta): boolean {
  return RIGHT.has(field.result_type ?? field.type) || (field.type === "rollup" && /_amount$/.test(field.name));
}

/** A value of any type; an empty one is a dash that screen readers skip. */
export function FieldValue(props: DisplayProps): ReactNode {
  if (isEmptyValue(props.value)) return props.isCompact ? null : <span className="gk-muted" aria-hidden="true">—</span>;
  const display = displays[props.field.type] ?? displays.text;
  if (props.record?._overdue?.includes(props.field.name)) return <span className="gk-overdue" title={i18next.t("record.overdue")}>{display(props)}</span>;
  if (typeof props.value === "object" && display === displays.text) return referenceText(props.value);
  return display(props);
}

/** The value in plain words, for titles, conflict dialogs and histories. */
export function plainValue(field: FieldMeta | undefined, value: unknown, record?: Partial<RecordData>): string {
  if (isEmptyValue(value)) return "";
  if (field?.choices?.length) return list(value).map((code) => choiceOf(field, code).label).join(i18next.t("common.list_separator"));
  if (typeof value === "boolean") return i18next.t(value ? "common.yes" : "common.no");
  if (Array.isArray(value)) {
    if (field?.type === "lines") return i18next.t("lines.count", { count: value.length });
    return value.map((one) => plainValue(undefined, one)).join(i18next.t("common.list_separator"));
  }
  if (typeof value === "object") return referenceText(value);
  if (field?.type === "money") return formatMoney(value, moneyCurrency(field, record));
  if (field?.discount) return formatDiscount(value, field.discount);
  if (field?.type === "percent") return formatPercent(value);
  if (field?.type === "phone") return formatPhone(value);
  if (field?.type === "instant" || /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(String(value))) return formatInstant(value) || String(value);
  return String(value);
}
