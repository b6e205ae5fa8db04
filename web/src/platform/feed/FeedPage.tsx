import "@/platform/record/record.css";
import "./feed.css";
import { Button, Segmented, Skeleton, Tabs } from "antd";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import type { FeedItem } from "@/api/types";
import { can, useSession } from "../session";
import { Failed } from "../ui/Failed";
import { useTitle } from "../ui/useTitle";
import { Comments } from "./Comments";
import { PostBox } from "./Composer";
import { Item } from "./Item";
import { feedKeys, POST, readPost, readStream, type Scope, type Stream } from "./talk";

const STREAMS: readonly Stream[] = ["work", "crm"];
const SCOPES: readonly Scope[] = ["all", "subordinates", "team", "following", "mine"];

function Row({ item, isOpen: opened = false }: { item: FeedItem; isOpen?: boolean }) {
  const [isOpen, setOpen] = useState(opened);
  return (
    <Item item={item} isOpen={isOpen} onToggle={() => setOpen(!isOpen)}>
      {isOpen && <Comments subject={item.type === "comment" ? conversation(item) : item.subject} hasFocus={!opened} />}
    </Item>
  );
}

/** A comment stands in the conversation of its record. */
function conversation(item: FeedItem): FeedItem["subject"] {
  const [record] = item.related;
  return record ? { object: record.object, id: record.id } : item.subject;
}

function StreamList({ stream, scope }: { stream: Stream; scope: Scope }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery({
    queryKey: feedKeys.stream(stream, scope),
    queryFn: ({ pageParam }) => readStream(stream, scope, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  // A page may be empty although more follow: its rows are others'.
  const isSparse = query.isSuccess && query.hasNextPage && items.length === 0;
  const { fetchNextPage, isFetchingNextPage } = query;
  useEffect(() => {
    if (isSparse && !isFetchingNextPage) void fetchNextPage();
  }, [isSparse, isFetchingNextPage, fetchNextPage]);
  if (query.isPending) return <Skeleton active />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      {items.length === 0 && !query.hasNextPage && <p className="gk-muted gk-feed-empty">{t(scope === "all" ? `feed.empty_${stream}` : `feed.empty_${scope}`)}</p>}
      {items.map((item) => <Row key={`${item.type}:${item.id}`} item={item} />)}
      {query.hasNextPage && <Button block loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t("common.load_more")}</Button>}
    </>
  );
}

/** One post, as a notice leads to it. */
function OnePost({ id }: { id: number }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: feedKeys.one(id), queryFn: () => readPost(id) });
  if (query.isPending) return <Skeleton active />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      <p><Link to="/feed">{t("feed.all_posts")}</Link></p>
      <Row item={query.data} isOpen />
    </>
  );
}

/** 工作动态: what people say, and what they do in the CRM. */
export function FeedPage() {
  const { t } = useTranslation();
  const me = useSession();
  const [search, setSearch] = useSearchParams();
  useTitle(t("feed.title"));
  const post = Number(search.get("post"));
  const stream = STREAMS.find((one) => one === search.get("stream")) ?? "work";
  const scope = SCOPES.find((one) => one === search.get("scope")) ?? "all";
  const show = (next: { stream?: string; scope?: string }) => setSearch({ stream, scope, ...next }, { replace: true });
  return (
    <div className="gk-page gk-feed">
      <h1>{t("feed.title")}</h1>
      {post > 0 ? <OnePost id={post} /> : (
        <>
          {can(me, POST, "create") && <PostBox />}
          <Tabs activeKey={stream} onChange={(next) => show({ stream: next })} items={STREAMS.map((one) => ({ key: one, label: t(`feed.${one}`) }))} />
          <div className="gk-feed-scopes"><Segmented aria-label={t("feed.whose")} value={scope} onChange={(next) => show({ scope: next })} options={SCOPES.map((one) => ({ value: one, label: t(`feed.of_${one}`) }))} /></div>
          <StreamList key={`${stream}/${scope}`} stream={stream} scope={scope} />
        </>
      )}
    </div>
  );
}
