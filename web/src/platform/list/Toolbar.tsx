import { CloseOutlined, DownloadOutlined, FilterOutlined, PrinterOutlined, ReloadOutlined, SearchOutlined, SettingOutlined } from "@ant-design/icons";
import { Badge, Button, Input, Tooltip, type InputRef } from "antd";
import { lazy, Suspense, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { recordsChanged } from "@/api/queries";
import type { ObjectMeta } from "@/api/types";
import { countConditions } from "../filter-node";
import { FilterSummary } from "../filters/FilterSummary";
import { formatCount } from "../format";
import { useDebounced } from "../ui/useDebounced";
import type { ListPrefs } from "./prefs";
import { printAddress } from "./print-address";
import type { ListChange, ListState } from "./useListState";
import { ViewBar } from "./ViewBar";

const FilterPanel = lazy(() => import("../filters/FilterPanel").then((module) => ({ default: module.FilterPanel })));
const ColumnsPanel = lazy(() => import("./ColumnsPanel").then((module) => ({ default: module.ColumnsPanel })));
const ExportDialog = lazy(() => import("./ExportDialog").then((module) => ({ default: module.ExportDialog })));

interface Props {
  meta: ObjectMeta;
  state: ListState;
  onChange: (change: ListChange) => void;
  search: QuickSearchState;
  total: number | null;
  isExact: boolean;
  isBusy: boolean;
  columns: string[];
  labelOf: (path: string) => string;
  /** Absent on a board, which has no columns to choose and nothing to export. */
  prefs?: ListPrefs;
  onPrefs?: (prefs: Partial<ListPrefs>) => void;
}

/** The typed text is the box's own; the list hears of it when the typing pauses. */
export interface QuickSearchState {
  text: string;
  setText: (text: string) => void;
  setComposing: (is: boolean) => void;
  /** Whether one types in the box: a box that takes its place goes on. */
  hasFocus: RefObject<boolean>;
}

/** Kept by the page: choosing another view makes the list anew, and what is being typed is not lost. */
export function useQuickSearch(q: string, onChange: (q: string) => void): QuickSearchState {
  const [text, setText] = useState(q);
  const hasFocus = useRef(false);
  const [isComposing, setComposing] = useState(false);
  const settled = useDebounced(text, 300);
  useEffect(() => {
    if (!isComposing && settled.trim() !== q) onChange(settled.trim());
    // Only the settled text starts a search; `q` follows it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled, isComposing]);
  useEffect(() => {
    if (q !== settled.trim()) setText(q);
    // Only a change of the address from outside (a cleared search, the back button) fills the box.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [q]);
  return { text, setText, setComposing, hasFocus };
}

function QuickSearch({ label, search }: { label: string; search: QuickSearchState }) {
  const { t } = useTranslation();
  const { text, setText, setComposing, hasFocus } = search;
  const box = useRef<InputRef>(null);
  useLayoutEffect(() => {
    if (hasFocus.current) box.current?.focus({ cursor: "end" });
  }, [hasFocus]);
  return (
    <Input
      ref={box} onFocus={() => { hasFocus.current = true; }} onBlur={() => { hasFocus.current = false; }}
      className="gk-quick-search" prefix={<SearchOutlined aria-hidden="true" />} allowClear value={text} placeholder={t("list.search", { label })} aria-label={t("list.search", { label })}
      onChange={(event) => setText(event.target.value)} onCompositionStart={() => setComposing(true)} onCompositionEnd={() => setComposing(false)}
    />
  );
}

export function Toolbar({ meta, state, onChange, search, total, isExact, isBusy, columns, labelOf, prefs, onPrefs }: Props) {
  const { t } = useTranslation();
  const [panel, setPanel] = useState<"filter" | "columns" | "export" | null>(null);
  const conditions = countConditions(state.filter);
  const isChanged = state.isChanged || prefs?.columns !== undefined;
  const close = () => setPanel(null);
  return (
    <div className="gk-toolbar">
      {!state.isDeleted && meta.views.length > 0 && (
        <ViewBar meta={meta} state={state} isChanged={isChanged} spec={{ filter: state.filter, columns, sort: state.sort }} onChoose={(view) => onChange({ view })} />
      )}
      <div className="gk-tools">
        {(!meta.is_ledger || meta.fields.some((field) => field.searchable)) && <QuickSearch search={search} label={meta.plural_label || meta.label} />}
        <Badge count={conditions} size="small" color="#0958d9"><Button icon={<FilterOutlined aria-hidden="true" />} onClick={() => setPanel("filter")}>{t("filter.button")}</Button></Badge>
        <span className="gk-count" role="status" aria-live="polite">{total === null ? "" : t("list.count", { total: formatCount(total, isExact) })}</span>
        <span className="gk-spacer" />
        <Tooltip title={t("list.refresh")}><Button type="text" icon={<ReloadOutlined spin={isBusy} />} aria-label={t("list.refresh")} onClick={() => void recordsChanged(meta.name)} /></Tooltip>
        {prefs && meta.operations.includes("export") && <Button type="text" className="gk-icon-on-phone" icon={<DownloadOutlined aria-hidden="true" />} onClick={() => setPanel("export")}>{t("list.export")}</Button>}
        {prefs && !state.isDeleted && meta.operations.includes("print") && <Tooltip title={t("print.print")}><Button type="text" icon={<PrinterOutlined aria-hidden="true" />} aria-label={t("print.print")} onClick={() => window.open(printAddress(meta.name, state, columns), "_blank", "noopener")} /></Tooltip>}
        {prefs && <Tooltip title={t("columns.title")}><Button type="text" icon={<SettingOutlined aria-hidden="true" />} aria-label={t("columns.title")} onClick={() => setPanel("columns")} /></Tooltip>}
      </div>
      {state.filter && conditions > 0 && (
        <div className="gk-filter-line">
          <span className="gk-muted">{t("filter.in_force")}</span>
          <FilterSummary meta={meta} filter={state.filter} />
          <Button type="text" size="small" icon={<CloseOutlined aria-hidden="true" />} aria-label={t("filter.clear")} onClick={() => onChange({ filter: null })} />
        </div>
      )}
      <Suspense fallback={null}>
        {panel === "filter" && <FilterPanel meta={meta} filter={state.filter} onApply={(filter) => onChange({ filter })} onClose={close} />}
        {panel === "columns" && prefs && onPrefs && <ColumnsPanel meta={meta} columns={columns} labelOf={labelOf} prefs={prefs} onChange={onPrefs} onReset={() => onPrefs({ columns: undefined, widths: {} })} onClose={close} />}
        {panel === "export" && <ExportDialog meta={meta} filter={state.filter} q={state.q} columns={columns} onClose={close} />}
      </Suspense>
    </div>
  );
}
