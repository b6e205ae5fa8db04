import { Select, Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { Preview } from "@/api/types";
import { ScrollBox } from "../ui/ScrollBox";
import type { ImportPlan } from "./plan";

interface Props {
  preview: Preview;
  plan: ImportPlan;
  onPlan: (plan: ImportPlan) => void;
}

type Way = "refuse" | "empty" | "create";

/** What the first rows would become, each fault once, and what is to become of the cells of its column. */
export function Decisions({ preview, plan, onPlan }: Props) {
  const { t } = useTranslation();
  const { groups, tried } = preview;
  const decide = (column: string, way: Way) => onPlan({ ...plan, columns: { ...plan.columns, [column]: { ...plan.columns[column], on_bad: way } } });
  return (
    <section className="gk-gap" aria-label={t("import.checked")}>
      <p role="status">{t("import.checked_rows", tried)}</p>
      {groups.length > 0 && (
        <ScrollBox className="gk-scroll-box" label={t("import.checked")}>
          <table className="gk-table">
            <thead><tr><th scope="col">{t("import.column")}</th><th scope="col">{t("import.problem")}</th><th scope="col">{t("import.count")}</th><th scope="col">{t("import.on_bad")}</th></tr></thead>
            <tbody>
              {groups.map((group) => {
                const ways = preview.columns.find((column) => column.name === group.column)?.ways ?? [];
                return (
                  <tr key={`${group.kind} ${group.column} ${group.code}`}>
                    <td>{group.column}</td>
                    <td><Tag color={group.kind === "failed" ? "error" : group.kind === "skipped" ? "warning" : "default"}>{t(`import.kind_${group.kind}`)}</Tag>{group.message}</td>
                    <td>{t("import.count_rows", { count: group.count, rows: group.rows.join(t("common.list_separator")) + (group.count > group.rows.length ? "…" : "") })}</td>
                    <td>{ways.length > 1 && <Select aria-label={t("import.on_bad_of", { column: group.column })} value={plan.columns[group.column]?.on_bad ?? "refuse"} options={ways.map((way) => ({ value: way as Way, label: t(`import.way_${way as Way}`) }))} onChange={(way: Way) => decide(group.column, way)} />}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </section>
  );
}
