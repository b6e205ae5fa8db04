/** The chosen values of each attribute, by its code. */
export type Values = Record<string, string[]>;

/** How many products the chosen values come to. */
export function combinations(values: Values): number {
  const counts = Object.values(values).map((one) => one.length).filter((count) => count > 0);
  return counts.length ? counts.reduce((whole, count) => whole * count, 1) : 0;
}
