let zone = "Asia/Shanghai";

/** The zone that instants are shown in: the user's. */
export function setDisplayZone(next: string): void {
  zone = next;
}

export function displayZone(): string {
  return zone;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What writes an instant as `2026-11-21 00:30:00` in a zone; making one takes a hundred times as long as using it. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat("sv-SE", { ...parts, timeZone: zone, hourCycle: "h23" });
  clocks.set(zone, clock);
  return clock;
}

export function formatInstant(value: unknown): string {
  if (typeof value !== "string" || !value) return "";
  const at = new Date(value);
  if (Number.isNaN(at.valueOf())) return value;
  const text = clockOf(zone).format(at);
  // Midnight to the second is a day that was given without a time, as sheets do.
  return text.endsWith(" 00:00:00") && at.getMilliseconds() === 0 ? text.slice(0, -9) : text.slice(0, -3);
}

export function formatDate(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Group the digits of a decimal string in threes; never through a float. */
export function groupDigits(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const sign = whole.startsWith("-") ? "-" : "";
  const digits = sign ? whole.slice(1) : whole;
  const grouped = digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return `${sign}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** `"12.500000"` → `"12.5"`; keeps at least `keep` decimal places. */
export function trimZeros(text: string, keep = 0): string {
  if (!text.includes(".")) return text;
  const [whole = "", fraction = ""] = text.split(".");
  let end = fraction.length;
  while (end > keep && fraction[end - 1] === "0") end -= 1;
  return end ? `${whole}.${fraction.slice(0, end)}` : whole;
}

export function formatNumber(value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  return groupDigits(trimZeros(String(value)));
}

const SYMBOLS: Record<string, string> = { CNY: "¥", USD: "$", EUR: "€", GBP: "£", JPY: "JP¥", HKD: "HK$" };

let base = "CNY";
let places: Record<string, number> = {};

/** The currency of amounts that are no document's: the company's. */
export function setBaseCurrency(code: string): void {
  base = code;
}

/** How many decimal places the company gives the amounts of its currencies. */
export function setMinorUnits(known: Record<string, number>): void {
  places = known;
}

/** Decimal places of amounts in a currency: none of yen, three of dinars. */
export function minorUnits(currency = base): number {
  return places[currency] ?? 2;
}

/** The currency that a document says, else the company's. */
export function currencyOf(document?: Record<string, unknown>): string {
  const value = document?.["currency"];
  return typeof value === "string" && value ? value : base;
}

export function currencySign(currency = base): string {
  return SYMBOLS[currency] ?? `${currency} `;
}

const AMOUNT = /^-?\d+(\.\d+)?$/;

export function formatMoney(value: unknown, currency = base): string {
  if (value === null || value === undefined || value === "") return "";
  const text = String(value);
  return AMOUNT.test(text) ? `${currencySign(currency)}${formatAmount(text, currency)}` : text;
}

/** An amount without its currency, for where that is said once for many. */
export function formatAmount(text: string, currency = base): string {
  const minor = minorUnits(currency);
  const [whole = "", fraction = ""] = trimZeros(text, minor).split(".");
  const shown = fraction.padEnd(minor, "0");
  return groupDigits(shown ? `${whole}.${shown}` : whole);
}

/** Move the decimal point of a decimal string. */
export function shiftPoint(text: string, places: number): string {
  const negative = text.startsWith("-");
  const [whole = "0", fraction = ""] = (negative ? text.slice(1) : text).split(".");
  let digits = whole + fraction;
  let point = whole.length + places;
  if (point <= 0) {
    digits = "0".repeat(1 - point) + digits;
    point = 1;
  }
  if (point > digits.length) digits = digits.padEnd(point, "0");
  const head = digits.slice(0, point).replace(/^0+(?=\d)/, "");
  const tail = digits.slice(point);
  return `${negative ? "-" : ""}${trimZeros(tail ? `${head}.${tail}` : head)}`;
}

/** `"0.1"` → `"10%"`. */
export function formatPercent(value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  const text = String(value);
  return /^-?\d*\.?\d+$/.test(text) ? `${shiftPoint(text, 2)}%` : text;
}

/** `13800138000` → `138 0013 8000`; anything else (masked, abroad, extension) as it came. */
export function formatPhone(value: unknown): string {
  const text = typeof value === "string" ? value : "";
  const match = /^(?:\+86)?(1\d{2})(\d{4})(\d{4})$/.exec(text.replace(/[\s-]/g, ""));
  return match ? `${match[1]} ${match[2]} ${match[3]}` : text;
}

export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export function formatCount(total: number | null | undefined, isExact: boolean | undefined): string {
  if (total === null || total === undefined) return "";
  return `${groupDigits(String(total))}${isExact === false ? "+" : ""}`;
}

export function isEmptyValue(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}
