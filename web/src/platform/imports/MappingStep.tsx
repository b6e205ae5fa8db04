import { Alert, Button, Select, Space, type SelectProps } from "antd";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asForm, call } from "@/api/client";
import type { ObjectMeta, Preview, Reading } from "@/api/types";
import { problemText } from "../ui/problem-text";
import { FilesForColumns } from "./FilesForColumns";
import { EncodingQuestion, ReadingOptions } from "./ReadingOptions";
import { SuggestedField } from "./SuggestedField";
import { besideOf, isOfDocuments, mappingOf, mappingProblems, requiredOf, withMapping, type ImportPlan } from "./plan";

interface Props {
  meta: ObjectMeta;
  preview: Preview;
  plan: ImportPlan;
  onPlan: (plan: ImportPlan) => void;
  onPreview: (preview: Preview, plan: ImportPlan) => void;
  onBack: () => void;
  onNext: () => void;
}

/** The fields of the record, then those of each kind of lines, and of what stands beside, under its name. */
function optionsOf(meta: ObjectMeta, fields: Preview["fields"], t: TFunction): SelectProps["options"] {
  const option = (field: Preview["fields"][number]) => ({ value: field.name, label: field.required ? `${field.label} *` : field.label });
  const own = fields.filter((field) => !field.group).map(option);
  const groups = [...new Set(fields.flatMap((field) => field.lines ?? field.beside ?? []))].map((name) => {
    const mine = fields.filter((field) => (field.lines ?? field.beside) === name);
    const label = mine[0]?.group ?? name;
    return { label: mine[0]?.lines ? t("sheet.lines_of", { label }) : label, title: name, options: mine.map(option) };
  });
  return groups.length ? [{ label: meta.label, title: meta.name, options: own }, ...groups] : own;
}

/** What the objects are called whose records the columns fill beside those of the file. */
function besideNames(fields: Preview["fields"], mapping: ImportPlan["mapping"]): string[] {
  const used = new Set(Object.values(mapping));
  return [...new Set(fields.flatMap((field) => (field.beside && field.group && used.has(field.name) ? [field.group] : [])))];
}

/** Look at the file again when it is to be read otherwise, or has a field more to go to. */
function useReading(meta: ObjectMeta, preview: Preview, plan: ImportPlan, onPreview: Props["onPreview"]) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const read = async (reading: Reading, further?: Record<string, string>) => {
    const chosen = { ...plan.reading, ...reading };
    setBusy(true);
    setProblem("");
    try {
      const mapping = further && JSON.stringify({ ...plan.mapping, ...further });
      const answer = await call("post", "/imports/preview", { body: { file: preview.file, object: meta.name, reading: JSON.stringify(chosen), mapping }, bodySerializer: asForm });
      const columns = new Set(answer.columns.map((column) => column.name));
      const isSame = preview.columns.length === columns.size && preview.columns.every((column) => columns.has(column.name));
      onPreview(answer, { ...(isSame && !further ? plan : withMapping(plan, mappingOf(answer))), reading: chosen });
    } catch (error) {
      setProblem(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return { read, problem, isBusy };
}

/** Which column fills which field; what the server proposed is there already. */
export function MappingStep({ meta, preview, plan, onPlan, onPreview, onBack, onNext }: Props) {
  const { t } = useTranslation();
  const { fields } = preview;
  const problems = mappingProblems(plan.mapping, requiredOf(fields, plan.mapping), fields);
  const again = useReading(meta, preview, plan, onPreview);
  const isUnsure = preview.encodings.length > 1 && !plan.reading.encoding;
  const remarks = fields.find((field) => field.joins && field.type === "long_text" && Object.values(plan.mapping).filter((name) => name === field.name).length > 1);
  const hasPercent = fields.some((field) => field.type === "percent" && Object.values(plan.mapping).includes(field.name));
  const options = optionsOf(meta, fields, t);
  const labelOf = (name: string) => fields.find((field) => field.name === name)?.label ?? name;
  const map = (column: string, field: string | undefined) => {
    const { [column]: _old, ...rest } = plan.mapping;
    onPlan(withMapping(plan, field ? { ...rest, [column]: field } : rest));
  };
  const saved = preview.mappings.filter((one) => one.mapping);
  return (
    <section>
      <p role="status">{t("import.found", { rows: preview.rows, columns: preview.columns.length })}</p>
      {again.problem && <Alert type="error" showIcon role="alert" className="gk-gap" title={again.problem} />}
      {isUnsure ? <EncodingQuestion preview={preview} onChange={(reading) => void again.read(reading)} /> : <ReadingOptions preview={preview} hasPercent={hasPercent} isBusy={again.isBusy} onChange={(reading) => void again.read(reading)} />}
      {isOfDocuments(plan.mapping, besideOf(fields)) && <p className="gk-muted">{t("sheet.lines_help")}</p>}
      {besideNames(fields, plan.mapping).map((group) => <p key={group} className="gk-muted">{t("sheet.beside_help", { label: meta.label, beside: group })}</p>)}
      {saved.length > 0 && (
        <Select className="gk-saved-mapping gk-gap" aria-label={t("import.saved_mappings")} placeholder={t("import.saved_mappings")} options={saved.map((one) => ({ value: String(one.id), label: one.name }))} onChange={(id: string) => { const found = saved.find((one) => String(one.id) === id); if (found?.mapping) onPlan({ ...plan, mapping: found.mapping, columns: found.columns }); }} />
      )}
      {problems.twice.length > 0 && <Alert type="error" showIcon className="gk-gap" title={t("import.twice", { fields: problems.twice.map(labelOf).join(t("common.list_separator")) })} />}
      {problems.missing.length > 0 && <Alert type="warning" showIcon className="gk-gap" title={t("import.missing", { fields: problems.missing.join(t("common.list_separator")) })} />}
      {remarks && <p className="gk-muted">{t("reading.joined", { label: remarks.label })}</p>}
      <table className="gk-table gk-mapping-table">
        <thead><tr><th scope="col">{t("import.column")}</th><th scope="col">{t("import.samples")}</th><th scope="col">{t("import.field")}</th></tr></thead>
        <tbody>
          {preview.columns.map((column) => (
            <tr key={column.name}>
              <th scope="row">{column.name}</th>
              <td className="gk-muted">{column.samples.slice(0, 3).join(" · ")}</td>
              <td>
                <Select className="gk-mapping" allowClear showSearch={{ optionFilterProp: "label" }} aria-label={t("import.field_for", { column: column.name })} placeholder={t("import.not_imported")} value={plan.mapping[column.name]} options={options} onChange={(field: string | undefined) => map(column.name, field)} />
                {column.closed && <div className="gk-muted" role="note">{t("import.closed", { label: column.closed })}</div>}
                {column.suggested && <SuggestedField object={meta.name} suggested={column.suggested} onMade={(name) => void again.read({}, { [column.name]: name })} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <FilesForColumns fields={fields.filter((field) => ["file", "image"].includes(field.type) && Object.values(plan.mapping).includes(field.name))} />
      <Space className="gk-form-foot">
        <Button onClick={onBack}>{t("common.back")}</Button>
        <Button type="primary" disabled={isUnsure || problems.twice.length > 0 || Object.keys(plan.mapping).length === 0} onClick={onNext}>{t("common.next")}</Button>
      </Space>
    </section>
  );
}
