import type { ObjectMeta, RecordData } from "@/api/types";
import { FieldValue } from "../fields/display";
import { LinesTable } from "../fields/LinesTable";
import { isEmptyValue } from "../format";
import { detailSections } from "../meta";
import { concernsOf } from "./concerns";
import { RevealButton } from "./RevealButton";
import { specialTabs } from "./tabs";

const WIDE = new Set(["long_text", "lines", "any_references", "json", "choices"]);

/** The record as its layout lays it out. */
export function Overview({ meta, record, isPaper = false }: { meta: ObjectMeta; record: RecordData; isPaper?: boolean }) {
  const canReveal = !isPaper && meta.operations.includes("reveal");
  const elsewhere = new Set(specialTabs(meta.name).map((tab) => tab.shows));
  const concerns = concernsOf(meta.name);
  const laidOut = detailSections(meta);
  const inLayout = new Set([...elsewhere, ...laidOut.flatMap((section) => section.fields.map((field) => field.name))]);
  const sections = laidOut.map((section) => ({ ...section, fields: section.fields.filter((field) => !elsewhere.has(field.name) && concerns(field.name, record)) })).filter((section) => section.fields.length > 0);
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
                <dd>{field.type === "lines" ? <LinesTable field={field} record={record} parent={meta} /> : <><FieldValue field={field} value={record[field.name]} record={record} />{field.masked && canReveal && !isEmptyValue(record[field.name]) && <RevealButton meta={meta} field={field} id={record.id} />}</>}</dd>
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
