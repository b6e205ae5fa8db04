import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { FilterNode, ObjectMeta } from "@/api/types";
import { usePaths } from "../fields/usePaths";
import { useRecordNames } from "./names";
import { filterWords, pathsOf, referencedIds } from "./words";

/** The filter in force, in words. */
export function FilterSummary({ meta, filter }: { meta: ObjectMeta; filter: FilterNode }) {
  const { t } = useTranslation();
  const paths = useMemo(() => pathsOf(filter), [filter]);
  const lookup = usePaths(meta, paths);
  const field = useCallback((path: string) => ({ ...lookup(path), meta: lookup(path).field }), [lookup]);
  const ids = useMemo(() => referencedIds(filter, field), [filter, field]);
  const name = useRecordNames(ids);
  const words = filterWords(filter, { t, name, field });
  return <span className="gk-filter-words" title={words}>{words}</span>;
}
