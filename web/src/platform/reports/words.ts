/** Figures and groups of a report as they are read. */
import type { TFunction } from "i18next";
import type { ReportColumn } from "@/api/types";
import { decimal, round, toText } from "../decimal";
import { currencySign, formatAmount, formatInstant, formatMoney, formatNumber, formatPercent, groupDigits, minorUnits, shiftPoint } from "../format";

/** Of a share or an average one reads no more places. */
const PERCENT_PLACES = 1;
const PLACES = 2;

export const NOTHING = "—";

/** What a column is called; of amounts with their currency, which their figures leave out. */
export function columnText(column: ReportColumn, currency: string, t: TFunction): string {
  return column.kind === "measure" && column.type === "money" ? t("report.in_currency", { label: column.label, sign: currencySign(currency).trim() }) : column.label;
}

export function figureText(column: ReportColumn, value: unknown, currency: string): string {
  if (value === null || value === undefined || value === "") return NOTHING;
  const text = String(value);
  const number = decimal(text);
  switch (column.type) {
    case "money":
      return number ? formatAmount(toText(round(number, minorUnits(currency))), currency) : text;
    case "percent":
      return number ? `${groupDigits(toText(round(decimal(shiftPoint(text, 2)) ?? number, PERCENT_PLACES)))}%` : text;
    case "integer":
      return groupDigits(text);
    case "instant":
      return formatInstant(value);
    default:
      return number && column.type !== "text" ? formatNumber(toText(round(number, PLACES))) : text;
  }
}

interface Named { id: number; name: string | null }
interface Band { from: string | null; to: string | null }

function bandText(band: Band, shown: (bound: string) => string, t: TFunction): string {
  if (band.from === null) return t("report.below", { to: shown(band.to ?? "") });
  return band.to === null ? t("report.from", { from: shown(band.from) }) : `${shown(band.from)}–${shown(band.to)}`;
}

/** The month so many months later. */
function later(year: number, month: number, months: number): string {
  const at = year * 12 + month - 1 + months;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
}

/** Days as they are, weeks by their first day; quarters and fiscal years say their months, so that nobody takes one for another. */
export function periodText(value: string, bucket: string, t: TFunction): string {
  const [year = 0, month = 1] = value.split("-").map(Number);
  const first = later(year, month, 0);
  if (bucket === "week") return t("report.week", { day: value.slice(0, 10) });
  if (bucket === "month") return first;
  if (bucket === "quarter") return t("report.months", { from: first, to: later(year, month, 2) });
  if (bucket === "year") return month === 1 ? t("report.year", { year }) : t("report.months", { from: first, to: later(year, month, 11) });
  return value.slice(0, 10);
}

/** A group in words. */
export function keyText(column: ReportColumn, value: unknown, currency: string, t: TFunction): string {
  if (value === null || value === undefined || value === "") return t(column.type === "user" ? "report.nobody" : "report.empty");
  const plain = (one: unknown) => (column.type === "money" ? formatMoney(one, currency) : column.type === "percent" ? formatPercent(one) : formatNumber(one));
  if (typeof value === "object") {
    if ("from" in value) return bandText(value as Band, plain, t);
    const named = value as Named;
    return named.name || t("report.unnamed", { id: named.id });
  }
  if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
  if (column.type === "date" || column.type === "instant") return periodText(String(value), column.bucket ?? "day", t);
  if (["money", "percent", "integer", "decimal"].includes(column.type)) return plain(value);
  return column.labels?.[String(value)] ?? String(value);
}

/** The page of the record that a group is, where the reader may open it. */
export function keyLink(column: ReportColumn, value: unknown): string | null {
  const id = (value as Partial<Named> | null)?.id;
  return column.target && id !== undefined && column.opens?.includes(id) ? `/o/${column.target}/${id}` : null;
}
