import { Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readRecord } from "@/api/records";
import type { FieldMeta, Reference } from "@/api/types";
import { FieldEditor } from "../fields/editors";
import { toWire } from "../fields/wire";
import { recordName } from "../meta";
import { withWord, type ColumnWords } from "./meanings";
import type { ImportPlan } from "./plan";

interface MeaningProps {
  field: FieldMeta;
  value: unknown;
  label: string;
  /** What becomes of the word while it means nothing. */
  otherwise: string;
  onChange: (value: unknown) => void;
}

/** A record, chosen or made on the spot; of one that was remembered only the number is known, its name is looked up. */
function RecordMeaning({ field, value, label, onChange }: MeaningProps) {
  const target = field.target ?? field.type;
  const [chosen, setChosen] = useState<Reference | null>(null);
  const isKnown = chosen !== null && chosen.id === value;
  const named = useQuery({
    queryKey: ["import-word", target, value],
    queryFn: ({ signal }) => readRecord(target, value as number, signal),
    enabled: typeof value === "number" && !isKnown,
    retry: false,
  });
  const shown = isKnown ? chosen : named.data ? { id: value, name: recordName(named.data) } : value;
  return <FieldEditor field={field} aria-label={label} value={shown} onChange={(next) => { setChosen(next as Reference | null); onChange(toWire(field, next)); }} />;
}

function Meaning(props: MeaningProps) {
  const { field, value, label, otherwise, onChange } = props;
  const { t } = useTranslation();
  if (field.type === "reference" || field.type === "user" || field.type === "department") return <RecordMeaning {...props} />;
  if (field.type === "region") return <FieldEditor field={field} aria-label={label} value={value} onChange={(next) => onChange(toWire(field, next))} />;
  const isBoolean = field.type === "boolean";
  const options = isBoolean
    ? [{ value: "true", label: t("common.yes") }, { value: "false", label: t("common.no") }]
    : field.choices.filter((choice) => choice.is_active !== false).map((choice) => ({ value: choice.code, label: String(choice.label) }));
  return (
    <Select
      className="gk-block" allowClear showSearch={{ optionFilterProp: "label" }} aria-label={label} placeholder={otherwise} options={options}
      value={value === undefined ? undefined : String(value)} onChange={(next: string | undefined) => onChange(next === undefined ? null : isBoolean ? next === "true" : next)}
    />
  );
}

/** What the words of a column mean that the system does not know; remembered with the mapping. */
export function Words({ column, field, words, plan, otherwise, onPlan }: ColumnWords & { plan: ImportPlan; otherwise: string; onPlan: (plan: ImportPlan) => void }) {
  const { t } = useTranslation();
  return (
    <table className="gk-table gk-words">
      <caption>{t("import.words", { column, label: String(field.label) })}</caption>
      <thead><tr><th scope="col">{t("import.word")}</th><th scope="col">{t("import.means")}</th></tr></thead>
      <tbody>
        {words.map((word) => (
          <tr key={word}>
            <th scope="row">{word}</th>
            <td><Meaning field={field} value={plan.columns[column]?.words?.[word]} label={t("import.meaning_of", { column, word })} otherwise={otherwise} onChange={(value) => onPlan(withWord(plan, column, word, value))} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
