/** The calls of the feed, and what they leave stale. */
import { useQuery } from "@tanstack/react-query";
import { call } from "@/api/client";
import { keys, queryClient } from "@/api/queries";
import { listRecords } from "@/api/records";
import type { FeedItem, FilterNode, Me, ObjectMeta, RecordId, Reference } from "@/api/types";
import { can } from "../session";

export type Stream = "work" | "crm";
export type Scope = "all" | "mine" | "subordinates" | "following" | "team";
export type Subject = FeedItem["subject"];

export const POST = "post";
export const COMMENT = "comment";

/** Whether records of the object have comments and followers, for this person. */
export function isTalkedAbout(meta: ObjectMeta, me: Me): boolean {
  const isBusiness = meta.has_timeline && !meta.is_line && !meta.is_ledger && meta.module !== "admin";
  return (isBusiness || meta.name === POST) && can(me, COMMENT, "view");
}

/** Hints about posts and comments refetch what lies under these. */
export const feedKeys = {
  stream: (stream: Stream, scope: Scope) => [...keys.records(POST), "stream", stream, scope] as const,
  one: (id: RecordId) => [...keys.records(POST), "shown", String(id)] as const,
  comments: (subject: Subject) => [...keys.records(COMMENT), "of", subject.object, String(subject.id)] as const,
  follow: (subject: Subject) => [...keys.records(COMMENT), "follow", subject.object, String(subject.id)] as const,
};

export function readStream(stream: Stream, scope: Scope, cursor: string | null) {
  return call("get", "/feed", { params: { query: { stream, scope, cursor: cursor ?? undefined } } });
}

export function readPost(id: RecordId) {
  return call("get", "/feed/posts/{id}", { params: { path: { id } } });
}

export function readComments(subject: Subject, cursor: string | null) {
  return call("get", "/records/{object}/{id}/comments", { params: { path: subject, query: { cursor: cursor ?? undefined } } });
}

export function markRead(subject: Subject): Promise<unknown> {
  return call("post", "/records/{object}/{id}/read", { params: { path: subject } });
}

/** Who of the people may not see the records that are written about. */
export async function unseenBy(users: number[], related: Subject[]): Promise<string[]> {
  if (users.length === 0 || related.length === 0) return [];
  const answer = await call("post", "/feed/mentions", { body: { users, related } });
  return answer.unseen.flatMap((one) => one?.name ?? []);
}

export function useFollow(subject: Subject) {
  return useQuery({
    queryKey: feedKeys.follow(subject),
    queryFn: () => call("get", "/records/{object}/{id}/follow", { params: { path: subject } }),
  });
}

export async function follow(subject: Subject, isWanted: boolean): Promise<void> {
  const params = { path: subject };
  await (isWanted ? call("post", "/records/{object}/{id}/follow", { params }) : call("delete", "/records/{object}/{id}/follow", { params }));
  await queryClient.invalidateQueries({ queryKey: feedKeys.follow(subject) });
}

export async function feedChanged(): Promise<void> {
  await Promise.all([POST, COMMENT].map((name) => queryClient.invalidateQueries({ queryKey: keys.records(name) })));
}

const IS_COLLEAGUE: FilterNode = { all: [{ field: "status", op: "eq", value: "active" }, { field: "kind", op: "eq", value: "internal" }] };

/** Colleagues by name, pinyin or initials. */
export function useColleagues(q: string, isAsked: boolean) {
  return useQuery({
    queryKey: ["records", "user", "mention", q],
    queryFn: ({ signal }) => listRecords("user", { q: q || undefined, filter: IS_COLLEAGUE, fields: ["name", "department"], limit: 10, count: "none" }, signal),
    enabled: isAsked,
    staleTime: 30_000,
  });
}

export interface Mentioned {
  id: number;
  name: string;
}

/** Records as they are sent. */
export function subjectsOf(records: readonly Reference[]): Subject[] {
  return records.flatMap((one) => (one.object ? [{ object: one.object, id: Number(one.id) }] : []));
}

/** Those of the chosen people whose names still stand in the text. */
export function stillMentioned(text: string, chosen: readonly Mentioned[]): number[] {
  return [...new Set(chosen.filter((one) => text.includes(`@${one.name}`)).map((one) => one.id))];
}

/** The name to write behind the @: with the department, where another of the same name was chosen before. */
export function mentionName(person: Reference, department: string, chosen: readonly Mentioned[]): string {
  const isTaken = chosen.some((one) => one.name === person.name && one.id !== person.id);
  return isTaken && department ? `${person.name}(${department})` : person.name;
}

/** A text in pieces: each @ of a mentioned person is one of its own. */
export function pieces(text: string, names: readonly string[]): { text: string; isMention: boolean }[] {
  const known = [...new Set(names.filter(Boolean))].sort((a, b) => b.length - a.length);
  const out: { text: string; isMention: boolean }[] = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const name = text[at] === "@" ? known.find((one) => text.startsWith(one, at + 1)) : undefined;
    if (name === undefined) {
      plain += text[at];
      at += 1;
    } else {
      if (plain) out.push({ text: plain, isMention: false });
      out.push({ text: `@${name}`, isMention: true });
      plain = "";
      at += name.length + 1;
    }
  }
  if (plain) out.push({ text: plain, isMention: false });
  return out;
}
