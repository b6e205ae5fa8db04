import { ArrowDownOutlined, ArrowUpOutlined } from "@ant-design/icons";
import { getCoreRowModel, useReactTable, type ColumnDef, type ColumnSizingState, type Header } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { RecordData } from "@/api/types";
import { isTurned } from "../discount";
import { isRightAligned } from "../fields/display";
import { isTyping } from "../ui/keyboard";
import type { CellPlace, GridColumn, GridProps } from "./grid-props";
import { GridRow } from "./GridRow";

const WIDTHS: Record<string, number> = { text: 180, boolean: 90, date: 120, instant: 150, money: 140, integer: 100, decimal: 110, percent: 90, phone: 140, user: 110, long_text: 360 };
export const CHECK_WIDTH = 44;

function widthOf(column: GridColumn, index: number): number {
  if (index === 0) return 220;
  return WIDTHS[column.field?.type ?? ""] ?? 150;
}

function useGridTable({ columns, rows, widths, onWidths }: GridProps) {
  const [sizing, setSizing] = useState<ColumnSizingState>(widths);
  useEffect(() => setSizing(widths), [widths]);
  const defs = useMemo<ColumnDef<RecordData>[]>(
    () => columns.map((column, index) => ({ id: column.path, header: column.label, size: widthOf(column, index), minSize: 60, maxSize: 900 })),
    [columns],
  );
  const table = useReactTable({
    data: rows, columns: defs, state: { columnSizing: sizing }, onColumnSizingChange: setSizing,
    columnResizeMode: "onChange", getCoreRowModel: getCoreRowModel(), getRowId: (row) => String(row.id),
  });
  const isResizing = Boolean(table.getState().columnSizingInfo.isResizingColumn);
  const wasResizing = useRef(false);
  useEffect(() => {
    if (wasResizing.current && !isResizing) onWidths(sizing);
    wasResizing.current = isResizing;
  }, [isResizing, sizing, onWidths]);
  return table;
}

function SortMark({ column, sort }: { column: GridColumn; sort: string[] }) {
  const at = sort.findIndex((key) => key.replace(/^-/, "") === column.path);
  if (at < 0) return null;
  return (
    <span className="gk-sort" aria-hidden="true">
      {orderOf(column, sort) === "descending" ? <ArrowDownOutlined aria-hidden="true" /> : <ArrowUpOutlined aria-hidden="true" />}{sort.length > 1 ? at + 1 : ""}
    </span>
  );
}

/** How the column stands on the screen. */
function orderOf(column: GridColumn, sort: string[]): "none" | "ascending" | "descending" {
  const key = sort.find((one) => one.replace(/^-/, "") === column.path);
  if (key === undefined) return "none";
  return key.startsWith("-") === isTurned(column.field) ? "ascending" : "descending";
}

function HeaderCell({ header, column, index, props }: { header: Header<RecordData, unknown>; column: GridColumn; index: number; props: GridProps }) {
  const { sort, onSort, columns, onOrder } = props;
  const order = orderOf(column, sort);
  const drop = (path: string) => {
    const paths = columns.map((one) => one.path);
    const from = paths.indexOf(path);
    if (from < 0 || from === index) return;
    paths.splice(from, 1);
    paths.splice(index, 0, path);
    onOrder(paths);
  };
  return (
    <div
      role="columnheader" aria-colindex={index + 2} aria-sort={column.isSortable ? order : undefined} tabIndex={-1}
      className={`gk-th${column.field && isRightAligned(column.field) ? " gk-right" : ""}${index === 0 ? " is-pinned" : ""}`}
      draggable onDragStart={(event) => event.dataTransfer.setData("text/x-guike-column", column.path)}
      onDragOver={(event) => event.preventDefault()} onDrop={(event) => drop(event.dataTransfer.getData("text/x-guike-column"))}
    >
      {column.isSortable ? (
        <button type="button" tabIndex={-1} onClick={(event) => onSort(column.path, event.shiftKey)}>{column.label}<SortMark column={column} sort={sort} /></button>
      ) : <span>{column.label}</span>}
      {/* The width can also be set by keyboard in the column panel; this handle is for the mouse. */}
      <span
        className="gk-resize" aria-hidden="true" draggable onDragStart={(event) => { event.preventDefault(); event.stopPropagation(); }}
        onMouseDown={header.getResizeHandler()} onTouchStart={header.getResizeHandler()} onDoubleClick={() => header.column.resetSize()}
      />
    </div>
  );
}

function useKeys(props: GridProps, active: CellPlace, setActive: (place: CellPlace) => void, page: number) {
  const { rows, columns, onOpen, onEdit, canEdit, onSelect, selected, editing } = props;
  return (event: KeyboardEvent<HTMLDivElement>) => {
    if (editing || isTyping(event.target)) return;
    const move = (row: number, column: number) => {
      event.preventDefault();
      setActive({ row: Math.max(0, Math.min(rows.length - 1, row)), column: Math.max(0, Math.min(columns.length - 1, column)) });
    };
    const record = rows[active.row];
    const column = columns[active.column];
    switch (event.key) {
      case "ArrowDown": return move(active.row + 1, active.column);
      case "ArrowUp": return move(active.row - 1, active.column);
      case "ArrowRight": return move(active.row, active.column + 1);
      case "ArrowLeft": return move(active.row, active.column - 1);
      case "PageDown": return move(active.row + page, active.column);
      case "PageUp": return move(active.row - page, active.column);
      case "Home": return move(event.ctrlKey ? 0 : active.row, 0);
      case "End": return move(event.ctrlKey ? rows.length - 1 : active.row, columns.length - 1);
      case "Enter":
        if (record) { event.preventDefault(); onOpen(record); }
        return;
      case "F2":
        if (record && column && canEdit(record, column)) { event.preventDefault(); onEdit(active); }
        return;
      case " ":
        if (record) { event.preventDefault(); onSelect([String(record.id)], !selected.has(String(record.id))); }
        return;
    }
    if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onSelect(rows.map((row) => String(row.id)), true);
    }
  };
}

/** Where the cursor is: on its record, also when what others do moves that up or down. */
function useCursor(rows: RecordData[]): [CellPlace, (place: CellPlace) => void] {
  const [active, setActive] = useState<CellPlace & { id?: RecordData["id"] }>({ row: 0, column: 0 });
  const latest = useRef(rows);
  latest.current = rows;
  const activate = useCallback((place: CellPlace) => setActive({ ...place, id: latest.current[place.row]?.id }), []);
  const hasMoved = active.id !== undefined && rows[active.row]?.id !== active.id;
  const row = hasMoved ? rows.findIndex((one) => one.id === active.id) : active.row;
  return [{ row: row < 0 ? Math.max(0, Math.min(active.row, rows.length - 1)) : row, column: active.column }, activate];
}

/** A row's box was clicked: with Shift, everything from the one clicked before gets the same mark. */
function useCheck({ rows, onSelect }: GridProps) {
  const latest = useRef({ rows, onSelect });
  latest.current = { rows, onSelect };
  const last = useRef<RecordData["id"] | undefined>(undefined);
  return useCallback((index: number, isOn: boolean, isRange: boolean) => {
    const { rows: now, onSelect: select } = latest.current;
    const before = isRange ? now.findIndex((row) => row.id === last.current) : -1;
    const from = before < 0 ? index : before;
    last.current = now[index]?.id;
    select(now.slice(Math.min(from, index), Math.max(from, index) + 1).map((row) => String(row.id)), isOn);
  }, []);
}

/** A list of records: only the rows in sight are drawn, whatever has been fetched. */
export function Grid(props: GridProps) {
  const { t } = useTranslation();
  const { rows, columns, rowHeight, onEnd, selected, onSelect, label, total } = props;
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useCursor(rows);
  const [hasFocus, setFocus] = useState(false);
  const table = useGridTable(props);
  const onCheck = useCheck(props);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 10, getItemKey: (index) => String(rows[index]?.id ?? index) });
  useEffect(() => virtual.measure(), [rowHeight, virtual]);
  const drawn = virtual.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 20) onEnd();
  }, [last, rows.length, onEnd]);
  const go = (place: CellPlace) => {
    setActive(place);
    virtual.scrollToIndex(place.row);
  };
  const onKeyDown = useKeys(props, active, go, Math.max(1, drawn.length - 12));
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const template = props.facts ? `${CHECK_WIDTH}px minmax(0, 1fr)` : `${CHECK_WIDTH}px ${headers.map((header) => `${header.getSize()}px`).join(" ")} minmax(0, 1fr)`;
  const width = props.facts ? 0 : table.getTotalSize() + CHECK_WIDTH;
  const isAllSelected = rows.length > 0 && rows.every((row) => selected.has(String(row.id)));
  return (
    <div
      ref={box} role="grid" className="gk-grid" aria-label={label} tabIndex={0} aria-rowcount={total ?? -1} aria-colcount={columns.length + 1}
      aria-multiselectable="true" aria-activedescendant={hasFocus && rows.length ? `cell-${active.row}-${active.column}` : undefined}
      onFocus={() => setFocus(true)} onBlur={() => setFocus(false)} onKeyDown={onKeyDown}
    >
      <div role="row" aria-rowindex={1} className="gk-tr gk-thead" style={{ gridTemplateColumns: template, minWidth: width }}>
        <div role="columnheader" aria-colindex={1} className="gk-th gk-check">
          <input type="checkbox" checked={isAllSelected} aria-label={t("list.select_loaded")} onChange={(event) => onSelect(rows.map((row) => String(row.id)), event.target.checked)} />
        </div>
        {headers.map((header, index) => {
          const column = columns[index];
          return column ? <HeaderCell key={column.path} header={header} column={column} index={index} props={props} /> : null;
        })}
      </div>
      <div role="rowgroup" className="gk-tbody" style={{ height: virtual.getTotalSize(), minWidth: width }}>
        {drawn.map((item) => {
          const record = rows[item.index];
          if (!record) return null;
          return (
            <GridRow
              key={item.key} record={record} index={item.index} top={item.start} height={rowHeight} template={template} columns={columns}
              isSelected={selected.has(String(record.id))} activeColumn={hasFocus && active.row === item.index ? active.column : -1}
              editingColumn={props.editing?.row === item.index ? props.editing.column : -1} grid={props} onActivate={setActive} onCheck={onCheck}
            />
          );
        })}
      </div>
      {props.footer && rows.length > 0 && (
        <div role="row" className="gk-tr gk-tfoot" style={{ gridTemplateColumns: template, minWidth: width }}>
          <div role="gridcell" className="gk-td gk-check">Σ</div>
          {columns.map((column, index) => (
            <div key={column.path} role="gridcell" className={`gk-td${column.field && isRightAligned(column.field) ? " gk-right" : ""}${index === 0 ? " is-pinned" : ""}`}>{props.footer?.(column)}</div>
          ))}
        </div>
      )}
    </div>
  );
}
