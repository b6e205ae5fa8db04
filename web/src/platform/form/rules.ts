/** What a form can tell before the server does; the server's word is the last one. */
import type { Rule } from "antd/es/form";
import type { TFunction } from "i18next";
import type { FieldMeta } from "@/api/types";
import { isEmptyValue, shiftPoint } from "../format";
import { isNumber } from "../fields/editors/text";
import { Unreadable } from "../fields/editors/types";

const NUMERIC = new Set(["integer", "decimal", "money", "percent"]);

export function numberProblem(field: FieldMeta, value: unknown, t: TFunction): string | null {
  if (!NUMERIC.has(field.type) || isEmptyValue(value)) return null;
  const text = String(value);
  if (!isNumber(text)) return field.discount ? t("discount.unclear") : t("rule.number", { label: field.label });
  if (field.type === "integer" && !/^-?\d+$/.test(text)) return t("rule.integer", { label: field.label });
  if (field.discount && (Number(text) < 0 || Number(text) > 1)) return t("rule.between", { label: field.label, low: "0%", high: "100%" });
  const shown = (bound: number | string) => (field.type === "percent" ? `${shiftPoint(String(bound), 2)}%` : String(bound));
  const { minimum, maximum } = field;
  if (minimum !== null && minimum !== undefined && Number(text) < Number(minimum)) return t("rule.minimum", { label: field.label, bound: shown(minimum) });
  if (maximum !== null && maximum !== undefined && Number(text) > Number(maximum)) return t("rule.maximum", { label: field.label, bound: shown(maximum) });
  return null;
}

/** Left behind, a value is judged; that one is missing is said when it was emptied or the form is sent. */
export const JUDGED = ["onBlur", "onChange"];

export function rulesOf(field: FieldMeta, t: TFunction): Rule[] {
  const rules: Rule[] = [];
  if (field.required && field.type !== "boolean") {
    rules.push({
      validateTrigger: "onChange",
      validator: (_rule, value: unknown) =>
        isEmptyValue(typeof value === "string" ? value.trim() : value) ? Promise.reject(new Error(t("rule.required", { label: field.label }))) : Promise.resolve(),
    });
  }
  if (NUMERIC.has(field.type)) {
    rules.push({
      validateTrigger: "onBlur",
      validator: (_rule, value: unknown) => {
        const problem = numberProblem(field, value, t);
        return problem ? Promise.reject(new Error(problem)) : Promise.resolve();
      },
    });
  }
  if (field.type === "json") {
    rules.push({
      validateTrigger: "onBlur",
      validator: (_rule, value: unknown) => (value instanceof Unreadable ? Promise.reject(new Error(t("rule.json"))) : Promise.resolve()),
    });
  }
  if (field.type === "email") {
    rules.push({
      validateTrigger: "onBlur",
      validator: (_rule, value: unknown) =>
        isEmptyValue(value) || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(value).trim()) ? Promise.resolve() : Promise.reject(new Error(t("rule.email"))),
    });
  }
  return rules;
}
