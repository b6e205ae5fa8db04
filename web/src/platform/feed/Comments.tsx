import "./feed.css";
import { Button, Skeleton } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, queryClient } from "@/api/queries";
import type { FeedItem } from "@/api/types";
import { formatInstant } from "../format";
import { can, useSession } from "../session";
import { Failed } from "../ui/Failed";
import { CommentBox } from "./Composer";
import { Attached, LikeButton, Pointed, Reads, RemoveButton, Said } from "./Item";
import { COMMENT, feedKeys, markRead, readComments, type Subject } from "./talk";

function One({ item, answers, subject, mayWrite }: { item: FeedItem; answers?: FeedItem; subject: Subject; mayWrite: boolean }) {
  const { t } = useTranslation();
  const [isAnswering, setAnswering] = useState(false);
  const name = item.author?.name ?? "—";
  return (
    <li className="gk-feed-comment">
      <div className="gk-entry-head">
        <strong>{name}</strong>
        {answers && <span className="gk-muted">{t("feed.answers", { name: answers.author?.name ?? "—" })}</span>}
        <time dateTime={item.at}>{formatInstant(item.at)}</time>
      </div>
      <Said item={item} />
      <Attached item={item} />
      <Pointed item={item} />
      <div className="gk-feed-foot">
        <LikeButton item={item} />
        {mayWrite && <Button type="text" size="small" aria-expanded={isAnswering} onClick={() => setAnswering(!isAnswering)}>{t("feed.answer")}</Button>}
        <Reads item={item} />
        <RemoveButton item={item} />
      </div>
      {isAnswering && <CommentBox subject={subject} parent={{ id: item.id, name }} hasFocus onSent={() => setAnswering(false)} />}
    </li>
  );
}

/** Who looks at the comments has read them. */
function useReading(subject: Subject, newest: number | undefined): void {
  const { object, id } = subject;
  useEffect(() => {
    if (newest === undefined) return;
    void markRead({ object, id }).then(() => queryClient.invalidateQueries({ queryKey: keys.notifications }), () => undefined);
  }, [object, id, newest]);
}

/** The comments of one record, the oldest on top, with a box to write below. */
export function Comments({ subject, hasFocus = false }: { subject: Subject; hasFocus?: boolean }) {
  const { t } = useTranslation();
  const me = useSession();
  const query = useInfiniteQuery({
    queryKey: feedKeys.comments(subject),
    queryFn: ({ pageParam }) => readComments(subject, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  useReading(subject, query.isSuccess ? items[0]?.id ?? 0 : undefined);
  if (query.isPending) return <Skeleton active title={false} />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const mayWrite = can(me, COMMENT, "create");
  const byId = new Map(items.map((item) => [item.id, item]));
  return (
    <section className="gk-feed-comments" aria-label={t("feed.comments_of")}>
      {query.hasNextPage && <Button size="small" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("feed.earlier")}</Button>}
      {items.length === 0 && <p className="gk-muted">{t("feed.no_comments")}</p>}
      <ol className="gk-plain">{[...items].reverse().map((item) => <One key={item.id} item={item} answers={item.parent ? byId.get(item.parent) : undefined} subject={subject} mayWrite={mayWrite} />)}</ol>
      {mayWrite && <CommentBox subject={subject} hasFocus={hasFocus} />}
    </section>
  );
}
