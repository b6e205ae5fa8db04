/** A step in words: who decides, by which rule, what is missing. */
import type { TFunction } from "i18next";
import type { Reference } from "@/api/types";
import { namedBy, type Approver, type Step } from "./flow";

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
  return t(`flow.by_${kind}`, { name: said });
}

export function approversWords(approvers: readonly Approver[], names: Names): string {
  return approvers.map((one) => approverWords(one, names)).join(names.t("common.list_separator"));
}

/** 会签, 或签, 3 人同意 …; nothing where one approver decides alone. */
export function needWords(step: Pick<Step, "need" | "need_count">, t: TFunction): string {
  return step.need === "count" ? t("flow.need_count_n", { n: step.need_count ?? "…" }) : t(`flow.need_${step.need}`);
}

/** Every role and person that steps name without saying the name. */
export function unnamed(steps: readonly Step[]): { object: string; id: number }[] {
  const found = steps.flatMap((step) => [...step.approvers, ...step.cc, ...step.escalate_to].flatMap(({ kind, value }) => {
    const object = namedBy(kind);
    return object && value && typeof value === "object" && !value.name ? [{ object, id: value.id }] : [];
  }));
  return found.filter((one, at) => found.findIndex((other) => other.object === one.object && other.id === one.id) === at);
}
