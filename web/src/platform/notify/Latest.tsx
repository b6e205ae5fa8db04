/** The latest reminders, below the bell. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useMarkRead, useNotifications } from "./queries";
import { NotificationRow, useOpenNotification } from "./rows";

export function Latest({ onClose }: { onClose: () => void }) {
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
