import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMeta } from "@/api/queries";
import type { FilterNode, ObjectMeta } from "@/api/types";
import { usePaths } from "../fields/usePaths";
import { asItStands, toDraft } from "./draft";
import { draftPaths, FilterBuilder } from "./FilterBuilder";

/** A filter over an object that is known already. */
export function FilterOf({ meta, value, isOnChange, onChange }: { meta: ObjectMeta; value: unknown; isOnChange?: boolean; onChange?: (value: unknown) => void }) {
  const [draft, setDraft] = useState(() => toDraft(value as FilterNode | null));
  const paths = useMemo(() => draftPaths(draft), [draft]);
  const lookup = usePaths(meta, paths);
  return <FilterBuilder meta={meta} draft={draft} lookup={lookup} isMarked isOnChange={isOnChange} onChange={(next) => { setDraft(next); onChange?.(asItStands(next)); }} />;
}

/** The filter of a rule or a view, as a field of a form: over the object that the form names; `isOnChange`: of a rule on changes. */
export function StoredFilter({ object, value, isOnChange, onChange }: { object: string; value: unknown; isOnChange?: boolean; onChange?: (value: unknown) => void }) {
  const { t } = useTranslation();
  const { data } = useMeta(object);
  if (!data) return <p className="gk-muted">{t("filter.object_first")}</p>;
  return <FilterOf key={object} meta={data} value={value} isOnChange={isOnChange} onChange={onChange} />;
}
