/** The live channel: hints `{object, id, kind}` that something changed; the data come by the API. */
import { useEffect } from "react";
import { keys, queryClient } from "@/api/queries";
import type { TodoItem } from "@/api/types";
import { listen } from "./channel";

/** Between two looks for reminders while the channel is not open. */
const POLL_MS = 30_000;
const GATHER_MS = 400;

/** Gather a burst of hints (an import makes thousands) into one refetch per object. */
export function gatherer(flush: (objects: Set<string>) => void, wait = GATHER_MS): (object: string) => void {
  let waiting: Set<string> | null = null;
  return (object) => {
    if (waiting) {
      waiting.add(object);
      return;
    }
    waiting = new Set([object]);
    setTimeout(() => {
      const objects = waiting ?? new Set<string>();
      waiting = null;
      flush(objects);
    }, wait);
  };
}

/** Whether the number of a work list may be another now. */
export function isWatched(lists: readonly TodoItem[], objects: Set<string>): boolean {
  return lists.some((one) => one.watches.some((object) => objects.has(object)));
}

function refresh(objects: Set<string>): void {
  const lists = queryClient.getQueryData<{ items: TodoItem[] }>(keys.todos)?.items ?? [];
  if (isWatched(lists, objects)) void queryClient.invalidateQueries({ queryKey: keys.todos });
  for (const object of objects) {
    void queryClient.invalidateQueries({ queryKey: keys.records(object) });
    // A stream shows posts and comments.
    if (object === "comment") void queryClient.invalidateQueries({ queryKey: keys.records("post") });
    if (object === "notification") void queryClient.invalidateQueries({ queryKey: keys.notifications });
    if (object.endsWith("_def") || object === "layout" || object === "role") void queryClient.invalidateQueries({ queryKey: ["meta"] });
  }
}

export function useLive(): void {
  useEffect(() => {
    let poll: ReturnType<typeof setInterval> | undefined;
    const state = (isOpen: boolean) => {
      clearInterval(poll);
      poll = isOpen ? undefined : setInterval(() => void queryClient.invalidateQueries({ queryKey: keys.notifications }), POLL_MS);
    };
    state(false);
    const stop = listen({ hint: gatherer(refresh), resync: () => void queryClient.invalidateQueries(), state });
    return () => {
      stop();
      clearInterval(poll);
    };
  }, []);
}
