/** Entries of the calendar as the grid draws them: wall clock of the person's zone, since the grid knows no other zone than the browser's. */
import type { EventInput } from "@fullcalendar/core";
import type { components } from "@/api/generated/schema";
import { formatInstant } from "@/platform/format";

export type CalendarEntry = components["schemas"]["CalendarEntry"];

export interface Shown {
  entry: CalendarEntry;
  /** Names of what is booked for it. */
  booked: string[];
  /** Whose it is, where several calendars lie over one another. */
  whose: string;
}

const keyOf = (one: { object: string; id: number }) => `${one.object}-${one.id}`;

/** Bookings of an activity that is shown itself stand in it; the others by themselves. */
export function folded(items: CalendarEntry[]): { entry: CalendarEntry; booked: string[] }[] {
  const shown = new Set(items.map(keyOf));
  const isPart = (item: CalendarEntry) => Boolean(item.belongs_to && shown.has(keyOf(item.belongs_to)));
  const booked = new Map<string, string[]>();
  for (const item of items) {
    if (item.belongs_to && isPart(item)) booked.set(keyOf(item.belongs_to), [...(booked.get(keyOf(item.belongs_to)) ?? []), item.title]);
  }
  return items.filter((item) => !isPart(item)).map((entry) => ({ entry, booked: booked.get(keyOf(entry)) ?? [] }));
}

/** Where an entry leads to: what is booked for an activity, to that activity. */
export function addressOf(entry: CalendarEntry): string {
  const { object, id } = entry.belongs_to ?? entry;
  return `/o/${object}/${id}`;
}

/** `2026-11-24 10:00` → `2026-11-24T10:00:00`, as the grid reads and writes it. */
export function wallClock(instant: string): string {
  return `${formatInstant(instant).replace(" ", "T")}:00`;
}

export function eventOf({ entry, booked }: { entry: CalendarEntry; booked: string[] }, isOneOfMany: boolean): EventInput {
  const isDue = entry.type === "task" && !entry.end_at;
  const start = wallClock(entry.start_at);
  const whose = isOneOfMany ? entry.users.map((one) => one.name).filter(Boolean).join("、") : "";
  const classes = ["gk-event", `gk-pill-${entry.color}`, entry.is_overdue ? "is-late" : "", entry.is_closed ? "is-closed" : "", entry.type === "booking" ? "is-booking" : "", entry.is_shut ? "is-shut" : ""];
  return {
    id: keyOf(entry), title: entry.title, start: isDue ? start.slice(0, 10) : start, end: entry.end_at ? wallClock(entry.end_at) : undefined,
    allDay: isDue, editable: entry.may_move && !isDue, classNames: classes.filter(Boolean), extendedProps: { entry, booked, whose } satisfies Shown,
  };
}

/** `2026-11-24T14:00:00` of the grid (which believes that it is UTC) → the wall clock. */
export function clockOf(at: Date): string {
  return at.toISOString().slice(0, 16).replace("T", " ");
}
