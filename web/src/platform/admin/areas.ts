/** Objects grouped as the menu groups them. */
import type { ObjectsAnswer, ObjectSummary } from "@/api/types";

export interface AreaOfObjects {
  name: string;
  label: string;
  objects: ObjectSummary[];
}

/** The areas in the order of the menu, the administration and what stands in no menu last; areas without an object are left out. */
export function byArea(answer: ObjectsAnswer | undefined, isWanted: (object: ObjectSummary) => boolean): AreaOfObjects[] {
  if (!answer) return [];
  const place = (name: string) => (name === "admin" ? 1_000_000 : answer.areas.find((one) => one.name === name)?.position ?? 2_000_000);
  const labels = new Map(answer.areas.map((one) => [one.name, one.label]));
  const found = new Map<string, AreaOfObjects>();
  for (const object of answer.items) {
    if (!isWanted(object)) continue;
    const area = found.get(object.area) ?? { name: object.area, label: labels.get(object.area) ?? "", objects: [] };
    area.objects.push(object);
    found.set(object.area, area);
  }
  return [...found.values()].sort((a, b) => place(a.name) - place(b.name));
}
