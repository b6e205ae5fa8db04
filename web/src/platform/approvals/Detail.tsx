/** One approval whole: the card, what changed, the facts, the way. The buttons stand outside, fixed at the bottom. */
import { Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ApprovalDecision, ApprovalRequest } from "@/api/types";
import { Pill } from "../fields/display";
import { Failed } from "../ui/Failed";
import { useDecision, useRequest } from "./data";
import { Difference } from "./Difference";
import { Card, Changes, Facts } from "./Shown";
import { TONES, Way } from "./Way";

export type Chosen = { kind: "task" | "request"; id: number };

/** The request behind a line of the inbox, with what its task adds. */
export function useChosen(chosen: Chosen | null) {
  const decision = useDecision(chosen?.kind === "task" ? chosen.id : null);
  const request = useRequest(chosen?.kind === "request" ? chosen.id : null);
  const { error, refetch } = chosen?.kind === "task" ? decision : request;
  return { request: decision.data?.request ?? request.data, decision: decision.data, error, refetch };
}

export function StatusPill({ request }: { request: Pick<ApprovalRequest, "status" | "is_returned"> }) {
  const { t } = useTranslation();
  const name = request.status === "pending" && request.is_returned ? "returned" : request.status;
  return <Pill label={t(`approval.status_${name}`)} color={TONES[name]} />;
}

function Asked({ request }: { request: ApprovalRequest }) {
  const { t } = useTranslation();
  if (request.asked_for.length === 0) return null;
  return (
    <section className="gk-approval-part">
      <h3>{t("approval.asked_for")}</h3>
      <Card record={request.record} card={request.asked_for} />
    </section>
  );
}

export function Detail({ request, decision }: { request: ApprovalRequest; decision?: ApprovalDecision }) {
  const { t } = useTranslation();
  const { record } = request;
  return (
    <div className="gk-approval-detail">
      <div className="gk-approval-line">
        {record.visible ? <Link to={`/o/${record.object}/${record.id}`}>{t("approval.open_record", { label: request.object_label })}</Link> : <span className="gk-muted">{t("approval.record_closed", { label: request.object_label })}</span>}
        <span className="gk-muted">{request.number}</span>
        <span className="gk-muted">{request.definition.name} v{request.definition.version}</span>
      </div>
      <Card record={record} card={request.card} />
      <Asked request={request} />
      <Difference record={record} difference={request.foreseen} />
      {decision && <Changes record={record} changes={decision.changes} />}
      {decision && <Facts record={record} facts={decision.facts} />}
      <Way request={request} />
    </div>
  );
}

export function DetailOf({ request, decision, error, onRetry }: { request?: ApprovalRequest; decision?: ApprovalDecision; error: unknown; onRetry: () => void }) {
  if (request) return <Detail request={request} decision={decision} />;
  return error ? <Failed error={error} onRetry={onRetry} /> : <Skeleton active />;
}
