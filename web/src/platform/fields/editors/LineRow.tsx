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
  /** Of a long grid: takes the height of the row. */
  measure?: (body: HTMLTableSectionElement | null) => void;
}

function isAlike(one: Row | undefined, other: Row | undefined): boolean {
  if (one === other) return true;
  const names = Object.keys(one ?? {});
  return Boolean(one && other) && names.length === Object.keys(other ?? {}).length && names.every((name) => Object.is(one?.[name], other?.[name]));
}

const DEEP_OF_ROW: ReadonlySet<string> = new Set(["estimate", "errors"]);
const DEEP_OF_ENTRY: ReadonlySet<string> = new Set(["values"]);

/** Drawn again for what concerns it: of two hundred rows the one that is typed in, and of it the cells that follow. */
function isUnchanged<T extends object>(before: T, after: T, deep: ReadonlySet<string>): boolean {
  return (Object.keys(after) as (keyof T & string)[]).every((name) => (deep.has(name) ? isAlike(before[name] as Row | undefined, after[name] as Row | undefined) : Object.is(before[name], after[name])));
}

interface EntryProps {
  field: FieldMeta;
  column: FieldMeta;
  index: number;
  value: unknown;
  /** What the editor looks at besides its own value. */
  values: Row;
  saved?: string | null;
  hint?: string | null;
  error?: string;
  scope: FilterNode | null;
  disabled?: boolean;
  tools: RowTools;
}

/** A cell to be filled in. */
const Entry = memo(function Entry({ field, column, index, hint, error, tools, ...rest }: EntryProps) {
  const { t } = useTranslation();
  const Editor = column.type === "lines" ? cellEditors.text : cellEditors[column.type];
  const errorId = error ? `${field.name}-${index}-${column.name}-error` : undefined;
  return (
    <>
      <Editor
        {...rest} field={column} size="small" isCell onChange={(cell) => tools.change(index, column.name, cell)}
        aria-label={t("lines.cell", { label: column.label, row: index + 1 })} aria-invalid={error ? "true" : undefined} aria-describedby={errorId}
      />
      {hint && <div className="gk-line-hint">{hint}</div>}
      {error && <div id={errorId} className="gk-field-error">{error}</div>}
    </>
  );
}, (before, after) => isUnchanged(before, after, DEEP_OF_ENTRY));

/** Editors that look at nothing but their own value. */
const ALONE: ReadonlySet<FieldMeta["type"]> = new Set(["text", "long_text", "integer", "decimal", "percent", "boolean", "date", "instant", "choice"]);

function Cell({ column, behaviour, props }: { column: FieldMeta; behaviour: LineBehaviour; props: RowProps }) {
  const { t } = useTranslation();
  const { field, row, index, document, facts, tools, disabled } = props;
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
  const within = column.type === "reference" ? (column.within ? { [column.within]: row[column.within] } : {}) : row;
  const values = ALONE.has(column.type) ? {} : { ...within, ...ofDocument(column, field.lines?.fields ?? [], document), currency };
  return (
    <Entry
      field={field} column={column} index={index} value={row[column.name]} values={values} disabled={disabled} tools={tools} error={props.errors?.[column.name]}
      hint={behaviour.hint?.(row, column.name, facts, document)} saved={column.discount ? behaviour.saved?.({ currency, ...row }) : undefined}
      scope={both(props.scope?.column === column.name ? props.scope.filter : null, behaviour.within?.(row, column.name, facts))}
    />
  );
}

/** By mouse; by keyboard it goes without them (`line-keys.ts`), so that Tab leads from row to row. */
const RowButtons = memo(function RowButtons({ index, isLast, tools }: { index: number; isLast: boolean; tools: RowTools }) {
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
});

export const LineRow = memo(function LineRow(props: RowProps) {
  const { field, row, index, columns, warning, tools } = props;
  const behaviour = linesOf(field.lines?.object ?? "");
  return (
    <tbody data-index={index} ref={props.measure}>
      <tr data-row={index}>
        <td className="gk-muted">{index + 1}</td>
        {columns.map((column) => (
          <td key={column.name} data-column={column.name} className={`gk-line-${column.type}${isRightAligned(column) ? " gk-right" : ""}${column.discount ? " is-discount" : ""}`}>
            <Cell column={column} behaviour={behaviour} props={{ ...props, row }} />
          </td>
        ))}
        <td><RowButtons index={index} isLast={props.isLast} tools={tools} /></td>
      </tr>
      {warning && <tr className="gk-line-warning"><td /><td colSpan={columns.length + 1}><span role="status">{warning}</span></td></tr>}
    </tbody>
  );
}, (before, after) => isUnchanged(before, after, DEEP_OF_ROW));
