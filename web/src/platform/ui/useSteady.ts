import { useRef } from "react";

/** The same object as long as its values are the same, so that what depends on it is not drawn again. */
export function useSteady<T extends Record<string, unknown>>(value: T): T {
  const kept = useRef(value);
  const names = Object.keys(value);
  const isSame = names.length === Object.keys(kept.current).length && names.every((name) => Object.is(kept.current[name], value[name]));
  if (!isSame) kept.current = value;
  return kept.current;
}
