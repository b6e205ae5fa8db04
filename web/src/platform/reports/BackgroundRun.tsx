import { Alert, Button, Progress, Skeleton } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { isProblem } from "@/api/problem";
import type { FilterNode, ReportRun } from "@/api/types";
import { isFinished, percentOf } from "../jobs/JobsTray";
import { shownElsewhere, trackJob } from "../jobs/store";
import { useMarkRead, useNotifications } from "../notify/queries";
import { problemText } from "../ui/problem-text";
import { startRun, useRun, type Shown } from "./data";

const REFUSED = new Set([403, 404, 422]);

interface Start {
  shown: Shown;
  filter: FilterNode | null;
  onStarted: (job: number) => void;
}

/** Has the server compute the report while one does something else. */
function InBackground({ shown, filter, onStarted }: Start) {
  const { t } = useTranslation();
  const [state, setState] = useState<{ isBusy: boolean; error: unknown }>({ isBusy: false, error: null });
  const start = async () => {
    setState({ isBusy: true, error: null });
    try {
      const job = await startRun(shown.name, filter);
      trackJob({ id: job, kind: "report", title: t("report.run_job", { name: shown.title }), object: String(shown.spec["object"] ?? "") });
      onStarted(job);
    } catch (error) {
      setState({ isBusy: false, error });
    }
  };
  return (
    <>
      <Button type="primary" loading={state.isBusy} onClick={() => void start()}>{t("report.in_background")}</Button>
      {state.error !== null && <p role="alert">{problemText(state.error, t)}</p>}
    </>
  );
}

/** Why there are no figures, and the ways on: none where the server refuses, which it would again. */
function NoFigures({ said, isForJob = false, isRefused = false, onAgain, ...start }: Start & { said: ReactNode; isForJob?: boolean; isRefused?: boolean; onAgain: () => void }) {
  const { t } = useTranslation();
  if (isRefused) return <Alert type="warning" showIcon className="gk-gap" title={t("report.refused")} description={said} />;
  return (
    <Alert
      type="error" showIcon className="gk-gap" title={t("report.failed")} description={said}
      action={<div className="gk-report-deeds">{isForJob && <InBackground {...start} />}<Button onClick={onAgain}>{t("report.refresh")}</Button></div>}
    />
  );
}

/** In place of figures that were asked at once: what takes too long may be computed in the background. */
export function NotComputed({ error, ...rest }: Start & { error: unknown; onAgain: () => void }) {
  const { t } = useTranslation();
  const problem = isProblem(error) ? error : null;
  return <NoFigures {...rest} isForJob={problem?.isTooSlow} isRefused={REFUSED.has(problem?.status ?? 0)} said={problemText(error, t)} />;
}

function reasonOf(run: ReportRun): string | undefined {
  const error = run.result?.["error"] as { message?: string } | undefined;
  return error?.message;
}

/** How far a run in the background is. */
export function RunProgress({ run }: { run: ReportRun }) {
  const { t } = useTranslation();
  const cancel = () => void call("post", "/jobs/{id}/cancel", { params: { path: { id: run.id } } });
  return (
    <section aria-label={t("report.in_background")} className="gk-gap">
      <Progress percent={percentOf(run)} status="active" aria-label={t("report.in_background")} />
      <p role="status">{run.total ? t("report.steps", { done: run.done, total: run.total }) : t("report.waiting")} <Button type="link" size="small" onClick={cancel}>{t("common.cancel")}</Button></p>
      <p className="gk-muted">{t("report.may_leave")}</p>
    </section>
  );
}

/** What the page says itself need not wait among the reminders. */
function useReminderRead(id: number, isOver: boolean) {
  const { data } = useNotifications();
  const { mutate } = useMarkRead();
  const unread = (data?.items ?? []).filter((one) => !one.is_read && one.path === `/reports/runs/${id}`).map((one) => one.id).join();
  useEffect(() => { if (isOver && unread) mutate({ ids: unread.split(",").map(Number) }); }, [isOver, unread, mutate]);
}

/** In place of the figures while there are none: how far the run is, or why it ended without. Nothing once it is done. */
export function BackgroundRun({ id, ...rest }: Start & { id: number; onAgain: () => void }) {
  const { t } = useTranslation();
  const { data, error } = useRun(id);
  useEffect(() => shownElsewhere(id), [id]);
  useReminderRead(id, isFinished(data?.status));
  if (data?.answer) return null;
  if (data && !isFinished(data.status)) return <RunProgress run={data} />;
  if (!data && !error) return <Skeleton active />;
  const said = data ? (data.status === "cancelled" ? t("report.cancelled") : reasonOf(data) ?? t("job.failed_state")) : problemText(error, t);
  return <NoFigures {...rest} isForJob said={said} />;
}
