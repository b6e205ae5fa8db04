import type { Checked, FieldMeta, ObjectMeta, Preview } from "@/api/types";
import { fieldOf } from "../meta";
import type { ImportPlan } from "./plan";

/** Types whose cells name one of several things, with the type of one of them. */
const WORDED: Partial<Record<FieldMeta["type"], FieldMeta["type"]>> = {
  choice: "choice", multi_choice: "choice", boolean: "boolean", region: "region", user: "user", department: "department",
  reference: "reference", references: "reference",
};
/** Several values of one cell, as the server cuts them. */
const SEVERAL = /[、,，;；|｜\n]/;
/** What a cell is told for that names nothing known, or did until something was decided about it. */
const ABOUT_WORDS = /^(cell\..+|import\.(left_empty|made|made_option|not_made))$/;

export interface ColumnWords {
  column: string;
  /** One value of what the column fills. */
  field: FieldMeta;
  words: string[];
}

/** The field of a path: `name`, `lines.name`, or `contact.name` of an object whose records stand beside. */
export function fieldAt(meta: ObjectMeta, path: string, beside: readonly ObjectMeta[] = []): FieldMeta | undefined {
  const [name = "", rest] = path.split(".");
  const other = rest ? beside.find((one) => one.name === name) : undefined;
  if (other && rest) return fieldOf(other, rest);
  const field = fieldOf(meta, name);
  return rest ? field?.lines?.fields.find((one) => one.name === rest) : field;
}

/** As the server compares words, near enough: without case, width and spaces. */
function tight(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s/g, "");
}

function unknownOf(field: FieldMeta, cells: string[]): string[] {
  if (field.type !== "multi_choice" && field.type !== "references") return cells;
  const known = new Set(field.choices.flatMap((choice) => [tight(choice.code), tight(String(choice.label))]));
  return cells.flatMap((cell) => cell.split(SEVERAL).map((word) => word.trim())).filter((word) => word && !known.has(tight(word)));
}

/** Per column the words of the file that name nothing known, and those that the person has explained already. `beside`: the
 * objects whose records may stand beside those of the file. */
export function wordsToExplain(meta: ObjectMeta, plan: ImportPlan, groups: Checked["groups"], columns: Preview["columns"], beside: readonly ObjectMeta[] = []): ColumnWords[] {
  return columns.flatMap(({ name: column }) => {
    const field = fieldAt(meta, plan.mapping[column] ?? "", beside);
    const type = field && WORDED[field.type];
    if (!field || !type) return [];
    const met = groups.filter((group) => group.column === column && ABOUT_WORDS.test(group.code)).flatMap((group) => unknownOf(field, group.values));
    const words = [...new Set([...Object.keys(plan.columns[column]?.words ?? {}), ...met])].sort((one, other) => one.localeCompare(other, "zh-CN"));
    return words.length > 0 ? [{ column, field: { ...field, type, required: false }, words }] : [];
  });
}

/** The plan in which a word of a column means `value` (a code or an id); null: nothing yet. */
export function withWord(plan: ImportPlan, column: string, word: string, value: unknown): ImportPlan {
  const { [word]: _old, ...rest } = plan.columns[column]?.words ?? {};
  const words = value === null || value === undefined ? rest : { ...rest, [word]: value };
  return { ...plan, columns: { ...plan.columns, [column]: { ...plan.columns[column], words: words as Record<string, never> } } };
}
