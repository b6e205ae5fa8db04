import { useTranslation } from "react-i18next";
import type { FilterNode } from "@/api/types";
import { FactsInWords } from "../approvals/designer/Conditions";
import { StepsEditor } from "../approvals/designer/StepsEditor";
import { plainField } from "../meta";
import type { TabProps } from "../record/tabs";

const STEPS = plainField("steps", "lines");

/** The drawing of a definition, to be looked at, with what it applies to. */
export function DefinitionFlow({ record }: TabProps) {
  const { t } = useTranslation();
  const object = String(record["object"]);
  const filter = record["filter"] as FilterNode | null;
  return (
    <>
      <p>{t("flow.applies")}{t("common.colon")}{filter ? <FactsInWords object={object} value={filter} /> : t("flow.applies_all")}</p>
      <StepsEditor field={STEPS} value={record["steps"]} values={record} disabled />
    </>
  );
}
