/** 试运行: the way that a definition would lead, as it is saved now, for one record or for the last ones. Nothing is written. */
import "./approvals.css";
import { Alert, Button, Form, InputNumber } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { newAttempt } from "@/api/client";
import { isProblem } from "@/api/problem";
import { runAction } from "@/api/records";
import type { RecordData, Reference } from "@/api/types";
import { FieldEditor } from "../fields/editors";
import { plainField } from "../meta";
import { problemText } from "../ui/problem-text";
import { FlowDesigner } from "./designer/FlowDesigner";
import type { Highlight } from "./designer/nodes";
import { stepsIn } from "./designer/StepsEditor";
import { wrongSteps } from "./Publish";

interface TriedStep {
  key: number;
  name: string;
  status: "asked" | "automatic" | "skipped";
  reason: string;
  approvers: { id: number; name: string; acting_for: string | null; reason: string }[];
}
interface Tried {
  applies: boolean;
  /** The definition that comes before this one and takes the record. */
  taken_by: string | null;
  steps: TriedStep[];
}
interface Difference {
  object: string;
  id: number;
  name: string;
  was: string[];
  would_be: string[];
}
interface Compared {
  items: Difference[];
  tried: number;
  same: number;
}

const USUAL = 50;
const MOST = 200;
const APPLICANT = plainField("applicant", "user");

/** Run it and keep the answer, or why there is none. */
function useTrial<T>(record: RecordData, action: string) {
  const [state, setState] = useState<{ answer: T | null; failure: unknown; isBusy: boolean }>({ answer: null, failure: null, isBusy: false });
  const run = async (params: object) => {
    setState((now) => ({ ...now, failure: null, isBusy: true }));
    try {
      setState({ answer: (await runAction("approval_definition", record.id, action, params, newAttempt())) as unknown as T, failure: null, isBusy: false });
    } catch (failure) {
      setState({ answer: null, failure, isBusy: false });
    }
  };
  return { ...state, run };
}

function useSays(): (step: TriedStep) => string {
  const { t } = useTranslation();
  return ({ status, reason, approvers }) => {
    if (status !== "asked") return reason || t(`trial.${status}`);
    return approvers.map((one) => (one.acting_for ? t("approval.for", { name: one.name, of: one.acting_for }) : one.name)).join(t("common.list_separator"));
  };
}

function Outcome({ record, tried }: { record: RecordData; tried: Tried }) {
  const { t } = useTranslation();
  const says = useSays();
  const stored = record["steps"] as { id: number }[];
  const highlights = Object.fromEntries(stored.map((step, index): [number, Highlight] => {
    const found = tried.steps.find((one) => one.key === step.id);
    const tone = !found || found.status === "skipped" ? "skipped" : found.status === "automatic" ? "done" : "current";
    return [index + 1, { tone, note: found ? says(found) : t("trial.skipped") }];
  }));
  return (
    <>
      {!tried.applies && <Alert type="warning" showIcon className="gk-gap" title={t("trial.not_applied")} />}
      {tried.taken_by && <Alert type="warning" showIcon className="gk-gap" title={t("trial.taken_by", { name: tried.taken_by })} />}
      <ol className="gk-approval-tried" aria-label={t("trial.way")}>
        {tried.steps.map((step) => <li key={step.key} className={`is-${step.status}`}><strong>{step.name}</strong>{t("common.colon")}{says(step)}</li>)}
      </ol>
      <FlowDesigner value={stepsIn(record["steps"])} object={String(record["object"])} readOnly highlights={highlights} />
    </>
  );
}

function Failure({ record, failure }: { record: RecordData; failure: unknown }) {
  const { t } = useTranslation();
  const wrong = isProblem(failure) ? wrongSteps(failure.errors) : {};
  return (
    <>
      <Alert type="error" showIcon role="alert" className="gk-gap" title={problemText(failure, t)} />
      {Object.keys(wrong).length > 0 && <FlowDesigner value={stepsIn(record["steps"])} object={String(record["object"])} readOnly highlights={wrong} />}
    </>
  );
}

function OfOne({ record }: { record: RecordData }) {
  const { t } = useTranslation();
  const { answer, failure, isBusy, run } = useTrial<Tried>(record, "simulate");
  const target = plainField("id", "reference", { target: String(record["object"]), required: true });
  return (
    <section className="gk-section">
      <h2>{t("trial.one")}</h2>
      <Form layout="vertical" className="gk-approval-try" onFinish={({ id, applicant }: { id: Reference; applicant?: Reference }) => void run({ id: id.id, ...(applicant ? { applicant: applicant.id } : {}) })}>
        <Form.Item name="id" label={t("trial.record")} rules={[{ required: true, message: t("trial.record_needed") }]}><FieldEditor field={target} /></Form.Item>
        <Form.Item name="applicant" label={t("trial.applicant")}><FieldEditor field={APPLICANT} /></Form.Item>
        <Button htmlType="submit" type="primary" loading={isBusy}>{t("trial.run")}</Button>
      </Form>
      {failure !== null && <Failure record={record} failure={failure} />}
      {answer && <Outcome record={record} tried={answer} />}
    </section>
  );
}

function Words({ lines }: { lines: string[] }) {
  const { t } = useTranslation();
  return lines.length > 0 ? <>{lines.map((line) => <div key={line}>{line}</div>)}</> : <span className="gk-muted">{t("trial.no_approval")}</span>;
}

function OfMany({ record }: { record: RecordData }) {
  const { t } = useTranslation();
  const { answer, failure, isBusy, run } = useTrial<Compared>(record, "simulate");
  return (
    <section className="gk-section">
      <h2>{t("trial.many")}</h2>
      <p className="gk-muted">{t("trial.many_help")}</p>
      <Form layout="vertical" className="gk-approval-try" initialValues={{ history: USUAL }} onFinish={({ history }: { history: number }) => void run({ history })}>
        <Form.Item name="history" label={t("trial.history")} rules={[{ required: true, message: t("trial.history_needed") }]}><InputNumber min={1} max={MOST} precision={0} /></Form.Item>
        <Button htmlType="submit" loading={isBusy}>{t("trial.compare")}</Button>
      </Form>
      {failure !== null && <Failure record={record} failure={failure} />}
      {answer && <p role="status">{t(answer.tried === 0 ? "trial.none" : "trial.compared", { tried: answer.tried, same: answer.same, other: answer.items.length })}</p>}
      {answer && answer.items.length > 0 && (
        <div className="gk-table-scroll">
          <table className="gk-table">
            <thead><tr><th scope="col">{t("trial.record")}</th><th scope="col">{t("trial.was")}</th><th scope="col">{t("trial.would_be")}</th></tr></thead>
            <tbody>{answer.items.map((one) => <tr key={one.id}><th scope="row"><Link to={`/o/${one.object}/${one.id}?tab=approval`}>{one.name || `#${one.id}`}</Link></th><td><Words lines={one.was} /></td><td><Words lines={one.would_be} /></td></tr>)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}

export function Trial({ record }: { record: RecordData }) {
  return <><OfOne record={record} /><OfMany record={record} /></>;
}
