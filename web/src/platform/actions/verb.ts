/** Where a field is changed by a verb alone: which verb it is. */
import { isProblem } from "@/api/problem";
import type { ActionMeta, ObjectMeta } from "@/api/types";

/** The verb that leads into a state. */
export function stateAction(meta: ObjectMeta, state: string): ActionMeta | null {
  const name = meta.states?.items.find((item) => item.code === state)?.action;
  return meta.actions.find((action) => action.name === name) ?? null;
}

/** The verb that moves along the path: forwards, backwards, or one for both. */
export function pathAction(actions: ActionMeta[], field: string, isForward: boolean): ActionMeta | null {
  const movers = actions.filter((action) => action.fields?.some((one) => one.name === field));
  const wanted = isForward ? "advance" : "move_back";
  return movers.find((action) => action.name === wanted) ?? movers.find((action) => action.name !== "advance" && action.name !== "move_back" && action.name !== "follow_up") ?? null;
}

/** The verb that a refusal asks for, when a value was sent that only a verb may set; null for any other failure. */
export function askedVerb(meta: ObjectMeta, error: unknown, field: string, value: unknown, isForward = true): ActionMeta | null {
  if (!isProblem(error)) return null;
  const isVerb = error.code.includes("use_action") || error.errors.some((one) => one.code?.includes("use_action"));
  if (!isVerb) return null;
  return field === meta.state_field ? stateAction(meta, String(value)) : pathAction(meta.actions, field, isForward);
}
