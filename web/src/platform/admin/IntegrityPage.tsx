import "@/platform/record/record.css";
import "@/platform/form/form.css";
import { Alert, App, Button, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { call } from "@/api/client";
import { queryClient } from "@/api/queries";
import type { IntegrityCheck } from "@/api/types";
import { formatCount, formatInstant } from "../format";
import { Failed } from "../ui/Failed";
import { problemText } from "../ui/problem-text";
import { useTitle } from "../ui/useTitle";

const COLUMNS = ["what", "compared", "result", "at"] as const;
const KEY = ["integrity"] as const;
const OFTEN = 2_000; // ms between looks while a comparison runs

function Row({ check }: { check: IntegrityCheck }) {
  const { t } = useTranslation();
  return (
    <tr>
      <th scope="row">{check.label}
        {check.examples.map((one) => (
          <div key={`${one.id}:${one.kept}`} className="gk-muted"><Link to={`/o/${check.object}/${one.id}`}>{one.name || `#${one.id}`}</Link> {t("integrity.kept", { kept: one.kept, derived: one.derived })}</div>
        ))}
      </th>
      <td className="gk-right">{check.compared === null ? "" : formatCount(check.compared, true)}</td>
      <td className="gk-nowrap">{check.differing === null ? <span className="gk-muted">{t("integrity.never")}</span> : check.differing ? <strong>{t("integrity.wrong", { count: check.differing })}</strong> : t("integrity.right")}</td>
      <td className="gk-nowrap">{check.checked_at && <time dateTime={check.checked_at}>{formatInstant(check.checked_at)}</time>}</td>
    </tr>
  );
}

function Summary({ items }: { items: IntegrityCheck[] }) {
  const { t } = useTranslation();
  const wrong = items.filter((one) => one.differing).length;
  if (wrong) return <Alert type="error" showIcon title={t("integrity.some_wrong", { count: wrong })} />;
  if (items.every((one) => one.differing === null)) return <Alert type="info" showIcon title={t("integrity.not_yet", { count: items.length })} />;
  return <Alert type="info" showIcon title={t("integrity.all_right", { count: items.length })} />;
}

/** What is derived again each night, and what differed the last time. */
export function IntegrityPage() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  useTitle(t("integrity.title"));
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: () => call("get", "/integrity"),
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.job ? OFTEN : false),
  });
  const start = async () => {
    try {
      await call("post", "/integrity/check");
    } catch (failure) {
      void message.error(problemText(failure, t));
    }
    await queryClient.invalidateQueries({ queryKey: KEY });
  };
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  const isRunning = Boolean(data?.job);
  return (
    <div className="gk-pad">
      <h1>{t("integrity.title")}</h1>
      <p className="gk-muted">{t("integrity.help")}</p>
      <p className="gk-gap"><Button type="primary" loading={isRunning} onClick={() => void start()}>{isRunning ? t("integrity.running") : t("integrity.start")}</Button></p>
      {!data ? <Skeleton active /> : (
        <>
          <Summary items={data.items} />
          <div className="gk-table-scroll">
            <table className="gk-table">
              <thead><tr>{COLUMNS.map((one) => <th key={one} scope="col" className={one === "compared" ? "gk-right" : undefined}>{t(`integrity.${one}`)}</th>)}</tr></thead>
              <tbody>{data.items.map((check) => <Row key={check.code} check={check} />)}</tbody>
            </table>
          </div>
        </>
      )}
    </div>
  );
}
