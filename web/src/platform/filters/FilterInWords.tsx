import { useMeta } from "@/api/queries";
import type { FilterNode } from "@/api/types";
import { FilterSummary } from "./FilterSummary";

/** A stored filter in words, as a value: where its object is not known, or not to be seen, as it is stored. */
export function FilterInWords({ object, value }: { object: string; value: unknown }) {
  const { data, isError } = useMeta(object || null);
  if (data) return <FilterSummary meta={data} filter={value as FilterNode} />;
  return object && !isError ? null : <pre className="gk-json">{JSON.stringify(value, null, 2)}</pre>;
}
