/** Which properties a field of each type has: the form of a field definition shows no others. */
import type { FieldMeta, FieldType } from "@/api/types";

type Types = ReadonlySet<string>;

const of = (...types: FieldType[]): Types => new Set(types);
const COMPUTED: FieldType[] = ["formula", "rollup"];
const CHOOSING = of("choice", "multi_choice");
const NOT_REQUIRED = of(...COMPUTED, "auto_number", "lines");
const UNIQUE = of("text", "phone", "email", "url", "integer", "decimal", "date");
const NOT_INDEXED = of(...COMPUTED, "lines", "long_text", "geo", "image", "file", "files", "any_reference", "references", "any_references");
const SEARCHABLE = of("text", "long_text", "phone", "email", "url", "auto_number");
const NO_DEFAULT = of(...COMPUTED, "lines", "image", "file", "files", "references", "any_reference", "any_references", "reference", "region", "geo", "multi_choice");
const SCALED = of("decimal", "money", "percent");
const LONG = of("text", "long_text", "url", "email");
const TARGETED = of("reference", "references", "lines");

const FITS: Record<string, (type: string) => boolean> = {
  is_required: (type) => !NOT_REQUIRED.has(type),
  is_unique: (type) => UNIQUE.has(type),
  is_indexed: (type) => !NOT_INDEXED.has(type),
  is_searchable: (type) => SEARCHABLE.has(type),
  default: (type) => !NO_DEFAULT.has(type),
  scale: (type) => SCALED.has(type),
  max_length: (type) => LONG.has(type),
  choices: (type) => CHOOSING.has(type),
  choice_set: (type) => CHOOSING.has(type),
  target: (type) => TARGETED.has(type),
  formula: (type) => type === "formula",
  rollup: (type) => type === "rollup",
};

/** Of a standard field these alone may be changed. */
const STANDARD_OPEN = new Set(["label", "help", "choices", "choice_set", "is_required", "is_active", "position"]);
const IDENTITY = new Set(["object", "label", "api_name", "type"]);

export function isFieldShown(name: string, values: Record<string, unknown>, record: Record<string, unknown> | null): boolean {
  const fits = FITS[name];
  const type = values["type"];
  if (record && record["is_custom"] === false && !STANDARD_OPEN.has(name) && !IDENTITY.has(name)) return false;
  if (!fits) return true;
  if (typeof type !== "string" || !fits(type)) return false;
  // Choices of its own and a shared set exclude one another.
  if (name === "choice_set") return !(Array.isArray(values["choices"]) && values["choices"].length > 0);
  if (name === "choices") return !values["choice_set"];
  return true;
}

export function isObjectShown(name: string, _values: Record<string, unknown>, record: Record<string, unknown> | null): boolean {
  if (name === "name_field") return record?.["is_custom"] === true;
  return name !== "is_active" || record?.["is_custom"] === true;
}

const NUMBERS = of("integer", "decimal", "money", "percent");

const DAYS = of("date", "instant");

/** Whether a field can be rolled up in this way: numbers in all, days only for the first and the last of them. */
export function addable(field: FieldMeta, aggregate: string): boolean {
  const type = field.result_type ?? field.type;
  if (["id", "position", "exchange_rate"].includes(field.name)) return false;
  return NUMBERS.has(type) || (DAYS.has(type) && ["max", "min"].includes(aggregate));
}

/** A prefix that everybody must type is not typed: `intent` → `x_intent`, and `x_intent` stays. */
export function completeName(typed: string, prefix: string, suffix: string): string {
  let bare = typed.trim().toLowerCase().replace(/[\s-]+/g, "_");
  if (prefix && bare.startsWith(prefix)) bare = bare.slice(prefix.length);
  if (suffix && bare.endsWith(suffix)) bare = bare.slice(0, -suffix.length);
  return bare ? `${prefix}${bare}${suffix}` : "";
}

export function bareName(value: unknown, prefix: string, suffix: string): string {
  const text = typeof value === "string" ? value : "";
  return text.slice(text.startsWith(prefix) ? prefix.length : 0, suffix && text.endsWith(suffix) ? -suffix.length : undefined);
}
