import { App } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { changeRecord, listRecords, readHistory } from "@/api/records";
import { keys, recordsChanged, useMeta } from "@/api/queries";
import type { Choice, FieldMeta, FilterNode, HistoryEntry, ObjectMeta, RecordData, Reference } from "@/api/types";
import { askedVerb, pathAction } from "../actions/verb";
import { fieldOf, recordName } from "../meta";
import { problemText } from "../ui/problem-text";
import { offeredActions, type RecordActions } from "./useActions";

interface Step {
  key: string;
  label: string;
  value: unknown;
}

function idOf(value: unknown): unknown {
  return value && typeof value === "object" && "id" in value ? (value as Reference).id : value;
}

/** Stages are lines of a process: only those of this record's process are its path. */
export function siblings(meta: ObjectMeta, there: ObjectMeta | undefined, record: RecordData): FilterNode | null {
  const holder = there?.parent ? meta.fields.find((field) => field.target === there.parent) : undefined;
  const id = holder ? idOf(record[holder.name]) : null;
  return there?.parent && id ? { field: there.parent, op: "eq", value: id } : null;
}

/** Of the states the open ones before the first end are steps; an end, or a state off the way, is said once, at the end. */
export function openWay(choices: Choice[]): Choice[] {
  const end = choices.findIndex((choice) => choice.closed);
  return end < 0 ? choices : choices.slice(0, end);
}

function useSteps(meta: ObjectMeta, field: FieldMeta | undefined, record: RecordData): Step[] {
  const target = field?.target ?? null;
  const there = useMeta(target);
  const filter = siblings(meta, there.data, record);
  const { data } = useQuery({
    queryKey: ["records", target ?? "", "path", filter],
    queryFn: ({ signal }) => listRecords(target ?? "", { filter, sort: ["position"], limit: 50, count: "none" }, signal),
    enabled: Boolean(target) && !there.isPending,
    staleTime: 300_000,
  });
  if (!field) return [];
  if (target) return (data?.items ?? []).map((item) => ({ key: String(item.id), label: recordName(item), value: { id: item.id, name: recordName(item) } }));
  const choices = (field.choices ?? []).filter((choice) => choice.is_active !== false);
  return (field.name === meta.state_field ? openWay(choices) : choices).map((choice) => ({ key: choice.code, label: choice.label, value: choice.code }));
}

/** Of the steps before this one those that the record was in: it may have gone past one, or begun behind it. */
export function passed(steps: { label: string }[], at: number, field: string, history: Pick<HistoryEntry, "field" | "old">[]): boolean[] {
  const left = new Set(history.filter((change) => change.field === field).map((change) => change.old));
  return steps.map((step, index) => index < at && left.has(step.label));
}

/** Stages are passed in their order; what states a record went through its history says. */
function usePassed(meta: ObjectMeta, record: RecordData, steps: Step[], at: number): (index: number) => boolean {
  const asks = meta.path_field !== null && meta.path_field === meta.state_field && at > 0;
  const { data } = useQuery({
    queryKey: [...keys.record(meta.name, record.id), "path", record._version],
    queryFn: () => readHistory(meta.name, record.id, null),
    enabled: asks,
  });
  const known = asks ? passed(steps, at, meta.path_field ?? "", data?.items ?? []) : null;
  return (index) => (known ? known[index] ?? false : index < at);
}

/** The stages as a path; a click moves there and asks on the spot what the move needs. */
export function StagePath({ meta, record, actions }: { meta: ObjectMeta; record: RecordData; actions: RecordActions }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const field = meta.path_field ? fieldOf(meta, meta.path_field) : undefined;
  const steps = useSteps(meta, field, record);
  const now = String(idOf(record[field?.name ?? ""]) ?? "");
  const state = meta.states?.items.find((item) => item.code === record[meta.state_field ?? ""]);
  const found = steps.findIndex((step) => step.key === now);
  const at = found < 0 && state?.closed ? steps.length : found;
  const isPassed = usePassed(meta, record, steps, at);
  if (!field || steps.length === 0) return null;
  const move = async (step: Step, index: number) => {
    const offered = offeredActions(meta, record);
    const all = offered.map((one) => one.action);
    const leading = field.name === meta.state_field ? meta.states?.items.find((item) => item.code === step.value)?.action : null;
    const action = leading ? all.find((one) => one.name === leading) ?? null : pathAction(all, field.name, index > at);
    const reason = offered.find((one) => one.action === action)?.reason;
    if (reason) return void message.warning(reason);
    if (action) return actions.start(action, action.fields?.some((one) => one.name === field.name) ? { [field.name]: step.value } : undefined);
    try {
      await changeRecord(meta.name, record.id, record._version, { [field.name]: idOf(step.value) });
      await recordsChanged(meta.name);
    } catch (error) {
      const verb = askedVerb(meta, error, field.name, step.value, index > at);
      if (verb) await actions.start(verb, verb.fields?.some((one) => one.name === field.name) ? { [field.name]: step.value } : undefined);
      else void message.error(problemText(error, t));
    }
  };
  return (
    <nav aria-label={t("record.path", { label: field.label })} className="gk-path">
      <ol>
        {steps.map((step, index) => (
          <li key={step.key} className={isPassed(index) || (index === at && state?.closed) ? "is-past" : index === at ? "is-now" : ""}>
            <button type="button" aria-current={index === at ? "step" : undefined} disabled={Boolean(state?.closed) || index === at} onClick={() => void move(step, index)}>{step.label}</button>
          </li>
        ))}
        {state && (state.closed || (found < 0 && field.name === meta.state_field)) && <li className="is-end"><span>{state.label}</span></li>}
      </ol>
    </nav>
  );
}
