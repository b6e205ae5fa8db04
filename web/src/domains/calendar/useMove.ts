import type { EventApi } from "@fullcalendar/core";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { newAttempt } from "@/api/client";
import { changeRecord, runAction } from "@/api/records";
import { recordsChanged } from "@/api/queries";
import { instantOf } from "@/platform/fields/editors/date";
import { problemText } from "@/platform/ui/problem-text";
import { clockOf, type Shown } from "./entries";

interface Change {
  event: EventApi;
  revert: () => void;
}

/** Move what was dragged; refused, it goes back to where it was and says why. */
export function useMove(): (change: Change) => Promise<void> {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const isForAll = () => new Promise<boolean>((resolve) => void modal.confirm({
    title: t("calendar.repeats"), content: t("calendar.repeats_help"), okText: t("calendar.only_this"), cancelText: t("calendar.following"), keyboard: false,
    onOk: () => resolve(false), onCancel: () => resolve(true),
  }));
  return async ({ event, revert }) => {
    const { entry } = event.extendedProps as Shown;
    if (!event.start) return revert();
    const { action, start, end } = entry.move;
    const values = { [start]: instantOf(clockOf(event.start)), ...(event.end ? { [end]: instantOf(clockOf(event.end)) } : {}) };
    const following = entry.is_repeated && action ? await isForAll() : false;
    try {
      if (action) await runAction(entry.object, entry.id, action, { ...values, ...(following ? { following } : {}) }, newAttempt());
      else await changeRecord(entry.object, entry.id, undefined, values);
      void message.success(t("calendar.moved"));
    } catch (error) {
      revert();
      void message.error(problemText(error, t));
    }
    await Promise.all([recordsChanged("activity"), entry.object === "activity" ? undefined : recordsChanged(entry.object)]);
  };
}
