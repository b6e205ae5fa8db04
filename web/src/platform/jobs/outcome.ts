/** What came of the rows of a job that has ended. */

const COUNTS = ["created", "updated", "ok", "skipped", "failed"] as const;
type Count = (typeof COUNTS)[number];

export interface Outcome {
  /** `none`: nothing was written although something was to be; `partly`: some rows failed. */
  kind: "all" | "partly" | "none";
  /** Those that are not zero, what was written first. */
  counts: { name: Count; count: number }[];
}

/** Of an import's result {created, updated, skipped, failed} or an action's {ok, failed}; null: the job counts no rows. */
export function outcomeOf(result: unknown): Outcome | null {
  if (typeof result !== "object" || result === null || typeof (result as Record<string, unknown>)["failed"] !== "number") return null;
  const given = result as Partial<Record<Count, unknown>>;
  const count = (name: Count): number => (typeof given[name] === "number" ? given[name] : 0);
  const isWritten = count("created") + count("updated") + count("ok") > 0;
  const hasFailed = count("failed") > 0;
  return {
    kind: !hasFailed ? "all" : isWritten ? "partly" : "none",
    counts: COUNTS.flatMap((name) => (count(name) > 0 ? [{ name, count: count(name) }] : [])),
  };
}
