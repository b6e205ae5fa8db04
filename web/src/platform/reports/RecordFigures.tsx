/** What reports tell of one record: the figures of the presets that its object names. */
import { Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ObjectMeta, RecordData } from "@/api/types";
import { Failed } from "../ui/Failed";
import { addressOf, useFigures } from "./data";
import { FigureCell } from "./ReportTable";
import { tableOf } from "./table";
import { columnText } from "./words";
import "./reports.css";

type Preset = ObjectMeta["reports"][number];

function Figures({ preset, record }: { preset: Preset; record: RecordData }) {
  const { t } = useTranslation();
  const name = { template: preset.code };
  const { data, error, refetch } = useFigures(name, { field: "id", op: "eq", value: record.id }, true);
  const total = data && tableOf(data).lines.find((line) => line.kind === "total");
  return (
    <section className="gk-section">
      <h2><Link to={addressOf(name)}>{preset.label}</Link></h2>
      <p className="gk-muted">{preset.sentence}</p>
      {error ? <Failed error={error} onRetry={() => void refetch()} /> : !data || !total ? <Skeleton active title={false} paragraph={{ rows: 1 }} /> : (
        <dl className="gk-report-facts">
          {total.blocks.at(-1)?.map((figure) => (
            <div key={figure.column.as}><dt>{columnText(figure.column, data.currency, t)}</dt><dd><FigureCell figure={figure} currency={data.currency} /></dd></div>
          ))}
        </dl>
      )}
    </section>
  );
}

export function RecordFigures({ meta, record }: { meta: ObjectMeta; record: RecordData }) {
  const { t } = useTranslation();
  return (
    <>
      {meta.reports.map((preset) => <Figures key={preset.code} preset={preset} record={record} />)}
      <p className="gk-muted">{t("report.of_record", { object: meta.label })}</p>
    </>
  );
}
