import { createContext, useContext } from "react";
import { call, whenSignedOut } from "@/api/client";
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

export async function signIn(username: string, password: string): Promise<Me> {
  await call("post", "/auth/login", { body: { username, password } });
  return entered();
}

/** The person has just been signed in: nothing that was known before holds. */
export function entered(): Promise<Me> {
  queryClient.clear();
  return queryClient.fetchQuery({ queryKey: keys.me, queryFn: () => call("get", "/auth/me") });
}

export async function signOut(): Promise<void> {
  await call("post", "/auth/logout");
  queryClient.clear();
}

let isLeaving = false;

/** A call was answered 401: ask to sign in, and come back to where one was. */
export function leaveWhenSignedOut(navigate: (to: string) => void): void {
  whenSignedOut(() => {
    if (isLeaving || location.pathname === "/sign-in") return;
    isLeaving = true;
    const next = location.pathname + location.search;
    navigate(next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
    queryClient.removeQueries({ queryKey: keys.me });
    setTimeout(() => {
      isLeaving = false;
    }, 500);
  });
}
