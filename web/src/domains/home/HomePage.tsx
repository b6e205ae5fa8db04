import "./home.css";
import { Alert, Button, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { aggregate, listRecords } from "@/api/records";
import { useMeta } from "@/api/queries";
import type { FilterNode, RecordData } from "@/api/types";
import { can, useSession } from "@/platform/session";
import { stateAction } from "@/platform/actions/verb";
import { VerbDialog } from "@/platform/actions/VerbDialog";
import { formatCount, formatInstant, formatMoney } from "@/platform/format";
import { recordName } from "@/platform/meta";
import { NotificationRow, useOpenNotification } from "@/platform/notify/rows";
import { useStart } from "@/platform/admin/start";
import { useNotifications } from "@/platform/notify/queries";
import { TodoLists } from "@/platform/notify/TodoLists";
import { Pill } from "@/platform/fields/display";
import { problemText } from "@/platform/ui/problem-text";
import { useTitle } from "@/platform/ui/useTitle";
import { openActivities } from "./todo";

const MINE: FilterNode = { field: "owner", op: "is_me" };

function listLink(object: string, filter: FilterNode): string {
  return `/o/${object}?filter=${encodeURIComponent(JSON.stringify(filter))}`;
}

function Panel({ title, to, children }: { title: string; to?: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <section className="gk-panel" aria-label={title}>
      <h2>{title}{to && <Link to={to}>{t("home.all")}</Link>}</h2>
      {children}
    </section>
  );
}

function Todos() {
  const { t } = useTranslation();
  const meta = useMeta("activity");
  const query = useQuery({
    queryKey: ["records", "activity", "todo"],
    queryFn: ({ signal }) => listRecords("activity", { filter: openActivities, sort: ["planned_start_at"], limit: 8, count: "capped" }, signal),
  });
  const [closing, setClosing] = useState<RecordData | null>(null);
  const complete = meta.data ? stateAction(meta.data, "done") : null;
  const now = new Date().toISOString();
  return (
    <Panel title={t("home.todo")} to={listLink("activity", openActivities)}>
      {query.isPending && <Skeleton active title={false} />}
      {query.data?.items.length === 0 && <p className="gk-muted">{t("home.no_todo")}</p>}
      <ul className="gk-plain gk-todos">
        {query.data?.items.map((record) => {
          const at = String(record["planned_start_at"] ?? "");
          return (
            <li key={String(record.id)} className={at && at < now ? "is-late" : undefined}>
              <Link to={`/o/activity/${record.id}`}>{recordName(record, meta.data)}</Link>
              <time dateTime={at}>{formatInstant(at)}</time>
              {complete && <Button size="small" type="link" aria-label={t("home.done_of", { action: complete.label, name: recordName(record, meta.data) })} onClick={() => setClosing(record)}>{complete.label}</Button>}
            </li>
          );
        })}
      </ul>
      {query.isError && <p className="gk-muted" role="alert">{problemText(query.error, t)}</p>}
      {closing && complete && meta.data && <VerbDialog meta={meta.data} action={complete} record={closing} onClose={() => setClosing(null)} />}
    </Panel>
  );
}

function ByState({ object, field, title, filter, hasAmount }: { object: string; field: string; title: string; filter: FilterNode; hasAmount?: string }) {
  const { t } = useTranslation();
  const meta = useMeta(object);
  const query = useQuery({
    queryKey: ["records", object, "home", field],
    queryFn: ({ signal }) =>
      aggregate(object, {
        filter, groups: [field],
        measures: [{ as: "count", agg: "count" }, ...(hasAmount ? [{ as: "amount", agg: "sum", field: hasAmount }] : [])],
      }, signal),
  });
  const choices = meta.data?.fields.find((one) => one.name === field)?.choices ?? [];
  const most = Math.max(1, ...(query.data?.rows.map((row) => Number(row.values["count"] ?? 0)) ?? []));
  // Stages were made in their order, choices are listed in theirs.
  const order = (key: unknown) => (key && typeof key === "object" ? Number((key as { id: number }).id) : choices.findIndex((choice) => choice.code === key));
  const rows = [...(query.data?.rows ?? [])].sort((a, b) => order(a.keys[field]) - order(b.keys[field]));
  return (
    <Panel title={title} to={listLink(object, filter)}>
      {query.isPending && <Skeleton active title={false} />}
      {query.isError && <p className="gk-muted" role="alert">{problemText(query.error, t)}</p>}
      {rows.length === 0 && query.isSuccess && <p className="gk-muted">{t("home.nothing")}</p>}
      <ul className="gk-plain gk-bars">
        {rows.map((row) => {
          const key = row.keys[field];
          const named = key && typeof key === "object" ? (key as { id: number; name: string }) : null;
          const choice = choices.find((one) => one.code === key);
          const value = named ? named.id : key;
          const count = Number(row.values["count"] ?? 0);
          const part: FilterNode = { all: [filter, value === null ? { field, op: "is_empty" } : { field, op: "eq", value }] };
          return (
            <li key={String(value)}>
              <Link to={listLink(object, part)}>
                {choice ? <Pill label={choice.label} color={choice.color} /> : <span>{named?.name ?? String(key ?? "—")}</span>}
                <span className="gk-bar" aria-hidden="true"><span style={{ width: `${(count / most) * 100}%` }} /></span>
                <span className="gk-number">{formatCount(count, true)}{hasAmount ? ` · ${formatMoney(row.values["amount"] ?? "0")}` : ""}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function Reminders() {
  const { t } = useTranslation();
  const { data, isPending } = useNotifications();
  const open = useOpenNotification();
  return (
    <Panel title={t("notify.title")} to="/notifications">
      {isPending && <Skeleton active title={false} />}
      {data?.items.length === 0 && <p className="gk-muted">{t("notify.empty")}</p>}
      <ul className="gk-notes is-page">{data?.items.slice(0, 6).map((item) => <NotificationRow key={item.id} item={item} onOpen={open} />)}</ul>
    </Panel>
  );
}

/** 工作台: what is mine to do today, my leads, my open deals, what happened. */
/** An administrator of a company without any business data is shown its first steps. */
function FirstSteps() {
  const { t } = useTranslation();
  const me = useSession();
  const start = useStart(me.is_administrator && !me.company.is_demo);
  if (!start.data || start.data.objects.some((one) => one.records > 0)) return null;
  return <Alert type="info" showIcon title={t("start.empty_title")} description={t("start.empty_help")} action={<Link to="/admin/start"><Button type="primary">{t("start.go")}</Button></Link>} />;
}

export function HomePage() {
  const { t } = useTranslation();
  const me = useSession();
  useTitle(t("home.title"));
  const hour = new Date().getHours();
  const greeting = hour < 11 ? "morning" : hour < 13 ? "noon" : hour < 18 ? "afternoon" : "evening";
  return (
    <div className="gk-page gk-home">
      <h1>{t(`home.${greeting}`, { name: me.name })}</h1>
      <FirstSteps />
      <section aria-label={t("notify.waiting")}><TodoLists /></section>
      <div className="gk-panels">
        {can(me, "activity", "view") && <Todos />}
        {can(me, "lead", "view") && <ByState object="lead" field="status" title={t("home.my_leads")} filter={MINE} />}
        {can(me, "opportunity", "view") && <ByState object="opportunity" field="stage" title={t("home.my_opportunities")} filter={{ all: [MINE, { field: "status", op: "eq", value: "open" }] }} hasAmount="amount" />}
        <Reminders />
      </div>
    </div>
  );
}
