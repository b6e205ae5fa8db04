/** The long-running work that this person started in this tab; survives a reload. */
import { useSyncExternalStore } from "react";

export interface TrackedJob {
  id: number;
  kind: "import" | "export" | "action" | "report";
  title: string;
  object: string;
  /** Its end was told, and its file fetched: not again after a reload. */
  isAnnounced?: boolean;
}

const STORED = "guike.jobs";
/** Jobs that the page itself shows: the tray need not show them as well. */
let onPage: readonly string[] = [];
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

function tell(): void {
  listeners.forEach((listener) => listener());
}

function write(next: TrackedJob[]): void {
  jobs = next;
  sessionStorage.setItem(STORED, JSON.stringify(next));
  tell();
}

/** The page shows this job until the function that is given back is called. */
export function shownElsewhere(id: number): () => void {
  onPage = [...onPage, String(id)];
  tell();
  return () => {
    onPage = onPage.filter((one) => one !== String(id));
    tell();
  };
}

export function trackJob(job: TrackedJob): void {
  write(jobs.some((one) => one.id === job.id) ? jobs.map((one) => (one.id === job.id ? job : one)) : [...jobs, job]);
}

export function dismissJob(id: number): void {
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

export function useJobsOnPage(): readonly string[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => onPage,
  );
}
