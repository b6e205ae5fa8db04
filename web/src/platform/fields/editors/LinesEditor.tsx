import { ArrowDownOutlined, ArrowUpOutlined, CopyOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Fragment, useContext, useEffect, useMemo, useRef, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { FieldMeta, FilterNode, Reference } from "@/api/types";
import { useSession } from "@/platform/session";
import { currencyOf } from "../../format";
import { standingDefault } from "../defaults";
import { FormErrors } from "../errors";
import { isComposing } from "../../ui/keyboard";
import { FieldValue, isRightAligned } from "../display";
import { IN_GRID, linesOf, NOT_OF_A_LINE, type Row } from "../lines";
import { ofDocument } from "../within";
import { cellEditors } from "./cells";
import type { EditorProps } from "./types";

export function lineColumns(field: FieldMeta, parentObject?: string): FieldMeta[] {
  const all = (field.lines?.fields ?? []).filter(
    (column) => !NOT_OF_A_LINE.has(column.name) && column.type !== "lines" && !column.system && column.target !== parentObject,
  );
  const order = linesOf(field.lines?.object ?? "").columns;
  if (!order) return all;
  const custom = all.filter((column) => column.custom).map((column) => column.name);
  return [...new Set([...order(custom), ...custom])].flatMap((name) => all.find((column) => column.name === name) ?? []);
}

let lastRow = 0;
const rowKey = (): number => (lastRow += 1);

function Cell({ column, row, isOpen, taken, index, error, onChange, estimate, saved, scope, disabled, parentName, currency }: {
  column: FieldMeta; row: Row; isOpen: boolean; taken: Row; index: number; error?: string; estimate?: string; saved?: string | null; scope?: FilterNode | null; disabled?: boolean; parentName: string; currency: string;
  onChange: (value: unknown) => void;
}) {
  const { t } = useTranslation();
  const label = t("lines.cell", { label: column.label, row: index + 1 });
  if (column.read_only || !isOpen) {
    const isEstimate = estimate !== undefined && estimate !== row[column.name];
    return (
      <span className={isEstimate ? "gk-estimate" : undefined} title={isEstimate ? t("lines.estimate_help") : undefined}>
        <FieldValue field={column} value={estimate ?? row[column.name]} record={{ ...row, currency, [IN_GRID]: true }} isCompact />
      </span>
    );
  }
  const Editor = column.type === "lines" ? cellEditors.text : cellEditors[column.type];
  const errorId = error ? `${parentName}-${index}-${column.name}-error` : undefined;
  return (
    <>
      <Editor
        field={column} value={row[column.name]} values={{ ...taken, ...row, currency }} size="small" isCell disabled={disabled} onChange={onChange} saved={saved} scope={scope}
        aria-label={label} aria-invalid={error ? "true" : undefined} aria-describedby={errorId}
      />
      {error && <div id={errorId} className="gk-field-error">{error}</div>}
    </>
  );
}

function isSame(one: Row, other: Row): boolean {
  return other["id"] === undefined ? one["_key"] === other["_key"] : one["id"] === other["id"];
}

interface RowTools {
  move: (index: number, step: number) => void;
  copy: (index: number) => void;
  remove: (index: number) => void;
}

function RowButtons({ index, count, tools }: { index: number; count: number; tools: RowTools }) {
  const { t } = useTranslation();
  const row = index + 1;
  return (
    <span className="gk-line-tools">
      <Button type="text" size="small" icon={<ArrowUpOutlined aria-hidden="true" />} disabled={index === 0} aria-label={t("lines.up", { row })} onClick={() => tools.move(index, -1)} />
      <Button type="text" size="small" icon={<ArrowDownOutlined aria-hidden="true" />} disabled={index === count - 1} aria-label={t("lines.down", { row })} onClick={() => tools.move(index, 1)} />
      <Button type="text" size="small" icon={<CopyOutlined aria-hidden="true" />} aria-label={t("lines.copy", { row })} onClick={() => tools.copy(index)} />
      <Button type="text" size="small" danger icon={<DeleteOutlined aria-hidden="true" />} aria-label={t("lines.remove", { row })} onClick={() => tools.remove(index)} />
    </span>
  );
}

function useRows(props: EditorProps) {
  const { field, value, onChange } = props;
  const rows = useMemo(() => (Array.isArray(value) ? (value as Row[]) : []), [value]);
  const latest = useRef(rows);
  latest.current = rows;
  const set = (next: Row[]) => {
    latest.current = next;
    onChange?.(next);
  };
  const every = lineColumns(field, props.object);
  const isOpen = linesOf(field.lines?.object ?? "").isOpen ?? (() => true);
  const columns = every.filter((column) => isOpen({}, column.name) || rows.some((row) => isOpen(row, column.name)));
  const me = useSession();
  const fresh = (): Row => {
    const row: Row = { _key: rowKey(), ...linesOf(field.lines?.object ?? "").start };
    for (const column of every) if (column.default !== null && column.default !== undefined) row[column.name] = standingDefault(column.default, me);
    return row;
  };
  const change = (index: number, name: string, cell: unknown) => {
    const row = { ...latest.current[index], [name]: cell };
    set(latest.current.map((one, at) => (at === index ? row : one)));
    const complete = linesOf(field.lines?.object ?? "").complete;
    if (!complete || cell === null) return;
    void complete(row, name, props.values ?? {}).then((patch) => {
      // Rows may have moved meanwhile, and what was typed meanwhile stays.
      const fill = (one: Row) => ({ ...one, ...Object.fromEntries(Object.entries(patch).filter(([cellName]) => one[cellName] === row[cellName])) });
      if (Object.keys(patch).length) set(latest.current.map((one) => (isSame(one, row) ? fill(one) : one)));
    });
  };
  const currency = currencyOf(props.values);
  const priced = useRef(currency);
  useEffect(() => {
    if (priced.current === currency) return;
    priced.current = currency;
    const drop = linesOf(field.lines?.object ?? "").withoutPrices;
    if (drop && latest.current.length) {
      latest.current = latest.current.map(drop);
      onChange?.(latest.current);
    }
  }, [currency, field, onChange]);
  const tools: RowTools = {
    move: (index, step) => {
      const next = [...latest.current];
      const [row] = next.splice(index, 1);
      if (row) next.splice(index + step, 0, row);
      set(next);
    },
    copy: (index) => {
      const { id: _id, ...row } = latest.current[index] ?? {};
      set([...latest.current.slice(0, index + 1), { ...row, _key: rowKey() }, ...latest.current.slice(index + 1)]);
    },
    remove: (index) => set(latest.current.filter((_, at) => at !== index)),
  };
  const box = useRef<HTMLDivElement>(null);
  const wasAdded = useRef(false);
  useEffect(() => {
    if (!wasAdded.current) return;
    wasAdded.current = false;
    box.current?.querySelector<HTMLElement>("tbody tr:last-child :is(input, textarea):not([readonly])")?.focus();
  }, [rows.length]);
  const add = () => {
    wasAdded.current = true;
    set([...latest.current, fresh()]);
  };
  return { rows, columns, isOpen, change, tools, add, box };
}

/** What a column is chosen from, asked for each document that it follows. */
function useScope(lineObject: string, values: Row | undefined) {
  const scope = linesOf(lineObject).scope;
  const followed = scope?.follows.map((name) => (values?.[name] as Partial<Reference> | null | undefined)?.id ?? null);
  const { data } = useQuery({ queryKey: ["line-scope", lineObject, followed], queryFn: () => scope?.ask(values ?? {}) ?? null, enabled: Boolean(scope), staleTime: 60_000 });
  return (column: string) => (scope?.column === column ? data : undefined);
}

/** The lines of a document: add, copy, move, remove; amounts are estimates until the server has them. */
export function LinesEditor(props: EditorProps) {
  const { field, values, disabled } = props;
  const { t } = useTranslation();
  const errors = useContext(FormErrors);
  const { rows, columns, isOpen, change, tools, add, box } = useRows(props);
  const scopeOf = useScope(field.lines?.object ?? "", values);
  const estimate = linesOf(field.lines?.object ?? "").estimate?.(rows, values ?? {});
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !isComposing(event)) {
      event.preventDefault();
      event.stopPropagation();
      add();
    }
  };
  return (
    // Ctrl+Enter adds a row from anywhere in the grid; the button below does the same.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div id={props.id} ref={box} className="gk-lines" onKeyDown={onKeyDown}>
      <div className="gk-scroll-wide">
        <table aria-label={field.label}>
          <thead>
            <tr>
              <th scope="col">#</th>
              {columns.map((column) => (
                <th key={column.name} scope="col" className={`${isRightAligned(column) ? "gk-right" : ""}${column.discount ? " is-wrapped" : ""}`}>
                  {column.required && <span className="gk-required" aria-hidden="true">* </span>}{column.label}
                </th>
              ))}
              <th scope="col"><span className="gk-visually-hidden">{t("lines.tools")}</span></th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <Fragment key={String(row["id"] ?? row["_key"] ?? index)}>
              <tr>
                <td className="gk-muted">{index + 1}</td>
                {columns.map((column) => (
                  <td key={column.name} className={`gk-line-${column.type}${isRightAligned(column) ? " gk-right" : ""}`}>
                    <Cell
                      column={column} row={row} isOpen={isOpen(row, column.name)} taken={ofDocument(column, field.lines?.fields ?? [], values)} index={index} disabled={disabled} parentName={field.name} currency={currencyOf(values)}
                      error={errors[`${field.name}.${index}.${column.name}`]} estimate={estimate?.cells[index]?.[column.name]}
                      saved={column.discount ? linesOf(field.lines?.object ?? "").saved?.({ currency: currencyOf(values), ...row }) : undefined}
                      scope={scopeOf(column.name)} onChange={(cell) => change(index, column.name, cell)}
                    />
                  </td>
                ))}
                <td><RowButtons index={index} count={rows.length} tools={tools} /></td>
              </tr>
              {estimate?.warnings?.[index] && <tr className="gk-line-warning"><td /><td colSpan={columns.length + 1}><span role="status">{estimate.warnings[index]}</span></td></tr>}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length === 0 && <p className="gk-muted">{t("lines.empty")}</p>}
      <Button type="dashed" block icon={<PlusOutlined aria-hidden="true" />} disabled={disabled} onClick={add}>{t("lines.add")}</Button>
      {estimate && rows.length > 0 && (
        <dl className="gk-line-totals" aria-label={t("lines.totals")}>
          {estimate.totals.map((total) => <div key={total.label}><dt>{total.label}</dt><dd className="gk-number">{total.value}</dd></div>)}
          <div className="gk-muted">{t("lines.estimate_help")}</div>
        </dl>
      )}
    </div>
  );
}
