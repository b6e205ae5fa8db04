/** The week of the setting `work.hours`, and how it is told in words. */
import type { TFunction } from "i18next";

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

export type Part = (typeof WEEKDAYS)[number] | "lunch" | "make_up";

export interface Hours {
  start: string;
  end: string;
}

export type Week = Record<Part, Hours | null>;

/** 周一 or Monday, 午休: what a part is called. */
export function partName(part: Part, t: TFunction, locale: string): string {
  const position = WEEKDAYS.findIndex((day) => day === part);
  // 3 January 2000 was a Monday.
  if (position >= 0) return new Intl.DateTimeFormat(locale, { weekday: locale === "en" ? "long" : "short" }).format(new Date(2000, 0, 3 + position));
  return t(`work_hours.${part as "lunch" | "make_up"}`);
}

function told(hours: Hours): string {
  return `${hours.start}–${hours.end}`;
}

/** Neighbouring days of the same hours are told as one: 周一至周五 09:00–18:00，周六 09:00–12:00；午休 12:00–13:00 */
export function summary(week: Week, t: TFunction, locale: string): string {
  const named = (part: Part) => partName(part, t, locale);
  const groups: { first: Part; last: Part; hours: Hours }[] = [];
  WEEKDAYS.forEach((day, position) => {
    const hours = week[day];
    if (!hours) return;
    const before = groups.at(-1);
    const isNext = before !== undefined && before.last === WEEKDAYS[position - 1] && told(before.hours) === told(hours);
    if (isNext) before.last = day;
    else groups.push({ first: day, last: day, hours });
  });
  const days = groups.map(({ first, last, hours }) => {
    const name = first === last ? named(first) : t("work_hours.from_to", { first: named(first), last: named(last) });
    return `${name} ${told(hours)}`;
  });
  const parts = [days.join(t("work_hours.comma"))];
  if (week.lunch) parts.push(`${named("lunch")} ${told(week.lunch)}`);
  if (week.make_up) parts.push(`${named("make_up")} ${told(week.make_up)}`);
  return parts.join(t("work_hours.semicolon"));
}
