import { App, Button, Select, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { queryClient } from "@/api/queries";
import { formatInstant } from "../format";
import { Failed } from "../ui/Failed";
import { problemText } from "../ui/problem-text";

const DAY = 86_400_000;
const DAYS = [1, 7, 30];
const KEY = ["account", "assistance"];

/** 允许管理员协助: whether administrators may act as oneself, until when, and when they did. */
export function Assistance() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [days, setDays] = useState(1);
  const query = useQuery({ queryKey: KEY, queryFn: () => call("get", "/auth/assistance") });
  if (query.isPending) return <Skeleton active />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const { mode, until, items } = query.data;
  if (mode === "off" && items.length === 0) return null;
  const permit = async (wanted: string | null) => {
    try {
      await call("put", "/auth/assistance", { body: { until: wanted } });
      await queryClient.invalidateQueries({ queryKey: KEY });
    } catch (error) {
      void message.error(problemText(error, t));
    }
  };
  return (
    <section aria-labelledby="assistance" className="gk-gap">
      <h2 id="assistance">{t("assisting.title")}</h2>
      <p className="gk-muted">{t(`assisting.mode_${mode}`)}</p>
      {mode === "permitted" && (until ? (
        <div className="gk-record-line">{t("assisting.until", { at: formatInstant(until) })} <Button onClick={() => void permit(null)}>{t("assisting.withdraw")}</Button></div>
      ) : (
        <div className="gk-record-line">
          <Select value={days} aria-label={t("assisting.how_long")} options={DAYS.map((value) => ({ value, label: t("assisting.days", { count: value }) }))} onChange={(value: number) => setDays(value)} />
          <Button type="primary" onClick={() => void permit(new Date(Date.now() + days * DAY - 60_000).toISOString())}>{t("assisting.permit")}</Button>
        </div>
      ))}
      {items.length > 0 && <ul className="gk-plain">{items.map((item) => <li key={item.at}>{t("assisting.was", { at: formatInstant(item.at), by: item.by ?? "—", minutes: item.minutes, reason: item.reason })}</li>)}</ul>}
    </section>
  );
}
