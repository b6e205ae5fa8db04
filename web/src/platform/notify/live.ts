/** The live channel: hints `{object, id, kind}` that something changed; the data come by the API. */
import { useEffect } from "react";
import { urlOf } from "@/api/client";
import { keys, queryClient } from "@/api/queries";

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

function refresh(objects: Set<string>): void {
  for (const object of objects) {
    void queryClient.invalidateQueries({ queryKey: keys.records(object) });
    if (object === "notification") void queryClient.invalidateQueries({ queryKey: keys.notifications });
    if (object.endsWith("_def") || object === "layout" || object === "role") void queryClient.invalidateQueries({ queryKey: ["meta"] });
  }
}

export function useLive(): void {
  useEffect(() => {
    const hint = gatherer(refresh);
    let source: EventSource | null = null;
    let poll: ReturnType<typeof setInterval> | null = null;
    let failures = 0;
    const startPolling = () => {
      poll ??= setInterval(() => void queryClient.invalidateQueries({ queryKey: keys.notifications }), POLL_MS);
    };
    const stopPolling = () => {
      if (poll) clearInterval(poll);
      poll = null;
    };
    if (typeof EventSource === "function") {
      // How old the page is: what others did since it was fetched is told as well.
      source = new EventSource(urlOf("/live", { query: { age: Math.round(performance.now()) } }), { withCredentials: true });
      source.onopen = () => {
        failures = 0;
        stopPolling();
      };
      source.onmessage = (event: MessageEvent<string>) => {
        try {
          const said = JSON.parse(event.data) as { object?: string; kind?: string };
          if (said.object) hint(said.object);
          else if (said.kind === "resync") void queryClient.invalidateQueries();
        } catch {
          // A keep-alive line, not a hint.
        }
      };
      source.onerror = () => {
        failures += 1;
        startPolling();
        if (failures >= 5) source?.close();
      };
    } else {
      startPolling();
    }
    return () => {
      source?.close();
      stopPolling();
    };
  }, []);
}
