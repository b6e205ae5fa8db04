import { createContext, useContext } from "react";
import { call } from "@/api/client";
import { isProblem } from "@/api/problem";
import { keys, queryClient } from "@/api/queries";
import type { Me } from "@/api/types";

const Session = createContext<Me | null>(null);

export const SessionProvider = Session.Provider;

/** The signed-in person. Only below the frame, where there is one. */
export function useSession(): Me {
  const me = useContext(Session);
  if (!me) throw new Error("No session above this component");
  return me;
}

/** Whether the function permission is there; the server decides in the end. */
export function can(me: Me, object: string, operation: string): boolean {
  return me.permissions[object]?.includes(operation) ?? false;
}

/** The address to come back to after signing in: only inside this application. */
export function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith("/sign-in") ? next : "/";
}

/** Told to the other windows of this browser, which act as the same person. */
const IDENTITY = "guike.identity";

/** This browser acts as somebody else from here on: nothing of what is shown may stay, in no window. */
export function changeIdentity(): void {
  localStorage.setItem(IDENTITY, String(Date.now()));
  location.assign("/");
}

/** Begin anew when another window has changed the identity; ends with what is given back. */
export function watchIdentity(): () => void {
  const changed = (event: StorageEvent) => {
    if (event.key === IDENTITY) location.assign("/");
  };
  window.addEventListener("storage", changed);
  return () => window.removeEventListener("storage", changed);
}

/** Where one signs in, to come back to this page. */
export function signInAddress(): string {
  const next = location.pathname + location.search;
  return next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`;
}

/** The person has just been signed in: nothing that was known before holds. */
export function entered(): Promise<Me> {
  queryClient.clear();
  return queryClient.fetchQuery({ queryKey: keys.me, queryFn: () => call("get", "/auth/me") });
}

/** Ends the session; where one signs out at the company's provider, for who came from there. */
export async function signOut(): Promise<string> {
  let end = "";
  try {
    end = (await call("post", "/auth/logout"))?.end_session ?? "";
  } catch (error) {
    if (!isProblem(error) || error.status !== 401) throw error; // signed out already
  }
  queryClient.clear();
  return end;
}
