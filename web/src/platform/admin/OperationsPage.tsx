import "@/platform/record/record.css";
import "@/platform/form/form.css";
import { Alert, App, Button, Input, Skeleton } from "antd";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { call } from "@/api/client";
import { queryClient } from "@/api/queries";
import { formatInstant } from "../format";
import { Failed } from "../ui/Failed";
import { problemText } from "../ui/problem-text";
import { useTitle } from "../ui/useTitle";

type Of = "dead_letters" | "failed_jobs" | "webhook_deliveries";
type Counts = Awaited<ReturnType<typeof backlog>>;
/** Some of what was given up, or all of it. */
type Chosen = { ids: number[] } | { all: true };
const KEY = ["operations"] as const;
const backlog = () => call("get", "/operations");

/** Replays at once; asks for the reason before it discards. */
function useGivenUp(of: Of) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const tell = async (work: () => Promise<{ count: number }>, done: string) => {
    try {
      const { count } = await work();
      void message.success(t(done, { count }));
    } catch (error) {
      void message.error(problemText(error, t));
    }
    await queryClient.invalidateQueries({ queryKey: KEY });
  };
  const replay = (chosen: Chosen) => tell(() => call("post", "/operations/{of}/replay", { params: { path: { of } }, body: chosen }), "operations.replayed");
  const discard = (chosen: Chosen) => {
    let reason = "";
    void modal.confirm({
      title: t("operations.discard_title"),
      content: <><p>{t("operations.discard_help")}</p><Input autoFocus maxLength={500} aria-label={t("operations.why")} placeholder={t("operations.why")} onChange={(event) => { reason = event.target.value; }} /></>,
      okText: t("operations.discard"), okButtonProps: { danger: true },
      onOk: () => {
        if (reason.trim()) return tell(() => call("post", "/operations/{of}/discard", { params: { path: { of } }, body: { ...chosen, reason: reason.trim() } }), "operations.discarded");
        void message.warning(t("operations.why_needed"));
        return Promise.reject(new Error("no reason"));
      },
    });
  };
  return { replay, discard };
}

function Section({ of, count, heads, rows, more }: { of: Of; count: number; heads: string[]; rows: { id: number; cells: ReactNode[] }[]; more?: () => void }) {
  const { t } = useTranslation();
  const { replay, discard } = useGivenUp(of);
  return (
    <section aria-labelledby={of} className="gk-gap">
      <div className="gk-record-line">
        <h2 id={of}>{t(`operations.${of}`)} ({count})</h2>
        <span className="gk-spacer" />
        {rows.length > 0 && <><Button onClick={() => void replay({ all: true })}>{t("operations.replay_all")}</Button><Button danger onClick={() => discard({ all: true })}>{t("operations.discard_all")}</Button></>}
      </div>
      {rows.length === 0 ? <p className="gk-muted">{t("operations.none")}</p> : (
        <div className="gk-table-scroll">
          <table className="gk-table">
            <thead><tr>{heads.map((head) => <th key={head} scope="col">{t(head)}</th>)}<th scope="col"><span className="gk-visually-hidden">{t("lines.tools")}</span></th></tr></thead>
            <tbody>
              {rows.map(({ id, cells }) => (
                <tr key={id}>
                  {cells.map((cell, index) => (index === 0 ? <th key={index} scope="row">{cell}</th> : <td key={index}>{cell}</td>))}
                  <td><Button type="link" size="small" onClick={() => void replay({ ids: [id] })}>{t("operations.replay")}</Button><Button type="link" size="small" danger onClick={() => discard({ ids: [id] })}>{t("operations.discard")}</Button></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more && <Button onClick={more}>{t("common.load_more")}</Button>}
    </section>
  );
}

function Letters({ count }: { count: number }) {
  const query = useInfiniteQuery({
    queryKey: [...KEY, "dead_letters"], queryFn: ({ pageParam }) => call("get", "/operations/dead_letters", { params: { query: { cursor: pageParam ?? undefined } } }),
    initialPageParam: null as string | null, getNextPageParam: (last) => last.next_cursor,
  });
  if (query.isPending) return <Skeleton active />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap((page) => page.items).map((item) => ({
    id: item.id, cells: [formatInstant(item.at), <code key="kind">{item.kind}</code>, <code key="handler">{item.handler}</code>, item.attempts, <span key="reason" className="gk-reason">{item.reason}</span>],
  }));
  return <Section of="dead_letters" count={count} rows={rows} heads={["operations.at", "operations.event", "operations.handler", "operations.attempts", "operations.reason"]} more={query.hasNextPage ? () => void query.fetchNextPage() : undefined} />;
}

function Jobs({ count }: { count: number }) {
  const query = useInfiniteQuery({
    queryKey: [...KEY, "failed_jobs"], queryFn: ({ pageParam }) => call("get", "/operations/failed_jobs", { params: { query: { cursor: pageParam ?? undefined } } }),
    initialPageParam: null as string | null, getNextPageParam: (last) => last.next_cursor,
  });
  if (query.isPending) return <Skeleton active />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap((page) => page.items).map((item) => ({
    id: item.id, cells: [formatInstant(item.finished_at ?? item.created_at), item.label, item.created_by?.name ?? "", `${item.done} / ${item.total ?? 0}`, <span key="reason" className="gk-reason">{item.reason}</span>],
  }));
  return <Section of="failed_jobs" count={count} rows={rows} heads={["operations.at", "operations.job", "operations.by", "operations.progress", "operations.reason"]} more={query.hasNextPage ? () => void query.fetchNextPage() : undefined} />;
}

function Deliveries({ count }: { count: number }) {
  const query = useInfiniteQuery({
    queryKey: [...KEY, "webhook_deliveries"], queryFn: ({ pageParam }) => call("get", "/operations/webhook_deliveries", { params: { query: { cursor: pageParam ?? undefined } } }),
    initialPageParam: null as string | null, getNextPageParam: (last) => last.next_cursor,
  });
  if (query.isPending) return <Skeleton active />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap((page) => page.items).map((item) => ({
    id: item.id, cells: [
      <Link key="at" to={`/o/webhook_delivery/${item.id}`}>{formatInstant(item.at)}</Link>, <Link key="hook" to={`/o/webhook/${item.webhook.id}`}>{item.webhook.name}</Link>, <code key="event">{item.event}</code>,
      <Link key="record" to={`/o/${item.record.object}/${item.record.id}`}>{item.record.name ?? `#${item.record.id}`}</Link>, item.attempts, <span key="reason" className="gk-reason">{item.reason}</span>,
    ],
  }));
  return <Section of="webhook_deliveries" count={count} rows={rows} heads={["operations.at", "operations.webhook", "operations.event", "operations.record", "operations.attempts", "operations.reason"]} more={query.hasNextPage ? () => void query.fetchNextPage() : undefined} />;
}

/** Reminders that did not go out are a list of records, with why and a new try. */
function Unsent({ view, count }: { view: string; count: number }) {
  return count === 0 ? 0 : <Link to={`/o/notification_delivery?view=${view}`}>{count}</Link>;
}

/** One line for each queue: what waits, what is on its way, what was given up, and how much went through. */
function Queues({ events, webhooks, jobs, reminders }: Counts) {
  const { t } = useTranslation();
  const since = (at: string | null) => (at ? formatInstant(at) : t("operations.nothing"));
  const rows: [string, ReactNode[]][] = [
    ["operations.queue_events", [events.events + events.pending, t("operations.nothing"), events.dead, events.last_hour, since(events.oldest_at)]],
    ["operations.queue_webhooks", [webhooks.pending, webhooks.failed, webhooks.dead, webhooks.last_hour, since(webhooks.oldest_at)]],
    ["operations.queue_reminders", [reminders.pending, <Unsent key="retried" view="retried" count={reminders.failed} />, <Unsent key="failed" view="failed" count={reminders.dead} />, reminders.last_hour, since(reminders.oldest_at)]],
    ["operations.queue_jobs", [jobs.queued, jobs.running, jobs.failed, t("operations.nothing"), t("operations.nothing")]],
  ];
  return (
    <div className="gk-table-scroll gk-gap">
      <table className="gk-table">
        <thead><tr>{["queue", "waiting", "under_way", "given_up", "last_hour", "oldest_at"].map((head) => <th key={head} scope="col">{t(`operations.${head}`)}</th>)}</tr></thead>
        <tbody>{rows.map(([label, cells]) => <tr key={label}><th scope="row">{t(label)}</th>{cells.map((cell, index) => <td key={index}>{cell}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}

/** 投递监控: what waits, and what was given up, to be replayed or discarded. */
export function OperationsPage() {
  const { t } = useTranslation();
  useTitle(t("operations.title"));
  const query = useQuery({ queryKey: [...KEY, "backlog"], queryFn: backlog, refetchInterval: 15_000 });
  if (query.isPending) return <Skeleton active className="gk-page" />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const { events, jobs, webhooks } = query.data;
  return (
    <div className="gk-page">
      <div className="gk-record-line"><h1>{t("operations.title")}</h1></div>
      <p className="gk-muted">{t("operations.help")}</p>
      {webhooks.troubled.map((one) => (
        <Alert
          key={one.id} type={one.status === "disabled" ? "error" : "warning"} showIcon role="status" className="gk-gap"
          title={<><Link to={`/o/webhook/${one.id}`}>{one.name}</Link> {t(`operations.is_${one.status}`, { at: one.failing_since ? formatInstant(one.failing_since) : "" })}</>} description={one.trouble}
        />
      ))}
      <Queues {...query.data} />
      <Deliveries count={webhooks.dead} />
      <Letters count={events.dead} />
      <Jobs count={jobs.failed} />
    </div>
  );
}
