/** The sign-in has ended while somebody is at work: he signs in again over the page, and what was asked meanwhile is asked again. */
import type { ApiProblem } from "./problem";
import type { Me } from "./types";

let onSignedOut: (problem: ApiProblem) => boolean = () => false;
let entrances = 0;
const waiting = new Set<(isBack: boolean) => void>();

/** Called when a call is answered 401; tells whether the person is asked to sign in over the page. */
export function whenSignedOut(listener: (problem: ApiProblem) => boolean): void {
  onSignedOut = listener;
}

/** How often somebody has signed in again: what was sent before the last time is sent again at once. */
export const timesEntered = (): number => entrances;

/** True once the same person is signed in again; false when nobody will be. `sentAt`: `timesEntered` when the call was sent. */
export function untilSignedIn(problem: ApiProblem, sentAt: number): Promise<boolean> {
  if (sentAt !== entrances) return Promise.resolve(true);
  if (!onSignedOut(problem)) return Promise.resolve(false);
  return new Promise((resolve) => waiting.add(resolve));
}

/** Who is signed in now, asked without waiting for anybody; null when nobody is. */
export async function whoIsHere(): Promise<Me | null> {
  const answer = await fetch("/api/v1/auth/me", { headers: { Accept: "application/json" }, cache: "no-store" });
  return answer.ok ? ((await answer.json()) as Me) : null;
}

/** The same person is back, or goes to the page of signing in. */
export function tellEntered(isBack: boolean): void {
  if (isBack) entrances += 1;
  for (const resolve of waiting) resolve(isBack);
  waiting.clear();
}
