/** What an action changes of a record and its lines: both versions side by side. */
import { useTranslation } from "react-i18next";
import { useMeta } from "@/api/queries";
import type { ApprovalCell, ApprovalDifference, ApprovalLine, ApprovalRecord, ObjectMeta } from "@/api/types";
import { plainValue } from "../fields/display";
import { fieldOf } from "../meta";

function Both({ meta, cell, currency }: { meta: ObjectMeta | undefined; cell: ApprovalCell; currency: string | null }) {
  const { t } = useTranslation();
  const field = meta && fieldOf(meta, cell.field);
  const about = currency ? { id: 0, currency } : undefined;
  const [old, next] = [cell.old, cell.new].map((value) => plainValue(field, value, about));
  if (old === next) return <>{next}</>;
  return <><del>{old || t("history.empty")}</del> → <ins>{next || t("history.empty")}</ins></>;
}

/** Of an added or a removed line there is one version only. */
function Only({ meta, cell, currency }: { meta: ObjectMeta | undefined; cell: ApprovalCell; currency: string | null }) {
  const field = meta && fieldOf(meta, cell.field);
  return <>{plainValue(field, cell.new ?? cell.old, currency ? { id: 0, currency } : undefined)}</>;
}

function Lines({ lines, currency }: { lines: ApprovalLine[]; currency: string | null }) {
  const { t } = useTranslation();
  const { data: meta } = useMeta(lines[0]?.object ?? null);
  const filled = (name: string) => lines.some((line) => line.cells.some((cell) => cell.field === name && (cell.old ?? cell.new) !== null));
  const columns = [...new Map(lines.flatMap((line) => line.cells.map((cell) => [cell.field, cell.label] as const))).entries()].filter(([name]) => filled(name));
  return (
    <div className="gk-difference">
      <table>
        <thead><tr><th>{t("approval.line_kind")}</th>{columns.map(([name, label]) => <th key={name}>{label}</th>)}</tr></thead>
        <tbody>
          {lines.map((line, index) => {
            const Cell = line.kind === "changed" ? Both : Only;
            return (
              <tr key={index} className={`is-${line.kind}`}>
                <th scope="row">{t(`approval.line_${line.kind}`)}</th>
                {columns.map(([name]) => {
                  const cell = line.cells.find((one) => one.field === name);
                  return <td key={name}>{cell && <Cell meta={meta} cell={cell} currency={currency} />}</td>;
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

export function Difference({ record, difference }: { record: ApprovalRecord; difference: ApprovalDifference | null }) {
  const { t } = useTranslation();
  const { data: meta } = useMeta(record.object);
  if (!difference || difference.fields.length + difference.lines.length === 0) return null;
  const objects = [...new Set(difference.lines.map((line) => line.object))];
  return (
    <section className="gk-approval-part">
      <h3>{t("approval.difference")}</h3>
      <dl className="gk-approval-card">
        {difference.fields.map((cell) => <div key={cell.field}><dt>{cell.label}</dt><dd className="gk-both"><Both meta={meta} cell={cell} currency={record.currency} /></dd></div>)}
      </dl>
      {objects.map((object) => <Lines key={object} lines={difference.lines.filter((line) => line.object === object)} currency={record.currency} />)}
    </section>
  );
}
