import "./account.css";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { formatInstant } from "../format";
import { changeIdentity, useSession } from "../session";
import { problemText } from "../ui/problem-text";

/** Always in sight while an administrator acts as somebody else. */
export function Helped() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const me = useSession();
  if (!me.helper) return null;
  const end = () => {
    call("post", "/auth/assist/end").then(changeIdentity, (error: unknown) => message.error(problemText(error, t)));
  };
  return (
    <div className="gk-helped" role="status">
      <span>{t("assisting.banner", { helper: me.helper.name, name: me.name, at: formatInstant(me.helper.until) })}</span>
      <Button size="small" onClick={end}>{t("assisting.end")}</Button>
    </div>
  );
}
