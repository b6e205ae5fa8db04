/** The panels of the home page. */
import { Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { call } from "@/api/client";
import { useMeta } from "@/api/queries";
import { aggregate } from "@/api/records";
import type { FilterNode } from "@/api/types";
import { feedKeys, readStream, type Scope } from "@/platform/feed/talk";
import { Pill } from "@/platform/fields/display";
import { instantOf } from "@/platform/fields/editors/date";
import { listLink } from "@/platform/filter-node";
import { formatCount, formatInstant, formatMoney } from "@/platform/format";
import { problemText } from "@/platform/ui/problem-text";

export function Panel({ title, to, children }: { title: string; to?: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <section className="gk-panel" aria-label={title}>
      <h2>{title}{to && <Link to={to} aria-label={`${t("home.all")} ${title}`}>{t("home.all")}</Link>}</h2>
      {children}
    </section>
  );
}

export function ByState({ object, field, title, filter, hasAmount }: { object: string; field: string; title: string; filter: FilterNode; hasAmount?: string }) {
  const { t } = useTranslation();
  const meta = useMeta(object);
  const query = useQuery({
    queryKey: ["records", object, "home", field, filter],
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

/** What stands in one's own calendar today. */
export function ThisDay() {
  const { t } = useTranslation();
  const today = formatInstant(new Date().toISOString()).slice(0, 10);
  const from = instantOf(`${today} 00:00`) ?? "";
  const to = new Date(Date.parse(from) + 86_400_000).toISOString();
  const query = useQuery({ queryKey: ["records", "activity", "calendar", from, to], queryFn: () => call("get", "/calendar", { params: { query: { from, to } } }) });
  const items = (query.data?.items ?? []).filter((one) => !one.belongs_to);
  return (
    <Panel title={t("home.today")} to="/calendar">
      {query.isPending && <Skeleton active title={false} />}
      {query.isError && <p className="gk-muted" role="alert">{problemText(query.error, t)}</p>}
      {query.isSuccess && items.length === 0 && <p className="gk-muted">{t("home.free_today")}</p>}
      <ul className="gk-plain gk-day">
        {items.slice(0, 8).map((one) => (
          <li key={`${one.object}:${one.id}`} className={one.is_overdue ? "is-late" : undefined}>
            <time dateTime={one.start_at}>{formatInstant(one.start_at).slice(11)}{one.end_at ? `–${formatInstant(one.end_at).slice(11)}` : ""}</time>
            <Link to={`/o/${one.object}/${one.id}`}>{one.is_closed && "✓ "}{one.title}</Link>
            {one.is_overdue && <span className="gk-late">{t("record.overdue")}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The newest of what people said and did. */
export function Feed({ scope }: { scope: Scope }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: [...feedKeys.stream("work", scope), "home"], queryFn: () => readStream("work", scope, null) });
  const items = query.data?.items ?? [];
  return (
    <Panel title={t(scope === "subordinates" ? "home.their_feed" : "feed.title")} to={`/feed?scope=${scope}`}>
      {query.isPending && <Skeleton active title={false} />}
      {query.isError && <p className="gk-muted" role="alert">{problemText(query.error, t)}</p>}
      {query.isSuccess && items.length === 0 && <p className="gk-muted">{t(scope === "subordinates" ? "feed.empty_subordinates" : "feed.empty_work")}</p>}
      <ul className="gk-plain gk-said">
        {items.slice(0, 5).map((item) => (
          <li key={`${item.type}:${item.id}`}>
            <span className="gk-said-head"><strong>{item.author?.name ?? "—"}</strong>{item.related[0] && <Link to={`/o/${item.related[0].object}/${item.related[0].id}`}>{item.related[0].name}</Link>}<time className="gk-muted" dateTime={item.at}>{formatInstant(item.at).slice(5)}</time></span>
            <span className="gk-clip">{item.content}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const UNASSIGNED: FilterNode = { field: "status", op: "eq", value: "unassigned" };

/** What came of campaigns, and what nobody has taken from the pools yet. */
export function Campaigns() {
  const { t } = useTranslation();
  return (
    <>
      <ByState object="lead" field="status" title={t("home.campaign_leads")} filter={{ field: "campaign", op: "is_not_empty" }} />
      <ByState object="lead" field="campaign" title={t("home.by_campaign")} filter={{ all: [{ field: "campaign", op: "is_not_empty" }, { field: "created_at", op: "within", value: "last_90_days" }] }} />
      <ByState object="lead" field="pool" title={t("home.unassigned")} filter={UNASSIGNED} />
    </>
  );
}
