/**
 * The steps of an approval as the designer works on them: stages that follow one another, each with the steps that run
 * beside one another. Stored they are one list: `position` is the order, an equal `group` means parallel.
 */
import type { FilterNode, Reference } from "@/api/types";

export const APPROVER_KINDS = ["superior", "department_head", "role", "department_role", "team_role", "user", "field", "formula"] as const;
export type ApproverKind = (typeof APPROVER_KINDS)[number];

/**
 * Who decides. `value`: a role, a person, a field's path, a formula; `level`: how many superiors or departments up; `field`: of a team role,
 * the record whose team it is; `group`: the name of the group in which one approval is enough.
 */
export interface Approver {
  kind: ApproverKind;
  value: Reference | string | null;
  level: number | null;
  field?: string | null;
  group?: string | null;
}

export const REJECTIONS = ["end", "applicant", "step"] as const;
export type Rejection = (typeof REJECTIONS)[number];

export const NEEDS = ["all", "any", "count", "per_group", "first"] as const;
export type Need = (typeof NEEDS)[number];

export interface Step {
  id?: number;
  position: number;
  group: number | null;
  name: string;
  filter: FilterNode | null;
  /** Runs when no condition of the steps beside it holds. */
  is_default: boolean;
  approvers: Approver[];
  need: Need;
  need_count: number | null;
  open_fields: string[];
  auto_filter: FilterNode | null;
  auto_effect: "approve" | "reject" | null;
  auto_reason: string;
  cc: Approver[];
  escalate_after_hours: number | null;
  escalate_to: Approver[];
  shown_facts: string[];
  reject_to: Rejection;
  /** The number of the step that a rejection leads to. */
  reject_step: number | null;
}

export type Stages = readonly (readonly Step[])[];

/** Where a step is put: into a stage of its own at this place, or beside the steps of a stage, at this place among them. */
export type Place = { kind: "own"; stage: number } | { kind: "beside"; stage: number; at: number };

/** A step by the stage that it stands in and its place there. */
export interface At {
  stage: number;
  at: number;
}

export interface Changed {
  stages: Stages;
  /** Where the step is now that the change was about; null when it is gone. */
  selected: At | null;
}

export function newStep(name: string): Step {
  return {
    position: 0, group: null, name, filter: null, is_default: false, approvers: [{ kind: "superior", value: null, level: 1 }], need: "any", need_count: null, open_fields: [],
    auto_filter: null, auto_effect: null, auto_reason: "", cc: [], escalate_after_hours: null, escalate_to: [], shown_facts: [], reject_to: "end", reject_step: null,
  };
}

/** Steps in the order of their positions; those that follow one another with the same group are one stage. */
export function stagesOf(steps: readonly Step[]): Step[][] {
  const stages: Step[][] = [];
  for (const step of [...steps].sort((a, b) => a.position - b.position)) {
    const last = stages.at(-1);
    if (last && step.group !== null && last[0]?.group === step.group) last.push(step);
    else stages.push([step]);
  }
  return stages;
}

/** The list that is stored: positions and groups count from one. A step that is unchanged stays the same object. */
export function stepsOf(stages: Stages): Step[] {
  let position = 0;
  return stages.flatMap((stage, index) => stage.map((step) => {
    position += 1;
    const group = index + 1;
    return step.position === position && step.group === group ? step : { ...step, position, group };
  }));
}

export function stepAt(stages: Stages, at: At): Step | undefined {
  return stages[at.stage]?.[at.at];
}

function put(stages: Stages, step: Step, place: Place): Changed {
  if (place.kind === "own") {
    const stage = Math.max(0, Math.min(place.stage, stages.length));
    return { stages: [...stages.slice(0, stage), [step], ...stages.slice(stage)], selected: { stage, at: 0 } };
  }
  const at = Math.max(0, Math.min(place.at, stages[place.stage]?.length ?? 0));
  const next = stages.map((steps, index) => (index === place.stage ? [...steps.slice(0, at), step, ...steps.slice(at)] : steps));
  return { stages: next, selected: { stage: place.stage, at } };
}

export function insert(stages: Stages, step: Step, place: Place): Changed {
  return put(stages, step, place);
}

export function remove(stages: Stages, from: At): Changed {
  const without = stages.map((steps, stage) => (stage === from.stage ? steps.filter((_, at) => at !== from.at) : steps));
  return { stages: without.filter((steps) => steps.length > 0), selected: null };
}

export function change(stages: Stages, at: At, part: Partial<Step>): Stages {
  return stages.map((steps, stage) => (stage === at.stage ? steps.map((step, place) => (place === at.at ? { ...step, ...part } : step)) : steps));
}

/** A copy stands right behind, in a stage of its own; it is a new step. */
export function duplicate(stages: Stages, from: At, name: string): Changed {
  const step = stepAt(stages, from);
  if (!step) return { stages, selected: null };
  const { id: _id, ...copied } = step;
  return put(stages, { ...copied, name }, { kind: "own", stage: from.stage + 1 });
}

/** Takes the step out and puts it elsewhere; `place` counts in the stages as they stand before. */
export function move(stages: Stages, from: At, place: Place): Changed {
  const step = stepAt(stages, from);
  if (!step) return { stages, selected: null };
  const isAlone = stages[from.stage]?.length === 1;
  if (isAlone && (place.kind === "own" ? place.stage === from.stage || place.stage === from.stage + 1 : place.stage === from.stage)) return { stages, selected: from };
  const rest = remove(stages, from).stages;
  const shift = isAlone && place.stage > from.stage ? 1 : 0;
  if (place.kind === "own") return put(rest, step, { kind: "own", stage: place.stage - shift });
  const back = place.stage === from.stage && place.at > from.at ? 1 : 0;
  return put(rest, step, { kind: "beside", stage: place.stage - shift, at: place.at - back });
}

/** The moves that the keyboard offers, each where it changes anything. */
export function movesOf(stages: Stages, at: At): { up: Place | null; down: Place | null; join: Place | null; apart: Place | null } {
  const beside = stages[at.stage]?.length ?? 0;
  const isAlone = beside === 1;
  return {
    up: isAlone && at.stage > 0 ? { kind: "own", stage: at.stage - 1 } : !isAlone && at.at > 0 ? { kind: "beside", stage: at.stage, at: at.at - 1 } : null,
    down: isAlone && at.stage < stages.length - 1 ? { kind: "own", stage: at.stage + 2 } : !isAlone && at.at < beside - 1 ? { kind: "beside", stage: at.stage, at: at.at + 2 } : null,
    join: isAlone && at.stage > 0 ? { kind: "beside", stage: at.stage - 1, at: stages[at.stage - 1]?.length ?? 0 } : null,
    apart: isAlone ? null : { kind: "own", stage: at.stage + 1 },
  };
}

/** Whether it is said whom the entry means. */
export function isWhole(one: Approver): boolean {
  return one.kind === "superior" || one.kind === "department_head" || (one.value !== null && one.value !== "");
}

/** Whether one person decides whatever the rule says, so the rule need not be told. */
export function isOnePerson({ approvers }: Pick<Step, "approvers">): boolean {
  const only = approvers.length === 1 ? approvers[0] : undefined;
  return only !== undefined && ["superior", "department_head", "user"].includes(only.kind);
}

/** Approvers of whom one of each group has to approve: by the name of the group; one without stands alone. */
export function groupsOf(approvers: readonly Approver[]): { name: string; approvers: Approver[] }[] {
  const groups: { name: string; approvers: Approver[] }[] = [];
  for (const one of approvers) {
    const name = one.group ?? "";
    const known = name ? groups.find((group) => group.name === name) : undefined;
    if (known) known.approvers.push(one);
    else groups.push({ name, approvers: [one] });
  }
  return groups;
}

/** What is missing for the step to be of use; the server says the rest when the definition is published. */
export function faultsOf(step: Step): ("name" | "approvers" | "value" | "count" | "effect" | "reason" | "escalation" | "target" | "groups")[] {
  return [
    ...(step.name.trim() ? [] : ["name" as const]),
    ...(step.approvers.length ? [] : ["approvers" as const]),
    ...([...step.approvers, ...step.cc, ...step.escalate_to].some((one) => !isWhole(one)) ? ["value" as const] : []),
    ...(step.need === "count" && !(step.need_count && step.need_count > 0) ? ["count" as const] : []),
    ...(step.auto_filter && !step.auto_effect ? ["effect" as const] : []),
    ...(step.auto_effect && !step.auto_reason.trim() ? ["reason" as const] : []),
    ...(step.escalate_after_hours && step.escalate_to.length === 0 ? ["escalation" as const] : []),
    ...(step.reject_to === "step" && step.reject_step === null ? ["target" as const] : []),
    ...(step.need === "per_group" && step.approvers.length > 0 && groupsOf(step.approvers).length < 2 ? ["groups" as const] : []),
  ];
}

/** An approver as it is stored: references by their ids; what is empty may be missing. */
export type StoredApprover = Omit<Approver, "value" | "level"> & { value?: number | string | null; level?: number | null };
type People = "approvers" | "cc" | "escalate_to";
/** A step as the server answers it: what is empty is null. */
export type StoredStep = Partial<{ [key in Exclude<keyof Step, People>]: Step[key] | null } & Record<People, StoredApprover[] | null>>;

/** The object whose records an approver of the kind names; null where it names none. */
export function namedBy(kind: ApproverKind): "role" | "user" | null {
  if (kind === "role" || kind === "department_role") return "role";
  return kind === "user" ? "user" : null;
}

/** Somebody as he is stored; his name is read where it is shown. */
export function readApprover(one: StoredApprover): Approver {
  return { ...one, level: one.level ?? null, value: typeof one.value === "number" ? { id: one.value, name: "" } : one.value ?? null };
}

/** What is stored as a step; names of references are not known and read where they are shown. */
export function fromStored(step: StoredStep): Step {
  const given = Object.fromEntries(Object.entries(step).filter(([, value]) => value !== null && value !== undefined));
  return { ...newStep(""), ...given, approvers: (step.approvers ?? []).map(readApprover), cc: (step.cc ?? []).map(readApprover), escalate_to: (step.escalate_to ?? []).map(readApprover) };
}

export function storedApprover(one: Approver): StoredApprover {
  return { ...one, value: one.value && typeof one.value === "object" ? one.value.id : one.value };
}

export function toStored(step: Step): StoredStep {
  return { ...step, approvers: step.approvers.map(storedApprover), cc: step.cc.map(storedApprover), escalate_to: step.escalate_to.map(storedApprover) };
}
