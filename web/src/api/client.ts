import createClient, { createFinalURL, defaultPathSerializer, type FetchOptions, type MethodResponse, type Middleware } from "openapi-fetch";
import type { FilterKeys, HttpMethod, PathsWithMethod, RequiredKeysOf } from "openapi-typescript-helpers";
import { idleSeconds } from "./activity";
import { tellAway, untilBack } from "./away";
import { ApiProblem } from "./problem";
import { timesEntered, untilSignedIn } from "./signed-out";
import type { paths } from "./generated/schema";
import type { ProblemBody } from "./types";

const BASE = "/api/v1";

let language = "zh-CN";

/** The language that labels and messages of the server come in. */
export function setApiLanguage(next: string): void {
  language = next;
}

export function cookie(name: string): string {
  for (const part of document.cookie.split(";")) {
    const [key, ...rest] = part.trim().split("=");
    if (key === name) return decodeURIComponent(rest.join("="));
  }
  return "";
}

function querySerializer(query: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(key, String(value));
  }
  return search.toString();
}

/** The whole address: holes of the path filled, empty parts of the query left out. */
export function urlOf<P extends keyof paths>(template: P, params: { path?: Record<string, string | number>; query?: Record<string, unknown> } = {}): string {
  return createFinalURL(template, { baseUrl: BASE, params, querySerializer, pathSerializer: defaultPathSerializer });
}

/** Parts of a form instead of JSON: the `bodySerializer` of a call that sends a file. */
export function asForm(parts: Record<string, unknown>): FormData {
  const form = new FormData();
  for (const [name, part] of Object.entries(parts)) {
    if (part instanceof Blob) form.set(name, part);
    else if (part !== undefined) form.set(name, String(part));
  }
  return form;
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

/** Signing in and out themselves: who is refused there is told so, and waits for nothing. */
const DOORS = /\/auth\/log(in|out)\b/;

/** An attempt is done once, however often it is sent: who pressed a button need not press it again. */
async function sent(request: Request): Promise<Response> {
  const again = request.clone();
  const entrances = timesEntered();
  const response = await fetch(request);
  const problem = response.status === 503 ? await problemOf(response.clone()) : null;
  if (problem?.isAway) {
    tellAway(problem);
    return again.headers.has("Idempotency-Key") && (await untilBack()) ? sent(again) : response;
  }
  // What was refused to a stranger has done nothing, so it is sent again for the person whatever it was.
  if (response.status !== 401 || DOORS.test(request.url) || !(await untilSignedIn(await problemOf(response.clone()), entrances))) return response;
  sign(again);
  return sent(again);
}

/** What proves that our page sends it: the sign-in has a secret of its own. */
function sign(request: Request): void {
  if (request.method !== "GET") request.headers.set("X-CSRFToken", cookie("csrftoken"));
}

const house: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept", "application/json");
    request.headers.set("Accept-Language", language);
    request.headers.set("X-Idle-Seconds", String(idleSeconds()));
    sign(request);
  },
  async onResponse({ response }) {
    if (response.ok) return;
    const problem = await problemOf(response);
    if (problem.code === "assist.over") location.assign("/"); // one is oneself again, and the page is somebody else's
    throw problem;
  },
  onError({ error }) {
    if (!(error instanceof DOMException && error.name === "AbortError")) return new ApiProblem(0, { code: "network.unreachable" });
  },
};

const http = createClient<paths, "application/json">({ baseUrl: BASE, credentials: "same-origin", fetch: sent, querySerializer });
http.use(house);

type Multipart = { requestBody?: { content: { "multipart/form-data": unknown } } };
type Bodiless = { requestBody?: never };
/** What a call is given; where the description wants a form, the compiler asks that it be sent as one. */
type Init<M extends HttpMethod, P extends keyof paths> = FetchOptions<FilterKeys<paths[P], M>>
  & (paths[P][M] extends Bodiless ? unknown : paths[P][M] extends Multipart ? { bodySerializer: typeof asForm } : unknown);
const request: (method: HttpMethod, path: never, init: never) => Promise<{ data?: unknown }> = http.request;

/** One call of the API, typed by its description. Throws ApiProblem; status 0 means that no answer came. */
export async function call<M extends HttpMethod, P extends PathsWithMethod<paths, M>>(
  method: M, path: P, ...init: RequiredKeysOf<Init<M, P>> extends never ? [init?: Init<M, P>] : [init: Init<M, P>]
): Promise<MethodResponse<typeof http, M, P>> {
  const { data } = await request(method, path as never, init[0] as never);
  return data as MethodResponse<typeof http, M, P>;
}

/** A key for one attempt of a person to do something: made once, kept through retries. */
export function newAttempt(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
