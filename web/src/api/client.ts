import { ApiProblem } from "./problem";
import type { ProblemBody } from "./types";

const BASE = "/api/v1";

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface CallOptions {
  method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  query?: Query;
  body?: unknown;
  form?: FormData;
  signal?: AbortSignal;
  /** Sent as Idempotency-Key: the same key is the same attempt, however often it is sent. */
  attempt?: string;
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

export function urlOf(path: string, query?: Query): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return `${BASE}${path}${text ? `?${text}` : ""}`;
}

function headersOf(options: CallOptions): Headers {
  const method = options.method ?? "GET";
  const headers = new Headers({ Accept: "application/json", "Accept-Language": language });
  if (options.body !== undefined) headers.set("Content-Type", "application/json");
  if (method !== "GET") headers.set("X-CSRFToken", cookie("csrftoken"));
  if (options.attempt) headers.set("Idempotency-Key", options.attempt);
  return headers;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  let body: ProblemBody = {};
  try {
    body = (await response.json()) as ProblemBody;
  } catch {
    body = { title: response.statusText };
  }
  return new ApiProblem(response.status, body);
}

/** One call of the API. Throws ApiProblem; status 0 means that no answer came. */
export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(urlOf(path, options.query), {
      method: options.method ?? "GET",
      headers: headersOf(options),
      credentials: "same-origin",
      body: options.form ?? (options.body === undefined ? undefined : JSON.stringify(options.body)),
      signal: options.signal,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiProblem(0, { code: "network.unreachable" });
  }
  if (!response.ok) {
    if (response.status === 401 && !path.startsWith("/auth/login")) onSignedOut();
    throw await problemOf(response);
  }
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** A key for one attempt of a person to do something: made once, kept through retries. */
export function newAttempt(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
