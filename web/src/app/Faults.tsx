import { App } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { whenAway } from "@/api/away";
import { isProblem } from "@/api/problem";
import { queryClient, whenQueryFails } from "@/api/queries";
import { problemText } from "@/platform/ui/problem-text";
import { watchFaults } from "./faults";

const SHOWN_SECONDS = 8;

/** Whatever fails without anybody having caught it is said, once at a time: nothing that one pressed does nothing. */
export function Faults() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  useEffect(() => {
    const say = (error: unknown) => {
      if (isProblem(error) && error.isAway) return; // said below, for as long as it is true
      const text = isProblem(error) ? problemText(error, t) : t("error.uncaught");
      void message.open({ key: "fault", type: "error", duration: SHOWN_SECONDS, content: text });
    };
    whenQueryFails(say);
    whenAway((problem) => {
      if (problem) return void message.open({ key: "away", type: "loading", duration: 0, content: problemText(problem, t) });
      void message.open({ key: "away", type: "success", content: t("error.back") });
      void queryClient.refetchQueries({ predicate: (query) => query.state.status === "error" });
    });
    return watchFaults(say);
  }, [message, t]);
  return null;
}
