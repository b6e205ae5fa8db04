/** A reminder as a line, and where it leads. */
import "./rows.css";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { NotificationItem } from "@/api/types";
import { formatInstant } from "../format";
import { useMarkRead } from "./queries";

export function NotificationRow({ item, onOpen }: { item: NotificationItem; onOpen: (item: NotificationItem, path?: string) => void }) {
  const { t } = useTranslation();
  return (
    <li className={item.is_read ? "gk-note" : "gk-note is-unread"}>
      <button type="button" onClick={() => onOpen(item)}>
        <span className="gk-note-head">
          {!item.is_read && <span className="gk-dot" role="img" aria-label={t("notify.unread")} />}
          <span>{item.label}</span>
          <time dateTime={item.at}>{formatInstant(item.at)}</time>
        </span>
        <span>{item.text}</span>
      </button>
      {item.acts.length > 0 && (
        <span className="gk-note-acts">{item.acts.map((act, index) => <Button key={act.path} size="small" type={index === 0 ? "primary" : "default"} onClick={() => onOpen(item, act.path)}>{act.label}</Button>)}</span>
      )}
    </li>
  );
}

/** What a reminder is about: a post of the feed, the comments of a record, or a record. */
function addressOf(kind: string, object: string, id: number): string {
  if (object === "post") return `/feed?post=${id}`;
  return `/o/${object}/${id}${kind.startsWith("feed.") ? "?tab=comments" : ""}`;
}

/** `path`: of something that may be done at once; without it, where the reminder itself leads. */
export function useOpenNotification(after?: () => void): (item: NotificationItem, path?: string) => void {
  const navigate = useNavigate();
  const mark = useMarkRead();
  return (item, path) => {
    if (!item.is_read) mark.mutate({ ids: [item.id] });
    after?.();
    const to = path ?? item.path;
    if (to) void navigate(to);
    else if (item.object && item.record_id) void navigate(addressOf(item.kind, item.object, item.record_id));
  };
}
