import "./paper.css";
import { useTranslation } from "react-i18next";
import type { Pages } from "./templates";

/** The first pages of a document as they will be printed. */
export function PaperPages({ answer }: { answer: Pages }) {
  const { t } = useTranslation();
  return (
    <div className="gk-papers">
      {answer.pages.map((page, index) => <img key={index} src={page} alt={t("printing.page", { page: index + 1 })} />)}
      {answer.count > answer.pages.length && <p className="gk-muted">{t("printing.more_pages", { shown: answer.pages.length, count: answer.count })}</p>}
    </div>
  );
}
