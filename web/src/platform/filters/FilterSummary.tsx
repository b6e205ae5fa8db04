import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { FilterNode, ObjectMeta } from "@/api/types";
import { usePaths } from "../fields/usePaths";
import { isCondition } from "../filter-node";
import { useRecordNames } from "./names";
import { filterWords, referencedIds } from "./words";

function pathsOf(node: FilterNode): string[] {
  if (isCondition(node)) return [node.field, ...(node.other ? [node.other] : [])];
  if ("all" in node) return node.all.flatMap(pathsOf);
  if ("any" in node) return node.any.flatMap(pathsOf);
  if ("not" in node) return pathsOf(node.not);
  return [];
}

/** The filter in force, in words. */
export function FilterSummary({ meta, filter }: { meta: ObjectMeta; filter: FilterNode }) {
  const { t } = useTranslation();
  const paths = useMemo(() => pathsOf(filter), [filter]);
  const lookup = usePaths(meta, paths);
  const ids = useMemo(() => referencedIds(filter, (path) => lookup(path).field), [filter, lookup]);
  const name = useRecordNames(ids);
  const words = filterWords(filter, { t, name, field: (path) => ({ label: lookup(path).label, meta: lookup(path).field }) });
  return <span className="gk-filter-words" title={words}>{words}</span>;
}
