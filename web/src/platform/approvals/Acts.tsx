/** The buttons of an approval: those alone that the caller may press now. */
import { MoreOutlined } from "@ant-design/icons";
import { App, Button, Dropdown } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApprovalAct, ApprovalRequest } from "@/api/types";
import { problemText } from "../ui/problem-text";
import { useNarrow } from "../ui/useNarrow";
import { approvalChanged, buttonsOf, FORMS, perform } from "./data";

const ActDialog = lazy(() => import("./ActDialog").then((module) => ({ default: module.ActDialog })));
const NOTHING = { comment: "", files: [] };
const ROOM = 5;
const ROOM_OF_PHONE = 2;

interface Props {
  request: ApprovalRequest;
  /** What somebody came for: asked about at once, if he may do it. */
  first?: ApprovalAct | null;
  /** Called after it was done; the data are fresh by then. */
  onDone?: (act: ApprovalAct) => void;
}

export function Acts({ request, first: wanted, onDone }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const isNarrow = useNarrow();
  const [asked, setAsked] = useState<ApprovalAct | null>(() => (wanted && request.may.includes(wanted) ? wanted : null));
  const [busy, setBusy] = useState<ApprovalAct | null>(null);
  const { shown, hidden } = buttonsOf(request.may, isNarrow ? ROOM_OF_PHONE : ROOM);
  const finish = async (act: ApprovalAct) => {
    setAsked(null);
    await approvalChanged(request.record.object);
    onDone?.(act);
  };
  const press = async (act: ApprovalAct) => {
    if (FORMS[act].comment !== "none" || FORMS[act].user) return setAsked(act);
    if (busy) return;
    setBusy(act);
    try {
      await perform(act, request.id, request.task, NOTHING);
      void message.success(t(`approval.done_${act}`));
      await finish(act);
    } catch (error) {
      void message.error(problemText(error, t));
    }
    setBusy(null);
  };
  const first = shown[0];
  return (
    <div className="gk-approval-acts" role="group" aria-label={t("approval.acts")}>
      {shown.map((act) => (
        <Button key={act} type={act === first && act !== "comment" ? "primary" : "default"} danger={act === "reject" || act === "cancel"} loading={busy === act} onClick={() => void press(act)}>{t(`approval.${act}`)}</Button>
      ))}
      {hidden.length > 0 && (
        <Dropdown trigger={["click"]} menu={{ items: hidden.map((act) => ({ key: act, label: t(`approval.${act}`), danger: act === "cancel" })), onClick: ({ key }) => void press(key as ApprovalAct) }}>
          <Button icon={<MoreOutlined aria-hidden="true" />} aria-label={t("common.more")} />
        </Dropdown>
      )}
      {asked && <Suspense fallback={null}><ActDialog act={asked} request={request} task={request.task} onClose={() => setAsked(null)} onDone={() => void finish(asked)} /></Suspense>}
    </div>
  );
}
