/** The two decisions on a line of the inbox: no panel has to be opened for them. */
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApprovalItem } from "@/api/types";
import { approvalChanged } from "./data";

const ActDialog = lazy(() => import("./ActDialog").then((module) => ({ default: module.ActDialog })));
const ACTS = ["approve", "reject"] as const;

export function QuickActs({ item }: { item: ApprovalItem }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<(typeof ACTS)[number] | null>(null);
  const name = item.record.name || item.request.number;
  const finish = async () => {
    setAsked(null);
    await approvalChanged(item.record.object);
  };
  return (
    <div className="gk-approval-quick">
      {ACTS.map((act) => <Button key={act} size="small" type={act === "approve" ? "primary" : "default"} danger={act === "reject"} aria-label={t("approval.act_on", { act: t(`approval.${act}`), name })} onClick={() => setAsked(act)}>{t(`approval.${act}`)}</Button>)}
      {asked && <Suspense fallback={null}><ActDialog act={asked} request={{ id: item.request.id, number: item.request.number, record: item.record, steps: [] }} task={item.id} onClose={() => setAsked(null)} onDone={() => void finish()} /></Suspense>}
    </div>
  );
}
