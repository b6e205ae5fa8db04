/** What was typed and not saved: kept in this browser for a week, offered when the form opens again. */
const WEEK_MS = 7 * 24 * 3600 * 1000;

interface Stored {
  at: number;
  values: Record<string, unknown>;
}

export function draftKey(userId: number, object: string, id: string | number | null): string {
  return `guike.draft.${userId}.${object}.${id ?? "new"}`;
}

export function readDraft(key: string, now = Date.now()): Record<string, unknown> | null {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? "null") as Stored | null;
    if (!stored || now - stored.at > WEEK_MS) return null;
    return Object.keys(stored.values).length ? stored.values : null;
  } catch {
    return null;
  }
}

/** A browser that keeps nothing (private mode, full) only loses the draft. */
export function writeDraft(key: string, values: Record<string, unknown>, now = Date.now()): void {
  try {
    localStorage.setItem(key, JSON.stringify({ at: now, values } satisfies Stored));
  } catch {
    localStorage.removeItem(key);
  }
}

export function dropDraft(key: string): void {
  localStorage.removeItem(key);
}
