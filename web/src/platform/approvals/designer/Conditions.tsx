/** Conditions over the fields of a record and over the facts that other packages know of it. */
import { useTranslation } from "react-i18next";
import type { FilterNode } from "@/api/types";
import type { EditorProps } from "../../fields/editors/types";
import { FilterSummary } from "../../filters/FilterSummary";
import { FilterOf } from "../../filters/StoredFilter";
import { useApprovalMeta } from "./options";

/** Which records follow a definition, as a field of its form. */
export function AppliesEditor({ value, onChange, values }: EditorProps) {
  const { t } = useTranslation();
  const object = typeof values?.["object"] === "string" ? values["object"] : "";
  const { meta } = useApprovalMeta(object || null);
  if (!meta) return <p className="gk-muted">{t("filter.object_first")}</p>;
  return <FilterOf key={object} meta={meta} value={value} onChange={onChange} />;
}

/** A filter, which may mention facts, in words. */
export function FactsInWords({ object, value }: { object: string; value: FilterNode }) {
  const { meta } = useApprovalMeta(object);
  return meta ? <FilterSummary meta={meta} filter={value} /> : null;
}
