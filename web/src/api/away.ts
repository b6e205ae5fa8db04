import type { ApiProblem } from "./problem";

/** The server is there but cannot work for a while: it starts again, or its disk is full. It is asked until it can. */
const PROBE_MS = 2_000;
/** So long a call that may be sent twice waits for it. */
const PATIENCE_MS = 60_000;

let current: ApiProblem | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let onChange: (problem: ApiProblem | null) => void = () => undefined;
const waiting = new Set<() => void>();

/** Called with the problem when the server goes away, with null once it is back. */
export function whenAway(listener: (problem: ApiProblem | null) => void): void {
  onChange = listener;
}

/** Told by each call that found it away: the first is passed on, and from then on it is asked. */
export function tellAway(problem: ApiProblem): void {
  const isNews = current?.code !== problem.code;
  if (!current) timer = setTimeout(() => void probe(), PROBE_MS);
  current = problem;
  if (isNews) onChange(problem);
}

/** True once it is back, false when that takes too long. */
export function untilBack(): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (isBack: boolean) => {
      waiting.delete(back);
      clearTimeout(limit);
      resolve(isBack);
    };
    const back = () => done(true);
    const limit = setTimeout(() => done(false), PATIENCE_MS);
    waiting.add(back);
  });
}

async function probe(): Promise<void> {
  clearTimeout(timer);
  try {
    const answer = await fetch("/readyz", { cache: "no-store" });
    if (answer.ok) {
      current = null;
      onChange(null);
      for (const back of [...waiting]) back();
      return;
    }
  } catch {
    // not even that: asked again like an answer that it cannot
  }
  timer = setTimeout(() => void probe(), PROBE_MS);
}
