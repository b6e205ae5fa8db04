import type { TFunction } from "i18next";
import { isProblem } from "@/api/problem";

/** Enough of a request's number to find it in the log, few enough to be read out. */
const SHOWN_DIGITS = 8;

/** What went wrong and what to do, in the person's language. The server's words come first. */
export function problemText(error: unknown, t: TFunction): string {
  // What a program says of its own fault is no text for people; the console has it.
  if (!isProblem(error)) return t("error.unknown");
  if (error.isOffline) return t("error.offline");
  const said = error.body.detail || error.body.title;
  if (error.status === 422 && error.errors.length > 0) {
    const each = error.errors.map((item) => item.message).filter(Boolean);
    if (each.length > 0) return [...new Set(each)].join(t("common.sentence_separator"));
  }
  if (said && error.code) return error.status === 500 ? withNumber(said, error.requestId, t) : said;
  if (error.status === 403) return t("error.forbidden");
  if (error.status === 404) return t("error.not_found");
  if (error.status === 429) return t("error.too_many");
  if (error.status >= 500) return withNumber(t("error.server"), error.requestId, t);
  return said || t("error.unknown");
}

function withNumber(text: string, requestId: string, t: TFunction): string {
  return requestId ? t("error.with_number", { text, number: requestId.slice(0, SHOWN_DIGITS) }) : text;
}
