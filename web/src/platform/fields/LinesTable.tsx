import { useTranslation } from "react-i18next";
import type { FieldMeta, ObjectMeta, RecordData } from "@/api/types";
import { readLabel } from "../discount";
import { isEmptyValue } from "../format";
import { ScrollBox } from "../ui/ScrollBox";
import { FieldValue, isRightAligned } from "./display";
import { NOT_OF_A_LINE } from "./lines";

/** The lines of a document as a table, to be read. */
export function LinesTable({ field, record, parent }: { field: FieldMeta; record: RecordData; parent: ObjectMeta }) {
  const { t } = useTranslation();
  const rows = Array.isArray(record[field.name]) ? (record[field.name] as RecordData[]) : [];
  // What no line says takes no place from what they do say.
  const isSaid = (name: string) => rows.some((row) => !isEmptyValue(row[name]));
  // What the system keeps of a line, such as how much was shipped, is told from the first piece on.
  const isKept = (name: string) => field.lines?.kept.includes(name) && rows.some((row) => Number(row[name] ?? 0) !== 0);
  const columns = (field.lines?.fields ?? []).filter((column) => !NOT_OF_A_LINE.has(column.name) && column.target !== parent.name && (!column.system || isKept(column.name)) && (column.type !== "json" || column.holds) && isSaid(column.name));
  if (rows.length === 0) return <p className="gk-muted">{t("lines.none")}</p>;
  return (
    <ScrollBox label={field.label}>
      <table className="gk-table gk-lines-table">
        <thead><tr><th scope="col">#</th>{columns.map((column) => <th key={column.name} scope="col" className={isRightAligned(column) ? "gk-right" : undefined}>{readLabel(column)}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={String(row.id ?? index)}>
              <td>{index + 1}</td>
              {columns.map((column) => <td key={column.name} className={isRightAligned(column) ? "gk-right" : undefined}><FieldValue field={column} value={row[column.name]} record={{ ...row, currency: record["currency"] }} isCompact={column.type !== "reference"} /></td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
