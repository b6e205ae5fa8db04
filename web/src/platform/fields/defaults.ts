import type { Me } from "@/api/types";
import { formatInstant } from "../format";

/** `$today`, `$now`, `$me`, `$my_department`: what the server would put there, seen before saving. */
export function standingDefault(value: unknown, me: Pick<Me, "id" | "name" | "department">): unknown {
  switch (value) {
    case "$today": return formatInstant(new Date().toISOString()).slice(0, 10);
    case "$now": return new Date().toISOString();
    case "$me": return { id: me.id, name: me.name };
    case "$my_department": return me.department ?? undefined;
    default: return value;
  }
}
