import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Fragment, memo, Suspense, useCallback, useContext, useMemo, useRef, useState, type ClipboardEvent, type FocusEvent, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { FieldMeta, Reference } from "@/api/types";
import { FormErrors } from "../errors";
import { isRightAligned } from "../display";
import { linesOf, type LineEstimate, type Row } from "../lines";
import { isComposing } from "../../ui/keyboard";
import { useLineKeys } from "./line-keys";
import { LineRow } from "./LineRow";
import type { EditorProps } from "./types";
import { keyOf, useLineRows } from "./useLineRows";
import { useLoneForm } from "./useLoneForm";
import { useWindow, widthOf } from "./useWindow";

/** What a column is chosen from, asked for each document that it follows. */
function useScope(lineObject: string, values: Row | undefined) {
  const scope = linesOf(lineObject).scope;
  const followed = scope?.follows.map((name) => (values?.[name] as Partial<Reference> | null | undefined)?.id ?? null);
  const { data } = useQuery({ queryKey: ["line-scope", lineObject, followed], queryFn: () => scope?.ask(values ?? {}) ?? null, enabled: Boolean(scope), staleTime: 60_000 });
  const column = scope?.column;
  return useMemo(() => (column ? { column, filter: data ?? null } : null), [column, data]);
}

/** What is wrong with cells, by row. */
function errorsByRow(errors: Record<string, string>, field: string): Record<string, string>[] {
  const rows: Record<string, string>[] = [];
  for (const [place, text] of Object.entries(errors)) {
    const [name, index, column] = place.split(".");
    if (name === field && index !== undefined && column !== undefined) rows[Number(index)] = { ...rows[Number(index)], [column]: text };
  }
  return rows;
}

const Head = memo(function Head({ columns }: { columns: FieldMeta[] }) {
  const { t } = useTranslation();
  return (
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
  );
});

/** In the place of rows that are not drawn. */
function Gap({ height }: { height: number }) {
  return <tbody aria-hidden="true"><tr style={{ blockSize: height }} /></tbody>;
}

function Totals({ estimate }: { estimate: LineEstimate }) {
  const { t } = useTranslation();
  return (
    <>
      <dl className="gk-line-totals" aria-label={t("lines.totals")}>
        {estimate.totals.map((total) => <div key={total.label}><dt>{total.label}</dt><dd className="gk-number">{total.value}</dd></div>)}
      </dl>
      <p className="gk-muted gk-line-help">{t("lines.estimate_help")}</p>
    </>
  );
}

/** Text that is a table: cells by tabs, or more than one row. */
function tableOf(event: ClipboardEvent<HTMLElement>): string | null {
  const text = event.clipboardData.getData("text/plain");
  return (event.target as Element).tagName !== "TEXTAREA" && /\t|\n/.test(text.trimEnd()) ? text : null;
}

const NO_DOCUMENT: Row = {};
const noFacts = (): unknown => undefined;

/** The lines of a document: add, copy, move, remove, paste; amounts are estimates until the server has them. */
export function LinesEditor(props: EditorProps) {
  const { field, disabled } = props;
  const { t } = useTranslation();
  const errors = useContext(FormErrors);
  const { rows, behaviour, columns, tools } = useLineRows(props);
  const box = useRef<HTMLDivElement>(null);
  const part = useWindow(rows);
  const { add, onKeyDownCapture } = useLineKeys(rows.length, tools, box, part.show);
  const document = props.values ?? NO_DOCUMENT;
  const scope = useScope(field.lines?.object ?? "", document);
  const facts = (behaviour.useFacts ?? noFacts)(rows, document);
  const [pasted, setPasted] = useState<string | null>(null);
  const estimate = behaviour.estimate?.(rows, document, facts);
  const wrong = useMemo(() => errorsByRow(errors, field.name), [errors, field.name]);
  const Tools = behaviour.tools;
  const grid = useMemo(() => ({ field, columns, now: tools.now, append: tools.append, change: tools.changeAll }), [field, columns, tools]);
  const onTaken = useCallback(() => setPasted(null), []);
  const lone = useLoneForm();
  const onFocus = (event: FocusEvent<HTMLElement>) => {
    part.onFocus(event);
    lone.enter(event);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || isComposing(event)) return;
    event.preventDefault();
    event.stopPropagation();
    add();
  };
  const onPaste = (event: ClipboardEvent<HTMLElement>) => {
    const table = Tools && !disabled ? tableOf(event) : null;
    if (table === null) return;
    event.preventDefault();
    setPasted(table);
  };
  return (
    // Keys and what is pasted go through the whole grid; the buttons below do the same.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div id={props.id} ref={box} className="gk-lines" onKeyDown={onKeyDown} onKeyDownCapture={disabled ? undefined : onKeyDownCapture} onPaste={onPaste} onFocus={onFocus} onBlur={lone.leave}>
      {lone.form}
      <div ref={part.scroller} className={part.isLong ? "gk-scroll-wide is-long" : "gk-scroll-wide"}>
        <table aria-label={field.label} aria-rowcount={rows.length + 1}>
          {part.isLong && <colgroup><col width={36} />{columns.map((column, at) => <col key={column.name} width={widthOf(column, at)} />)}<col width={124} /></colgroup>}
          <Head columns={columns} />
          {part.seen.map(({ index, before }) => {
            const row = rows[index] ?? {};
            return (
              <Fragment key={keyOf(row, index)}>
                {before > 0 && <Gap height={before} />}
                <LineRow
                  field={field} row={row} index={index} isLast={index === rows.length - 1} columns={columns} document={document} facts={facts} scope={scope}
                  estimate={estimate?.cells[index]} warning={estimate?.warnings?.[index]} errors={wrong[index]} disabled={disabled} tools={tools} measure={part.measure}
                />
              </Fragment>
            );
          })}
          {part.after > 0 && <Gap height={part.after} />}
        </table>
      </div>
      {rows.length === 0 && <p className="gk-muted">{t("lines.empty")}</p>}
      <Button type="dashed" block icon={<PlusOutlined aria-hidden="true" />} disabled={disabled} onClick={() => add()}>{t("lines.add")}</Button>
      {Tools && (
        <Suspense fallback={null}>
          <Tools grid={grid} isEmpty={rows.length === 0} disabled={disabled} pasted={pasted} onTaken={onTaken} />
        </Suspense>
      )}
      {estimate && rows.length > 0 && <Totals estimate={estimate} />}
    </div>
  );
}
