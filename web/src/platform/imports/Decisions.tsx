import { Progress, Select, Statistic } from "antd";
import { useTranslation } from "react-i18next";
import { useMetas } from "@/api/queries";
import type { Checked, JobAnswer, ObjectMeta, Preview } from "@/api/types";
import { percentOf } from "../jobs/JobsTray";
import { ScrollBox } from "../ui/ScrollBox";
import { besideOf, type ImportPlan } from "./plan";
import { Words } from "./Words";
import { wordsToExplain } from "./meanings";

const EXAMPLES = 3;
const COLORS = { failed: "red", skipped: "orange", note: "default" };

interface Props {
  meta: ObjectMeta;
  /** What may be decided of the columns. */
  offers: Preview;
  checked: Checked | undefined;
  isChecking: boolean;
  progress: JobAnswer | null;
  plan: ImportPlan;
  onPlan: (plan: ImportPlan) => void;
}

type Way = "refuse" | "empty" | "create";

function useWayLabel(offers: Preview, plan: ImportPlan) {
  const { t } = useTranslation();
  return (column: string, way: Way): string => {
    if (way !== "create") return t(`import.way_${way}`);
    const isOption = offers.fields.find((field) => field.name === plan.mapping[column])?.type.endsWith("choice");
    return t(isOption ? "import.way_create_option" : "import.way_create_record");
  };
}

/** Each fault once, with the first of its rows, and what is to become of the cells of its column. */
function Groups({ offers, groups, plan, onPlan, explained }: Pick<Props, "offers" | "plan" | "onPlan"> & { groups: Checked["groups"]; explained: Set<string> }) {
  const { t } = useTranslation();
  const wayLabel = useWayLabel(offers, plan);
  const decide = (column: string, way: Way) => onPlan({ ...plan, columns: { ...plan.columns, [column]: { ...plan.columns[column], on_bad: way } } });
  const separator = t("common.list_separator");
  return (
    <ScrollBox className="gk-scroll-box" label={t("import.checked")}>
      <table className="gk-table">
        <thead><tr><th scope="col">{t("import.column_or_field")}</th><th scope="col">{t("import.problem")}</th><th scope="col">{t("import.count")}</th><th scope="col">{t("import.on_bad")}</th></tr></thead>
        <tbody>
          {groups.map((group) => {
            const ways = offers.columns.find((column) => column.name === group.column)?.ways ?? [];
            const examples = group.values.slice(0, EXAMPLES);
            return (
              <tr key={`${group.kind} ${group.column} ${group.code}`}>
                <td>{group.column}</td>
                <td>
                  <span className={`gk-pill gk-pill-${COLORS[group.kind]}`}>{t(`import.kind_${group.kind}`)}</span> {group.message}
                  {group.values.length > 1 && !explained.has(group.column) && <div className="gk-muted">{t("import.examples", { values: examples.join(separator) + (group.values.length > EXAMPLES ? "…" : "") })}</div>}
                </td>
                <td className="gk-nowrap">{t("import.count_rows", { count: group.count, rows: group.rows.join(separator) + (group.count > group.rows.length ? "…" : "") })}</td>
                <td>{ways.length > 1 && <Select className="gk-way" aria-label={t("import.on_bad_of", { column: group.column })} value={plan.columns[group.column]?.on_bad ?? "refuse"} options={ways.map((way) => ({ value: way as Way, label: wayLabel(group.column, way as Way) }))} onChange={(way: Way) => decide(group.column, way)} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** What the whole file would become, and what the person may decide about it. */
export function Decisions({ meta, offers, checked, isChecking, progress, plan, onPlan }: Props) {
  const { t } = useTranslation();
  const wayLabel = useWayLabel(offers, plan);
  const beside = useMetas(besideOf(offers.fields));
  const words = wordsToExplain(meta, plan, checked?.groups ?? [], offers.columns, beside);
  const explained = new Set(words.map((one) => one.column));
  return (
    <section className="gk-section" aria-label={t("import.checked")} aria-busy={isChecking}>
      <h2 className="gk-check-title">{t("import.checked")}</h2>
      <p className="gk-muted" role="status">{isChecking ? t("import.checking", { rows: offers.rows }) : checked ? t("import.checked_rows", { rows: offers.rows }) : ""}</p>
      {isChecking && progress && <Progress percent={percentOf(progress)} size="small" aria-label={t("import.checking", { rows: offers.rows })} />}
      {checked && (
        <div className="gk-counts" role="group" aria-label={t("import.would")}>
          {(["created", "updated", "skipped", "failed"] as const).map((one) => <Statistic key={one} title={t(`import.would_${one}`)} value={checked[one]} />)}
          {checked.beside.map((one) => <Statistic key={one.object} title={t("sheet.beside_would", { label: one.label })} value={one.count} />)}
        </div>
      )}
      {checked && checked.groups.length > 0 && <Groups offers={offers} groups={checked.groups} plan={plan} onPlan={onPlan} explained={explained} />}
      {words.map((one) => <Words key={one.column} {...one} plan={plan} otherwise={t("import.unexplained", { way: wayLabel(one.column, plan.columns[one.column]?.on_bad ?? "refuse") })} onPlan={onPlan} />)}
    </section>
  );
}
