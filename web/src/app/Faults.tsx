import { App } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import { whenQueryFails } from "@/api/queries";
import { problemText } from "@/platform/ui/problem-text";
import { watchFaults } from "./faults";

const SHOWN_SECONDS = 8;

/** Whatever fails without anybody having caught it is said, once at a time: nothing that one pressed does nothing. */
export function Faults() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  useEffect(() => {
    const say = (error: unknown) => {
      const text = isProblem(error) ? problemText(error, t) : t("error.uncaught");
      void message.open({ key: "fault", type: "error", duration: SHOWN_SECONDS, content: text });
    };
    whenQueryFails(say);
    return watchFaults(say);
  }, [message, t]);
  return null;
}
