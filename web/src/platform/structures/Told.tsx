/** What happened, as the server tells it in words: what was said, and old and new values beside one another. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

interface ToldRow {
  label: string;
  value?: string;
  old?: string;
  new?: string;
  object?: string;
  id?: number;
}

function rowsOf(value: unknown): ToldRow[] {
  return Array.isArray(value) ? (value as ToldRow[]) : [];
}

function Said({ row, text }: { row: ToldRow; text: string }) {
  return row.object && row.id !== undefined ? <Link to={`/o/${row.object}/${row.id}`}>{text}</Link> : <>{text}</>;
}

export function ToldRows({ value }: { value: unknown }) {
  const { t } = useTranslation();
  const rows = rowsOf(value);
  const hasChanges = rows.some((row) => row.new !== undefined);
  return (
    <table className="gk-told">
      {hasChanges && <thead><tr><th scope="col">{t("told.what")}</th><th scope="col">{t("told.old")}</th><th scope="col">{t("told.new")}</th></tr></thead>}
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            <th scope="row">{row.label}</th>
            {row.new === undefined
              ? <td colSpan={hasChanges ? 2 : 1}><Said row={row} text={row.value ?? ""} /></td>
              : <><td className="is-old">{row.old}</td><td>{row.new}</td></>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** For programs and for doubts: folded away until somebody wants it. */
export function Raw({ value }: { value: unknown }) {
  const { t } = useTranslation();
  return <details className="gk-raw"><summary>{t("told.show")}</summary><pre className="gk-json">{JSON.stringify(value, null, 2)}</pre></details>;
}
