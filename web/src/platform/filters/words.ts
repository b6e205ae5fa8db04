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
  /** The field at a path such as `account.level`, with its labels joined. */
  field: (path: string) => { label: string; meta: FieldMeta | null };
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

function conditionWords(condition: Condition, context: WordContext): string {
  const { t } = context;
  const { label, meta } = context.field(condition.field);
  const op = t(`op.${shownOperator(meta ?? undefined, condition.op)}`, { defaultValue: condition.op });
  if (condition.other) return `${label} ${op} ${context.field(condition.other).label}`;
  if (!needsValue(condition.op)) return `${label} ${op}`;
  if (condition.op === "within") return `${label} ${op} ${relativeWords(String(condition.value), t)}`;
  const given = Array.isArray(condition.value) ? condition.value : [condition.value];
  const values = condition.op === "between" && meta?.discount === "to_pay" ? [...given].reverse() : given;
  const separator = condition.op === "between" ? t("filter.between_separator") : t("common.list_separator");
  return `${label} ${op} ${values.map((value) => oneValue(value, meta, context)).join(separator)}`;
}

export function filterWords(node: FilterNode | null | undefined, context: WordContext, nested = false): string {
  if (!node) return "";
  const { t } = context;
  if (isCondition(node)) return conditionWords(node, context);
  if ("not" in node) return t("filter.not_words", { inner: filterWords(node.not, context, true) });
  if ("all" in node || "any" in node) {
    const isAll = "all" in node;
    const children = isAll ? node.all : node.any;
    const joined = children.map((child) => filterWords(child, context, true)).join(t(isAll ? "filter.and" : "filter.or"));
    return nested && children.length > 1 ? t("filter.group_words", { inner: joined }) : joined;
  }
  const kind = node.some ? "some" : node.none ? "none" : "every";
  const path = node.some ?? node.none ?? node.every ?? "";
  return t(`filter.${kind}_words`, { path: context.field(path).label, inner: filterWords(node.where, context, true) });
}

/** Every record that the values of a filter point at, so that names can be fetched. */
export function referencedIds(
  node: FilterNode | null | undefined, field: (path: string) => FieldMeta | null,
): { object: string; id: number }[] {
  if (!node) return [];
  if (isCondition(node)) {
    const meta = field(node.field);
    const target = meta ? targetOf(meta) : null;
    if (!target || !needsValue(node.op)) return [];
    const values = Array.isArray(node.value) ? node.value : [node.value];
    return values.filter((id) => typeof id === "number").map((id) => ({ object: target, id }));
  }
  if ("all" in node) return node.all.flatMap((child) => referencedIds(child, field));
  if ("any" in node) return node.any.flatMap((child) => referencedIds(child, field));
  if ("not" in node) return referencedIds(node.not, field);
  return [];
}
