import type { FieldMeta, FieldType, ObjectMeta, Operator } from "@/api/types";

const TEXT: Operator[] = ["contains", "not_contains", "eq", "ne", "starts_with", "in", "is_empty", "is_not_empty"];
const NUMBER: Operator[] = ["eq", "ne", "gt", "gte", "lt", "lte", "between", "is_empty", "is_not_empty"];
const TIME: Operator[] = ["within", "eq", "gt", "gte", "lt", "lte", "between", "is_empty", "is_not_empty"];
const ONE: Operator[] = ["eq", "ne", "in", "not_in", "is_empty", "is_not_empty"];
const MANY: Operator[] = ["has_any", "has_all", "is_empty", "is_not_empty"];

/** Where the server does not say which operators a field takes (it does for every known type). */
const BY_TYPE: Partial<Record<FieldType, Operator[]>> = {
  integer: NUMBER, decimal: NUMBER, money: NUMBER, percent: NUMBER, date: TIME, instant: TIME,
  boolean: ["eq", "ne"], choice: ONE, reference: ONE, department: ["under", ...ONE, "in_my_departments"],
  user: ["is_me", ...ONE], multi_choice: MANY, tags: MANY, region: ["under", "eq", "ne", "is_empty", "is_not_empty"],
  geo: ["near", "is_empty", "is_not_empty"], references: ["in", "not_in", "is_empty", "is_not_empty"],
  image: ["is_empty", "is_not_empty"], file: ["is_empty", "is_not_empty"], files: ["is_empty", "is_not_empty"],
};

/** Whether its values are codes of a list of their own: nobody types parts of them. */
export function isCoded(field: FieldMeta): boolean {
  return field.holds === "currency" || field.holds === "timezone";
}

/** What a rule on a change may ask of a field besides; the server takes it for the record's own fields. */
const CHANGES: Operator[] = ["changed", "changed_from", "changed_to"];
const WORKED_OUT: ReadonlySet<FieldType> = new Set<FieldType>(["formula", "rollup", "lines"]);

/** The operators of the field at this path in a rule on a change: a value that is worked out is no change of its own. */
export function operatorsOnChange(field: FieldMeta, path: string): Operator[] {
  return path.includes(".") || WORKED_OUT.has(field.type) ? operatorsOf(field) : [...operatorsOf(field), ...CHANGES];
}

export function operatorsOf(field: FieldMeta): Operator[] {
  if (isCoded(field)) return ONE.filter((op) => !field.operators?.length || field.operators.includes(op));
  if (field.operators?.length) return field.operators;
  return BY_TYPE[field.result_type ?? field.type] ?? TEXT;
}

const COMPARING: ReadonlySet<string> = new Set<Operator>(["eq", "ne", "gt", "gte", "lt", "lte"]);
const AMOUNTS: ReadonlySet<FieldType> = new Set<FieldType>(["integer", "decimal", "money", "percent"]);
const MOMENTS: ReadonlySet<FieldType> = new Set<FieldType>(["date", "instant"]);

/** Whether a condition may compare with another field of the record: amounts and dates, by size. */
export function mayCompare(field: FieldMeta, op: Operator | "" | undefined): boolean {
  const type = field.result_type ?? field.type;
  return Boolean(op) && COMPARING.has(op ?? "") && (AMOUNTS.has(type) || MOMENTS.has(type));
}

/** The fields of the record that one of its fields, at this path, can be compared with. */
export function comparableWith(meta: ObjectMeta, field: FieldMeta, path: string): FieldMeta[] {
  const type = field.result_type ?? field.type;
  const alike = (other: FieldMeta) => {
    const theirs = other.result_type ?? other.type;
    return AMOUNTS.has(type) ? AMOUNTS.has(theirs) : theirs === type;
  };
  return meta.fields.filter((other) => other.filterable !== false && other.name !== path && alike(other));
}

export function firstOperator(field: FieldMeta): Operator {
  const all = operatorsOf(field);
  if (isCoded(field) && all.includes("in")) return "in";
  const preferred: Partial<Record<FieldType, Operator>> = {
    choice: "in", date: "within", instant: "within", text: "contains", long_text: "contains", phone: "contains",
    email: "contains", user: "in", reference: "in", money: "gte", region: "under", department: "under",
  };
  const wanted = preferred[field.result_type ?? field.type];
  return wanted && all.includes(wanted) ? wanted : all[0] ?? "eq";
}

const LIST_OPERATORS = new Set(["in", "not_in", "has_any", "has_all"]);

/** What shape of value an operator takes; a change between shapes empties the value. */
export function valueShape(op: string): "none" | "one" | "list" | "pair" | "relative" | "near" {
  if (["is_empty", "is_not_empty", "is_me", "in_my_departments", "changed"].includes(op)) return "none";
  if (op === "within") return "relative";
  if (op === "between") return "pair";
  if (op === "near") return "near";
  return LIST_OPERATORS.has(op) ? "list" : "one";
}
