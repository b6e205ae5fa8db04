import { App, Button, Skeleton } from "antd";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import type { ObjectMeta, RecordData } from "@/api/types";
import { useSession } from "@/platform/session";
import { isTurned } from "../discount";
import { formatMoney, formatNumber } from "../format";
import { canWrite, defaultColumns, fieldOf, measurable } from "../meta";
import { useNarrow } from "../ui/useNarrow";
import { Failed } from "../ui/Failed";
import { useListMarks } from "../approvals/ListMarks";
import { BulkBar } from "./BulkBar";
import { Empty } from "./Empty";
import { Grid } from "./Grid";
import type { CellPlace, GridColumn } from "./grid-props";
import { leaveTrail } from "./neighbours";
import { ROW_HEIGHT, useListPrefs } from "./prefs";
import { refusalOf } from "./refusal";
import { Toolbar, type QuickSearchState } from "./Toolbar";
import { useListData, useTotals } from "./useListData";
import { nextSort, type ListChange, type ListState } from "./useListState";
import { usePaths } from "../fields/usePaths";
import { useSelection } from "./useSelection";

const loadEditor = () => import("./InlineEditor");
const InlineEditor = lazy(() => loadEditor().then((module) => ({ default: module.InlineEditor })));

interface Props {
  meta: ObjectMeta;
  state: ListState;
  onChange: (change: ListChange) => void;
  search: QuickSearchState;
}

function useColumns(meta: ObjectMeta, state: ListState) {
  const me = useSession();
  const [prefs, setPrefs] = useListPrefs(me.id, meta.name, state.view?.id);
  const names = useMemo(() => {
    const wanted = prefs.columns ?? (state.view?.columns.length ? state.view.columns : defaultColumns(meta));
    const known = wanted.filter((path) => fieldOf(meta, path.split(".")[0] ?? ""));
    return known.length ? known : defaultColumns(meta);
  }, [prefs.columns, state.view, meta]);
  const lookup = usePaths(meta, names);
  const columns = useMemo<GridColumn[]>(
    () => names.map((path) => {
      const { label, field } = lookup(path);
      return { path, label, field, isSortable: Boolean(field?.sortable), isLinked: meta.is_ledger && field?.type === "any_reference" };
    }),
    [names, lookup, meta.is_ledger],
  );
  return { prefs, setPrefs, names, columns, lookup };
}

/** The columns, and what the row needs besides them: its name, its currency, and what narrows a cell's choices when it is edited. */
function requestedFields(meta: ObjectMeta, names: string[]): string[] {
  const groups = names.flatMap((name) => fieldOf(meta, name)?.within ?? []);
  const more = [meta.name_field, "name", "currency", ...groups].filter((name) => fieldOf(meta, name));
  return [...new Set([...names, ...more])];
}

function useGridTotals(meta: ObjectMeta, state: ListState, columns: GridColumn[], isCheap: boolean) {
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  const fields = columns.filter((column) => column.field && !column.path.includes(".") && measurable(column.field)).map((column) => column.path);
  const totals = useTotals(meta.name, state.filter, fields, (isCheap || isAsked) && !state.q && !state.isDeleted);
  if (fields.length === 0 || state.q || state.isDeleted) return undefined;
  return (column: GridColumn) => {
    if (column === columns[0] && !totals.data) {
      return totals.isFetching ? t("list.totals_running") : <Button type="link" size="small" onClick={() => setAsked(true)}>{t("list.totals")}</Button>;
    }
    const value = totals.data?.totals[column.path];
    if (value === undefined || value === null || !column.field) return column === columns[0] ? t("list.totals") : null;
    return /money|rollup/.test(column.field.type) ? formatMoney(value) : formatNumber(value);
  };
}

/** Opens the editor of a cell, unless its record says that the value stands; then the reason is said instead. */
function useEditing(meta: ObjectMeta, latest: RecordData[], columns: GridColumn[]) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [editing, setEditing] = useState<CellPlace | null>(null);
  const rows = useRef(latest);
  rows.current = latest;
  const start = async (place: CellPlace | null) => {
    const record = place && rows.current[place.row];
    const field = place && columns[place.column]?.field;
    if (!place || !record || !field) return setEditing(null);
    void loadEditor().catch(() => undefined); // on its way while the record is asked for
    const refusal = await refusalOf(meta, record.id, field, t);
    // While the record was asked for, others may have moved it.
    const row = rows.current.findIndex((one) => one.id === record.id);
    if (refusal) void message.warning(refusal);
    else if (row >= 0) setEditing({ ...place, row });
  };
  return { editing, setEditing, start };
}

/**
 * The rows as they were when a cell was opened, until it is closed: what others do meanwhile must
 * not move another record under the person's hands, nor hide that the edit is based on an old one.
 */
function useHeld(rows: RecordData[], isHeld: boolean): RecordData[] {
  const held = useRef(rows);
  useEffect(() => {
    if (!isHeld) held.current = rows;
  }, [rows, isHeld]);
  return isHeld ? held.current : rows;
}

const STACKED_HEIGHT = 72;
const STACKED_FACTS = 5;

/** On a phone a row is what the record is called and, below it, what the first columns say. */
function stacked(columns: GridColumn[]) {
  return { columns: columns.slice(0, 1), facts: columns.slice(1, 1 + STACKED_FACTS), rowHeight: STACKED_HEIGHT };
}

export function ListTable({ meta, state, onChange, search }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const location = useLocation();
  const selection = useSelection();
  const { prefs, setPrefs, names, columns, lookup } = useColumns(meta, state);
  const request = useMemo(
    () => ({ fields: requestedFields(meta, names), filter: state.filter, q: state.q || undefined, sort: state.sort, deleted: state.isDeleted || undefined }),
    [meta, names, state],
  );
  const isNarrow = useNarrow();
  const small = useMemo(() => stacked(columns), [columns]);
  const { query, rows: latest, total, isExact } = useListData(meta.name, request);
  const { editing, setEditing, start } = useEditing(meta, latest, columns);
  const rows = useHeld(latest, editing !== null);
  const marks = useListMarks(meta, rows, !state.isDeleted);
  const footer = useGridTotals(meta, state, columns, total !== null && isExact && total <= 2000);
  useEffect(() => setEditing(null), [request, setEditing]);
  useEffect(() => leaveTrail(meta.name, rows.map((row) => row.id), location.pathname + location.search), [meta.name, rows, location]);
  const linkOf = useCallback((record: RecordData) => (state.isDeleted ? null : `/o/${meta.name}/${record.id}`), [meta.name, state.isDeleted]);
  const canEdit = useCallback(
    (_record: RecordData, column: GridColumn) =>
      !state.isDeleted && meta.operations.includes("edit") && Boolean(column.field) && !column.path.includes(".") && column.field !== null &&
      canWrite(column.field, false) && !column.field.masked && column.path !== meta.state_field && column.field.type !== "lines" && column.field.type !== "file" && column.field.type !== "files" && column.field.type !== "image",
    [meta, state.isDeleted],
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const onWidths = useCallback((widths: Record<string, number>) => setPrefs({ widths }), [setPrefs]);
  const open = (record: RecordData) => {
    const link = linkOf(record);
    if (link) void navigate(link);
  };
  const editor = (record: RecordData, column: GridColumn) => column.field && (
    <Suspense fallback="…"><InlineEditor meta={meta} field={column.field} record={record} onClose={() => setEditing(null)} /></Suspense>
  );
  if (query.isError && rows.length === 0) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      <Toolbar
        meta={meta} state={state} onChange={onChange} search={search} total={total} isExact={isExact} isBusy={query.isFetching} columns={names}
        labelOf={(path) => lookup(path).label} prefs={prefs} onPrefs={setPrefs}
      />
      <BulkBar meta={meta} rows={rows} selection={selection} filter={state.filter} q={state.q} sort={state.sort} total={total} isExact={isExact} isDeleted={state.isDeleted} more={selection.isWhole ? null : marks.bulk(selection.ids, selection.clear)} />
      {query.isPending ? <Skeleton active className="gk-pad" paragraph={{ rows: 12 }} /> : rows.length === 0 ? <Empty meta={meta} state={state} onChange={onChange} /> : (
        <Grid
          label={meta.plural_label || meta.label} {...(isNarrow ? small : { columns, rowHeight: ROW_HEIGHT[prefs.density], footer })} rows={rows} total={isExact ? total : null}
          widths={prefs.widths} onWidths={onWidths} onOrder={(paths) => setPrefs({ columns: paths })} sort={state.sort}
          onSort={(path, isAdded) => onChange({ sort: nextSort(state.sort, path, isAdded, isTurned(lookup(path).field)) })} selected={selection.ids} onSelect={selection.select}
          linkOf={linkOf} markOf={marks.markOf} onOpen={open} canEdit={canEdit} editing={editing} onEdit={(place) => void start(place)} editor={editor} onEnd={onEnd}
        />
      )}
      {marks.panel}
      <div className="gk-list-foot" role="status">{isFetchingNextPage ? t("list.loading_more") : rows.length > 0 && !hasNextPage ? t("list.end", { count: rows.length }) : ""}</div>
    </>
  );
}
