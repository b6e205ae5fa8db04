import { Alert, Button, Modal, Select, Spin } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldMeta } from "@/api/types";
import type { LineGrid, Row } from "@/platform/fields/lines";
import { problemText } from "@/platform/ui/problem-text";
import { useDebounced } from "@/platform/ui/useDebounced";
import { resolveRows, unitNames, type Resolved } from "./lookup";
import { MEANINGS, readRow, readSheet, type Meaning, type Sheet } from "./paste";

type Convention = NonNullable<FieldMeta["discount"]>;

export function conventionOf(grid: LineGrid): Convention {
  return grid.columns.find((column) => column.discount)?.discount ?? "to_pay";
}

const roomOf = (grid: LineGrid): number => (grid.field.lines?.most ?? 0) - grid.now().rows.filter((row) => row["product"]).length;

export function resolveSheet(sheet: Sheet, grid: LineGrid): Promise<Resolved[]> {
  return resolveRows(sheet.rows.map((cells) => readRow(cells, sheet.meanings, conventionOf(grid))), grid.now().document, roomOf(grid));
}

export async function sheetOf(text: string): Promise<Sheet> {
  return readSheet(text, await unitNames());
}

/** The rows that were good, and the sheet of those that were not. */
export function divided(sheet: Sheet, found: Resolved[]): { lines: Row[]; rest: Sheet } {
  return { lines: found.flatMap((one) => (one.row ? [one.row] : [])), rest: { ...sheet, rows: sheet.rows.filter((_, index) => !found[index]?.row) } };
}

function useResolved(sheet: Sheet | null, grid: LineGrid) {
  const { t } = useTranslation();
  const [found, setFound] = useState<Resolved[] | null>(null);
  const [failure, setFailure] = useState("");
  const settled = useDebounced(sheet, 300);
  useEffect(() => {
    if (!settled) return undefined;
    let isGone = false;
    setFound(null);
    setFailure("");
    resolveSheet(settled, grid).then((rows) => !isGone && setFound(rows), (error: unknown) => !isGone && setFailure(problemText(error, t)));
    return () => { isGone = true; };
  }, [settled, grid, t]);
  return { found: settled === sheet ? found : null, failure };
}

function SheetTable({ sheet, found, onChange }: { sheet: Sheet; found: Resolved[] | null; onChange: (sheet: Sheet) => void }) {
  const { t } = useTranslation();
  const width = Math.max(sheet.meanings.length, ...sheet.rows.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, at) => sheet.meanings[at] ?? "none");
  const mean = (at: number, meaning: Meaning) => onChange({ ...sheet, meanings: columns.map((one, other) => (other === at ? meaning : one)) });
  const write = (row: number, at: number, cell: string) =>
    onChange({ ...sheet, rows: sheet.rows.map((cells, index) => (index === row ? columns.map((_, other) => (other === at ? cell : cells[other] ?? "")) : cells)) });
  const options = MEANINGS.map((one) => ({ value: one, label: t(`paste.is_${one}`) }));
  return (
    <div className="gk-paste-scroll">
      <table className="gk-table" aria-label={t("paste.title")}>
        <thead>
          <tr>
            <th scope="col">#</th>
            {columns.map((meaning, at) => (
              <th key={at} scope="col"><Select className="gk-block" size="small" value={meaning} options={options} aria-label={t("paste.column", { column: at + 1 })} onChange={(next) => mean(at, next)} /></th>
            ))}
            <th scope="col">{t("paste.result")}</th>
          </tr>
        </thead>
        <tbody>
          {sheet.rows.map((cells, row) => {
            const one = found?.[row];
            return (
              <tr key={row}>
                <td className="gk-muted">{row + 1}</td>
                {columns.map((_, at) => (
                  <td key={at}><input className="gk-paste-cell" value={cells[at] ?? ""} aria-label={t("paste.cell", { row: row + 1, column: at + 1 })} onChange={(event) => write(row, at, event.target.value)} /></td>
                ))}
                <td className={one?.problem ? "gk-danger" : "gk-muted"}>{one ? (one.problem ? t(`paste.problem_${one.problem}`, { about: one.about }) : t("paste.good")) : ""}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Rows of a table become lines: what the columns are, what is wrong with which row, and a place to mend it. Nothing is lost: what is not added stays. */
export function PasteDialog({ grid, sheet: given, onClose }: { grid: LineGrid; sheet: Sheet | null; onClose: () => void }) {
  const { t } = useTranslation();
  const [sheet, setSheet] = useState(given);
  const { found, failure } = useResolved(sheet, grid);
  const good = useMemo(() => found?.filter((one) => one.row).length ?? 0, [found]);
  const add = () => {
    if (!sheet || !found) return;
    const { lines, rest } = divided(sheet, found);
    grid.append(lines);
    if (rest.rows.length) setSheet(rest);
    else onClose();
  };
  const bad = found ? found.length - good : 0;
  return (
    <Modal
      open title={t("paste.title")} width="min(1080px, 96vw)" onCancel={onClose} mask={{ closable: false }}
      footer={[
        <Button key="close" onClick={onClose}>{t("common.cancel")}</Button>,
        <Button key="add" type="primary" disabled={good === 0} onClick={add}>{t("paste.add", { count: good })}</Button>,
      ]}
    >
      {sheet ? (
        <>
          {bad > 0 && <Alert type="warning" showIcon className="gk-gap" role="status" title={t("paste.bad", { count: bad })} />}
          {failure && <Alert type="error" showIcon className="gk-gap" title={failure} />}
          <Spin spinning={!found && !failure}><SheetTable sheet={sheet} found={found} onChange={setSheet} /></Spin>
        </>
      ) : (
        <textarea
          // The dialog was opened to paste here.
          autoFocus className="gk-paste-box" rows={8} aria-label={t("paste.here")} placeholder={t("paste.here")} value=""
          onChange={(event) => void sheetOf(event.target.value).then(setSheet)}
        />
      )}
    </Modal>
  );
}
