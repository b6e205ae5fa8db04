/** On the page of a record: how far its approval is, with the buttons; and the tab with every approval it went through. */
import "./approvals.css";
import { Alert, Skeleton } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { recordsChanged } from "@/api/queries";
import type { ApprovalBlock, ApprovalRequest, ObjectMeta, RecordData } from "@/api/types";
import { formatInstant } from "../format";
import { Failed } from "../ui/Failed";
import { Acts } from "./Acts";
import { useDecision, useRequest, useRequestsAbout } from "./data";
import { StatusPill } from "./Detail";
import { Difference } from "./Difference";
import { Changes, Facts, Who } from "./Shown";
import { Way } from "./Way";

function Waiting({ request }: { request: ApprovalRequest }) {
  const { t } = useTranslation();
  if (request.is_returned) return <span>{t("approval.returned_to", { name: request.applicant?.name ?? "—" })}</span>;
  const open = request.steps.filter((step) => step.status === "open").flatMap((step) => step.tasks.filter((task) => task.status === "open").map((task) => ({ step, task })));
  return (
    <>
      {open.map(({ step, task }) => (
        <span key={task.task} className="gk-approval-waiting">
          <strong>{step.name}</strong>{t("common.colon")}<Who task={task} />
          {task.waiting_hours && <span className="gk-approval-hours" title={t("approval.hours_clock", { hours: task.waiting_hours.clock })}>{t("approval.waits", { hours: task.waiting_hours.working })}</span>}
        </span>
      ))}
    </>
  );
}

/** What an approver has to know before he presses a button. */
function ForMe({ request }: { request: ApprovalRequest }) {
  const { data } = useDecision(request.task);
  if (!data) return null;
  return <><Changes record={request.record} changes={data.changes} /><Facts record={request.record} facts={data.facts} /></>;
}

/** Follows the request by its own hints: a step goes on without the record being changed. */
export function Band({ meta, block }: { meta: ObjectMeta; block: ApprovalBlock }) {
  const { t } = useTranslation();
  const { data: request } = useRequest(block.request);
  const isOver = request !== undefined && request.status !== "pending";
  const told = useRef(false);
  useEffect(() => {
    if (!isOver || told.current) return;
    told.current = true;
    void recordsChanged(meta.name);
  }, [isOver, meta.name]);
  if (!request || isOver) return null;
  return (
    <section className={request.task === null ? "gk-approval-band" : "gk-approval-band is-mine"} aria-label={t("approval.band")}>
      <div className="gk-approval-line">
        <StatusPill request={request} />
        <Waiting request={request} />
        <span className="gk-spacer" />
        <Acts request={request} />
      </div>
      <Difference record={request.record} difference={request.foreseen} />
      {request.task !== null && <ForMe request={request} />}
    </section>
  );
}

/** The approvals of a record, the newest first. */
export function ApprovalTab({ meta, record }: { meta: ObjectMeta; record: RecordData }) {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useRequestsAbout(meta.name, record.id);
  if (isPending) return <Skeleton active />;
  if (!data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data.items.length === 0) return <p className="gk-muted">{t("approval.none_yet")}</p>;
  return (
    <div className="gk-approval-history">
      {data.items.map((request) => (
        <section key={request.id} className="gk-section">
          <div className="gk-approval-line">
            <h2>{request.definition.name}</h2><StatusPill request={request} />
            <span className="gk-muted">{request.number}</span>
            {request.closed_at && <span className="gk-muted">{t("approval.closed", { at: formatInstant(request.closed_at) })}</span>}
            <span className="gk-spacer" />
            {request.status !== "pending" && <Acts request={request} />}
          </div>
          {request.failure && <Alert type="warning" showIcon title={request.failure} />}
          <Difference record={request.record} difference={request.foreseen} />
          <Way request={request} />
        </section>
      ))}
    </div>
  );
}
