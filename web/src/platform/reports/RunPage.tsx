import "./reports.css";
import { Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { Navigate, useParams } from "react-router";
import { useMeta } from "@/api/queries";
import type { ReportAnswer, ReportRun } from "@/api/types";
import { isFinished } from "../jobs/JobsTray";
import { Failed } from "../ui/Failed";
import { useTitle } from "../ui/useTitle";
import { RunProgress } from "./BackgroundRun";
import { addressOf, useRun, type ReportName } from "./data";
import { Figures } from "./ReportPage";

function nameOf(run: ReportRun): ReportName | null {
  if (run.template) return { template: run.template };
  return run.report === null ? null : { id: run.report };
}

/** What a program asked with a spec of its own has no page to go to. */
function Unnamed({ answer }: { answer: ReportAnswer }) {
  const { t } = useTranslation();
  const meta = useMeta(answer.object);
  const title = meta.data ? t("report.of", { label: meta.data.plural_label }) : "";
  useTitle(title);
  if (!meta.data) return <Skeleton active />;
  return <><h1>{title}</h1><Figures answer={answer} title={title} isScene={false} /></>;
}

/** `/reports/runs/:id`, where a reminder leads: the report with what a job computed. */
export function RunPage() {
  const { t } = useTranslation();
  const id = Number(useParams()["id"]);
  const { data, error, refetch } = useRun(id);
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active className="gk-pad" />;
  const name = nameOf(data);
  if (name) return <Navigate replace to={`${addressOf(name)}?run=${id}`} />;
  if (data.answer) return <div className="gk-page"><Unnamed answer={data.answer} /></div>;
  return <div className="gk-page">{isFinished(data.status) ? <p role="status">{t(`job.${data.status}_state`, { done: data.done })}</p> : <RunProgress run={data} />}</div>;
}
