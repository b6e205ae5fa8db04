import { Button, Result } from "antd";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import { problemText } from "./problem-text";

/** In place of what could not be fetched: why, and the way on. */
export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const status = isProblem(error) ? error.status : 0;
  const kind = status === 403 ? "403" : status === 404 ? "404" : "warning";
  return (
    <Result
      status={kind} title={t(status === 404 ? "error.not_found" : status === 403 ? "error.forbidden" : "error.failed")}
      subTitle={status === 404 || status === 403 ? <>{status === 403 && problemText(error, t)} {t("error.ask_access")}</> : problemText(error, t)}
      extra={[
        ...(onRetry && status !== 404 && status !== 403 ? [<Button key="retry" type="primary" onClick={onRetry}>{t("common.retry")}</Button>] : []),
        <Button key="home" href="/">{t("error.home")}</Button>,
      ]}
    />
  );
}

/** In place of a page that the person has no right to: said when it opens, not after the work. */
export function Forbidden({ text }: { text: string }) {
  const { t } = useTranslation();
  return <Result status="403" title={t("error.forbidden")} subTitle={text} extra={<Button href="/">{t("error.home")}</Button>} />;
}
