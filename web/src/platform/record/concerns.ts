/** Which fields concern a record: what never could have a value takes no place on its page. */
import type { RecordData } from "@/api/types";

type Concern = (field: string, record: RecordData) => boolean;

const concerns = new Map<string, Concern>();

export function registerConcern(object: string, concern: Concern): void {
  concerns.set(object, concern);
}

export function concernsOf(object: string): Concern {
  return concerns.get(object) ?? (() => true);
}
