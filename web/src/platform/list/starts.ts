/** Other objects from which records of an object are made, offered beside "new". Domains register here. */
interface Start {
  object: string;
  /** A key of the catalogues. */
  label: string;
}

const starts = new Map<string, Start[]>();

export function registerStart(object: string, start: Start): void {
  starts.set(object, [...(starts.get(object) ?? []), start]);
}

export function startsOf(object: string): readonly Start[] {
  return starts.get(object) ?? [];
}
