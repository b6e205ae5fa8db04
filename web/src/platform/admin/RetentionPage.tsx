import "@/platform/record/record.css";
import "@/platform/form/form.css";
import { Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { call } from "@/api/client";
import type { KeptKind } from "@/api/types";
import { formatCount, formatInstant } from "../format";
import { Failed } from "../ui/Failed";
import { useTitle } from "../ui/useTitle";

const COLUMNS = ["what", "period", "rows", "oldest", "last"] as const;

function Row({ kind }: { kind: KeptKind }) {
  const { t } = useTranslation();
  const period = kind.fixed ?? (kind.period ? t(`retention.${kind.unit}`, { count: kind.period }) : t("retention.for_ever"));
  const rows = formatCount(kind.rows, true);
  return (
    <tr>
      <th scope="row"><strong>{kind.label}</strong><br /><span className="gk-muted gk-holds">{kind.holds}</span></th>
      <td className="gk-nowrap">{kind.setting ? <Link to="/admin/settings" aria-label={`${kind.label} ${t("retention.change")}`}>{period}</Link> : period}</td>
      <td className="gk-right">{kind.is_more ? t("retention.more", { count: rows }) : rows}</td>
      <td className="gk-nowrap">{kind.oldest_at && <time dateTime={kind.oldest_at}>{formatInstant(kind.oldest_at)}</time>}</td>
      <td>{kind.removed_at ? t("retention.removed", { at: formatInstant(kind.removed_at), count: formatCount(kind.removed_rows ?? 0, true) }) : "—"}</td>
    </tr>
  );
}

/** What is kept of people's behaviour, for how long, how much of it there is and since when. */
export function RetentionPage() {
  const { t } = useTranslation();
  useTitle(t("retention.title"));
  const { data, error, refetch } = useQuery({ queryKey: ["retention"], queryFn: () => call("get", "/retention"), staleTime: 0 });
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <div className="gk-pad">
      <h1>{t("retention.title")}</h1>
      <p className="gk-muted">{t("retention.help")} <Link to="/admin/settings">{t("retention.change")}</Link></p>
      {!data ? <Skeleton active /> : (
        <div className="gk-table-scroll">
          <table className="gk-table">
            <thead><tr>{COLUMNS.map((one) => <th key={one} scope="col">{t(`retention.${one}`)}</th>)}</tr></thead>
            <tbody>{data.items.map((kind) => <Row key={kind.name} kind={kind} />)}</tbody>
          </table>
        </div>
      )}
    </div>
  );
}
