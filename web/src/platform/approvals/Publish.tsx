/** Publishing a definition: every hole is named, and shown at the step that it is in. */
import { useQuery } from "@tanstack/react-query";
import { Alert, App, Modal } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { newAttempt } from "@/api/client";
import { fieldPath, isProblem } from "@/api/problem";
import { keys } from "@/api/queries";
import { listRecords, runAction } from "@/api/records";
import type { FieldProblem, ObjectMeta, RecordData } from "@/api/types";
import type { SpecialDialogProps } from "../actions/special";
import { fieldOf, recordName } from "../meta";
import { problemText } from "../ui/problem-text";
import { FlowDesigner } from "./designer/FlowDesigner";
import type { Highlight } from "./designer/nodes";
import { stepsIn } from "./designer/StepsEditor";

/** Which step an error is about, counted from 0; null for one about the definition. */
export function stepOf(error: FieldProblem): number | null {
  const [first, index] = fieldPath(error.field ?? "");
  return first === "steps" && typeof index === "number" ? index : null;
}

/** By the position of a step: what is wrong there. */
export function wrongSteps(errors: readonly FieldProblem[]): Record<number, Highlight> {
  const found: Record<number, Highlight> = {};
  for (const error of errors) {
    const step = stepOf(error);
    if (step === null) continue;
    const before = found[step + 1]?.note;
    found[step + 1] = { tone: "wrong", note: before ? `${before} ${error.message}` : error.message };
  }
  return found;
}

function Holes({ meta, record, errors }: { meta: ObjectMeta; record: RecordData; errors: FieldProblem[] }) {
  const { t } = useTranslation();
  const steps = stepsIn(record["steps"]);
  const place = (error: FieldProblem) => {
    const step = stepOf(error);
    if (step !== null) return t("trial.at_step", { name: steps[step]?.name || t("flow.unnamed") });
    return fieldOf(meta, String(fieldPath(error.field ?? "")[0] ?? ""))?.label ?? "";
  };
  return (
    <>
      <Alert
        type="error" showIcon role="alert" className="gk-gap" title={t("trial.holes")}
        description={<ul className="gk-plain">{errors.map((error, index) => <li key={index}>{[place(error), error.message].filter(Boolean).join(t("common.colon"))}</li>)}</ul>}
      />
      {steps.length > 0 && <FlowDesigner value={steps} object={String(record["object"])} readOnly highlights={wrongSteps(errors)} />}
    </>
  );
}

const WHOLE: readonly unknown[] = ["create", "submit"];

function beginsAlike(one: RecordData, other: RecordData): boolean {
  if (WHOLE.includes(one["trigger"])) return WHOLE.includes(other["trigger"]);
  return one["trigger"] === other["trigger"] && (one["action"] ?? null) === (other["action"] ?? null);
}

/** Those of the published definitions that are asked before this one: only the first whose condition holds is followed. */
export function before(record: RecordData, others: readonly RecordData[]): RecordData[] {
  const turn = (one: RecordData) => [Number(one["position"] ?? 0), one.id] as const;
  const [position, id] = turn(record);
  return others.filter((one) => {
    const [first, second] = turn(one);
    return one.id !== id && Number(one["version"] ?? 0) > 0 && beginsAlike(record, one) && (first < position || (first === position && second < id));
  });
}

/** Says which other definitions are asked first, and which of them leaves nothing to this one. */
function Before({ record }: { record: RecordData }) {
  const { t } = useTranslation();
  const filter = { all: [
    { field: "object", op: "eq" as const, value: record["object"] as string },
    { field: "is_active", op: "eq" as const, value: true },
  ] };
  const { data } = useQuery({
    queryKey: [...keys.records("approval_definition"), "before", record["object"]],
    queryFn: ({ signal }) => listRecords("approval_definition", { filter, sort: ["position"], fields: ["name", "trigger", "action", "position", "version", "filter"], limit: 100 }, signal),
  });
  const first = before(record, data?.items ?? []);
  if (first.length === 0) return null;
  const named = (some: RecordData[]) => some.map((one) => t("trial.quoted", { name: String(one["name"]) })).join(t("common.list_separator"));
  const whole = first.filter((one) => !one["filter"]);
  return (
    <Alert
      type="warning" showIcon title={t("trial.before", { names: named(first) })}
      description={whole.length > 0 && WHOLE.includes(record["trigger"]) ? t("trial.never", { names: named(whole) }) : t("trial.before_help")}
    />
  );
}

export function Publish({ meta, action, record, onClose, onDone }: SpecialDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const attempt = useRef(newAttempt());
  const errors = isProblem(failure) ? failure.errors : [];
  const publish = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const result = await runAction(meta.name, record.id, action.name, {}, attempt.current);
      if (action.done) void message.success(action.done);
      onDone(result);
    } catch (error) {
      attempt.current = newAttempt();
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <Modal
      open width={errors.length > 0 ? 960 : 520} title={`${action.label} · ${recordName(record, meta)}`} okText={errors.length > 0 ? t("common.close") : action.label} cancelText={t("common.cancel")} confirmLoading={isBusy} destroyOnHidden
      onCancel={onClose} onOk={() => { if (errors.length > 0) onClose(); else void publish(); }}
    >
      {errors.length === 0 && <p>{action.confirm}</p>}
      {errors.length === 0 && <Before record={record} />}
      {failure !== null && errors.length === 0 && <Alert type="error" showIcon role="alert" title={problemText(failure, t)} />}
      {errors.length > 0 && <Holes meta={meta} record={record} errors={errors} />}
    </Modal>
  );
}
