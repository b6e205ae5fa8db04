import { useTranslation } from "react-i18next";
import type { PreviewProblem } from "./types";

const SHOWN = 50;

/** Rows with what is wrong in them: found before, or met on the way. */
export function Problems({ title, problems }: { title: string; problems: PreviewProblem[] }) {
  const { t } = useTranslation();
  if (problems.length === 0) return null;
  return (
    <details className="gk-gap" open={problems.length <= 12}>
      <summary>{title}</summary>
      {/* Longer than its box: it scrolls by keyboard too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div className="gk-scroll-box" tabIndex={0} role="region" aria-label={title}>
        <table className="gk-table">
          <thead><tr><th scope="col">{t("import.row")}</th><th scope="col">{t("import.column")}</th><th scope="col">{t("import.problem")}</th></tr></thead>
          <tbody>
            {problems.slice(0, SHOWN).map((problem, index) => <tr key={index}><td>{problem.row}</td><td>{problem.column ?? ""}</td><td>{problem.message}</td></tr>)}
          </tbody>
        </table>
      </div>
    </details>
  );
}
