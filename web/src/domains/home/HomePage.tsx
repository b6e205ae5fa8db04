import "./home.css";
import { Alert, Button, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { listRecords } from "@/api/records";
import { useMeta } from "@/api/queries";
import type { FilterNode, RecordData } from "@/api/types";
import { can, useSession } from "@/platform/session";
import { stateAction } from "@/platform/actions/verb";
import { VerbDialog } from "@/platform/actions/VerbDialog";
import { listLink } from "@/platform/filter-node";
import { formatInstant } from "@/platform/format";
import { recordName } from "@/platform/meta";
import { NotificationRow, useOpenNotification } from "@/platform/notify/rows";
import { useStart } from "@/platform/admin/start";
import { useNotifications, useTodos } from "@/platform/notify/queries";
import { TodoLists } from "@/platform/notify/TodoLists";
import { problemText } from "@/platform/ui/problem-text";
import { useTitle } from "@/platform/ui/useTitle";
import { ByState, Campaigns, Feed, Panel, ThisDay } from "./panels";
import { openActivities } from "./todo";

const MINE: FilterNode = { field: "owner", op: "is_me" };
const OF_PEOPLE: FilterNode = { field: "owner", op: "in_my_departments" };

function Todos() {
  const { t } = useTranslation();
  const me = useSession();
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
      {query.data?.items.length === 0 && <p className="gk-muted">{t(can(me, "account", "view") ? "home.no_todo" : "home.nothing_to_do")}</p>}
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

/** An administrator of a company without any business data is shown its first steps. */
function FirstSteps() {
  const { t } = useTranslation();
  const me = useSession();
  const start = useStart(me.is_administrator && !me.company.is_demo);
  if (!start.data || start.data.objects.some((one) => one.records > 0)) return null;
  return <Alert type="info" showIcon className="gk-gap" title={t("start.empty_title")} description={t("start.empty_help")} action={<Link to="/admin/start"><Button type="primary">{t("start.go")}</Button></Link>} />;
}

/** 工作台: what is mine to do today, my leads and open deals or those of my people, what came of campaigns, what happened. */
export function HomePage() {
  const { t } = useTranslation();
  const me = useSession();
  useTitle(t("home.title"));
  const hour = new Date().getHours();
  // Who leads people looks at theirs; who makes campaigns at what comes of them.
  const leads = useTodos().data?.items.some((one) => one.is_of_people) ?? false;
  const whose = leads ? OF_PEOPLE : MINE;
  const isMarketing = can(me, "campaign", "create") && !can(me, "opportunity", "create");
  const greeting = hour < 11 ? "morning" : hour < 13 ? "noon" : hour < 18 ? "afternoon" : "evening";
  return (
    <div className="gk-page gk-home">
      <h1>{t(`home.${greeting}`, { name: me.name })}</h1>
      <FirstSteps />
      <section aria-label={t("notify.waiting")}><TodoLists /></section>
      <div className="gk-panels">
        {can(me, "activity", "view") && <Todos />}
        {can(me, "activity", "view") && <ThisDay />}
        {can(me, "lead", "view") && !isMarketing && <ByState object="lead" field="status" title={t(leads ? "home.their_leads" : "home.my_leads")} filter={whose} />}
        {can(me, "opportunity", "view") && !isMarketing && <ByState object="opportunity" field="stage" title={t(leads ? "home.their_opportunities" : "home.my_opportunities")} filter={{ all: [whose, { field: "status", op: "eq", value: "open" }] }} hasAmount="amount" />}
        {isMarketing && <Campaigns />}
        <Reminders />
        {can(me, "post", "view") && <Feed scope={leads ? "subordinates" : "all"} />}
      </div>
    </div>
  );
}
