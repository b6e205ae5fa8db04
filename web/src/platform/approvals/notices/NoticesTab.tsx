/** The notices of a definition, to be read and tried. */
import "../designer/designer.css";
import "./notices.css";
import { Skeleton } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { RecordData } from "@/api/types";
import { Pill } from "../../fields/display";
import { useNames } from "../designer/names";
import { useApprovalMeta } from "../designer/options";
import { approversWords } from "../designer/words";
import { noticesIn } from "./notices";
import { TemplateInWords } from "./NoticeText";
import { NoticePreview } from "./Preview";

export function NoticesTab({ record }: { record: RecordData }) {
  const { t } = useTranslation();
  const { meta, options } = useApprovalMeta(String(record["object"]));
  const notices = useMemo(() => noticesIn(record["notices"]), [record]);
  const people = useMemo(() => notices.flatMap((one) => one.receivers), [notices]);
  const names = useNames(people, meta, options);
  if (!meta) return <Skeleton active />;
  if (notices.length === 0) return <p className="gk-muted">{t("notice.none")}</p>;
  return (
    <div className="gk-notices">
      {notices.map((notice, index) => (
        <section key={notice.id ?? index} className="gk-notice" aria-label={t("notice.one", { row: index + 1 })}>
          <div className="gk-notice-head"><Pill label={t(`notice.on_${notice.on}`)} /><span>{t("notice.tells", { people: approversWords(notice.receivers, names) || t("notice.nobody") })}</span></div>
          <p><TemplateInWords meta={meta} template={notice.template} /></p>
          <NoticePreview meta={meta} notice={notice} />
        </section>
      ))}
    </div>
  );
}
