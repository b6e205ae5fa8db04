import { BellOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { NotificationItem } from "@/api/types";
import { formatInstant } from "../format";
import { PopupButton } from "../ui/Popup";
import { useMarkRead, useNotifications } from "./queries";

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

function Latest({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data } = useNotifications();
  const mark = useMarkRead();
  const open = useOpenNotification(onClose);
  const items = data?.items ?? [];
  return (
    <div className="gk-notes">
      {items.length === 0 && <p className="gk-muted">{t("notify.empty")}</p>}
      <ul>{items.slice(0, 8).map((item) => <NotificationRow key={item.id} item={item} onOpen={open} />)}</ul>
      <div className="gk-notes-foot">
        <Button type="link" disabled={!data?.total_unread} onClick={() => mark.mutate({ all: true })}>{t("notify.read_all")}</Button>
        <Button type="link" onClick={() => { onClose(); void navigate("/notifications"); }}>{t("notify.see_all")}</Button>
      </div>
    </div>
  );
}

export function Bell() {
  const { t } = useTranslation();
  const { data } = useNotifications();
  const unread = data?.total_unread ?? 0;
  return (
    <PopupButton label={t("notify.bell", { count: unread })} title={t("notify.title")} content={(close) => <Latest onClose={close} />}>
      <BellOutlined aria-hidden="true" />
      {unread > 0 && <span className="gk-badge" aria-hidden="true">{unread > 99 ? "99+" : unread}</span>}
    </PopupButton>
  );
}
