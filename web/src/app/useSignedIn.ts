import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { idleSeconds } from "@/api/activity";
import { call } from "@/api/client";
import type { ApiProblem } from "@/api/problem";
import { keys, queryClient } from "@/api/queries";
import { whenSignedOut } from "@/api/signed-out";
import { signInAddress, watchIdentity } from "@/platform/session";

/** Between two tellings that somebody is at the page, who may write for long without a call; also how soon a page that is left is covered. */
const TELL_MS = 60_000;

/** Why the sign-in has ended under somebody's hands; nothing while it stands. Who was not known here yet goes to the page of signing in. */
export function useSignedIn(): [problem: ApiProblem | undefined, done: () => void] {
  const navigate = useNavigate();
  const [problem, setProblem] = useState<ApiProblem>();
  useEffect(() => {
    whenSignedOut((told) => {
      if (location.pathname === "/sign-in") return false;
      const isKnown = queryClient.getQueryData(keys.me) !== undefined;
      if (isKnown) setProblem((before) => before ?? told);
      else void navigate(signInAddress());
      return isKnown;
    });
    return () => whenSignedOut(() => false);
  }, [navigate]);
  useEffect(watchIdentity, []);
  useEffect(() => {
    let toldAt = Date.now();
    const tell = () => {
      const isTouched = idleSeconds() * 1_000 < Date.now() - toldAt;
      if (document.visibilityState === "hidden" && !isTouched) return;
      toldAt = Date.now();
      if (queryClient.getQueryData(keys.me)) call("get", "/auth/alive").catch(() => undefined); // the next one tells
    };
    const timer = setInterval(tell, TELL_MS);
    document.addEventListener("visibilitychange", tell);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tell);
    };
  }, []);
  return [problem, () => setProblem(undefined)];
}
