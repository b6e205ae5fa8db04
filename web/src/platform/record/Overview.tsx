import { useTranslation } from "react-i18next";
import type { FieldMeta, ObjectMeta, RecordData } from "@/api/types";
import { FieldValue, isRightAligned } from "../fields/display";
import { isEmptyValue } from "../format";
import { detailSections } from "../meta";
import { ScrollBox } from "../ui/ScrollBox";

const WIDE = new Set(["long_text", "lines", "any_references", "json", "choices"]);
const NOT_SHOWN = new Set(["id", "position", "_version", "created_at", "created_by", "updated_at", "updated_by", "external_id", "source_system", "currency", "number", "name", "owner", "department", "record_type"]);

export function LinesTable({ field, record, parent }: { field: FieldMeta; record: RecordData; parent: ObjectMeta }) {
  const { t } = useTranslation();
  const rows = Array.isArray(record[field.name]) ? (record[field.name] as RecordData[]) : [];
  // What no line says takes no place from what they do say.
  const isSaid = (name: string) => rows.some((row) => !isEmptyValue(row[name]));
  const columns = (field.lines?.fields ?? []).filter((column) => !NOT_SHOWN.has(column.name) && column.target !== parent.name && !column.system && isSaid(column.name));
  if (rows.length === 0) return <p className="gk-muted">{t("lines.none")}</p>;
  return (
    <ScrollBox label={field.label}>
      <table className="gk-table gk-lines-table">
        <thead><tr><th scope="col">#</th>{columns.map((column) => <th key={column.name} scope="col" className={isRightAligned(column) ? "gk-right" : undefined}>{column.label}</th>)}</tr></thead>
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

/** The record as its layout lays it out. */
export function Overview({ meta, record }: { meta: ObjectMeta; record: RecordData }) {
  const sections = detailSections(meta);
  const inLayout = new Set(sections.flatMap((section) => section.fields.map((field) => field.name)));
  const lines = meta.fields.filter((field) => field.type === "lines" && !inLayout.has(field.name));
  return (
    <>
      {sections.map((section) => (
        <section key={section.label} className="gk-section">
          {section.label && <h2>{section.label}</h2>}
          <dl className="gk-details">
            {section.fields.map((field) => (
              <div key={field.name} className={WIDE.has(field.type) ? "is-wide" : undefined}>
                {(field.label !== section.label || section.fields.length > 1) && field.type !== "lines" && <dt>{field.label}</dt>}
                <dd>{field.type === "lines" ? <LinesTable field={field} record={record} parent={meta} /> : <FieldValue field={field} value={record[field.name]} record={record} />}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {lines.map((field) => (
        <section key={field.name} className="gk-section"><h2>{field.label}</h2><LinesTable field={field} record={record} parent={meta} /></section>
      ))}
    </>
  );
}
