import { Alert, App, Button, Progress, Skeleton, Space, Statistic } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { call, newAttempt, urlOf } from "@/api/client";
import { queryClient, recordsChanged } from "@/api/queries";
import type { ObjectMeta } from "@/api/types";
import { isFinished, percentOf, useJob } from "../jobs/JobsTray";
import { Failed } from "../ui/Failed";
import { problemText } from "../ui/problem-text";
import type { ImportAnswer } from "./types";

/** Progress while it runs, counts when it is over; all of it can be taken back. */
export function RunStep({ meta, job, onAgain }: { meta: ObjectMeta; job: string; onAgain: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [isUndoing, setUndoing] = useState(false);
  const progress = useJob(job);
  const isOver = isFinished(progress.data?.status);
  const key = ["import", job, isOver];
  const answer = useQuery({ queryKey: key, queryFn: () => call<ImportAnswer>(`/imports/${job}`), refetchInterval: isOver ? false : 1500 });
  useEffect(() => {
    if (isOver) void recordsChanged(meta.name);
  }, [isOver, meta.name]);
  const undo = async () => {
    setUndoing(true);
    try {
      await call(`/imports/${job}/undo`, { method: "POST", body: {}, attempt: newAttempt() });
      void message.success(t("import.undone"));
      await Promise.all([recordsChanged(meta.name), queryClient.invalidateQueries({ queryKey: ["import", job] })]);
    } catch (error) {
      void message.error(problemText(error, t));
    } finally {
      setUndoing(false);
    }
  };
  if (progress.isError) return <Failed error={progress.error} onRetry={() => void progress.refetch()} />;
  if (!progress.data) return <Skeleton active />;
  const counts = answer.data;
  const status = progress.data.status;
  return (
    <section aria-label={t("import.run")}>
      <Progress percent={percentOf(progress.data)} status={status === "failed" ? "exception" : isOver ? "success" : "active"} aria-label={t("import.run")} />
      <p role="status">{t(`job.${status}_state`, { done: progress.data.done, total: progress.data.total ?? 0 })}</p>
      {counts && (
        <div className="gk-counts">
          {(["created", "updated", "skipped", "failed"] as const).map((one) => <Statistic key={one} title={t(`import.${one}`)} value={counts[one] ?? 0} />)}
        </div>
      )}
      {counts?.status === "undone" && <Alert type="info" showIcon className="gk-gap" title={t("import.was_undone")} />}
      {isOver && (
        <Space wrap>
          <Button type="primary" onClick={() => void navigate(`/o/${meta.name}`)}>{t("import.to_list", { label: meta.plural_label })}</Button>
          {counts && counts.failed + counts.skipped > 0 && <Button href={urlOf(`/imports/${job}/errors.xlsx`)}>{t("import.errors_file")}</Button>}
          {counts && counts.status !== "undone" && counts.can_undo !== false && counts.created + counts.updated > 0 && <Button danger loading={isUndoing} onClick={() => void undo()}>{t("import.undo")}</Button>}
          <Button onClick={onAgain}>{t("import.again")}</Button>
        </Space>
      )}
      {!isOver && <p className="gk-muted">{t("import.may_leave")}</p>}
    </section>
  );
}
