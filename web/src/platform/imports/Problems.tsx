import { useTranslation } from "react-i18next";
import type { RowProblem } from "@/api/types";
import { ScrollBox } from "../ui/ScrollBox";

const SHOWN = 50;

/** Rows with what is wrong in them: found before, or met on the way. */
export function Problems({ title, problems }: { title: string; problems: RowProblem[] }) {
  const { t } = useTranslation();
  if (problems.length === 0) return null;
  return (
    <details className="gk-gap" open={problems.length <= 12}>
      <summary>{title}</summary>
      <ScrollBox className="gk-scroll-box" label={title}>
        <table className="gk-table">
          <thead><tr><th scope="col">{t("import.row")}</th><th scope="col">{t("import.column_or_field")}</th><th scope="col">{t("import.problem")}</th></tr></thead>
          <tbody>
            {problems.slice(0, SHOWN).map((problem, index) => <tr key={index}><td>{problem.row}</td><td>{problem.column ?? ""}</td><td>{problem.message}</td></tr>)}
          </tbody>
        </table>
      </ScrollBox>
    </details>
  );
}
