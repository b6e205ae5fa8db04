import { call } from "./client";
import type { Me, ObjectMeta, ObjectsAnswer } from "./types";

/** What was asked for before the page's code was there, until the page takes it or nobody wants it any more. */
const coming = new Map<string, Promise<unknown>>();
const UNWANTED_AFTER = 15_000;

type Ask<T> = () => Promise<T>;
const asks = {
  me: (): Promise<Me> => call("get", "/auth/me"),
  objects: (): Promise<ObjectsAnswer> => call("get", "/meta/objects"),
  meta: (object: string): Promise<ObjectMeta> => call("get", "/meta/objects/{object}", { params: { path: { object } } }),
};

function begin(name: string, ask: Ask<unknown>): void {
  const answer = ask();
  answer.catch(() => undefined); // the page asks again, and says what is wrong
  coming.set(name, answer);
}

/** The answer that was asked for ahead, once; where there is none, or a bad one, ask now. */
function take<T>(name: string, ask: Ask<T>): Promise<T> {
  const answer = coming.get(name) as Promise<T> | undefined;
  coming.delete(name);
  return answer ? answer.catch(ask) : ask();
}

export const readMe = (): Promise<Me> => take("me", asks.me);
export const readObjects = (): Promise<ObjectsAnswer> => take("objects", asks.objects);
export const readObject = (object: string): Promise<ObjectMeta> => take(`meta ${object}`, () => asks.meta(object));

/**
 * Ask for what the page at this address will ask for, while its code is still being loaded. All at once, though the rest is
 * asked in vain for whom the server does not know: an answer is only looked at when the code has been.
 */
export function askAhead(pathname: string): void {
  if (pathname === "/sign-in") return;
  const object = /^\/o\/([^/]+)/.exec(pathname)?.[1];
  begin("me", asks.me);
  begin("objects", asks.objects);
  if (object) begin(`meta ${object}`, () => asks.meta(object));
  setTimeout(() => coming.clear(), UNWANTED_AFTER);
}
