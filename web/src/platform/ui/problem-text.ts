import type { TFunction } from "i18next";
import { isProblem } from "@/api/problem";

/** What went wrong and what to do, in the person's language. The server's words come first. */
export function problemText(error: unknown, t: TFunction): string {
  if (!isProblem(error)) return error instanceof Error ? error.message : t("error.unknown");
  if (error.isOffline) return t("error.offline");
  const said = error.body.detail || error.body.title;
  if (error.status === 422 && error.errors.length > 0) {
    const each = error.errors.map((item) => item.message).filter(Boolean);
    if (each.length > 0) return [...new Set(each)].join(t("common.sentence_separator"));
  }
  if (said && error.code) return said;
  if (error.status === 403) return t("error.forbidden");
  if (error.status === 404) return t("error.not_found");
  if (error.status === 429) return t("error.too_many");
  if (error.status >= 500) return t("error.server");
  return said || t("error.unknown");
}
