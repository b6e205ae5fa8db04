import { Alert, Button, Progress, Skeleton, Space, Statistic } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { call, urlOf } from "@/api/client";
import { recordsChanged } from "@/api/queries";
import type { ImportAnswer, ObjectMeta, Reference } from "@/api/types";
import { isFinished, percentOf, useJob } from "../jobs/JobsTray";
import { shownElsewhere } from "../jobs/store";
import { fieldOf } from "../meta";
import { Failed } from "../ui/Failed";
import { isOfDocuments } from "./plan";
import { Problems } from "./Problems";
import { UndoDialog } from "./UndoDialog";

const POLL_MS = 1500;

function isMoving(answer: ImportAnswer | undefined): boolean {
  if (!answer) return true;
  const states = [answer.status, answer.undo?.status];
  return states.includes("queued") || states.includes("running");
}

function useImport(job: number, object: string) {
  const answer = useQuery({
    queryKey: ["import", job],
    queryFn: () => call("get", "/imports/{id}", { params: { path: { id: job } } }),
    refetchInterval: (query) => (isMoving(query.state.data) ? POLL_MS : false),
  });
  const status = answer.data?.status;
  useEffect(() => {
    if (status && status !== "queued" && status !== "running") void recordsChanged(object);
  }, [status, object]);
  return answer;
}

interface Given {
  [field: string]: unknown;
}

interface Props {
  meta: ObjectMeta;
  job: number;
  /** The references that every row got because the import was begun from a record. */
  given: Given;
  onAgain: () => void;
  onOver: (isOver: boolean) => void;
}

/** The references of the address: where the import was begun. */
function origins(meta: ObjectMeta, given: Given): { field: string; object: string; reference: Reference }[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const object = fieldOf(meta, name)?.target;
    return object && value && typeof value === "object" && "id" in value ? [{ field: name, object, reference: value as Reference }] : [];
  });
}

/** The imported rows in the list: those of the record where it began, else the newest first. */
function listLink(meta: ObjectMeta, given: Given): string {
  const [origin] = origins(meta, given);
  const search: Record<string, string> = origin ? { filter: JSON.stringify({ field: origin.field, op: "eq", value: origin.reference.id }) } : { sort: "-created_at" };
  return `/o/${meta.name}?${new URLSearchParams(search).toString()}`;
}

function Outcome({ meta, counts, job, given, onAgain, onUndo }: Omit<Props, "onOver"> & { counts: ImportAnswer; onUndo: () => void }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const isUndoing = counts.undo?.status === "queued" || counts.undo?.status === "running";
  const problems = [...(counts.errors ?? []), ...(counts.skips ?? [])];
  const notes = counts.notes ?? [];
  return (
    <>
      <Problems title={t("import.left_out", { count: counts.failed + counts.skipped, label: meta.plural_label })} problems={problems} />
      <Problems title={t("import.noted", { count: new Set(notes.map((note) => note.row)).size, label: meta.plural_label })} problems={notes} />
      {counts.status === "undone" && <Alert type="info" showIcon className="gk-gap" title={t("import.was_undone")} />}
      <Space wrap>
        <Button type="primary" onClick={() => void navigate(listLink(meta, given))}>{t("import.to_list", { label: meta.plural_label })}</Button>
        {origins(meta, given).map(({ object, reference }) => <Button key={object} onClick={() => void navigate(`/o/${object}/${reference.id}`)}>{t("import.back_to", { name: reference.name })}</Button>)}
        {counts.failed + counts.skipped + notes.length > 0 && <Button href={urlOf("/imports/{id}/errors.xlsx", { path: { id: job }, query: { locale: i18n.language } })}>{t("import.errors_file")}</Button>}
        {(counts.can_undo || isUndoing) && <Button danger loading={isUndoing} onClick={onUndo}>{t("import.undo")}</Button>}
        <Button onClick={onAgain}>{t("import.again")}</Button>
      </Space>
    </>
  );
}

/** Progress while it runs, counts when it is over; all of it can be taken back. */
export function RunStep({ meta, job, given, onAgain, onOver }: Props) {
  const { t } = useTranslation();
  const progress = useJob(job);
  const answer = useImport(job, meta.name);
  const isEnded = isFinished(progress.data?.status);
  // the counts are asked for by themselves: as long as they are those of before the end, nothing is told of it
  const isBehind = isEnded && (answer.data?.status === "queued" || answer.data?.status === "running");
  const isOver = isEnded && !isBehind;
  const { refetch } = answer;
  useEffect(() => { if (isBehind) void refetch(); }, [isBehind, refetch]);
  useEffect(() => onOver(isOver), [isOver, onOver]);
  useEffect(() => shownElsewhere(job), [job]);
  const [asksUndo, setAsksUndo] = useState(false);
  if (progress.isError || answer.isError) return <Failed error={progress.error ?? answer.error} onRetry={() => void Promise.all([progress.refetch(), answer.refetch()])} />;
  if (!progress.data) return <Skeleton active />;
  const counts = answer.data;
  const status = progress.data.status;
  const hasFailed = isOver && (counts?.failed ?? 0) > 0;
  const isFruitless = hasFailed && (counts?.created ?? 0) + (counts?.updated ?? 0) === 0;
  return (
    <section aria-label={t("import.run")}>
      <Progress percent={percentOf(progress.data)} status={status === "failed" || isFruitless ? "exception" : !isOver ? "active" : hasFailed ? "normal" : "success"} aria-label={t("import.run")} />
      <p role="status">{isFruitless ? t("import.fruitless") : t(`job.${isBehind ? "running" : status}_state`, { done: progress.data.done, total: progress.data.total ?? 0 })}</p>
      {counts && (isOver || counts.done > 0) && (
        <div className="gk-counts">
          {(["created", "updated", "skipped", "failed"] as const).map((one) => <Statistic key={one} title={t(`import.${one}`)} value={counts[one] ?? 0} />)}
          {counts.beside.map((one) => <Statistic key={one.object} title={t("sheet.beside_made", { label: one.label })} value={one.count} />)}
        </div>
      )}
      {counts && isOfDocuments(counts.mapping, counts.beside.map((one) => one.object)) && <p className="gk-muted">{t("import.documents", { rows: counts.rows, label: meta.plural_label })}</p>}
      {isOver && counts && <Outcome meta={meta} counts={counts} job={job} given={given} onAgain={onAgain} onUndo={() => setAsksUndo(true)} />}
      {asksUndo && counts && <UndoDialog job={job} file={counts.file} label={meta.plural_label} onClose={() => setAsksUndo(false)} onBegun={() => void answer.refetch()} />}
      {!isOver && <p className="gk-muted">{t("import.may_leave")}</p>}
    </section>
  );
}
