import "./approvals.css";
import { Drawer } from "antd";
import { useTranslation } from "react-i18next";
import type { ApprovalAct } from "@/api/types";
import { useNarrow } from "../ui/useNarrow";
import { Acts } from "./Acts";
import { DetailOf, StatusPill, useChosen, type Chosen } from "./Detail";

/** One approval at the side, its buttons at the bottom. `act`: what somebody came for, asked about at once. */
export function Opened({ chosen, act, onClose }: { chosen: Chosen | null; act?: ApprovalAct | null; onClose: () => void }) {
  const { t } = useTranslation();
  const isNarrow = useNarrow();
  const { request, decision, error, refetch } = useChosen(chosen);
  const title = request && (
    <span className="gk-approval-line"><span className="gk-approval-title">{request.record.visible ? request.record.name : request.object_label}</span><StatusPill request={request} /></span>
  );
  return (
    <Drawer
      open={chosen !== null} size={isNarrow ? "100%" : 680} title={title ?? t("approval.title")} onClose={onClose} destroyOnHidden mask={isNarrow}
      closable={{ "aria-label": t("common.close") }} className="gk-approval-drawer"
      footer={request && request.may.length > 0 ? <Acts key={request.id} request={request} first={act} onDone={(act) => { if (act !== "comment" && act !== "grab" && act !== "urge") onClose(); }} /> : null}
    >
      {chosen && <DetailOf request={request} decision={decision} error={error} onRetry={() => void refetch()} />}
    </Drawer>
  );
}
