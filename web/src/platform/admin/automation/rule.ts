/** A rule as its page holds it, and the parts of its steps. */
import type { FieldMeta, FilterNode, ObjectMeta, RecordData, Reference } from "@/api/types";
import { targetOf } from "../../meta";

export interface Person {
  kind: "user" | "field" | "superior" | "department_head" | "role" | "actor";
  value?: string | number;
  level?: number;
}

export type Step = { do: string } & Record<string, unknown>;

export interface Rule {
  id?: number;
  name: string;
  object: string;
  trigger: string;
  fields: string[];
  from: unknown[];
  to: unknown[];
  date_field: string;
  offset_days: number;
  at_time: string;
  every: string;
  on_day: number | null;
  filter: FilterNode | null;
  steps: Step[];
  once: string;
  run_as: Reference | null;
  is_active: boolean;
  description: string;
}

const LISTS = ["fields", "from", "to", "steps"] as const;

export function emptyRule(me: Reference): Rule {
  return {
    name: "", object: "", trigger: "created", fields: [], from: [], to: [], date_field: "", offset_days: 0, at_time: "09:00", every: "day", on_day: null,
    filter: null, steps: [], once: "each_time", run_as: me, is_active: false, description: "",
  };
}

export function ruleOf(record: RecordData, me: Reference): Rule {
  const rule = emptyRule(me);
  const held = record as unknown as Record<string, unknown>;
  for (const key of Object.keys(rule) as (keyof Rule)[]) {
    if (held[key] !== null && held[key] !== undefined) Object.assign(rule, { [key]: held[key] });
  }
  for (const key of LISTS) rule[key] = (held[key] ?? []) as never;
  return { ...rule, id: record.id };
}

/** How often the rule comes again: a date once (null) or every year, a schedule every day at least. */
function everyOf(rule: Rule): string | null {
  const isYearly = rule.every === "year";
  if (rule.trigger === "date_reached") return isYearly ? "year" : null;
  if (rule.trigger !== "schedule") return null;
  return isYearly || !rule.every ? "day" : rule.every;
}

/** What is sent: only what matters to the trigger. */
export function bodyOf(rule: Rule): Record<string, unknown> {
  const isWatching = rule.trigger === "updated" || rule.trigger === "state_changed";
  const isTimed = rule.trigger === "date_reached" || rule.trigger === "schedule";
  return {
    name: rule.name.trim(), object: rule.object, trigger: rule.trigger, description: rule.description.trim() || null, filter: rule.filter, steps: rule.steps,
    once: rule.once, run_as: rule.run_as?.id ?? null, is_active: rule.is_active,
    fields: rule.trigger === "updated" ? rule.fields : [], from: isWatching ? rule.from : [], to: isWatching ? rule.to : [],
    date_field: rule.trigger === "date_reached" ? rule.date_field : null, offset_days: rule.trigger === "date_reached" ? rule.offset_days : 0,
    at_time: isTimed ? rule.at_time || null : null, every: everyOf(rule), on_day: rule.trigger === "schedule" ? rule.on_day : null,
  };
}

export type Mode = "constant" | "text" | "from" | "who" | "record" | "today" | "workdays" | "empty";

const TEXTS: ReadonlySet<FieldMeta["type"]> = new Set<FieldMeta["type"]>(["text", "long_text", "phone", "email", "url"]);
const DAYS: ReadonlySet<FieldMeta["type"]> = new Set<FieldMeta["type"]>(["date", "instant"]);
const ANY: ReadonlySet<FieldMeta["type"]> = new Set<FieldMeta["type"]>(["any_reference", "any_references"]);

/** The ways in which a step may fill a field; the first is what it begins with. */
export function modesOf(field: FieldMeta, object: string): Mode[] {
  if (ANY.has(field.type)) return ["record"];
  const target = targetOf(field);
  if (target === "user") return ["who", "constant", "from"];
  if (TEXTS.has(field.type)) return ["text", "from", "empty"];
  if (DAYS.has(field.type)) return ["today", "workdays", "constant", "from", "empty"];
  if (target) return [...(target === object ? (["record"] as const) : []), "from", "constant", "empty"];
  return ["constant", "from", "empty"];
}

/** How a stored value is meant. */
export function modeOf(field: FieldMeta, value: unknown): Mode {
  if (Array.isArray(value) && value.some((one) => isWord(one, "record"))) return "record";
  for (const word of ["from", "who", "record", "today", "workdays", "empty"] as const) if (isWord(value, word)) return word;
  return TEXTS.has(field.type) ? "text" : "constant";
}

function isWord(value: unknown, word: string): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 1 && word in value;
}

/** What a value of this kind begins with. */
export function firstValue(mode: Mode, field: FieldMeta): unknown {
  switch (mode) {
    case "from": return { from: "" };
    case "who": return { who: { kind: "field", value: "owner" } satisfies Person };
    case "record": return field.type === "any_references" ? [{ record: true }] : { record: true };
    case "today": return { today: 1 };
    case "workdays": return { workdays: 1 };
    case "empty": return { empty: true };
    case "text": return "";
    default: return null;
  }
}

/** The fields that a step may write. */
export function writable(meta: ObjectMeta): FieldMeta[] {
  return meta.fields.filter((field) => !field.system && field.type !== "lines" && (!field.read_only || field.name === meta.path_field) && !field.write_only && field.type !== "auto_number");
}

/** A step as it begins. */
export function newStep(kind: string): Step {
  switch (kind) {
    case "set": return { do: kind, values: {} };
    case "create": return { do: kind, object: "", values: {} };
    case "notify": return { do: kind, to: [{ kind: "field", value: "owner" }], text: "" };
    case "assign": return { do: kind, to: [], share: "first" };
    case "add_member": return { do: kind, to: [], access: "read" };
    case "action": return { do: kind, name: "", params: {} };
    case "wait": return { do: kind, for: { days: 1 } };
    default: return { do: kind };
  }
}
