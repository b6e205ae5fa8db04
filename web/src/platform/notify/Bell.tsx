import { BellOutlined } from "@ant-design/icons";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { PopupButton } from "../ui/Popup";
import { useNotifications } from "./queries";

const Latest = lazy(() => import("./Latest").then((module) => ({ default: module.Latest })));

export function Bell() {
  const { t } = useTranslation();
  const { data } = useNotifications();
  const unread = data?.total_unread ?? 0;
  return (
    <PopupButton label={t("notify.bell", { count: unread })} title={t("notify.title")} content={(close) => <Suspense fallback={null}><Latest onClose={close} /></Suspense>}>
      <BellOutlined aria-hidden="true" />
      {unread > 0 && <span className="gk-badge" aria-hidden="true">{unread > 99 ? "99+" : unread}</span>}
    </PopupButton>
  );
}
