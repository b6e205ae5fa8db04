import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { newAttempt } from "@/api/client";
import { runActionOnIds } from "@/api/records";
import { recordsChanged } from "@/api/queries";
import type { RecordId } from "@/api/types";
import { problemText } from "./problem-text";

const SHOWN_SECONDS = 10;

/** Deleting is not asked about twice; it can be taken back, here and later in the recycle bin. */
export function useUndoToast(): (text: string, object: string, ids: RecordId[]) => void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return (text, object, ids) => {
    const key = `undo:${object}:${String(ids[0])}`;
    const restore = async () => {
      message.destroy(key);
      try {
        const results = await runActionOnIds(object, "restore", ids, {}, newAttempt());
        const failed = results.filter((result) => !result.ok).length;
        void (failed ? message.warning(t("recycle.partly", { failed })) : message.success(t("recycle.restored")));
        await recordsChanged(object);
      } catch (error) {
        void message.error(problemText(error, t));
      }
    };
    void message.open({
      key, type: "success", duration: SHOWN_SECONDS,
      content: <>{text} <Button type="link" size="small" onClick={() => void restore()}>{t("common.undo")}</Button></>,
    });
  };
}
