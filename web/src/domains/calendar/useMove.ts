import type { EventApi } from "@fullcalendar/core";
import { App, Button } from "antd";
import { createElement, Fragment } from "react";
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
  /** Whether the following ones move, too; null: nothing moves. */
  const isForAll = () => new Promise<boolean | null>((resolve) => {
    const asked = modal.confirm({
      title: t("calendar.repeats"), content: t("calendar.repeats_help"), okText: t("calendar.only_this"), cancelText: t("common.cancel"), onOk: () => resolve(false), onCancel: () => resolve(null),
      footer: (_, { OkBtn, CancelBtn }) => createElement(Fragment, null, createElement(CancelBtn), createElement(Button, { onClick: () => { asked.destroy(); resolve(true); } }, t("calendar.following")), createElement(OkBtn)),
    });
  });
  return async ({ event, revert }) => {
    const { entry } = event.extendedProps as Shown;
    if (!event.start) return revert();
    const { action, start, end } = entry.move;
    const values = { [start]: instantOf(clockOf(event.start)), ...(event.end ? { [end]: instantOf(clockOf(event.end)) } : {}) };
    const following = entry.is_repeated && action ? await isForAll() : false;
    if (following === null) return revert();
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
