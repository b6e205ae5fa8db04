/** The list that a record was opened from: for the left and right keys and the way back. */
interface Trail {
  ids: (string | number)[];
  address: string;
}

const key = (object: string) => `guike.trail.${object}`;

export function leaveTrail(object: string, ids: (string | number)[], address: string): void {
  sessionStorage.setItem(key(object), JSON.stringify({ ids: ids.slice(0, 2000), address } satisfies Trail));
}

export function readTrail(object: string): Trail | null {
  try {
    return JSON.parse(sessionStorage.getItem(key(object)) ?? "null") as Trail | null;
  } catch {
    return null;
  }
}

export function neighbours(trail: Trail | null, id: string): { previous: string | null; next: string | null; place: number; count: number } {
  const ids = trail?.ids.map(String) ?? [];
  const at = ids.indexOf(id);
  return {
    previous: at > 0 ? ids[at - 1] ?? null : null,
    next: at >= 0 ? ids[at + 1] ?? null : null,
    place: at + 1,
    count: ids.length,
  };
}
