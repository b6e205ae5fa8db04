/** The long-running work that this person started in this tab; survives a reload. */
import { useSyncExternalStore } from "react";

export interface TrackedJob {
  id: number | string;
  kind: "import" | "export" | "action";
  title: string;
  object: string;
  /** Its end was told, and its file fetched: not again after a reload. */
  isAnnounced?: boolean;
}

const STORED = "guike.jobs";
const listeners = new Set<() => void>();
let jobs: TrackedJob[] = read();

function read(): TrackedJob[] {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(STORED) ?? "[]");
    return Array.isArray(value) ? (value as TrackedJob[]) : [];
  } catch {
    return [];
  }
}

function write(next: TrackedJob[]): void {
  jobs = next;
  sessionStorage.setItem(STORED, JSON.stringify(next));
  listeners.forEach((listener) => listener());
}

export function trackJob(job: TrackedJob): void {
  write(jobs.some((one) => one.id === job.id) ? jobs.map((one) => (one.id === job.id ? job : one)) : [...jobs, job]);
}

export function dismissJob(id: number | string): void {
  write(jobs.filter((one) => one.id !== id));
}

export function useTrackedJobs(): TrackedJob[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => jobs,
  );
}
