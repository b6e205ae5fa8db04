/** The records that this person opened last, newest first; kept in this browser. */
export interface RecentRecord {
  object: string;
  id: string;
  name: string;
  label: string;
}

const LIMIT = 12;

const key = (userId: number) => `guike.recent.${userId}`;

export function recentRecords(userId: number): RecentRecord[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key(userId)) ?? "[]");
    return Array.isArray(value) ? (value as RecentRecord[]) : [];
  } catch {
    return [];
  }
}

export function rememberRecord(userId: number, record: RecentRecord): void {
  const others = recentRecords(userId).filter((one) => one.object !== record.object || one.id !== record.id);
  localStorage.setItem(key(userId), JSON.stringify([record, ...others].slice(0, LIMIT)));
}
