/** What the screens of approvals read and do. Everything read lies under the keys of tasks, whose hints renew it. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { call } from "@/api/client";
import { keys, queryClient, recordsChanged } from "@/api/queries";
import type { ApprovalAct, Person } from "@/api/types";

export const BOXES = ["todo", "done", "started", "cc"] as const;
export type Box = (typeof BOXES)[number];

const root = keys.records("approval_task");
const PAGE = 30;
/** Waiting hours grow by the clock alone. */
const CLOCK_MS = 5 * 60_000;

export function useInbox(box: Box) {
  return useInfiniteQuery({
    queryKey: [...root, "inbox", box],
    queryFn: ({ pageParam, signal }) => call("get", "/approvals/tasks", { params: { query: { box, limit: PAGE, cursor: pageParam ?? undefined } }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: 5_000,
    refetchInterval: CLOCK_MS,
  });
}

export function useDecision(task: number | null) {
  return useQuery({
    queryKey: [...root, "task", task],
    queryFn: ({ signal }) => call("get", "/approvals/tasks/{id}", { params: { path: { id: task ?? 0 } }, signal }),
    enabled: task !== null,
    staleTime: 5_000,
  });
}

export function useRequest(request: number | null) {
  return useQuery({
    queryKey: [...root, "request", request],
    queryFn: ({ signal }) => call("get", "/approvals/requests/{id}", { params: { path: { id: request ?? 0 } }, signal }),
    enabled: request !== null,
    staleTime: 5_000,
    refetchInterval: CLOCK_MS,
  });
}

export function useRequestsAbout(object: string, id: number) {
  return useQuery({
    queryKey: [...root, "about", object, String(id)],
    queryFn: ({ signal }) => call("get", "/approvals/requests", { params: { query: { object, id } }, signal }),
    staleTime: 5_000,
  });
}

/** After an act everything that shows the approval or its record is asked for anew. */
export async function approvalChanged(object: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: root }),
    queryClient.invalidateQueries({ queryKey: keys.todos }),
    queryClient.invalidateQueries({ queryKey: keys.notifications }),
    recordsChanged(object),
  ]);
}

/** What an act says besides: an opinion with files, another person, where it leads. */
export interface Said {
  comment: string;
  files: number[];
  user?: number;
  position?: "before" | "after" | "beside";
  to?: "end" | "applicant" | "step";
  step?: number;
}

/** Do one of the things that `may` names. `task`: the caller's own open task. */
export function perform(act: ApprovalAct, request: number, task: number | null, said: Said): Promise<unknown> {
  const { comment, files, user = 0, position, to, step } = said;
  const about = { params: { path: { id: request } } };
  const own = { params: { path: { id: task ?? 0 } } };
  switch (act) {
    case "approve": return call("post", "/approvals/tasks/{id}/approve", { ...own, body: { comment, files } });
    case "reject": return call("post", "/approvals/tasks/{id}/reject", { ...own, body: { comment, files, to, step } });
    case "transfer": return call("post", "/approvals/tasks/{id}/transfer", { ...own, body: { comment, files, user } });
    case "add_approver": return call("post", "/approvals/tasks/{id}/add_approver", { ...own, body: { comment, files, user, position } });
    case "grab": return call("post", "/approvals/tasks/{id}/grab", own);
    case "urge": return call("post", "/approvals/requests/{id}/urge", about);
    case "resubmit": return call("post", "/approvals/requests/{id}/resubmit", about);
    case "comment": return call("post", "/approvals/requests/{id}/comment", { ...about, body: { comment, files } });
    case "withdraw": return call("post", "/approvals/requests/{id}/withdraw", { ...about, body: { comment, files } });
    case "cancel": return call("post", "/approvals/requests/{id}/cancel", { ...about, body: { comment, files } });
    case "reroute": return call("post", "/approvals/requests/{id}/reroute", { ...about, body: { comment, files, step: step ?? 0 } });
  }
}

/** The fields that an act asks for; those that are done at once have none. */
export interface Form {
  comment: "none" | "may" | "must";
  files: boolean;
  user: boolean;
}

const AT_ONCE: Form = { comment: "none", files: false, user: false };
export const FORMS: Record<ApprovalAct, Form> = {
  approve: { comment: "may", files: true, user: false },
  reject: { comment: "must", files: true, user: false },
  transfer: { comment: "may", files: false, user: true },
  add_approver: { comment: "may", files: false, user: true },
  comment: { comment: "must", files: true, user: false },
  withdraw: { comment: "may", files: false, user: false },
  cancel: { comment: "must", files: false, user: false },
  reroute: { comment: "must", files: false, user: false },
  grab: AT_ONCE,
  urge: AT_ONCE,
  resubmit: AT_ONCE,
};

/** The order in which the buttons stand. */
const ORDER: readonly ApprovalAct[] = ["grab", "approve", "reject", "resubmit", "urge", "transfer", "add_approver", "withdraw", "comment", "reroute", "cancel"];

/** The buttons that stand by themselves, and those behind "more". */
export function buttonsOf(may: readonly ApprovalAct[], room: number): { shown: ApprovalAct[]; hidden: ApprovalAct[] } {
  const all = ORDER.filter((act) => may.includes(act));
  if (all.length <= room + 1) return { shown: all, hidden: [] };
  return { shown: all.slice(0, room), hidden: all.slice(room) };
}

/** 「甲 代 乙」: who decides for whom, as its parts. */
export function actors(task: { approver: Person | null; acting_for: Person | null }): { name: string; of: string } {
  return { name: task.approver?.name ?? "—", of: task.acting_for?.name ?? "" };
}

