import { ArrowDownOutlined, ArrowUpOutlined, CopyOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { FieldMeta, FilterNode } from "@/api/types";
import { both } from "../../filter-node";
import { currencyOf } from "../../format";
import { FieldValue, isRightAligned } from "../display";
import { IN_GRID, linesOf, type LineBehaviour, type Row } from "../lines";
import { ofDocument } from "../within";
import { cellEditors } from "./cells";
import type { RowTools } from "./useLineRows";

export interface RowProps {
  field: FieldMeta;
  row: Row;
  index: number;
  isLast: boolean;
  columns: FieldMeta[];
  /** The document without its lines: the same object as long as it says the same. */
  document: Row;
  facts: unknown;
  scope: { column: string; filter: FilterNode | null } | null;
  estimate?: Record<string, string>;
  warning?: string | null;
  /** What is wrong with cells of this row, by column. */
  errors?: Record<string, string>;
  disabled?: boolean;
  tools: RowTools;
}

function Cell({ column, behaviour, props }: { column: FieldMeta; behaviour: LineBehaviour; props: RowProps }) {
  const { t } = useTranslation();
  const { field, row, index, document, facts, tools } = props;
  const currency = currencyOf(document);
  const estimate = props.estimate?.[column.name];
  if (column.read_only || !(behaviour.isOpen?.(row, column.name) ?? true)) {
    const isEstimate = estimate !== undefined && estimate !== row[column.name];
    return (
      <span className={isEstimate ? "gk-estimate" : undefined} title={isEstimate ? t("lines.estimate_help") : undefined}>
        <FieldValue field={column} value={estimate ?? row[column.name]} record={{ ...row, currency, [IN_GRID]: true }} isCompact />
      </span>
    );
  }
  const Editor = column.type === "lines" ? cellEditors.text : cellEditors[column.type];
  const error = props.errors?.[column.name];
  const errorId = error ? `${field.name}-${index}-${column.name}-error` : undefined;
  const hint = behaviour.hint?.(row, column.name, facts, document);
  const scope = props.scope?.column === column.name ? props.scope.filter : null;
  return (
    <>
      <Editor
        field={column} value={row[column.name]} values={{ ...ofDocument(column, field.lines?.fields ?? [], document), ...row, currency }} size="small" isCell disabled={props.disabled}
        onChange={(cell) => tools.change(index, column.name, cell)} saved={column.discount ? behaviour.saved?.({ currency, ...row }) : undefined}
        scope={both(scope, behaviour.within?.(row, column.name, facts) ?? null)}
        aria-label={t("lines.cell", { label: column.label, row: index + 1 })} aria-invalid={error ? "true" : undefined} aria-describedby={errorId}
      />
      {hint && <div className="gk-line-hint">{hint}</div>}
      {error && <div id={errorId} className="gk-field-error">{error}</div>}
    </>
  );
}

/** By mouse; by keyboard it goes without them (`line-keys.ts`), so that Tab leads from row to row. */
function RowButtons({ index, isLast, tools }: { index: number; isLast: boolean; tools: RowTools }) {
  const { t } = useTranslation();
  const row = index + 1;
  const buttons = [
    { icon: <ArrowUpOutlined aria-hidden="true" />, label: "lines.up", keys: "Control+Shift+ArrowUp", isOff: index === 0, act: () => tools.move(index, -1) },
    { icon: <ArrowDownOutlined aria-hidden="true" />, label: "lines.down", keys: "Control+Shift+ArrowDown", isOff: isLast, act: () => tools.move(index, 1) },
    { icon: <CopyOutlined aria-hidden="true" />, label: "lines.copy", keys: undefined, isOff: false, act: () => tools.copy(index) },
    { icon: <DeleteOutlined aria-hidden="true" />, label: "lines.remove", keys: "Control+Delete", isOff: false, act: () => tools.remove(index) },
  ];
  return (
    <span className="gk-line-tools">
      {buttons.map((one) => (
        <Button
          key={one.label} type="text" size="small" tabIndex={-1} danger={one.label === "lines.remove"} icon={one.icon} disabled={one.isOff}
          aria-label={t(one.label, { row })} aria-keyshortcuts={one.keys} onClick={one.act}
        />
      ))}
    </span>
  );
}

function isAlike(one: Record<string, unknown> | undefined, other: Record<string, unknown> | undefined): boolean {
  if (one === other) return true;
  const names = Object.keys(one ?? {});
  return Boolean(one && other) && names.length === Object.keys(other ?? {}).length && names.every((name) => Object.is(one?.[name], other?.[name]));
}

const DEEP: ReadonlySet<string> = new Set(["estimate", "errors"]);

/** A row is drawn again for what concerns it: of two hundred, the one that is typed in. */
function isUnchanged(before: RowProps, after: RowProps): boolean {
  return (Object.keys(after) as (keyof RowProps)[]).every((name) =>
    DEEP.has(name) ? isAlike(before[name] as Record<string, unknown> | undefined, after[name] as Record<string, unknown> | undefined) : Object.is(before[name], after[name]));
}

export const LineRow = memo(function LineRow(props: RowProps) {
  const { field, row, index, columns, warning, tools } = props;
  const behaviour = linesOf(field.lines?.object ?? "");
  return (
    <>
      <tr data-row={index}>
        <td className="gk-muted">{index + 1}</td>
        {columns.map((column) => (
          <td key={column.name} data-column={column.name} className={`gk-line-${column.type}${isRightAligned(column) ? " gk-right" : ""}`}>
            <Cell column={column} behaviour={behaviour} props={{ ...props, row }} />
          </td>
        ))}
        <td><RowButtons index={index} isLast={props.isLast} tools={tools} /></td>
      </tr>
      {warning && <tr className="gk-line-warning"><td /><td colSpan={columns.length + 1}><span role="status">{warning}</span></td></tr>}
    </>
  );
}, isUnchanged);
