import { Button, Skeleton } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useObjects } from "@/api/queries";
import { fileUrl, readHistory, readTimeline } from "@/api/records";
import type { ChangeEntry, ObjectMeta, RecordData, TimelineEntry } from "@/api/types";
import { plainValue } from "../fields/display";
import { formatInstant } from "../format";
import { fieldOf } from "../meta";
import { Failed } from "../ui/Failed";
import { WriteBox } from "./WriteBox";

export function Change({ meta, record, change }: { meta: ObjectMeta; record: RecordData; change: ChangeEntry }) {
  const { t } = useTranslation();
  const field = fieldOf(meta, change.field);
  const before = plainValue(field, change.old, record) || t("history.empty");
  const after = plainValue(field, change.new, record) || t("history.empty");
  return <span>{change.label || field?.label || change.field}{t("common.colon")}<del>{before}</del> → <ins>{after}</ins></span>;
}

function Entry({ meta, record, entry }: { meta: ObjectMeta; record: RecordData; entry: TimelineEntry }) {
  const isElsewhere = entry.object && entry.id && !(entry.object === meta.name && String(entry.id) === String(record.id));
  return (
    <li className={`gk-entry is-${entry.kind}${entry.is_problem ? " is-problem" : ""}`}>
      <div className="gk-entry-head">
        <strong>{entry.actor?.name ?? "—"}</strong>
        <span>{isElsewhere ? <Link to={`/o/${entry.object}/${entry.id}`}>{entry.title}</Link> : entry.title}</span>
        <time dateTime={entry.at}>{formatInstant(entry.at)}</time>
      </div>
      {entry.body && <p className="gk-long">{entry.body}</p>}
      {entry.changes?.length ? <ul className="gk-plain">{entry.changes.map((change) => <li key={change.field}><Change meta={meta} record={record} change={change} /></li>)}</ul> : null}
      {entry.files?.length ? <ul className="gk-files-inline">{entry.files.map((file) => <li key={file.id}><a href={fileUrl(file.id)}>{file.name}</a></li>)}</ul> : null}
    </li>
  );
}

export function Timeline({ meta, record, isWriting }: { meta: ObjectMeta; record: RecordData; isWriting: boolean }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery({
    queryKey: ["records", meta.name, "timeline", String(record.id)],
    queryFn: ({ pageParam }) => readTimeline(meta.name, record.id, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label={t("record.timeline")}>
      <WriteBox meta={meta} record={record} hasFocus={isWriting} />
      {query.isPending && <Skeleton active />}
      {query.isError && <Failed error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && entries.length === 0 && <p className="gk-muted">{t("timeline.empty")}</p>}
      <ol className="gk-timeline">{entries.map((entry, index) => <Entry key={`${entry.at}:${entry.kind}:${index}`} meta={meta} record={record} entry={entry} />)}</ol>
      {query.hasNextPage && <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.load_more")}</Button>}
    </section>
  );
}

const AUDIT = "audit_entry";

/** The audit's lines about one record. */
function auditOf(object: string, id: number): string {
  const filter = { all: [{ field: "object", op: "eq", value: object }, { field: "record_id", op: "eq", value: id }] };
  return `/o/${AUDIT}?filter=${encodeURIComponent(JSON.stringify(filter))}`;
}

export function History({ meta, record }: { meta: ObjectMeta; record: RecordData }) {
  const { t } = useTranslation();
  const objects = useObjects();
  const query = useInfiniteQuery({
    queryKey: ["records", meta.name, "history", String(record.id)],
    queryFn: ({ pageParam }) => readHistory(meta.name, record.id, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isPending) return <Skeleton active />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <section aria-label={t("record.history")}>
      {objects.data?.items.some((one) => one.name === AUDIT) && <p><Link to={auditOf(meta.name, Number(record.id))}>{t("history.audit")}</Link></p>}
      {entries.length === 0 && <p className="gk-muted">{t("history.none")}</p>}
      <table className="gk-table">
        <thead><tr><th scope="col">{t("history.at")}</th><th scope="col">{t("history.who")}</th><th scope="col">{t("history.what")}</th></tr></thead>
        <tbody>
          {entries.map((entry, index) => (
            <tr key={`${entry.at}:${entry.field}:${index}`}>
              <td className="gk-nowrap">{formatInstant(entry.at)}</td><td>{entry.helper ? t("history.helped", { helper: entry.helper.name, name: entry.actor?.name ?? "—" }) : entry.actor?.name ?? "—"}</td><td><Change meta={meta} record={record} change={entry} /></td>
            </tr>
          ))}
        </tbody>
      </table>
      {query.hasNextPage && <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.load_more")}</Button>}
    </section>
  );
}
