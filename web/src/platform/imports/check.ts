import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { asForm, call } from "@/api/client";
import { ApiProblem } from "@/api/problem";
import type { Checked, ImportOrder, JobAnswer, Preview, ProblemBody } from "@/api/types";
import { isFinished } from "../jobs/JobsTray";
import { useDebounced } from "../ui/useDebounced";

const FIRST_LOOK_MS = 300;
const LOOK_MS = 1500;
/** Who clicks through several choices has the file tried once. */
const SETTLE_MS = 400;

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

/** The job's result; a job that nobody waits for any more is cancelled. */
async function checkWhole(order: ImportOrder, signal: AbortSignal, onProgress: (job: JobAnswer) => void): Promise<Checked> {
  const { job: id } = await call("post", "/imports/check", { body: order, bodySerializer: asForm });
  for (let wait = FIRST_LOOK_MS; !signal.aborted; wait = Math.min(wait * 1.5, LOOK_MS)) {
    await pause(wait, signal);
    const job = await call("get", "/jobs/{id}", { params: { path: { id } } });
    if (job.status === "done") return job.result as Checked;
    if (isFinished(job.status)) {
      const { code, message } = (job.result as { error?: { code: string; message: string } } | null)?.error ?? {};
      throw new ApiProblem(422, { code, detail: message } as ProblemBody);
    }
    if (!signal.aborted) onProgress(job);
  }
  // It may have ended just now: then there is nothing to cancel.
  await call("post", "/jobs/{id}/cancel", { params: { path: { id } } }).catch(() => undefined);
  throw new DOMException("nobody waits for it", "AbortError");
}

/**
 * What the whole file would become with the plan as it stands. The first rows are tried at once, and with them a small
 * file is told completely; a larger one is tried by a job. `offers`: what may be decided, of the columns as they are mapped.
 */
export function useCheck(preview: Preview, order: ImportOrder) {
  const [progress, setProgress] = useState<JobAnswer | null>(null);
  const key = useDebounced(JSON.stringify(order), SETTLE_MS);
  const asked = JSON.parse(key) as ImportOrder;
  const isSmall = preview.tried.is_whole;
  const offers = useQuery({
    queryKey: ["import-preview", key],
    queryFn: () => call("post", "/imports/preview", { body: asked, bodySerializer: asForm }),
    placeholderData: keepPreviousData, retry: false, staleTime: Infinity, gcTime: 0,
  });
  const whole = useQuery({
    queryKey: ["import-check", key],
    queryFn: ({ signal }) => { setProgress(null); return checkWhole(asked, signal, setProgress); },
    enabled: !isSmall,
    placeholderData: keepPreviousData, retry: false, staleTime: Infinity, gcTime: 0,
  });
  const told = isSmall ? offers : whole;
  const checked: Checked | undefined = isSmall ? offers.data && { ...offers.data.tried, groups: offers.data.groups } : whole.data;
  return {
    offers: offers.data ?? preview,
    checked: told.isError ? undefined : checked,
    isChecking: told.isFetching || key !== JSON.stringify(order),
    progress: whole.isFetching ? progress : null,
    error: told.error ?? offers.error,
  };
}
