/** A reminder as a line, and where it leads. */
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { NotificationItem } from "@/api/types";
import { formatInstant } from "../format";
import { useMarkRead } from "./queries";

export function NotificationRow({ item, onOpen }: { item: NotificationItem; onOpen: (item: NotificationItem) => void }) {
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
    </li>
  );
}

/** What a reminder is about: a post of the feed, the comments of a record, or a record. */
function addressOf(kind: string, object: string, id: number): string {
  if (object === "post") return `/feed?post=${id}`;
  return `/o/${object}/${id}${kind.startsWith("feed.") ? "?tab=comments" : ""}`;
}

export function useOpenNotification(after?: () => void): (item: NotificationItem) => void {
  const navigate = useNavigate();
  const mark = useMarkRead();
  return (item) => {
    if (!item.is_read) mark.mutate({ ids: [item.id] });
    after?.();
    if (item.object && item.record_id) void navigate(addressOf(item.kind, item.object, item.record_id));
  };
}
