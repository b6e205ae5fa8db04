import type { FormBehaviour } from "@/platform/form/behaviour";

type Values = Record<string, unknown>;

function isAbout(values: Values, object: string): boolean {
  const related = values["related"];
  return Array.isArray(related) && related.some((one) => (one as { object?: string }).object === object);
}

const isCare = (values: Values) => values["purpose"] === "care" || values["kind"] === "care";
const isEvent = (values: Values) => ["market", "promotion"].includes(String(values["purpose"])) || isAbout(values, "campaign");

/** Fields that matter only for some activities; one that is filled is always shown. */
const CONCERNS: Record<string, (values: Values) => boolean> = {
  occasion: isCare,
  gift: isCare,
  attendees: isEvent,
  place: (values) => isEvent(values) || values["kind"] === "meeting" || values["kind"] === "visit",
  region: (values) => values["purpose"] === "digging" || values["purpose"] === "market",
  stage: (values) => isAbout(values, "opportunity"),
};

function isFilled(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
}

export const activityForm: FormBehaviour = {
  isShown: (field, values, record) => !CONCERNS[field] || CONCERNS[field](values) || isFilled(record?.[field]),
};
