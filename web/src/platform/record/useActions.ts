import { App } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { newAttempt } from "@/api/client";
import { runAction } from "@/api/records";
import { keys, queryClient, recordsChanged } from "@/api/queries";
import type { ActionMeta, ObjectMeta, RecordData } from "@/api/types";
import { needsDialog } from "../actions/ActionDialog";
import { specialDialog } from "../actions/special";
import { problemText } from "../ui/problem-text";

export interface OfferedAction {
  action: ActionMeta;
  /** Why it cannot be done now; null when it can. */
  reason: string | null;
}

/** The actions of a record as its answer offers them: what one may never do is not there. */
export function offeredActions(meta: ObjectMeta, record: RecordData): OfferedAction[] {
  const offered = record._actions;
  return meta.actions
    .filter((action) => action.on_record !== false && (!offered || action.name in offered))
    .map((action) => ({ action, reason: offered?.[action.name] ?? null }));
}

export interface AskedAction {
  action: ActionMeta;
  defaults?: Record<string, unknown>;
}

/** The page of another record that an action has made, which is what one wants to see next. */
function madeAt(result: RecordData, object: string, id: RecordData["id"]): string | null {
  const made = result["object"];
  const isOther = typeof made === "string" && result.id !== undefined && (made !== object || String(result.id) !== String(id));
  return isOther ? `/o/${made}/${String(result.id)}` : null;
}

/** Run an action at once or ask for its parameters first; afterwards everything shown is fresh. */
export function useActions(meta: ObjectMeta, record: RecordData) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<AskedAction | null>(null);
  const [running, setRunning] = useState<string | null>(null);
  const isBusy = useRef(false);
  const settle = async (result: RecordData | undefined) => {
    if (result && String(result.id) === String(record.id) && result._version !== undefined) {
      queryClient.setQueryData<RecordData>(keys.record(meta.name, record.id), (now) => ({ ...now, ...result }));
    }
    await recordsChanged(meta.name);
  };
  const run = async (action: ActionMeta, params: object, attempt: string) => {
    const result = await runAction(meta.name, record.id, action.name, params, attempt);
    await settle(result);
    setAsked(null);
    const leftOut = result["left_out"];
    if (Array.isArray(leftOut) && leftOut.length > 0) void message.warning(t("record.left_out", { names: leftOut.join(t("common.list_separator")) }), 10);
    const made = madeAt(result, meta.name, record.id);
    if (made) {
      await recordsChanged(String(result["object"]));
      void navigate(made);
    }
  };
  const start = async (action: ActionMeta, defaults?: Record<string, unknown>) => {
    const hasAll = defaults && (action.fields ?? []).every((field) => !field.required || field.name in defaults) && (action.fields ?? []).length <= Object.keys(defaults).length;
    if (specialDialog(meta.name, action.name) || action.confirm || (needsDialog(action, { meta, record }) && !hasAll)) return setAsked({ action, defaults });
    if (isBusy.current) return;
    isBusy.current = true;
    setRunning(action.name);
    try {
      await run(action, wireDefaults(defaults), newAttempt());
      if (action.done) void message.success(action.done);
    } catch (error) {
      void message.error(problemText(error, t));
    } finally {
      isBusy.current = false;
      setRunning(null);
    }
  };
  return { asked, running, run, start, settle, close: () => setAsked(null) };
}

function wireDefaults(defaults: Record<string, unknown> | undefined): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(defaults ?? {}).map(([name, value]) => [name, value && typeof value === "object" && "id" in value ? (value as { id: unknown }).id : value]),
  );
}

export type RecordActions = ReturnType<typeof useActions>;
