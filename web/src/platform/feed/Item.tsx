import { LikeFilled, LikeOutlined, MessageOutlined } from "@ant-design/icons";
import { App, Button, Tooltip } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { newAttempt } from "@/api/client";
import { deleteRecord, fileUrl, runAction } from "@/api/records";
import type { FeedItem } from "@/api/types";
import { formatInstant } from "../format";
import { problemText } from "../ui/problem-text";
import { COMMENT, feedChanged, pieces } from "./talk";

export function Said({ item }: { item: FeedItem }) {
  const names = (item.mentions ?? []).flatMap((one) => one?.name ?? []);
  if (!item.content) return null;
  return (
    <p className="gk-long">
      {pieces(item.content, names).map((piece, index) => (piece.isMention ? <span key={index} className="gk-feed-at">{piece.text}</span> : piece.text))}
    </p>
  );
}

export function Attached({ item }: { item: FeedItem }) {
  if (!item.files?.length) return null;
  return (
    <ul className="gk-files-inline">
      {item.files.map((file) => (
        <li key={file.id}>
          {file.type.startsWith("image/") && <img className="gk-thumb" src={fileUrl(file.id, "thumb")} alt="" width={48} height={48} loading="lazy" />}
          <a href={fileUrl(file.id)}>{file.name}</a>
        </li>
      ))}
    </ul>
  );
}

/** 已读 3/5, with the names. */
export function Reads({ item }: { item: FeedItem }) {
  const { t } = useTranslation();
  const { reads } = item;
  if (!reads || (reads.of === null && reads.count === 0)) return null;
  const names = (people: typeof reads.readers) => people.flatMap((one) => one?.name ?? []).join(t("common.list_separator"));
  const lines = [reads.readers.length ? t("feed.readers", { names: names(reads.readers) }) : "", reads.waiting.length ? t("feed.waiting", { names: names(reads.waiting) }) : ""].filter(Boolean);
  const text = reads.of === null ? t("feed.read_by", { count: reads.count }) : t("feed.read_of", { count: reads.count, of: reads.of });
  return <Tooltip title={lines.join("\n")} classNames={{ root: "gk-feed-names" }}><button type="button" className="gk-feed-reads" aria-label={`${text} ${lines.join(" ")}`}>{text}</button></Tooltip>;
}

function useDo() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  const run = async (work: () => Promise<unknown>) => {
    if (isBusy) return;
    setBusy(true);
    try {
      await work();
      await feedChanged();
    } catch (error) {
      void message.error(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, run };
}

export function LikeButton({ item }: { item: FeedItem }) {
  const { t } = useTranslation();
  const { isBusy, run } = useDo();
  const { likes, subject } = item;
  if (!likes) return null;
  const toggle = () => run(() => runAction(subject.object, subject.id, likes.is_mine ? "unlike" : "like", {}, newAttempt()));
  return (
    <Button
      type="text" size="small" disabled={isBusy} aria-pressed={likes.is_mine} onClick={() => void toggle()}
      icon={likes.is_mine ? <LikeFilled className="gk-feed-liked" aria-hidden="true" /> : <LikeOutlined aria-hidden="true" />}
    >
      {likes.count ? t("feed.liked", { count: likes.count }) : t("feed.like")}
    </Button>
  );
}

export function RemoveButton({ item }: { item: FeedItem }) {
  const { t } = useTranslation();
  const { isBusy, run } = useDo();
  if (!item.is_mine || item.type === "entry") return null;
  return <Button type="text" size="small" disabled={isBusy} onClick={() => void run(() => deleteRecord(item.type, item.id))}>{t("common.delete")}</Button>;
}

/** Records that a comment points at, those that the reader may see. */
export function Pointed({ item }: { item: FeedItem }) {
  const { t } = useTranslation();
  if (!item.attached?.length) return null;
  return <p className="gk-feed-about">{item.attached.map((one) => <span key={`${one.object}:${one.id}`}><span className="gk-muted">{one.object_label}{t("common.colon")}</span><Link to={`/o/${one.object}/${one.id}`}>{one.name}</Link></span>)}</p>;
}

function Records({ item }: { item: FeedItem }) {
  const { t } = useTranslation();
  if (item.related.length === 0) return null;
  const tab = item.type === COMMENT ? "?tab=comments" : "";
  return (
    <p className="gk-feed-about">
      {item.related.map((one) => <span key={`${one.object}:${one.id}`}><span className="gk-muted">{one.object_label}{t("common.colon")}</span><Link to={`/o/${one.object}/${one.id}${tab}`}>{one.name}</Link></span>)}
    </p>
  );
}

function Changes({ item }: { item: FeedItem }) {
  const { t } = useTranslation();
  if (!item.changes?.length) return null;
  const shown = (value: unknown) => (value === null || value === undefined || value === "" ? t("history.empty") : String(value));
  return <ul className="gk-plain">{item.changes.map((one) => <li key={one.field}>{one.label}{t("common.colon")}<del>{shown(one.old)}</del> → <ins>{shown(one.new)}</ins></li>)}</ul>;
}

/** One row of a stream; `talk`: the comments below it, when they are open. */
export function Item({ item, isOpen, onToggle, children }: { item: FeedItem; isOpen: boolean; onToggle: () => void; children?: ReactNode }) {
  const { t } = useTranslation();
  const did = item.type === "post" ? "" : t(`feed.did_${item.kind}`);
  return (
    <article className="gk-feed-item" aria-label={`${item.author?.name ?? ""} ${did}`}>
      <header className="gk-entry-head">
        <strong>{item.author?.name ?? "—"}</strong>
        {(did || item.title) && <span className="gk-muted">{[did, item.title].filter(Boolean).join(" · ")}</span>}
        {item.audience && item.audience !== "everybody" && <span className="gk-pill gk-pill-default">{t(`feed.to_${item.audience}`)}</span>}
        <time dateTime={item.at}>{formatInstant(item.at)}</time>
      </header>
      <Said item={item} />
      <Changes item={item} />
      <Attached item={item} />
      <Pointed item={item} />
      <Records item={item} />
      <footer className="gk-feed-foot">
        <LikeButton item={item} />
        <Button type="text" size="small" icon={<MessageOutlined aria-hidden="true" />} aria-expanded={isOpen} onClick={onToggle}>{item.comment_count ? t("feed.comments", { count: item.comment_count }) : t("feed.comment")}</Button>
        <Reads item={item} />
        <RemoveButton item={item} />
      </footer>
      {children}
    </article>
  );
}
