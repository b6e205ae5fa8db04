import "./print.css";
import "@/platform/record/record.css";
import "@/platform/form/form.css";
import { PrinterOutlined } from "@ant-design/icons";
import { Button, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { call } from "@/api/client";
import { useMeta } from "@/api/queries";
import type { ObjectMeta, RecordData } from "@/api/types";
import { useSession } from "@/platform/session";
import { FieldValue, isRightAligned } from "../fields/display";
import { usePaths } from "../fields/usePaths";
import { FilterSummary } from "../filters/FilterSummary";
import { formatInstant, formatMoney, formatNumber } from "../format";
import { useTotals } from "../list/useListData";
import { measurable, recordName, valueAt } from "../meta";
import { Overview } from "../record/Overview";
import { Failed } from "../ui/Failed";
import { useTitle } from "../ui/useTitle";
import { printRequest } from "../list/print-address";

/** A print is asked for once: each asking is noted. */
const ONCE = { staleTime: Infinity, gcTime: 0, retry: false, refetchOnMount: false, refetchOnReconnect: false } as const;

interface Printed {
  by: string;
  at: string;
}

function Paper({ kind, title, back, printed, children }: { kind: string; title: string; back: string; printed: Printed; children: ReactNode }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useSession();
  useTitle(title);
  return (
    <div className="gk-print">
      <div className="gk-print-bar">
        <Button onClick={() => void navigate(back)}>{t("print.back")}</Button>
        <Button type="primary" icon={<PrinterOutlined aria-hidden="true" />} onClick={() => window.print()}>{t("print.print")}</Button>
      </div>
      <article>
        <header><strong>{me.company.name}</strong><span className="gk-muted">{kind}</span><h1>{title}</h1></header>
        {children}
        <footer><span>{t("print.by", { who: printed.by })}</span><span>{t("print.at", { at: formatInstant(printed.at) })}</span></footer>
      </article>
    </div>
  );
}

/** One record with its lines, as its layout lays it out: `/o/:object/:id/print`. */
export function PrintRecordPage() {
  const { object = "", id = "" } = useParams();
  const meta = useMeta(object);
  const answer = useQuery({ queryKey: ["print", object, id], queryFn: () => call("post", "/records/{object}/{id}/print", { params: { path: { object, id: Number(id) } } }), ...ONCE });
  const error = answer.error ?? meta.error;
  if (error) return <Failed error={error} onRetry={() => void answer.refetch()} />;
  if (!answer.data || !meta.data) return <Skeleton active className="gk-pad" />;
  const { record, printed } = answer.data;
  const name = recordName(record, meta.data);
  const number = typeof record["number"] === "string" && record["number"] !== name ? ` ${record["number"]}` : "";
  return (
    <Paper kind={meta.data.label} title={`${name}${number}`} back={`/o/${object}/${id}`} printed={printed}>
      <Overview isPaper meta={meta.data} record={record} />
    </Paper>
  );
}

function Table({ meta, fields, items, totals }: { meta: ObjectMeta; fields: string[]; items: RecordData[]; totals: Record<string, unknown> }) {
  const { t } = useTranslation();
  const lookup = usePaths(meta, fields);
  const columns = fields.map((path) => ({ path, ...lookup(path) }));
  const right = (column: (typeof columns)[number]) => (column.field && isRightAligned(column.field) ? "gk-right" : undefined);
  const total = (column: (typeof columns)[number]) => {
    const value = totals[column.path];
    if (value === undefined || value === null || !column.field) return null;
    return /money|rollup/.test(column.field.type) ? formatMoney(value) : formatNumber(value);
  };
  return (
    <table>
      <thead><tr><th scope="col">#</th>{columns.map((column) => <th key={column.path} scope="col" className={right(column)}>{column.label}</th>)}</tr></thead>
      <tbody>
        {items.map((item, index) => (
          <tr key={String(item.id)}>
            <td>{index + 1}</td>
            {columns.map((column) => <td key={column.path} className={right(column)}>{column.field && <FieldValue field={column.field} value={valueAt(item, column.path)} record={item} isCompact />}</td>)}
          </tr>
        ))}
        {Object.keys(totals).length > 0 && <tr><th scope="row">{t("list.totals")}</th>{columns.map((column) => <td key={column.path} className={right(column)}>{total(column)}</td>)}</tr>}
      </tbody>
    </table>
  );
}

function PrintedList({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const request = useMemo(() => printRequest(search), [search]);
  const answer = useQuery({ queryKey: ["print", meta.name, request], queryFn: () => call("post", "/records/{object}/print", { params: { path: { object: meta.name } }, body: request }), ...ONCE });
  const sums = (answer.data?.fields ?? []).filter((path) => meta.fields.some((field) => field.name === path && measurable(field)));
  const totals = useTotals(meta.name, request.filter ?? null, sums, answer.isSuccess && !request.q);
  if (answer.error) return <Failed error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton active className="gk-pad" />;
  const label = meta.plural_label || meta.label;
  return (
    <Paper kind={t("list.count", { total: answer.data.total })} title={t("print.list", { label })} back={`/o/${meta.name}`} printed={answer.data.printed}>
      {request.filter && <p>{t("print.filter")}<FilterSummary meta={meta} filter={request.filter} /></p>}
      <Table meta={meta} fields={answer.data.fields} items={answer.data.items} totals={totals.data?.totals ?? {}} />
    </Paper>
  );
}

/** All records of a list with its conditions and columns: `/o/:object/print`. */
export function PrintListPage() {
  const { object = "" } = useParams();
  const { data, error, refetch } = useMeta(object);
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active className="gk-pad" />;
  return <PrintedList key={object} meta={data} />;
}
