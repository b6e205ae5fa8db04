/** How one person likes one view: columns, widths, density. Kept in this browser. */
import { useCallback, useState } from "react";

export type Density = "compact" | "normal" | "roomy";

export interface ListPrefs {
  columns?: string[];
  widths: Record<string, number>;
  density: Density;
}

export const ROW_HEIGHT: Record<Density, number> = { compact: 32, normal: 40, roomy: 52 };

const EMPTY: ListPrefs = { widths: {}, density: "normal" };

function read(key: string): ListPrefs {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? "null") as Partial<ListPrefs> | null;
    return { ...EMPTY, ...stored };
  } catch {
    return EMPTY;
  }
}

export function useListPrefs(userId: number, object: string, view: string | number | undefined): [ListPrefs, (change: Partial<ListPrefs>) => void] {
  const key = `guike.list.${userId}.${object}.${view ?? ""}`;
  const [held, setHeld] = useState({ key, prefs: read(key) });
  const prefs = held.key === key ? held.prefs : read(key);
  const change = useCallback(
    (part: Partial<ListPrefs>) => {
      const next = { ...read(key), ...part };
      localStorage.setItem(key, JSON.stringify(next));
      setHeld({ key, prefs: next });
    },
    [key],
  );
  return [prefs, change];
}
