import type { FilterNode } from "@/api/types";

/** What is mine and not done: planned or begun. */
export const openActivities: FilterNode = {
  all: [{ field: "owner", op: "is_me" }, { field: "status", op: "in", value: ["planned", "in_progress"] }],
};
