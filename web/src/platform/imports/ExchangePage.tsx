import "@/platform/form/form.css";
import "@/platform/record/record.css";
import { Button, Segmented, Skeleton, Space } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { call, urlOf } from "@/api/client";
import { useObjects } from "@/api/queries";
import type { ExportSummary, ImportSummary } from "@/api/types";
import { can, useSession } from "@/platform/session";
import { formatCount, formatInstant } from "../format";
import { Failed } from "../ui/Failed";
import { ScrollBox } from "../ui/ScrollBox";
import { useTitle } from "../ui/useTitle";
import { UndoDialog } from "./UndoDialog";

const POLL_MS = 3000;
const MOVING = new Set(["queued", "running"]);

type Kind = "imports" | "exports";
type Row = ImportSummary | ExportSummary;

function useRows(kind: Kind, everybody: boolean) {
  return useInfiniteQuery({
    queryKey: ["exchange", kind, everybody],
    queryFn: ({ pageParam }): Promise<{ items: Row[]; next: number | null }> => {
      const query = { everybody: everybody || undefined, before: pageParam ?? undefined };
      return kind === "imports" ? call("get", "/imports", { params: { query } }) : call("get", "/exports", { params: { query } });
    },
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: (state) => (state.state.data?.pages.some((page) => page.items.some((row) => MOVING.has(row.status))) ? POLL_MS : false),
  });
}

/** Whether rows failed and none was taken: an end that nobody would call done. */
function isFruitless(row: Row): boolean {
  return "skipped" in row && row.status === "done" && row.failed > 0 && row.created + row.updated === 0;
}

/** What became of its rows: those counts that are not zero. */
function Counts({ row }: { row: ImportSummary }) {
  const { t } = useTranslation();
  const told = (["created", "updated", "skipped", "failed"] as const).filter((one) => row[one] > 0);
  if (told.length === 0) return <>{MOVING.has(row.status) ? "" : t("exchange.no_rows")}</>;
  return <>{told.map((one) => <span key={one} className={one === "failed" ? "gk-danger" : undefined}>{t(`import.${one}`)} {formatCount(row[one], true)}　</span>)}</>;
}

function ImportDeeds({ row, onUndo }: { row: ImportSummary; onUndo: (row: ImportSummary) => void }) {
  const { t, i18n } = useTranslation();
  return (
    <Space size={0} wrap>
      <Link to={`/o/${row.object}/import?job=${row.id}`}>{t("exchange.open")}</Link>
      {row.failed + row.skipped > 0 && !MOVING.has(row.status) && <Button type="link" size="small" href={urlOf("/imports/{id}/errors.xlsx", { path: { id: row.id }, query: { locale: i18n.language } })}>{t("import.errors_file")}</Button>}
      {row.can_undo && <Button type="link" size="small" danger onClick={() => onUndo(row)}>{t("exchange.undo")}</Button>}
    </Space>
  );
}

function ExportDeeds({ row }: { row: ExportSummary }) {
  const { t } = useTranslation();
  const me = useSession();
  if (row.file) return <Button type="link" size="small" href={urlOf("/exports/{id}/file", { path: { id: row.id } })}>{t("job.download")}</Button>;
  if (MOVING.has(row.status) || row.status !== "done") return null;
  return <span className="gk-muted">{t(row.user?.id === me.id ? "exchange.expired" : "exchange.owner_only")}</span>;
}

function Table({ kind, rows, showsUser, onUndo }: { kind: Kind; rows: Row[]; showsUser: boolean; onUndo: (row: ImportSummary) => void }) {
  const { t } = useTranslation();
  const objects = useObjects();
  const labels = new Map(objects.data?.items.map((one) => [one.name, one.plural_label || one.label]));
  const heads = ["at", ...(showsUser ? ["who"] : []), "object", kind === "imports" ? "file" : "format", "result", "status", "deeds"];
  return (
    <ScrollBox className="gk-scroll-box" label={t(`exchange.${kind}`)}>
      <table className="gk-table">
        <thead><tr>{heads.map((one) => <th key={one} scope="col">{t(`exchange.${one}`)}</th>)}</tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td><time dateTime={row.created_at}>{formatInstant(row.created_at)}</time></td>
              {showsUser && <td>{row.user?.name ?? "—"}</td>}
              <td>{labels.get(row.object) ?? row.object}</td>
              <td>{"skipped" in row ? row.file : row.format === "xlsx" ? "Excel" : row.format.toUpperCase()}</td>
              <td>{"skipped" in row ? <Counts row={row} /> : t("exchange.rows", { count: row.rows })}</td>
              <td>{t(`exchange.is_${isFruitless(row) ? "fruitless" : row.status}`)}</td>
              <td>{"skipped" in row ? <ImportDeeds row={row} onUndo={onUndo} /> : <ExportDeeds row={row} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** Imports and exports found again: one's own, and everybody's for administrators. */
export function ExchangePage() {
  const { t } = useTranslation();
  const me = useSession();
  const objects = useObjects();
  const [search, setSearch] = useSearchParams();
  const kind: Kind = search.get("kind") === "exports" ? "exports" : "imports";
  const seesAll = me.is_administrator || can(me, "job", "view");
  const everybody = seesAll && search.get("whose") === "all";
  const [undoing, setUndoing] = useState<ImportSummary | null>(null);
  const query = useRows(kind, everybody);
  useTitle(t("exchange.title"));
  const set = (name: string, value: string) => setSearch((now) => { now.set(name, value); return now; }, { replace: true });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="gk-page">
      <div className="gk-record-line">
        <h1>{t("exchange.title")}</h1>
        <span className="gk-spacer" />
        {seesAll && <Segmented aria-label={t("exchange.whose")} value={everybody ? "all" : "own"} onChange={(value) => set("whose", String(value))} options={[{ value: "own", label: t("exchange.own") }, { value: "all", label: t("exchange.all") }]} />}
      </div>
      <nav className="gk-view-tabs gk-gap" aria-label={t("exchange.title")}>
        {(["imports", "exports"] as const).map((one) => (
          <button key={one} type="button" className={kind === one ? "gk-view is-current" : "gk-view"} aria-pressed={kind === one} onClick={() => set("kind", one)}>{t(`exchange.${one}`)}</button>
        ))}
      </nav>
      {query.isPending && <Skeleton active />}
      {query.isError && <Failed error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && rows.length === 0 && <p className="gk-muted">{t(`exchange.no_${kind}`)}</p>}
      {rows.length > 0 && <Table kind={kind} rows={rows} showsUser={everybody} onUndo={setUndoing} />}
      {query.hasNextPage && <Button className="gk-gap" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.load_more")}</Button>}
      {undoing && <UndoDialog job={undoing.id} file={undoing.file} label={objects.data?.items.find((one) => one.name === undoing.object)?.plural_label ?? ""} onClose={() => setUndoing(null)} onBegun={() => void query.refetch()} />}
    </div>
  );
}
