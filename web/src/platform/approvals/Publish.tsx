/** Publishing a definition: every hole is named, and shown at the step that it is in. */
import { Alert, App, Modal } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { newAttempt } from "@/api/client";
import { fieldPath, isProblem } from "@/api/problem";
import { runAction } from "@/api/records";
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
      {failure !== null && errors.length === 0 && <Alert type="error" showIcon role="alert" title={problemText(failure, t)} />}
      {errors.length > 0 && <Holes meta={meta} record={record} errors={errors} />}
    </Modal>
  );
}
