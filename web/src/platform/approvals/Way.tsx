/** The way of a request: finished, current and future steps, round by round, with people, times and what they said. */
import { useTranslation } from "react-i18next";
import { fileUrl } from "@/api/records";
import type { ApprovalRequest, ApprovalStep, ApprovalTask, FileEntry } from "@/api/types";
import { Pill } from "../fields/display";
import { formatInstant } from "../format";
import { Who } from "./Shown";

export const TONES: Record<string, string> = { approved: "green", passed: "green", rejected: "red", open: "gold", pending: "gold", returned: "orange" };
/** How a task came to its person, where it is not by the step itself. */
const TOLD_ORIGINS = new Set(["fallback", "superior", "before", "after", "beside", "transfer", "escalated", "successor", "override"]);

export function FileList({ files }: { files: FileEntry[] }) {
  if (files.length === 0) return null;
  return <ul className="gk-files-inline">{files.map((file) => <li key={file.id}><a href={fileUrl(file.id)}>{file.name}</a></li>)}</ul>;
}

function Asked({ task }: { task: ApprovalTask }) {
  const { t } = useTranslation();
  const isOpen = task.status === "open";
  const hours = task.waiting_hours?.working;
  return (
    <li className="gk-approval-asked">
      <div className="gk-approval-line">
        <strong><Who task={task} /></strong>
        {TOLD_ORIGINS.has(task.origin) && <span className="gk-muted">{t(`approval.origin_${task.origin}`)}</span>}
        <Pill label={t(`approval.task_${task.status}`)} color={TONES[task.status]} />
        <span className="gk-spacer" />
        {task.decided_at ? <time className="gk-muted" dateTime={task.decided_at}>{formatInstant(task.decided_at)}</time> : null}
        {hours && (isOpen || task.decided_at) && <span className={isOpen ? "gk-approval-hours" : "gk-muted"} title={t("approval.hours_clock", { hours: task.waiting_hours?.clock })}>{t(isOpen ? "approval.waits" : "approval.took", { hours })}</span>}
      </div>
      {task.reason && <p className="gk-muted">{task.reason}</p>}
      {task.comment && <p className="gk-long">{task.comment}</p>}
      {isOpen && task.due_at && <p className="gk-muted">{t("approval.due", { at: formatInstant(task.due_at) })}</p>}
      <FileList files={task.files} />
    </li>
  );
}

function Step({ step }: { step: ApprovalStep }) {
  const { t } = useTranslation();
  const asked = step.tasks.filter((task) => task.status !== "cancelled" || step.status === "cancelled");
  const needs = step.tasks.length > 1 || step.status === "future" ? t(`approval.need_${step.need}`, { count: step.need_count }) : "";
  return (
    <li className={`gk-approval-step is-${step.status}`} aria-current={step.status === "open" ? "step" : undefined}>
      <div className="gk-approval-line">
        <strong>{step.name}</strong>
        <Pill label={t(`approval.step_${step.status}`)} color={TONES[step.status]} />
        {needs && step.status !== "future" && <span className="gk-muted">{needs}</span>}
        {step.status === "future" && step.conditional && <span className="gk-muted">{t("approval.conditional")}</span>}
      </div>
      {step.reason && <p className="gk-muted">{step.reason}</p>}
      {asked.length > 0 && <ul>{asked.map((task) => <Asked key={task.task} task={task} />)}</ul>}
    </li>
  );
}

function Comments({ request }: { request: ApprovalRequest }) {
  const { t } = useTranslation();
  if (request.comments.length === 0) return null;
  return (
    <section className="gk-approval-part">
      <h3>{t("approval.comments")}</h3>
      <ul className="gk-approval-comments">
        {request.comments.map((one) => (
          <li key={one.id}>
            <div className="gk-approval-line"><strong>{one.author?.name ?? t("approval.system")}</strong>{one.kind !== "comment" && <span className="gk-muted">{t(`approval.said_${one.kind}`)}</span>}<span className="gk-spacer" />{one.at && <time className="gk-muted" dateTime={one.at}>{formatInstant(one.at)}</time>}</div>
            {one.content && <p className="gk-long">{one.content}</p>}
            <FileList files={one.files} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Readers({ request }: { request: ApprovalRequest }) {
  const { t } = useTranslation();
  if (request.readers.length === 0) return null;
  const told = request.readers.map((one) => (one.read_at ? t("approval.has_read", { name: one.user?.name ?? "—" }) : one.user?.name ?? "—"));
  return <p className="gk-muted">{t("approval.given_to", { names: told.join(t("common.list_separator")) })}</p>;
}

/** Everything that happened, and what may come. */
export function Way({ request }: { request: ApprovalRequest }) {
  const { t } = useTranslation();
  const rounds = [...new Set(request.steps.map((one) => one.round))].sort((a, b) => a - b);
  return (
    <>
      <section className="gk-approval-part" aria-label={t("approval.way")}>
        <h3>{t("approval.way")}</h3>
        <p className="gk-muted">{t("approval.started_by", { name: request.applicant?.name ?? t("approval.system"), at: formatInstant(request.started_at) })}</p>
        {rounds.map((round) => (
          <div key={round}>
            {rounds.length > 1 && <h4>{t("approval.round", { number: round })}</h4>}
            <ol className="gk-approval-way">{request.steps.filter((one) => one.round === round).map((one) => <Step key={`${one.key}/${one.status}`} step={one} />)}</ol>
          </div>
        ))}
        {request.failure && <p className="gk-danger" role="alert">{t("approval.failed", { reason: request.failure })}</p>}
      </section>
      <Comments request={request} />
      <Readers request={request} />
    </>
  );
}
