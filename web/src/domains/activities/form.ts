import { lazy } from "react";
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
  repeat: (values) => isFilled(values["planned_start_at"]),
};

function isFilled(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
}

export const activityForm: FormBehaviour = {
  editors: { repeat: lazy(() => import("./RepeatEditor").then((module) => ({ default: module.RepeatEditor }))) },
  isShown: (field, values, record) => field === "following" ? isFilled(record?.["repeat"]) || isFilled(record?.["series"]) : !CONCERNS[field] || CONCERNS[field](values) || isFilled(record?.[field]),
};
