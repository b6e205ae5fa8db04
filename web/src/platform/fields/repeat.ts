/** A rule by which something repeats (RRULE), in words. What the words cannot say stands as it is. */
import i18next from "i18next";

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const FREQUENCIES = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
const SAID = new Set(["FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"]);

export function partsOf(rule: string): Map<string, string> {
  return new Map(rule.split(";").map((part) => part.split("=") as [string, string]));
}

/** 2026-11-23 was a Monday. */
function dayName(code: string): string {
  return new Intl.DateTimeFormat(i18next.language, { weekday: "short", timeZone: "UTC" }).format(new Date(Date.UTC(2026, 10, 23 + DAYS.indexOf(code))));
}

export function repeatWords(rule: string): string {
  const parts = partsOf(rule);
  const frequency = parts.get("FREQ") ?? "";
  const days = parts.get("BYDAY")?.split(",") ?? [];
  if (!FREQUENCIES.includes(frequency) || [...parts.keys()].some((name) => !SAID.has(name)) || days.some((day) => !DAYS.includes(day))) return rule;
  const count = Number(parts.get("INTERVAL") ?? 1);
  const isWorkdays = count === 1 && [...days].sort().join() === [...DAYS.slice(0, 5)].sort().join();
  const every = isWorkdays ? i18next.t("repeat.workdays") : i18next.t(count > 1 ? `repeat.every_${frequency}` : `repeat.${frequency}`, { n: count });
  const on = isWorkdays || days.length === 0 ? "" : days.map(dayName).join(i18next.t("common.list_separator"));
  const until = parts.get("UNTIL");
  const end = until ? i18next.t("repeat.until", { on: `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}` }) : parts.has("COUNT") ? i18next.t("repeat.count", { n: parts.get("COUNT") }) : "";
  return [[every, on].filter(Boolean).join(" "), end].filter(Boolean).join(i18next.t("repeat.joint"));
}
