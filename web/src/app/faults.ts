import { isProblem } from "@/api/problem";

/** Said elsewhere or nobody's fault: a call that was given up, a session that ended (one is led to the sign-in). */
function isSilent(error: unknown): boolean {
  if (error instanceof DOMException && error.name === "AbortError") return true;
  return isProblem(error) && error.status === 401;
}

/** The browser's own note that an observer will be called again with the next frame; nothing failed. */
const HARMLESS = /^ResizeObserver loop/;

/**
 * Tell `say` of everything that failed where nobody caught it: a promise that was rejected, an error in a handler.
 * Gives back what ends the listening.
 */
export function watchFaults(say: (error: unknown) => void): () => void {
  const rejected = (event: PromiseRejectionEvent) => {
    if (!isSilent(event.reason)) say(event.reason);
  };
  const thrown = (event: ErrorEvent) => {
    if (!HARMLESS.test(event.message) && !isSilent(event.error)) say(event.error);
  };
  window.addEventListener("unhandledrejection", rejected);
  window.addEventListener("error", thrown);
  return () => {
    window.removeEventListener("unhandledrejection", rejected);
    window.removeEventListener("error", thrown);
  };
}
