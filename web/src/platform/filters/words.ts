/** A filter in words: 「状态 属于 未处理、跟进中，且 创建时间 在 最近 30 天」. */
import i18next, { type TFunction } from "i18next";
import type { Condition, FieldMeta, FilterNode } from "@/api/types";
import { formatDiscount, shownOperator } from "../discount";
import { formatInstant, formatMoney, formatPercent } from "../format";
import { isCondition } from "../filter-node";
import { targetOf } from "../meta";
import { zoneName } from "../zones";
import { needsValue } from "./draft";

export interface WordContext {
  t: TFunction;
  /** The field at a path such as `account.level`, with its labels joined; of a path to records, which they are and whether many. */
  field: (path: string) => { label: string; meta: FieldMeta | null; target?: string | null; isMany?: boolean };
  /** The name of a record that a value points at, when it is known. */
  name: (object: string, id: unknown) => string | null;
}

const FIXED = new Set([
  "today", "yesterday", "tomorrow", "this_week", "last_week", "next_week", "this_month", "last_month",
  "next_month", "this_quarter", "last_quarter", "next_quarter", "this_year", "last_year",
]);

/** `last_30_days` → 「最近 30 天」; `today-3` → 「3 天前」. */
export function relativeWords(value: string, t: TFunction): string {
  if (FIXED.has(value)) return t(`relative.${value}`);
  const span = /^(last|next)_(\d+)_days$/.exec(value);
  if (span) return t(`relative.${span[1]}_n_days`, { n: span[2] });
  const shift = /^today([+-])(\d+)$/.exec(value);
  if (shift) return t(shift[1] === "+" ? "relative.n_days_ahead" : "relative.n_days_ago", { n: shift[2] });
  return value;
}

function oneValue(value: unknown, meta: FieldMeta | null, context: WordContext): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return context.t(value ? "common.yes" : "common.no");
  if (typeof value === "object") {
    const named = value as { name?: string; lat?: number; lng?: number; km?: number };
    if (named.name) return named.name;
    if (named.km !== undefined) return context.t("filter.near_value", { lat: named.lat, lng: named.lng, km: named.km });
    return JSON.stringify(value);
  }
  const choice = meta?.choices?.find((item) => item.code === value);
  if (choice) return choice.label;
  const target = meta ? targetOf(meta) : null;
  if (target) return context.name(target, value) ?? `#${String(value)}`;
  if (meta?.type === "money") return formatMoney(value);
  if (meta?.discount) return formatDiscount(value, meta.discount);
  if (meta?.type === "percent") return formatPercent(value);
  if (meta?.holds === "timezone") return zoneName(String(value), i18next.language);
  if (meta?.type === "instant") return formatInstant(value) || String(value);
  return String(value);
}

/** `b` below `a`, as a path. */
export function below(a: string, b: string): string {
  return a ? `${a}.${b}` : b;
}

/** The label of what is said of the records at `within`: without theirs, which has been said. */
function labelOf(path: string, within: string, context: WordContext): string {
  const { label } = context.field(below(within, path));
  const said = within && `${context.field(within).label} · `;
  return said && label.startsWith(said) ? label.slice(said.length) : label;
}

function conditionWords(condition: Condition, context: WordContext, within: string): string {
  const { t } = context;
  const { meta } = context.field(below(within, condition.field));
  const label = labelOf(condition.field, within, context);
  const op = t(`op.${shownOperator(meta ?? undefined, condition.op)}`, { defaultValue: condition.op });
  if (condition.other) return `${label} ${op} ${labelOf(condition.other, within, context)}`;
  if (!needsValue(condition.op)) return `${label} ${op}`;
  if (condition.op === "within") return `${label} ${op} ${relativeWords(String(condition.value), t)}`;
  const given = Array.isArray(condition.value) ? condition.value : [condition.value];
  const values = condition.op === "between" && meta?.discount === "to_pay" ? [...given].reverse() : given;
  const separator = condition.op === "between" ? t("filter.between_separator") : t("common.list_separator");
  return `${label} ${op} ${values.map((value) => oneValue(value, meta, context)).join(separator)}`;
}

/** Which records the condition names by their numbers and nothing else; null when it asks more of them. */
function idsMeant(node: FilterNode): unknown[] | null {
  if (!isCondition(node) || node.field !== "id" || !["eq", "in"].includes(node.op)) return null;
  return Array.isArray(node.value) ? node.value : [node.value];
}

type Rows = Extract<FilterNode, { where?: FilterNode | null }>;

/** The word of the quantifier, the full path and what is asked of the records there. */
function rowsOf(node: Rows, within: string): { kind: "some" | "none" | "every"; path: string; full: string; where: FilterNode | null } {
  const kind = node.some ? "some" : node.none ? "none" : "every";
  const path = node[kind] ?? "";
  return { kind, path, full: below(within, path), where: node.where ?? null };
}

function rowsWords(node: Rows, context: WordContext, within: string): string {
  const { t } = context;
  const { kind, path, full, where } = rowsOf(node, within);
  const { target, isMany = true } = context.field(full);
  const label = labelOf(path, within, context);
  const isAny = !where || ("all" in where && where.all.length === 0);
  if (isAny && kind !== "every") return `${label} ${t(`op.${kind === "some" ? "is_not_empty" : "is_empty"}`)}`;
  const ids = where && kind === "some" ? idsMeant(where) : null;
  if (ids && target) return `${label} ${t("op.eq")} ${ids.map((id) => context.name(target, id) ?? `#${String(id)}`).join(t("common.list_separator"))}`;
  return t(`filter.${kind === "some" && !isMany ? "one" : kind}_words`, { path: label, inner: filterWords(where, context, false, full) });
}

/** `within`: the path of the records that the filter speaks of, seen from the list's. */
export function filterWords(node: FilterNode | null | undefined, context: WordContext, nested = false, within = ""): string {
  if (!node) return "";
  const { t } = context;
  if (isCondition(node)) return conditionWords(node, context, within);
  if ("not" in node) return t("filter.not_words", { inner: filterWords(node.not, context, false, within) });
  if ("all" in node || "any" in node) {
    const isAll = "all" in node;
    const children = isAll ? node.all : node.any;
    if (children.length === 0) return t(isAll ? "filter.everything" : "filter.nothing");
    const joined = children.map((child) => filterWords(child, context, true, within)).join(t(isAll ? "filter.and" : "filter.or"));
    return nested && children.length > 1 ? t("filter.group_words", { inner: joined }) : joined;
  }
  return rowsWords(node, context, within);
}

/** Every path that a filter names, from the list's object on. */
export function pathsOf(node: FilterNode | null | undefined, within = ""): string[] {
  if (!node) return [];
  if (isCondition(node)) return [node.field, ...(node.other ? [node.other] : [])].map((path) => below(within, path));
  if ("all" in node) return node.all.flatMap((child) => pathsOf(child, within));
  if ("any" in node) return node.any.flatMap((child) => pathsOf(child, within));
  if ("not" in node) return pathsOf(node.not, within);
  const { full, where } = rowsOf(node, within);
  return [full, ...pathsOf(where, full)];
}

/** Every record that the values of a filter point at, so that names can be fetched. */
export function referencedIds(node: FilterNode | null | undefined, field: WordContext["field"], within = ""): { object: string; id: number }[] {
  if (!node) return [];
  const named = (target: string | null | undefined, values: unknown[]) => (target ? values.filter((id) => typeof id === "number").map((id) => ({ object: target, id })) : []);
  if (isCondition(node)) {
    const { meta } = field(below(within, node.field));
    return meta && needsValue(node.op) ? named(targetOf(meta), Array.isArray(node.value) ? node.value : [node.value]) : [];
  }
  if ("all" in node) return node.all.flatMap((child) => referencedIds(child, field, within));
  if ("any" in node) return node.any.flatMap((child) => referencedIds(child, field, within));
  if ("not" in node) return referencedIds(node.not, field, within);
  const { full, where } = rowsOf(node, within);
  return [...named(field(full).target, (where && idsMeant(where)) ?? []), ...referencedIds(where, field, full)];
}
