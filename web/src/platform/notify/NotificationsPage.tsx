import "@/platform/record/record.css";
import { Button, Skeleton } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { call } from "@/api/client";
import { keys } from "@/api/queries";
import { Failed } from "../ui/Failed";
import { useTitle } from "../ui/useTitle";
import { NotificationRow, useOpenNotification } from "./rows";
import { useMarkRead } from "./queries";
import { TodoLists } from "./TodoLists";

/** CRM提醒: what waits for one's work, and what one was told. */
export function NotificationsPage() {
  const { t } = useTranslation();
  useTitle(t("notify.menu"));
  return (
    <div className="gk-page">
      <div className="gk-record-line">
        <h1>{t("notify.menu")}</h1>
        <span className="gk-spacer" />
        <Link to="/notifications/settings">{t("preferences.title")}</Link>
      </div>
      <section className="gk-section" aria-label={t("notify.waiting")}>
        <h2>{t("notify.waiting")}</h2>
        <TodoLists />
      </section>
      <Messages />
    </div>
  );
}

/** Every message, newest first, by kind. */
function Messages() {
  const { t } = useTranslation();
  const [kind, setKind] = useState<string | null>(null);
  const mark = useMarkRead();
  const open = useOpenNotification();
  const query = useInfiniteQuery({
    queryKey: [...keys.notifications, "all"],
    queryFn: ({ pageParam }) => call("get", "/notifications", { params: { query: { limit: 50, cursor: pageParam ?? undefined } } }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  if (query.isPending) return <Skeleton active />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const items = query.data.pages.flatMap((page) => page.items);
  const unread = query.data.pages[0]?.unread ?? {};
  const labels = new Map(items.map((item) => [item.kind, item.label]));
  const shown = kind ? items.filter((item) => item.kind === kind) : items;
  return (
    <section className="gk-section gk-messages" aria-label={t("notify.messages")}>
      <div className="gk-record-line">
        <h2>{t("notify.messages")}</h2>
        <span className="gk-spacer" />
        <Button disabled={!query.data.pages[0]?.total_unread} onClick={() => mark.mutate(kind ? { kind } : { all: true })}>{t("notify.read_all")}</Button>
      </div>
      <nav className="gk-view-tabs gk-gap" aria-label={t("notify.kinds")}>
        <button type="button" className={kind === null ? "gk-view is-current" : "gk-view"} onClick={() => setKind(null)}>{t("notify.all")}</button>
        {[...labels].map(([name, label]) => (
          <button key={name} type="button" className={kind === name ? "gk-view is-current" : "gk-view"} onClick={() => setKind(name)}>{label}{unread[name] ? ` (${unread[name]})` : ""}</button>
        ))}
      </nav>
      {shown.length === 0 && <p className="gk-muted">{t("notify.empty")}</p>}
      <ul className="gk-notes is-page">{shown.map((item) => <NotificationRow key={item.id} item={item} onOpen={open} />)}</ul>
      {query.hasNextPage && <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.load_more")}</Button>}
    </section>
  );
}
