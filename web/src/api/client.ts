import { tellAway, untilBack } from "./away";
import { ApiProblem } from "./problem";
import type { paths } from "./generated/schema";
import type { ProblemBody } from "./types";

const BASE = "/api/v1";

type Method = "get" | "post" | "patch" | "put" | "delete";
/** The addresses that know a method. */
type PathOf<M extends Method> = { [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never }[keyof paths];
type Operation<M extends Method, P extends keyof paths> = paths[P][M];

/** A part of a call, to be left out when it may be empty. */
type Part<K extends string, T> = [T] extends [undefined] ? unknown : undefined extends T ? { [N in K]?: T } : { [N in K]: T };
type Parameters<O, K extends string> = O extends { parameters: infer All } ? (K extends keyof All ? All[K] : undefined) : undefined;
type Body<O, Type extends string> = O extends { requestBody?: infer R }
  ? Extract<R, object> extends { content: Record<Type, infer B> } ? B | Extract<R, undefined> : undefined
  : undefined;
type Given<O> = Part<"path", Parameters<O, "path">> & Part<"query", Parameters<O, "query">>
  & Part<"body", Body<O, "application/json">> & Part<"form", Body<O, "multipart/form-data">>
  & (O extends { parameters: { header?: { "Idempotency-Key"?: string } } } ? {
      /** Sent as Idempotency-Key: the same key is the same attempt, however often it is sent. */
      attempt?: string;
    } : unknown)
  & { signal?: AbortSignal };
/** What a call that went well answers. */
type Answer<O> = O extends { responses: infer All }
  ? { [Code in keyof All & (200 | 201 | 202)]: All[Code] extends { content: { "application/json": infer T } } ? T : never }[keyof All & (200 | 201 | 202)]
  : never;
type Answered<O> = [Answer<O>] extends [never] ? void : Answer<O>;

interface Loose {
  path?: Record<string, string | number>;
  query?: Record<string, unknown>;
  body?: unknown;
  form?: Record<string, unknown>;
  attempt?: string;
  signal?: AbortSignal;
}

let language = "zh-CN";
let onSignedOut: () => void = () => undefined;

/** The language that labels and messages of the server come in. */
export function setApiLanguage(next: string): void {
  language = next;
}

/** Called when a call other than the sign-in itself is answered 401. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

export function cookie(name: string): string {
  for (const part of document.cookie.split(";")) {
    const [key, ...rest] = part.trim().split("=");
    if (key === name) return decodeURIComponent(rest.join("="));
  }
  return "";
}

/** The whole address: holes of the path filled, empty parts of the query left out. */
export function urlOf<P extends keyof paths>(template: P, given: Pick<Loose, "path" | "query"> = {}): string {
  const path = template.replace(/\{(\w+)\}/g, (_hole, name: string) => encodeURIComponent(String(given.path?.[name])));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(given.query ?? {})) {
    if (value !== undefined && value !== null && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return `${BASE}${path}${text ? `?${text}` : ""}`;
}

function formOf(parts: Record<string, unknown>): FormData {
  const form = new FormData();
  for (const [name, part] of Object.entries(parts)) {
    if (part instanceof Blob) form.set(name, part);
    else if (part !== undefined) form.set(name, String(part));
  }
  return form;
}

function headersOf(method: Method, given: Loose): Headers {
  const headers = new Headers({ Accept: "application/json", "Accept-Language": language });
  if (given.body !== undefined) headers.set("Content-Type", "application/json");
  if (method !== "get") headers.set("X-CSRFToken", cookie("csrftoken"));
  if (given.attempt) headers.set("Idempotency-Key", given.attempt);
  return headers;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  let body: ProblemBody = {};
  try {
    body = (await response.json()) as ProblemBody;
  } catch {
    body = { title: response.statusText };
  }
  return new ApiProblem(response.status, body, response.headers.get("X-Request-Id") ?? "");
}

async function sent(method: Method, path: keyof paths, given: Loose): Promise<Response> {
  try {
    return await fetch(urlOf(path, given), {
      method: method.toUpperCase(),
      headers: headersOf(method, given),
      credentials: "same-origin",
      body: given.form ? formOf(given.form) : given.body === undefined ? undefined : JSON.stringify(given.body),
      signal: given.signal,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiProblem(0, { code: "network.unreachable" });
  }
}

/** One call of the API, typed by its description. Throws ApiProblem; status 0 means that no answer came. */
export async function call<M extends Method, P extends PathOf<M>>(
  method: M, path: P, ...rest: object extends Given<Operation<M, P>> ? [given?: Given<Operation<M, P>>] : [given: Given<Operation<M, P>>]
): Promise<Answered<Operation<M, P>>> {
  const given: Loose = rest[0] ?? {};
  let response = await sent(method, path, given);
  while (!response.ok) {
    if (response.status === 401 && path !== "/auth/login") onSignedOut();
    const problem = await problemOf(response);
    if (!problem.isAway) throw problem;
    tellAway(problem);
    // An attempt is done once, however often it is sent: who pressed a button need not press it again.
    if (!given.attempt || !(await untilBack())) throw problem;
    response = await sent(method, path, given);
  }
  const text = response.status === 204 ? "" : await response.text();
  return (text ? JSON.parse(text) : undefined) as Answered<Operation<M, P>>;
}

/** A key for one attempt of a person to do something: made once, kept through retries. */
export function newAttempt(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
