/** What rules, views and layouts store as structures, in words. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { useMeta } from "@/api/queries";
import type { ObjectMeta } from "@/api/types";
import { labelText } from "../fields/display";
import type { StructureProps } from "../fields/structures";
import { FilterInWords } from "../filters/FilterInWords";
import { usePaths } from "../fields/usePaths";
import { fieldOf } from "../meta";
import { PathsInWords } from "./divided";
import { DimensionsWords, PartiesWords } from "./people";
import { Raw, ToldRows } from "./Told";
import { comparedWith, partsOf, sortKeysOf, type Layout } from "./structures";

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

function MatchWords({ meta, value }: { meta: ObjectMeta; value: unknown }) {
  const { t } = useTranslation();
  const parts = partsOf(value);
  const object = comparedWith(parts, meta.name);
  const { data: there } = useMeta(object || null);
  const said = parts.map(({ field = "", how = "exact", other }) => {
    const label = fieldOf(meta, field)?.label ?? field;
    const theirs = other && other !== field ? there && fieldOf(there, other)?.label : "";
    return t("match.part", { label: theirs ? `${label} = ${theirs}` : label, how: t(`match.${how}`) });
  });
  return <>{there ? t("match.words_with", { object: there.label, parts: said.join(t("match.and")) }) : said.join(t("match.and"))}</>;
}

function orderWords(value: unknown, t: TFunction, lookup: ReturnType<typeof usePaths>): string {
  return sortKeysOf(value, (path) => lookup(path).field).map((key) => `${lookup(key.path).label} ${t(key.isDescending ? "order_by.down" : "order_by.up")}`).join(t("common.list_separator"));
}

function LayoutWords({ meta, layout }: { meta: ObjectMeta; layout: Layout }) {
  const { t } = useTranslation();
  const paths = [...(layout.columns ?? []), ...(layout.header ?? []), ...(layout.sections ?? []).flatMap((one) => one.fields), ...(layout.sort ?? []).map((one) => one.replace(/^-/, ""))];
  const lookup = usePaths(meta, paths);
  const said = (names: string[]) => names.map((name) => lookup(name).label).join(t("common.list_separator"));
  const rows: [string, string][] = [
    ...(layout.columns ? [["", said(layout.columns)] as [string, string]] : []),
    ...(layout.sort?.length ? [[t("order_by.title"), orderWords(layout.sort, t, lookup)] as [string, string]] : []),
    ...(layout.header?.length ? [[t("admin.layout_header"), said(layout.header)] as [string, string]] : []),
    ...(layout.sections ?? []).map((one): [string, string] => [labelText(one.label), said(one.fields)]),
    ...(layout.related?.length ? [[t("admin.layout_related"), layout.related.map((name) => meta.relations.find((one) => one.name === name)?.label ?? name).join(t("common.list_separator"))] as [string, string]] : []),
  ];
  return (
    <ul className="gk-plain-list">
      {rows.map(([label, text]) => <li key={label}>{label && <strong>{label}{t("common.colon")}</strong>}{text}</li>)}
    </ul>
  );
}

function Fields({ meta, value, isOrder }: { meta: ObjectMeta; value: unknown; isOrder: boolean }) {
  const { t } = useTranslation();
  const lookup = usePaths(meta, strings(value).map((one) => one.replace(/^-/, "")));
  return <>{isOrder ? orderWords(value, t, lookup) : strings(value).map((path) => lookup(path).label).join(t("common.list_separator"))}</>;
}

function FaultWords({ value }: { value: unknown }) {
  const { t } = useTranslation();
  const faults = (Array.isArray(value) ? value : []) as { part?: unknown; message?: unknown }[];
  return <>{faults.map((one) => `${labelText(one.part)}${t("common.colon")}${labelText(one.message)}`).join(t("common.sentence_separator"))}</>;
}

/** Where its object is not known, or not to be seen, it stands as it is stored. */
export function InWords({ field, object, value }: StructureProps) {
  const { data: meta, isError } = useMeta(object || null);
  if (field.holds === "faults") return <FaultWords value={value} />;
  if (field.holds === "told") return <ToldRows value={value} />;
  if (field.holds === "raw") return <Raw value={value} />;
  if (field.holds === "parties" || field.holds === "members") return <PartiesWords value={value} object={object} />;
  if (field.holds === "dimensions") return <DimensionsWords value={value} />;
  if (field.holds === "paths") return <PathsInWords value={value} />;
  if (field.holds === "filter") return <FilterInWords object={object} value={value} />;
  if (!meta) return object && !isError ? null : <pre className="gk-json">{JSON.stringify(value, null, 2)}</pre>;
  if (field.holds === "match") return <MatchWords meta={meta} value={value} />;
  if (field.holds === "layout") return <LayoutWords meta={meta} layout={(value ?? {}) as Layout} />;
  return <Fields meta={meta} value={value} isOrder={field.holds === "order"} />;
}
