import { CloseOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button, Progress } from "antd";
import type { TFunction } from "i18next";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { call, urlOf } from "@/api/client";
import { recordsChanged } from "@/api/queries";
import type { JobAnswer } from "@/api/types";
import { formatCount } from "../format";
import { problemText } from "../ui/problem-text";
import { outcomeOf, type Outcome } from "./outcome";
import { dismissJob, trackJob, useJobsOnPage, useTrackedJobs, type TrackedJob } from "./store";

const POLL_MS = 1000;
/** How long what is over stays in sight. */
const LINGER_MS = 20_000;

export function isFinished(status: JobAnswer["status"] | undefined): boolean {
  return status === "done" || status === "failed" || status === "cancelled";
}

export function useJob(id: number | null) {
  return useQuery({
    queryKey: ["job", id],
    queryFn: () => call("get", "/jobs/{id}", { params: { path: { id: id ?? 0 } } }),
    enabled: id !== null,
    refetchInterval: (query) => (isFinished(query.state.data?.status) ? false : POLL_MS),
  });
}

export function percentOf(job: Pick<JobAnswer, "status" | "done" | "total"> | undefined): number {
  if (!job) return 0;
  if (job.status === "done") return 100;
  return job.total ? Math.min(99, Math.floor((job.done / job.total) * 100)) : 0;
}

function fileOf(job: TrackedJob): string {
  return urlOf("/exports/{id}/file", { path: { id: job.id } });
}

function download(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  link.click();
}

/** 新建 3，失败 2 */
function countsOf(outcome: Outcome, t: TFunction): string {
  return outcome.counts.map((one) => `${t(one.name === "ok" ? "job.ok" : `import.${one.name}`)} ${formatCount(one.count, true)}`).join(t("common.list_separator"));
}

/** How it stands, and when it has ended what came of it. */
function stateOf(job: TrackedJob, data: JobAnswer | undefined, t: TFunction): string {
  if (job.kind === "report" && data?.status === "done") return t("job.computed_state");
  const outcome = data?.status === "done" ? outcomeOf(data.result) : null;
  if (outcome && outcome.counts.length > 0) return t(`job.ended_${outcome.kind}`, { counts: countsOf(outcome, t) });
  return t(`job.${data?.status ?? "queued"}_state`, { done: data?.done ?? 0, total: data?.total ?? 0 });
}

function useAnnounced() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return (job: TrackedJob, data: JobAnswer) => {
    const outcome = outcomeOf(data.result);
    const say = !outcome || outcome.kind === "all" ? message.success : outcome.kind === "partly" ? message.warning : message.error;
    void say(outcome && outcome.counts.length > 0 ? t("job.ended", { title: job.title, state: stateOf(job, data, t) }) : t("job.done", { title: job.title }));
  };
}

const PROGRESS = { all: "success", partly: "normal", none: "exception" } as const;

function Job({ job, isHidden }: { job: TrackedJob; isHidden: boolean }) {
  const { t } = useTranslation();
  const announce = useAnnounced();
  const { data, error } = useJob(job.id);
  const hasAnnounced = useRef(false);
  const isOver = isFinished(data?.status);
  useEffect(() => {
    if (!isOver || hasAnnounced.current || job.isAnnounced) return;
    hasAnnounced.current = true;
    trackJob({ ...job, isAnnounced: true });
    if (data?.status === "done") {
      announce(job, data);
      if (job.kind === "export") download(fileOf(job));
      else if (job.kind !== "report") void recordsChanged(job.object);
    }
  }, [isOver, data, job, announce]);
  useEffect(() => {
    if (!isOver) return;
    const timer = setTimeout(() => dismissJob(job.id), LINGER_MS);
    return () => clearTimeout(timer);
  }, [isOver, job.id]);
  const cancel = () => void call("post", "/jobs/{id}/cancel", { params: { path: { id: job.id } } });
  const outcome = outcomeOf(data?.result);
  const status = data?.status === "failed" ? "exception" : isOver ? PROGRESS[outcome?.kind ?? "all"] : "active";
  return (
    <li className="gk-job" hidden={isHidden}>
      <div className="gk-job-head">
        <strong>{job.title}</strong>
        <Button type="text" size="small" icon={<CloseOutlined aria-hidden="true" />} aria-label={t("job.dismiss")} onClick={() => dismissJob(job.id)} />
      </div>
      <Progress percent={percentOf(data)} status={status} size="small" aria-label={job.title} />
      <div className="gk-job-foot">
        <span role="status">{error ? problemText(error, t) : stateOf(job, data, t)}</span>
        {!isOver && <Button type="link" size="small" onClick={cancel}>{t("common.cancel")}</Button>}
        {data?.status === "done" && job.kind === "export" && (
          <Button type="link" size="small" href={fileOf(job)}>{t("job.download")}</Button>
        )}
        {job.kind === "report" && <Link to={`/reports/runs/${job.id}`}>{t("job.open")}</Link>}
        {job.kind === "import" && <Link to={`/o/${job.object}/import?job=${job.id}`}>{t("job.open")}</Link>}
      </div>
    </li>
  );
}

/** Bottom right: the progress of what runs in the background, while one goes on working. */
export function JobsTray() {
  const { t } = useTranslation();
  const jobs = useTrackedJobs();
  const onPage = useJobsOnPage();
  if (jobs.length === 0) return null;
  const isHidden = (job: TrackedJob) => onPage.includes(String(job.id));
  return (
    <section className="gk-jobs" hidden={jobs.every(isHidden)} aria-label={t("job.tray")}>
      <ul>{jobs.map((job) => <Job key={job.id} job={job} isHidden={isHidden(job)} />)}</ul>
    </section>
  );
}
