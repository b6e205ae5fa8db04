/** One stream of hints that is kept open for as long as the page is: lost, it is opened again, ever more slowly. */
import { urlOf } from "@/api/client";

/** Before the first new attempt; doubled by each that fails. Every wait is between half of this and the whole, so that
 * all who lost the same server do not come back to it in the same second. */
export const FIRST_MS = 4_000;
export const LONGEST_MS = 60_000;
/** A stream that stood so long was a good one: waiting begins anew. One that is accepted and dropped at once is not. */
export const CALM_MS = 30_000;
/** Between two attempts, whatever the reason. */
const LEAST_MS = 1_000;

export interface Listener {
  /** Something of this object changed. */
  hint: (object: string) => void;
  /** Anything may have changed: hints were lost. */
  resync: () => void;
  /** Whether hints come at present. */
  state: (isOpen: boolean) => void;
}

/** Listen until the answer is called. */
export function listen(to: Listener): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let begun = 0;
  let opened: number | null = null;
  let after = "";

  const open = () => {
    clearTimeout(timer);
    begun = performance.now();
    // Nothing heard yet: how old the page is, since what others did after it was fetched is told as well. Later: from which hint on.
    const query = after ? { after } : { age: Math.round(begun) };
    const mine = new EventSource(urlOf("/live", { query }), { withCredentials: true });
    source = mine;
    mine.onopen = () => {
      opened = performance.now();
      to.state(true);
      if (failures > 0 && !after) to.resync();
    };
    mine.addEventListener("hello", (event) => {
      after ||= (event as MessageEvent<string>).lastEventId;
    });
    mine.onmessage = (event: MessageEvent<string>) => {
      after = event.lastEventId || after;
      const said = read(event.data);
      if (said.object) to.hint(said.object);
      else if (said.kind === "resync") to.resync();
    };
    mine.onerror = () => {
      if (source === mine) lose(mine);
    };
  };
  const lose = (lost: EventSource) => {
    lost.close(); // the browser's own attempts come every three seconds for ever, or never after a refusal
    source = null;
    if (opened !== null && performance.now() - opened > CALM_MS) failures = 0;
    opened = null;
    const wait = Math.min(FIRST_MS * 2 ** failures, LONGEST_MS);
    failures += 1;
    timer = setTimeout(open, wait * (0.5 + Math.random() / 2));
    to.state(false);
  };
  /** Somebody looks again, or the network is back: what was waited for may be there. */
  const hurry = () => {
    if (source || document.visibilityState === "hidden") return;
    clearTimeout(timer);
    timer = setTimeout(open, Math.max(0, begun + LEAST_MS - performance.now()));
  };

  open();
  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  return () => {
    window.removeEventListener("online", hurry);
    document.removeEventListener("visibilitychange", hurry);
    clearTimeout(timer);
    source?.close();
    source = null;
  };
}

function read(data: string): { object?: string; kind?: string } {
  try {
    return JSON.parse(data) as { object?: string; kind?: string };
  } catch {
    return {}; // not a hint of ours
  }
}
