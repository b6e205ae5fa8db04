/** A step in words: who decides, by which rule, what is missing. */
import type { TFunction } from "i18next";
import type { Reference } from "@/api/types";
import { groupsOf, namedBy, type Approver, type Step } from "./flow";

export interface Names {
  t: TFunction;
  /** The name of a role or a person. */
  name: (object: string, reference: Reference) => string;
  /** The label of a field of the object. */
  label: (path: string) => string;
}

export function approverWords(approver: Approver, { t, name, label }: Names): string {
  const { kind, value } = approver;
  const level = approver.level ?? 1;
  if (kind === "superior" || kind === "department_head") return t(level > 1 ? `flow.${kind}_n` : `flow.${kind}_1`, { n: level });
  if (value === null || value === "") return t(`flow.kind_${kind}`);
  const target = namedBy(kind);
  const said = typeof value === "object" ? (target ? name(target, value) : value.name) : kind === "field" ? label(value) : value;
  if (kind === "team_role" && approver.field) return t("flow.by_team_role_of", { name: said, record: label(approver.field) });
  return t(`flow.by_${kind}`, { name: said });
}

/** Who is asked; of a step that one of each group decides, group by group. */
export function approversWords(approvers: readonly Approver[], names: Names, isGrouped = false): string {
  const { t } = names;
  const words = (some: readonly Approver[]) => some.map((one) => approverWords(one, names)).join(t("common.list_separator"));
  if (!isGrouped) return words(approvers);
  return groupsOf(approvers).map(({ name, approvers: some }) => (name ? `${name}${t("common.colon")}${words(some)}` : words(some))).join(t("common.sentence_separator"));
}

/** 法务：甲、乙 …, a text for each group. */
export function peopleByGroup(people: readonly { name?: string | null; group: string }[], t: TFunction): string[] {
  const groups = [...new Set(people.map((one) => one.group))];
  return groups.map((group) => {
    const who = people.filter((one) => one.group === group).flatMap((one) => one.name ?? []).join(t("common.list_separator"));
    return `${/^\d+$/.test(group) ? t("flow.group_n", { n: group }) : group}${t("common.colon")}${who}`;
  });
}

/** 会签, 或签, 3 人同意 …; nothing where one approver decides alone. */
export function needWords(step: Pick<Step, "need" | "need_count">, t: TFunction): string {
  return step.need === "count" ? t("flow.need_count_n", { n: step.need_count ?? "…" }) : t(`flow.need_${step.need}`);
}

/** Everybody whom steps name. */
export function everybodyIn(steps: readonly Step[]): Approver[] {
  return steps.flatMap((step) => [...step.approvers, ...step.cc, ...step.escalate_to]);
}

/** Every role and person among them whose name is not said. */
export function unnamed(people: readonly Approver[]): { object: string; id: number }[] {
  const found = people.flatMap(({ kind, value }) => {
    const object = namedBy(kind);
    return object && value && typeof value === "object" && !value.name ? [{ object, id: value.id }] : [];
  });
  return found.filter((one, at) => found.findIndex((other) => other.object === one.object && other.id === one.id) === at);
}
